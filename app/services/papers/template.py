"""A template of a paper as the loader gives it, and the keys its files may hold (``docs/papers.md``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.services.papers.marks import NOTHING, Marked

TEMPLATE: Mapping[str, str] = {
    "id": "the template's id, as its file is named",
    "title": "what people call the paper",
    "group": "where it stands in the list: applications, register, meetings, notices, access",
    "for": "whom one paper is about: person, people or organisation",
    "law": "what the paper rests on, shown beside it in the window",
    "size": "size of the letters, 10 to 14 points",
    "landscape": "whether the sheet lies on its side",
    "numbered": "whether pages are numbered from the second on",
    "status": "whose papers are offered: on_register, former, all",
    "leaves": "the channel (of the union's profile) whose rule of consent decides who may be in it and with which data",
    "fields": "what is asked before printing",
    "lists": "lists of rows that whoever makes the paper gives",
    "blocks": "the paper, piece by piece",
}
FIELD: Mapping[str, str] = {
    "name": "snake_case name, used in marks",
    "title": "what is asked",
    "type": "text, phrase, name, date, number or lines",
    "default": "what stands there before anything is typed; today for a date; «=name»: another value",
    "blank": "how many signs wide the place for the hand is when nothing is typed",
    "choices": "ready words to choose from",
    "hint": "an example shown in the empty place",
}
LIST: Mapping[str, str] = {
    "name": "snake_case name",
    "title": "what the rows are",
    "columns": "what a row holds",
}
COLUMN: Mapping[str, str] = {
    "name": "snake_case name, used in marks inside the list's blocks",
    "title": "what it is",
    "type": "text, phrase, name, date, number or lines",
}
BLOCK: Mapping[str, str] = {
    "kind": "which piece it is",
    "text": "the words, with marks",
    "right": "the words at the right: of a line of two sides, or the name that signs",
    "items": "texts of a numbered list",
    "over": "name of a list: the piece is repeated for its rows",
    "columns": "columns of a table",
    "rows": "pairs of a label and words with marks",
    "blocks": "pieces that are repeated",
    "when": "the piece is printed only when this value is there; with «not » only when it is not",
    "align": "left, centre, right or justify",
    "bold": "thick letters",
    "italic": "slanting letters",
    "size": "size of the letters, when other than the paper's",
    "indent": "whether the first line is set in",
    "before": "room above in millimetres",
    "after": "room below in millimetres",
    "keep": "stands on one page with what follows",
    "width": "part of the width: of the right block or of labels",
    "count": "how many lines for the hand, or millimetres of space",
    "caption": "small words under the line",
    "blank_rows": "empty rows for the hand when the list has fewer",
    "number": "numbers before items: digits, none",
    "date": "whether the date stands beside the signature",
    "stamp": "whether a place of the stamp stands below",
    "cut": "a line to cut along",
}
TABLE_COLUMN: Mapping[str, str] = {
    "title": "heading of the column",
    "text": "words with marks for each row",
    "width": "relative width; absent: found from the contents",
    "align": "left, centre or right",
}
BLOCK_KINDS: Mapping[str, tuple[str, ...]] = {
    "letterhead": ("text",),
    "right": ("text", "width"),
    "heading": ("text", "size", "before", "after"),
    "paragraph": ("text", "align", "bold", "italic", "size", "indent", "before", "after", "keep"),
    "list": ("items", "over", "text", "number", "size"),
    "table": ("over", "columns", "blank_rows", "size"),
    "facts": ("rows", "width"),
    "two": ("text", "right", "bold"),
    "signature": ("text", "right", "date", "stamp"),
    "note": ("text",),
    "lines": ("count", "caption"),
    "space": ("count",),
    "rule": ("cut",),
    "page": (),
    "each": ("over", "blocks"),
}
"""Kinds of pieces and the keys each may hold beside ``kind`` and ``when``."""

PERSON_TABLES: Mapping[str, Mapping[str, str]] = {
    "template": TEMPLATE,
    "fields": FIELD,
    "lists": LIST,
    "lists.columns": COLUMN,
    "blocks": BLOCK,
    "blocks.columns": TABLE_COLUMN,
}
GROUPS: Mapping[str, str] = {
    "applications": "Заявления",
    "register": "Учёт",
    "meetings": "Собрания",
    "notices": "Уведомления",
    "access": "Доступ к данным",
}


class PaperSubject(StrEnum):
    """Whom one paper is about."""

    PERSON = "person"
    PEOPLE = "people"
    ORGANISATION = "organisation"


class ValueKind(StrEnum):
    """What a value is; it decides the marks' modifiers."""

    TEXT = "text"
    PHRASE = "phrase"
    NAME = "name"
    DATE = "date"
    NUMBER = "number"
    LINES = "lines"


@dataclass(frozen=True)
class PaperField:
    """What is asked before printing, or a column of a list."""

    name: str
    title: str
    kind: ValueKind
    default: str = ""
    blank: int = 20
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class PaperList:
    """A list that whoever makes the paper gives: its rows hold these columns."""

    name: str
    title: str
    columns: tuple[PaperField, ...]


@dataclass(frozen=True)
class TableColumn:
    """A column of a printed table."""

    title: str
    text: Marked
    width: float = 0
    align: str = "left"


@dataclass(frozen=True)
class TemplateBlock:
    """One piece; what a kind does not use is empty (:data:`BLOCK_KINDS`)."""

    kind: str
    place: str
    """Where it stands in the file, for messages."""
    text: Marked = NOTHING
    right: Marked = NOTHING
    items: tuple[Marked, ...] = ()
    over: str = ""
    columns: tuple[TableColumn, ...] = ()
    rows: tuple[tuple[str, Marked], ...] = ()
    blocks: tuple[TemplateBlock, ...] = ()
    when: str = ""
    align: str = "justify"
    bold: bool = False
    italic: bool = False
    size: float = 0
    indent: bool = True
    before: float = 0
    after: float = 0
    keep: bool = False
    width: float = 0
    count: int = 1
    caption: str = ""
    blank_rows: int = 0
    number: str = "digits"
    date: bool = False
    stamp: bool = False
    cut: bool = False


@dataclass(frozen=True)
class Template:
    """A template, checked. ``source``: delivered with the program, or changed by the organisation."""

    id: str
    title: str
    group: str
    subject: PaperSubject
    law: str
    size: float
    landscape: bool
    numbered: bool
    status: str
    leaves: str
    """Channel of the profile by which the paper leaves; empty: it stays, or goes to the person."""
    fields: tuple[PaperField, ...]
    lists: Mapping[str, PaperList]
    blocks: tuple[TemplateBlock, ...]
    changed: bool = False
    """The organisation's own wording, not the delivered one."""
