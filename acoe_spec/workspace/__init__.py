"""A folder of taxonomies, and packages that bring some: what is where, what it means."""
