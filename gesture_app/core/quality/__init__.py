"""Statistics and checks of recorded takes."""
