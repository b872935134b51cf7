"""A run on the console, as a page, and in the record."""
