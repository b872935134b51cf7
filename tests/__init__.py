"""The tests: one file for each module, and what they share."""
