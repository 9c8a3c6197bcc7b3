"""Options and progress of a training."""
