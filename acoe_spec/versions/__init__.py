"""One pair of versions: what changed, what was declared, and what becomes of one record."""
