"""Words and rules of the domain; numpy only."""
