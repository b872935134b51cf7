"""The tuned numbers of checking, with the set that they were chosen on.

That is the true and false sentences of `python -m eval.citations`, made by rule from eval/sets/own
and eval/sets/fitting, or written by hand in eval/sets/checking/paraphrases.jsonl.
"""

NEAR = 6  # characters on each side of a figure that tell what it counts
MARGIN = 0.12  # by which another figure must fit its place better to be the one that was meant
CLAUSE_SHARE = 0.55  # of a clause's words that one sentence of a passage must hold
