"""A folder of guidelines read into values, with a finding for whatever is wrong with it."""
