"""Guidelines: pages of prose bound to labels, whose worked examples are tests.

What annotators read is made here, from a taxonomy and its guidelines, as HTML that needs no script
and no server. Knows no site generator.
"""
