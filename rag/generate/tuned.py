"""The tuned numbers of writing, chosen on answers of a small real chat model (`eval.generated`)."""

LEAST = 1 / 3  # of the statements must stand, or be mended to another passage
REPEATS = 3  # times that a sentence may come again: beyond, the model is in a loop
MOST = 80  # sentences in one answer: beyond, it is oversized
WASTED = 12  # sentences dropped with none to show: nonsense
TRIED = 8  # passages tried for a sentence, the most alike first
NEAR = 0.3  # of a sentence's words that a passage must hold to be quoted in its place
SHARE = 0.6  # of the old wording's words must stand in the new one, or words that say the same
LONGEST_WORDING = 4000  # characters that an answer may run to before it is given up
