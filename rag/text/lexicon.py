"""Many words looked for in a text at once."""

from collections.abc import Iterable

START = 2  # letters by which the words are indexed


class Lexicon:
    """Words of two letters or more, found in a text wherever they stand."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for word in dict.fromkeys(words):
            self._by_start.setdefault(word[:START], []).append(word)
        for listed in self._by_start.values():
            listed.sort(key=len, reverse=True)

    def at(self, text: str, place: int) -> str:
        """Return the longest word that stands at a place of `text`, "" where none does."""
        listed = self._by_start.get(text[place : place + START], ())
        return next((word for word in listed if text.startswith(word, place)), "")

    def longest(self, text: str) -> str:
        """Return the longest word in `text`, the first of several, "" where there is none."""
        return max((self.at(text, place) for place in range(len(text))), key=len, default="")

    def blanked(self, text: str) -> str:
        """Return `text` with a space for each word, the longest from the left."""
        kept, place = [], 0
        while place < len(text):
            word = self.at(text, place)
            kept.append(" " if word else text[place])
            place += len(word) or 1
        return "".join(kept)
