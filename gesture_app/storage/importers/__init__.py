"""Other people's layouts as recordings: one file per layout, and a registry that decides by looking."""
