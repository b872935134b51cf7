"""The notions of this field, each in all the ways people and bulletins put it.

A row of `rag/question/tables/synonyms.txt` is one notion: official ways and those of speech, matched as parts
of a folded text; of several the longest counts. Rows are open: add what users say. A way that is
also part of an unrelated word does not belong, nor does a notion that most findings speak of. A way
that stands in several rows is read as the first of them. `generic.txt` holds verdicts and actions
that cut across themes (力度不够, 成立专班): they help to find, and are no theme of their own.
"""

from rag.question.tables import table

SYNONYMS: tuple[tuple[str, ...], ...] = tuple(tuple(row.split()) for row in table("synonyms.txt"))
GENERIC: tuple[tuple[str, ...], ...] = tuple(tuple(row.split()) for row in table("generic.txt"))
