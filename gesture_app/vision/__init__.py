"""From a camera to hand landmarks; the only place for OpenCV and MediaPipe."""
