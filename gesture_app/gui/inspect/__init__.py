"""What the Inspect page draws and asks: a trace of the memory, its gates, its cells and what they say."""
