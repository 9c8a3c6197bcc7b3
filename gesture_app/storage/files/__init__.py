"""Atomic writes and bounded readers."""
