"""Whether a sentence or a quotation stands on its evidence."""
