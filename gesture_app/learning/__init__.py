"""From recordings to a running recogniser. Only this package imports torch."""
