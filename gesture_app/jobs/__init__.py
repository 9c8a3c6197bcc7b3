"""Long work and the process around it."""
