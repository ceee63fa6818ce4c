"""Worked examples: read into records, judged under a taxonomy, and written from records."""
