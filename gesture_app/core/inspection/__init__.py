"""Results of looking inside a model."""
