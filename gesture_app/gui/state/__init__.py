"""State that pages share. It knows no widgets."""
