"""Whether guidelines hold: the rules for them, and the function that applies them."""
