"""Finding one person in texts that are not theirs: minutes, drafts, lists, JSON kept beside something.

A name is found in any Russian case by its stem, with the name in full or in initials, in either order. A surname alone
is not taken: it may be somebody else's, a street or a village.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

NOTE = "██ данные уничтожены"
"""What stands in the place of a person in a list that must stay."""
BLACK = "██"
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Identity:
    """By what a person is recognised. ``exact``: texts that are nobody else's (identifier, telephone, e-mail, card)."""

    names: tuple[tuple[str, str, str], ...]
    """(surname, name, patronymic), former ones too."""
    exact: tuple[str, ...]
    births: tuple[str, ...] = ()
    """The birth date as it may be written; looked for only beside the name."""
    namesakes: bool = False
    """Somebody else has the same full name: then a list's line is theirs unless the birth date stands in it."""

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The names; None when there is no surname to look for."""
        found = [_name_pattern(*name) for name in self.names if len(name[0]) > 1]
        return re.compile("|".join(found), re.IGNORECASE) if found else None

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Beginnings of surnames by which a database can look roughly, in the three ways of writing."""
        stems = {_stem(name[0]) for name in self.names if len(name[0]) > 1}
        stems |= {s.replace("ё", "е") for s in stems} | {s.replace("Ё", "Е") for s in stems}
        return tuple(sorted({way for s in stems for way in (s, s.upper(), s.lower(), s.capitalize())}))

    def named_in(self, text: str) -> bool:
        """Whether the text names the person."""
        return self.without(text) != text

    def without(self, text: str, instead: str = BLACK) -> str:
        """The text with the person blacked out, birth dates too when the person was named.

        With a namesake about, a name is left unless the birth date stands in the same text.
        """
        result = text
        sure = not self.namesakes or any(birth in text for birth in self.births)
        if self.pattern is not None and sure:
            result = self.pattern.sub(instead, result)
        for known in self.exact:
            result = result.replace(known, instead)
        if result != text:
            for birth in self.births:
                result = result.replace(birth, instead)
        return result

    def is_line(self, texts: Sequence[str]) -> bool:
        """Whether a line of a list is about the person."""
        if any(e in text for text in texts for e in self.exact):
            return True
        if not any(self.pattern is not None and self.pattern.search(text) for text in _joined(texts)):
            return False
        return not self.namesakes or any(birth in text for text in texts for birth in self.births)


def _joined(texts: Sequence[str]) -> tuple[str, ...]:
    """The cells, and the cells in a row: surname, name and patronymic often stand apart."""
    return (*texts, " ".join(texts))


def _stem(word: str) -> str:
    if len(word) <= 3:
        return word
    return word[:-2] if word[-1].lower() in "аяйыоеи" else word[:-1] if word[-1].lower() in "ь" else word


def _letters(text: str) -> str:
    """As a pattern, ё and е alike."""
    return "".join("[её]" if c in "её" else "[ЕЁ]" if c in "ЕЁ" else re.escape(c) for c in text)


def _name_pattern(surname: str, name: str, patronymic: str) -> str:
    """Surname with the name (and the patronymic), or with initials, in either order."""
    own = rf"\b{_letters(_stem(surname))}\w{{0,4}}"
    space = r"[\s\u00a0,]+"
    ways = []
    if name:
        first = rf"{_letters(name[: max(2, len(name) - 2)])}\w*"
        full = first + (rf"(?:{space}{_letters(patronymic[: max(2, len(patronymic) - 3)])}\w*)?" if patronymic else "")
        # Initials are capital letters even where case does not matter otherwise.
        initials = rf"(?-i:{re.escape(name[0].upper())})\.(?:[\s\u00a0]?(?-i:[А-ЯЁA-Z])\.)?"
        ways += [rf"{own}{space}{full}", rf"{own}{space}{initials}"]
        ways += [rf"\b{full}{space}{own}", rf"\b{initials}[\s\u00a0]?{own}"]
    else:
        ways.append(rf"^{own}$")
    return "|".join(ways)


def redact(document: object, who: Identity, *, drop: bool = False) -> tuple[object, bool]:
    """A JSON document without the person, and whether anything changed.

    A line of a list about the person keeps its place and its numbers, its texts are blacked out and its dates go; with
    ``drop`` the whole line goes. Elsewhere only the words that name the person are blacked out.
    """
    return _redacted(document, who, drop)


def _redacted(node: object, who: Identity, drop: bool) -> tuple[object, bool]:
    if isinstance(node, str):
        text = who.without(node)
        return text, text != node
    if isinstance(node, dict):
        changed = False
        result: dict[str, object] = {}
        for key, value in node.items():
            if key in who.exact:
                changed = True
                continue
            result[key], other = _redacted(value, who, drop)
            changed = changed or other
        return result, changed
    if isinstance(node, list):
        changed = False
        lines: list[object] = []
        for item in node:
            if isinstance(item, dict | list) and who.is_line(_texts(item)):
                changed = True
                if not drop:
                    lines.append(_blank(item, who))
                continue
            if drop and isinstance(item, str) and item in who.exact:
                changed = True
                continue
            line, other = _redacted(item, who, drop)
            lines.append(line)
            changed = changed or other
        return lines, changed
    return node, False


def _texts(node: object) -> list[str]:
    values = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [value for value in values if isinstance(value, str)]


def _blank(node: object, who: Identity) -> object:
    """A line: the note where the name stood, black in other texts, no dates."""
    if isinstance(node, dict):
        items = {key: _blank_cell(value, who) for key, value in node.items()}
        if not any(value == NOTE for value in items.values()):
            first = next((key for key, value in items.items() if value == BLACK), None)
            if first is not None:
                items[first] = NOTE
        return {key: value for key, value in items.items() if value is not None or node[key] is None}
    if isinstance(node, list):
        return [_blank_cell(value, who) for value in node]
    return node


def _blank_cell(value: object, who: Identity) -> object:
    if isinstance(value, dict | list):
        return _blank(value, who)
    if not isinstance(value, str) or not value:
        return value
    if _ISO_DATE.fullmatch(value):
        return None
    return NOTE if who.pattern is not None and who.pattern.search(value) else BLACK
