"""The numbers of the teaching, chosen on group f of `eval/sets/nation` and on `eval/sets/own`.

What was tried besides stands in `docs/encoder.md`.
"""

LENGTH = 220  # characters of a passage that are taught, and
TOKENS = 112  # as many tokens of them: time grows with both
HELD = "f"  # the group of nation that is never taught
TOPICS = 0.25  # share of questions taught as their topic alone, as the program asks it
MEASURES = 0.5  # share of passages that are a measure, the others are whole findings
WIDE = 2  # right findings of a question over agencies that are taught
HARD_SHARE = (
    0.25  # share of the questions over the real bulletins: they are five, asked thousandfold
)
GENERAL_SHARE = 0.15  # general pairs to each bulletin pair
MINED = 8  # of the nearest wrong findings one is taught in turn
ALIKE = 0.92  # cosine of themes from which findings of different groups may both be right
TEMPERATURE = 0.03
SHARE = 0.7  # of what was learned that is added to the weights: all of it forgets general text
SEED = 14
