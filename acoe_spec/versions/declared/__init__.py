"""What people declare to have changed: read, held against what has changed, drafted for them."""
