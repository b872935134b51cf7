"""Taking in and removing bulletins over the web."""
