"""A question and what was said before become a `Plan`."""
