"""Whole label files across versions: migrate, review what is open, count what a change hits."""
