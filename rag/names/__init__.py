"""Which agency a text speaks of, and where it is."""
