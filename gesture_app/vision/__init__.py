"""Cameras and hand tracking. Only this package imports OpenCV and MediaPipe."""
