"""What is kept: the catalog (the truth), passages, the index, what a new file changes."""
