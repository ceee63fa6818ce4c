"""A folder of taxonomies, and installed packages that bring some: what is where, and what it means."""
