"""What a trained model is: its card, report, thresholds and comparison."""
