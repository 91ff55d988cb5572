"""Finding one person in texts that are not theirs: minutes, drafts, lists, JSON kept beside something.

A name is found in every form that :mod:`app.domain.name_forms` knows. A surname alone is not taken, it may be somebody
else's, a street or a village, but it is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.domain import name_forms
from app.domain.enums import Sex

NOTE = "██ данные уничтожены"
"""What stands in the place of a person in a list that must stay."""
BLACK = "██"
_AROUND = 30
_LATIN = re.compile(r"[a-z]")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class PersonMarks:
    """By what a person is recognised.

    What is surely the person is blacked out; what only looks so (the surname alone, the name and patronymic without a
    surname, a namesake) is for the chair to decide: :meth:`doubtful`.
    """

    names: tuple[tuple[str, str, str], ...]
    """(surname, name, patronymic), former ones too."""
    exact: tuple[str, ...]
    """Texts that are nobody else's: the identifier, a card number, an address."""
    births: tuple[str, ...] = ()
    """The birth date as it may be written; looked for only beside the name."""
    namesakes: bool = False
    """Somebody else has the same full name: then it is theirs unless the birth date stands in the same text."""
    sex: Sex | None = None
    telephones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    shared_initials: bool = False
    """Somebody else has the same surname and first letter of the name: initials do not tell them apart."""
    loose: bool = False
    """The chair has said that what only looks like the person is the person."""

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """What is surely the name; None when there is no surname to look for."""
        ways = self._full if self.shared_initials and not self.loose else [*self._full, *self._short]
        if self.loose:
            ways = [*ways, *self._alone]
        return _compiled(ways)

    @cached_property
    def doubt(self) -> re.Pattern[str] | None:
        """What only looks like the name."""
        return _compiled([*self._full, *self._short, *self._alone])

    @cached_property
    def known(self) -> re.Pattern[str] | None:
        """Telephones, e-mails and other texts that are nobody else's, in any spelling."""
        ways = [pattern for text in self.telephones if (pattern := name_forms.telephone(text))]
        ways += [name_forms.email(text) for text in self.emails if text]
        ways += [name_forms.spaced(text) for text in self.exact if text]
        return _compiled(ways)

    @cached_property
    def _full(self) -> list[str]:
        ways: list[str] = []
        for surname, name, patronymic in self.names:
            if not surname or not name:
                continue
            own, first, father = (
                name_forms.any_of(name_forms.forms(word, kind, self.sex)) if word else ""
                for word, kind in ((surname, "surname"), (name, "name"), (patronymic, "patronymic"))
            )
            ways += name_forms.full_ways(own, first, father)
            latin = (name_forms.latin(surname), name_forms.latin(name), patronymic and name_forms.latin(patronymic))
            ways += name_forms.full_ways(*latin)
        return ways

    @cached_property
    def _short(self) -> list[str]:
        ways: list[str] = []
        for surname, name, patronymic in self.names:
            if not surname or not name:
                continue
            own = name_forms.any_of(name_forms.forms(surname, "surname", self.sex))
            for pattern, in_latin in ((own, False), (name_forms.latin(surname), True)):
                one = name_forms.initial(name, in_latin=in_latin)
                two = name_forms.initial(patronymic, in_latin=in_latin) if patronymic else ""
                ways += name_forms.initial_ways(pattern, one, two)
        return ways

    @cached_property
    def _alone(self) -> list[str]:
        """The surname with nobody else's name beside it; the name and patronymic without a surname."""
        ways: list[str] = []
        for surname, name, patronymic in self.names:
            if len(surname) > 2:
                forms = name_forms.forms(surname, "surname", self.sex)
                written = name_forms.any_of([way for form in forms for way in (_capital(form), form.upper())])
                other = _others_name(name)
                before = r"(?<!(?-i:[А-ЯЁ])\.)(?<!(?-i:[А-ЯЁ])\.\s)" if name else ""
                ways.append(rf"{before}{name_forms.START}(?-i:{written}){name_forms.END}{other}")
                ways.append(rf"{name_forms.START}{name_forms.latin(surname)}{name_forms.END}")
            if len(name) > 1 and len(patronymic) > 3:
                first = name_forms.any_of(name_forms.forms(name, "name", self.sex))
                father = name_forms.any_of(name_forms.forms(patronymic, "patronymic", self.sex))
                ways.append(rf"{name_forms.START}{first}{name_forms.SPACE}{father}{name_forms.END}")
        return ways

    @cached_property
    def _roots(self) -> tuple[str, ...]:
        """What the patterns cannot do without, in small letters and without ё."""
        roots = {max(re.findall(r"\w+", text.casefold()) or [""], key=len) for text in self.exact}
        for surname, name, patronymic in self.names:
            for word, kind in ((surname, "surname"), (patronymic if name else "", "patronymic")):
                if word:
                    forms = name_forms.forms(word, kind, self.sex)
                    roots.add(_beginning([form.casefold().replace("ё", "е") for form in forms]) or word.casefold())
        return tuple(sorted(root.partition("-")[0].replace("ё", "е") for root in roots if root))

    @cached_property
    def _latin_names(self) -> re.Pattern[str] | None:
        return _compiled([name_forms.latin(name[0]) for name in self.names if name[0]])

    @cached_property
    def _figures(self) -> tuple[str, ...]:
        """Ends of telephones and numbers, figures only."""
        found = (re.sub(r"\D", "", text) for text in (*self.telephones, *self.exact))
        return tuple(sorted({figures[-6:] for figures in found if len(figures) >= 6}))

    def may_name(self, text: str) -> bool:
        """Whether it is worth looking at: a quick sieve that lets every mention through."""
        folded = text.casefold().replace("ё", "е")
        if any(root in folded for root in self._roots) or any(
            mail.partition("@")[0].casefold() in folded for mail in self.emails if mail
        ):
            return True
        figures = re.sub(r"\D", "", folded) if self._figures else ""
        if len(figures) >= 6 and any(tail in figures for tail in self._figures):
            return True
        return (
            self._latin_names is not None
            and _LATIN.search(folded) is not None
            and bool(self._latin_names.search(folded))
        )

    def named_in(self, text: str) -> bool:
        """Whether the text surely names the person."""
        return self.without(text) != text

    def without(self, text: str, instead: str = BLACK) -> str:
        """The text with the person blacked out, birth dates too when the person was named.

        With a namesake about, a name is left unless the birth date, a telephone or an e-mail stands in the same text.
        """
        result = text if self.known is None else self.known.sub(instead, text)
        if self.pattern is not None and (self._sure(text) or result != text):
            result = self.pattern.sub(instead, result)
        if result != text:
            for birth in self.births:
                result = result.replace(birth, instead)
        return result

    def doubtful(self, text: str) -> str:
        """The first place in a text that may be the person and may be somebody else, with the words around; or ""."""
        return self._around(self.without(text), self.doubt)

    def shown(self, text: str) -> str:
        """The same for what is surely the person."""
        return self._around(text, self.pattern) or self._around(text, self.known)

    @staticmethod
    def _around(rest: str, pattern: re.Pattern[str] | None) -> str:
        found = None if pattern is None else pattern.search(rest)
        if found is None:
            return ""
        start, end = max(0, found.start() - _AROUND), found.end() + _AROUND
        around = " ".join(rest[start:end].split())
        return f"{'…' if start else ''}{around}{'…' if end < len(rest) else ''}"

    def is_line(self, texts: Sequence[str]) -> bool:
        """Whether a line of a list is surely about the person."""
        if any(self.known is not None and self.known.search(text) for text in texts):
            return True
        if not any(self.pattern is not None and self.pattern.search(text) for text in _joined(texts)):
            return False
        return any(self._sure(text) for text in texts)

    def _sure(self, text: str) -> bool:
        return self.loose or not self.namesakes or any(birth in text for birth in self.births)


