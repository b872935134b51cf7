"""Evidence becomes an answer without a language model."""
