"""Chinese text: folding that keeps offsets, words, sentences, figures, titles in 《》."""
