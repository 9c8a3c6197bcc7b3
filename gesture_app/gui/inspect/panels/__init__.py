"""Panels beside the timeline."""
