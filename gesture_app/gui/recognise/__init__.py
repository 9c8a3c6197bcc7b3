"""The Recognise page."""
