"""What the world may do to the program, made on purpose (docs/reliability.md)."""
