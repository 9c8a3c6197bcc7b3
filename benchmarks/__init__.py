"""Measurements that anyone can repeat. The program never imports them."""
