"""One frame in, one snapshot out, many times a second."""
