"""Recordings, models and settings on disk."""
