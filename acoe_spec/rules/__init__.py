"""What a record must satisfy: one small generator a rule, one row of prose a rule.

Start at `table`. Nothing here reads files, prints or decides what is fatal.
"""
