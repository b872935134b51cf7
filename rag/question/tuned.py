"""The tuned numbers of understanding, with the set that each was chosen on.

The weights beside them are in `tagger.npz`, fitted by `python -m eval.fit_tagger`.
"""

# Probabilities of the heads: looking at eval/sets/own, unseen, home, north, south and hard.
LIKELY = 0.5  # probability from which a question asks for a record
SURE = 0.8  # the same of a question that says much besides
IN_PART = 0.7  # the same of a part of the bulletin, in which a theme may be asked about
ALSO = 0.4  # probability from which it asks for another one besides
CUED = 0.02  # the same of a record that a cue says
OVER = 0.5  # probability from which a question is asked over the agencies
OVER_VALUE = 0.85  # the same of a question for a value
OVER_CUED = 0.1  # the same where a cue says so
VALUE = 0.05  # probability below which no value is asked for, whatever a cue says
NAMED = 0.3  # the same of a document's name: 有什么办法 asks for measures
DECLINED = 0.5  # probability from which a question asks for a judgement, or for something else

# Looking at eval/sets/own and eval/sets/hard, questions and dialogues.
LONGEST_LEANING = 30  # characters; a longer question stands by itself
LONGEST_ENGLISH = 70  # the same of an English one
MANY = 5  # notions: more say more than what a record is asked for in
FEW = 3  # notions that may stand beside a plainly worded record
IN_CLAUSE = 0.25  # probability by the whole question of a record that a clause of it asks for
SHORTEST_CLAUSE = 4  # characters of a clause that may ask for a record by itself
MOST_AT_ONCE = 6  # agencies that a pronoun stands for
