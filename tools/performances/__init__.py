"""Makes the performances from which the starter model learns: imagined people show its gestures to a camera."""
