"""Measurements anyone can repeat; nothing in the program imports them."""
