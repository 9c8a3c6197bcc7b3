"""Scripts that make the shipped models and the pictures of the documentation. The program never imports them."""
