"""Evidence becomes an answer in a language model's words, each sentence checked."""