def _compiled(ways: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(ways), re.IGNORECASE) if ways else None


def _beginning(words: Sequence[str]) -> str:
    """What all the words begin with."""
    first, last = min(words), max(words)
    same = next((place for place, sign in enumerate(first) if sign != last[place : place + 1]), len(first))
    return first[:same]


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))


def _others_name(name: str) -> str:
    """Not followed by the initials or by the name and patronymic of somebody else."""
    own = name_forms.initial(name) if name else "(?!)"
    return rf"(?!\s+(?!{own})(?-i:[А-ЯЁ])\.|\s+(?-i:[А-ЯЁ])\w+\s+(?-i:[А-ЯЁ])\w+(?:ич|ыч|на)(?:[аеуы]|ем|ом|ой)?\b)"


def _joined(texts: Sequence[str]) -> tuple[str, ...]:
    """The cells, and the cells in a row: surname, name and patronymic often stand apart."""
    return (*texts, " ".join(texts))


def redact(document: object, who: PersonMarks, *, drop: bool = False) -> tuple[object, bool]:
    """A JSON document without the person, and whether anything changed.

    A line of a list about the person keeps its place and its numbers, its texts are blacked out and its dates go; with
    ``drop`` the whole line goes. Elsewhere only the words that name the person are blacked out.
    """
    return _redacted(document, who, drop)


def _redacted(node: object, who: PersonMarks, drop: bool) -> tuple[object, bool]:
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


def _blank(node: object, who: PersonMarks) -> object:
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


def _blank_cell(value: object, who: PersonMarks) -> object:
    if isinstance(value, dict | list):
        return _blank(value, who)
    if not isinstance(value, str) or not value:
        return value
    if _ISO_DATE.fullmatch(value):
        return None
    return NOTE if who.pattern is not None and who.pattern.search(value) else BLACK
