"""Words that are wider than their column go on in the next line after a hyphen, by the rules of Russian."""

from __future__ import annotations

import re
from functools import cache

from pyphen import Pyphen

from app.rendering.fonts import text_width

_WORD = re.compile(r"[^\W\d_]{4,}")
_LEAST = 2
"""Letters that stay together at either end of a word."""


@cache
def _dictionary() -> Pyphen:
    return Pyphen(lang="ru_RU", left=_LEAST, right=_LEAST)


def hyphenated(text: str, font: str, size: float, room: float) -> str:
    """The text with ``-`` and a line break inside every word wider than ``room`` points; other words are left whole.

    What is no word (a number, an address) is left to break wherever it must.
    """
    words = text.split(" ")
    return " ".join(w if text_width(w, font, size) <= room else _broken(w, font, size, room) for w in words)


def _broken(word: str, font: str, size: float, room: float) -> str:
    lines: list[str] = []
    for line in word.split("\n"):
        rest = line
        while text_width(rest, font, size) > room:
            cut = _place(rest, font, size, room)
            if not cut:
                break
            joint = "" if rest[cut - 1] == "-" else "-"
            lines.append(rest[:cut] + joint)
            rest = rest[cut:]
        lines.append(rest)
    return "\n".join(lines)


def _place(text: str, font: str, size: float, room: float) -> int:
    """Where the longest beginning ends that has room with a hyphen after it; 0 when there is none."""
    places = [match.end() for match in re.finditer(r"(?<=\w)-(?=\w)", text)]
    for match in _WORD.finditer(text):
        places += [match.start() + place for place in _dictionary().positions(match[0])]
    fitting = [
        place
        for place in places
        if text_width(text[:place] + ("" if text[place - 1] == "-" else "-"), font, size) <= room
    ]
    return max(fitting, default=0)
