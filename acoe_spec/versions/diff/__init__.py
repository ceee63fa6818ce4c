"""What is different between two versions: found by a table of rules, told in several styles."""
