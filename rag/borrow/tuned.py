"""The tuned numbers of borrowing, set on the pairs of `eval/sets/nation/pairs.jsonl`."""

LEAST = 0.55  # cosine below which a finding is not alike; of 170 pairs alike, 5 % are below 0.61
KINDS = 5  # sentences of a draft at most, a kind of measure each
LEANS = 3  # passages that a sentence is shown to lean on, at most
EXAMPLES = 5  # findings of others looked at for one of one's own
