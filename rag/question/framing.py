"""Words as tables: an English glossary of this field, words that only frame a question.

What is not here, nor in `synonyms`, is left to the embedding. The long tables are text files in
`rag/question/tables`, one entry a line: `english.tsv` (an English phrase, matched from the start of
a word on; a tab; the Chinese ways to search for) and `frames.txt` (phrases without a topic of their
own).
"""

import re

from rag.question.tables import table
from rag.text.lexicon import Lexicon


# English words and phrases -> the Chinese notions searched for.
def singular(english: str) -> str:
    """Return a folded English text with -ies put as -y: policies -> policy."""
    return re.sub(r"(?<=[a-z]{2})ies\b", "y", english)


ENGLISH: dict[str, str] = {
    singular(key): ways for key, ways in (line.split("\t") for line in table("english.tsv"))
}
# Phrases that frame a question.
FRAMES = Lexicon(table("frames.txt"))
