"""Learns a person's own hand gestures from the webcam and recognises them live, on this computer only."""

__version__ = "0.2.0"
