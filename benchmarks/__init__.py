"""How fast and how small checking is, measured as ratios in one run. See README.md."""
