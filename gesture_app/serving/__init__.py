"""Events for other programs, over a WebSocket."""
