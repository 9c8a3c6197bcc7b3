"""The main window and what every page sees of it."""
