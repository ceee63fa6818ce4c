"""Reports: what was found, counted and listed, and the styles in which it is written.

`Report`, `Tally` and `report_of` are in `report`; `render` and `STYLES` in `styles`. Nothing here
reads a file, knows a taxonomy or prints.
"""
