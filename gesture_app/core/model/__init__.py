"""Card, report, thresholds and comparison of a model."""
