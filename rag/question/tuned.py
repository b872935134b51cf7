"""The tuned numbers of understanding, with the set that each was chosen on.

The weights beside them are in `recogniser.json`, fitted by `python -m eval.fit_records`.
"""

# By cross-validation over the phrasings of eval/sets/fitting (records.jsonl, forms.jsonl).
LIKELY = 0.5  # probability from which a question asks for a record
SURE = 0.8  # the same of a question that says much besides
IN_PART = 0.7  # the same of a part of the bulletin, in which a theme may be asked about
ALSO = 0.4  # probability from which it asks for another one besides
OVER = 0.5  # probability from which a question is asked over the agencies
OVER_VALUE = 0.8  # the same of a question for a value

# Looking at eval/sets/own and eval/sets/hard, questions and dialogues.
LONGEST_LEANING = 30  # characters; a longer question stands by itself
LONGEST_ENGLISH = 70  # the same of an English one
MANY = 5  # notions: more say more than what a record is asked for in
FEW = 3  # notions that may stand beside a plainly worded record
SHORTEST_CLAUSE = 4  # characters of a clause that may ask for a record by itself
MOST_AT_ONCE = 6  # agencies that a pronoun stands for
