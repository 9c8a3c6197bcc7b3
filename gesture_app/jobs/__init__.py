"""Jobs of the program, and the process around each."""
