"""The drawn hand that stands in for a camera."""
