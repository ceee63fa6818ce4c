"""One workspace as a whole: the gates of a release, renames that reach every file."""
