"""The timeline of the Inspect page."""
