"""The numbers that shape a corpus: how many findings, how alike, how often only touched.

Set so that 10,000 bulletins hold 200,000 to 300,000 findings, 12 to 32 in most bulletins, and two
to five measures in each; `python -m eval.synthetic` prints what came of them.
"""

FEWEST, MOST = 10, 40  # findings of a bulletin
SIZES = (0.4, 1.7)  # of a bulletin: by how much its themes are more or less likely
PART_SIZES = (0.65, 1.4)  # the same for all themes of a part together: they come in company
AGAIN = 0.1  # a theme has a second finding
NAMED_HEADING = 0.3  # a heading is the theme's name and a fault, not one of its own wordings
MEASURES = (2, 3, 3, 3, 4, 4, 5)  # of a finding
OWN_MEASURES = 0.6  # of them that only this theme can have; the others fit any
TOUCHING = 0.16  # a finding has a measure that touches another theme
ONLY_TOUCHED = 3  # how much more often that is a theme without findings of its own
SLOGAN = 0.25  # a measure opens with a slogan
DATED_YEAR = 0.75  # a date of a measure has its year
OPENING_YEAR = 0.85  # the feedback's date has its year
TITLED = 0.85  # a bulletin without a page around it has its title
PARTY_IN_TITLE = 0.88  # a title opens with 中共
SIGNED_FIRST = 2019  # years of the inspections
YEARS = 6
