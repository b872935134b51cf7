"""How a name sounds: the pinyin of its characters, and of a place as one English word."""

import re
from functools import lru_cache

from rag.names.agency import bare_place


def sound(text: str, *, exact: bool = False) -> str:
    """Return the sound of Chinese `text`, character by character, without tones.

    Unless `exact`, n and ng, z and zh, c and ch, s and sh are told apart no more.
    """
    if len(text) == 1:
        return _character_sound(text, exact)
    return " ".join(_character_sound(char, exact) for char in text)


@lru_cache(maxsize=30_000)
def _character_sound(char: str, exact: bool) -> str:
    from pypinyin import lazy_pinyin

    plain = lazy_pinyin(char)[0]
    return plain if exact else re.sub(r"ng$", "n", re.sub(r"^([zcs])h", r"\1", plain))


@lru_cache(maxsize=5_000)
def sound_word(place: str) -> str:
    """Return a place's name as English texts write it: 武汉市 -> wuhan."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(bare_place(place)))
