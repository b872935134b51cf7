"""A path becomes text: every kind of file that bulletins come in."""
