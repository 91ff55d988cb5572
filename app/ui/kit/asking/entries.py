"""What a dialog asks, as data: entries know their name, how they are read, and the sentence when they cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtWidgets import QWidget

from app.domain.vocabulary.words import Wording, title_for
from app.ui.context import UiContext
from app.ui.kit.asking import editors
from app.ui.kit.asking.editors import Editor, Unclear

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
EnumT = TypeVar("EnumT", bound=StrEnum)


@dataclass(frozen=True, eq=False)
class Entry(Generic[T_co]):
    """One thing that is asked.

    ``key`` names it in drafts and tests, by preference as the field of what is recorded. ``empty`` is what an entry
    that is not shown says. ``secret`` ones (passwords) never go into a draft.
    """

    key: str
    name: str
    make: Callable[[UiContext], Editor[T_co]]
    empty: T_co
    hint: str = ""
    named: bool = True
    wide: bool = False
    secret: bool = False
    shown: Callable[[Answers], bool] | None = None
    offered: Callable[[Answers], Sequence[tuple[str, T_co]]] | None = None

    def when(self, shown: Callable[[Answers], bool]) -> Entry[T_co]:
        """The same, asked only while this holds; ``shown`` sees what stands in the other entries now."""
        return replace(self, shown=shown)


class Answers:
    """``answers[entry]`` has the type of the entry.

    Within a dialog they are read when asked for (:class:`Unclear` when it is no answer yet); what is given to the work
    is read before, so that another thread may have it.
    """

    def __init__(self, read: Callable[[Entry[Any]], Any]) -> None:
        self._read = read

    @classmethod
    def whole(cls, values: Mapping[Entry[Any], Any]) -> Answers:
        """Answers that are all there."""
        return cls(values.__getitem__)

    def __getitem__(self, entry: Entry[T]) -> T:
        answer: T = self._read(entry)
        return answer

    def get(self, entry: Entry[T]) -> T | None:
        """The answer; None when there is none yet."""
        try:
            return self[entry]
        except Unclear:
            return None


@dataclass(frozen=True, eq=False)
class Note:
    """Something to read between the entries: words, which may follow what is answered, or a widget of one's own."""

    words: str | Callable[[Answers], str] = ""
    role: Literal["", "strong", "muted", "small"] = "muted"
    make: Callable[[], QWidget] | None = None


Part = Entry[object] | Note
"""What a dialog is made of, from the top down. An ``Entry[date]`` is a ``Part`` too: nobody puts into an entry."""


def person_line(words: str) -> Note:
    """Whom or what it is about, in bold."""
    return Note(words, "strong")


def text(key: str, name: str, start: str = "", *, hint: str = "", needed: str = "") -> Entry[str]:
    """One line; ``needed`` is the sentence when it is left empty."""
    return Entry(key, name, lambda _: editors.LineEditor(start, needed), "", hint)


def lines(key: str, name: str, start: str = "", *, hint: str = "", needed: str = "", height: float = 64) -> Entry[str]:
    """Several lines of text."""
    return Entry(key, name, lambda _: editors.TextEditor(start, needed, height), "", hint)


def day(
    key: str, name: str, start: date | None = None, *, hint: str = "", needed: str = "", past: str = ""
) -> Entry[date]:
    """A date that must be given; ``needed``, ``past``: the sentences for none and for one that has not come yet."""
    none = date.min  # never read: an entry that is not shown is not asked for
    return Entry(key, name, lambda _: editors.DayEditor(name, start, needed, past), none, hint)


def day_or_none(key: str, name: str, start: date | None = None, *, hint: str = "") -> Entry[date | None]:
    """A date that may be left out."""
    return Entry(key, name, lambda _: editors.MaybeDayEditor(name, start), None, hint)


def number(key: str, name: str, start: int | None = None, *, hint: str = "") -> Entry[int | None]:
    """A whole number that may be left out."""
    return Entry(key, name, lambda _: editors.NumberEditor(name, start), None, hint)


def amount(key: str, name: str, start: Decimal | None = None, *, hint: str = "") -> Entry[Decimal]:
    """Roubles and kopecks."""
    return Entry(key, name, lambda _: editors.AmountEditor(start), Decimal(0), hint)


def choice(key: str, name: str, offered: Iterable[tuple[str, T]], start: T, *, hint: str = "") -> Entry[T]:
    """One of several, each with its words; ``start`` is also what is said while it is not shown."""
    options = tuple(offered)
    return Entry(key, name, lambda _: editors.ChoiceEditor(options, start), start, hint)


def choice_among(
    key: str, name: str, offered: Callable[[Answers], Sequence[tuple[str, T]]], empty: T, *, hint: str = ""
) -> Entry[T]:
    """One of several that follow from what stands in the other entries; ``empty`` is said while it is not shown."""
    return replace(choice(key, name, (), empty, hint=hint), offered=offered)


def one_of(
    key: str, name: str, kinds: Iterable[EnumT], start: EnumT | None = None, *,
    wording: Wording = Wording.LABEL, hint: str = "",
) -> Entry[EnumT]:  # fmt: skip
    """One value of an enum (or of those given), in the words of the vocabulary; the first stands at the start."""
    offered = [(title_for(kind, wording), kind) for kind in kinds]
    return choice(key, name, offered, offered[0][1] if start is None else start, hint=hint)


def one_of_or_none(
    key: str, name: str, none: str, kinds: Iterable[EnumT], start: EnumT | None = None, *,
    wording: Wording = Wording.LABEL, hint: str = "",
) -> Entry[EnumT | None]:  # fmt: skip
    """The same, with the words of «none of them» first."""
    offered: list[tuple[str, EnumT | None]] = [(none, None), *((title_for(kind, wording), kind) for kind in kinds)]
    return Entry(key, name, lambda _: editors.ChoiceEditor(offered, start), None, hint)


def tick(key: str, words: str, *, start: bool = False) -> Entry[bool]:
    """Yes or no."""
    return Entry(key, words, lambda _: editors.TickEditor(words, start), False, named=False, wide=True)


def password(key: str, name: str, *, hint: str = "", needed: str = "Введите пароль.") -> Entry[str]:
    """A password; never part of a draft."""
    return Entry(key, name, lambda _: editors.PasswordEditor(name, needed), "", hint, secret=True)


def people(key: str, name: str, *, many: bool, needed: str, hint: str = "") -> Entry[Mapping[int, str]]:
    """People of the register, found by typing: id and full name of each."""
    return Entry(key, name, lambda context: editors.PeopleEditor(context, needed, many=many), {}, hint)


def own(key: str, name: str, make: Callable[[UiContext], Editor[T]], empty: T, *, named: bool = False) -> Entry[T]:
    """Something that only one dialog asks, by an editor of its own."""
    return Entry(key, name, make, empty, named=named, wide=True)
