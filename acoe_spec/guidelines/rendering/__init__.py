"""Prose of guidelines as HTML that is safe to publish, whatever the prose says."""
