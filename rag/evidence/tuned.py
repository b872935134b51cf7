"""The tuned numbers of relevance, with the set that each was chosen on.

The weights and the thresholds of what is listed, mentioned or answered with stand in
`relevance.json`, written by `python -m eval.fit` (eval/sets/fitting and eval/sets/hard).
"""

# Looking at eval/sets/bundled, eval/sets/own and the hardest questions of eval/sets/hard.
HEAD_SHARE = 0.12  # a term in more findings than this does not single any out
LISTED_SHARE = 0.08  # the same of a plain word in an enumeration
KEPT_SHARE = 0.6  # of the weightiest stretch: what weighs less is not said again
UNKNOWN_WEIGHT = 6.0  # of a notion that the store does not hold: that of a rare one
SAID_SHARE = 0.5  # of what the best sentence of a part says of the topic
LONGEST_LABEL = 16  # characters of the question said again in an answer

# By time and memory.
SAMPLE = 2000  # findings looked at to learn how rare a notion is
NARROW = 1500  # units of a scope up to which all of it is judged
BEGIN = 256  # passages looked at first of a ranking
HEARD = 64  # units newly met in a ranking by which it is known that no more of use will come
DEEP = 4096  # passages from which on all cosines together cost less than the engine's ranking
GATHERED = 20_000  # passages whose vectors are read one by one at most,
SCANNED = 1 / 16  # or up to this share of all
READ_OUT = 2000  # units whose texts are read out; of more, the places of words are looked up
