"""What becomes of one record on its way through versions, and of what people decide about it."""
