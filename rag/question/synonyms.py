"""The notions of this field, each in all the ways people and bulletins put it.

A row of `rag/question/tables/synonyms.txt` is one notion: official ways and those of speech, matched as parts
of a folded text; of several the longest counts. Rows are open: add what users say. A way that is
also part of an unrelated word does not belong, nor does a notion that most findings speak of. A way
that stands in several rows is read as the first of them.
"""

from rag.question.tables import table

SYNONYMS: tuple[tuple[str, ...], ...] = tuple(tuple(row.split()) for row in table("synonyms.txt"))
