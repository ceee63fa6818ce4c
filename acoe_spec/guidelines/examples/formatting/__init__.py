"""Records written as worked examples, so that reading gives the same records again."""
