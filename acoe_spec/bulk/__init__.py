"""Whole label files: check them, mend them, count what is in them."""
