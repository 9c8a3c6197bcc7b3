"""The guided tour of the Inspect page: eight cards, each with one thing to try."""
