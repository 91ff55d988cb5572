"""From a template and values to a sheet: marks filled, cases chosen, empty values left to the hand. No database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.declension import Case, PersonName, decline_name, decline_phrase, name_of, sex_of
from app.domain.enums import Sex
from app.domain.vocabulary.calendar import full_date, quoted_date, short_date
from app.errors import UserError
from app.rendering.paper_blocks import (
    Align,
    Facts,
    GridBlock,
    GridColumn,
    HandLines,
    NewPage,
    PaperSheet,
    PaperText,
    RightBlock,
    Rule,
    SheetBlock,
    Signature,
    Space,
    TwoSides,
)
from app.services.papers import words
from app.services.papers.loading import scope_of
from app.services.papers.marks import Mark, Marked
from app.services.papers.template import PaperField, Template, TemplateBlock, ValueKind

_DOUBLE_STOP = re.compile(r"(?<!\.)\.\.(?!\.)")
"""«с 2 сентября 2024 г..», «Докладчик: Щербакова Е. П..»."""
_DATE_BLANK = "«____»\u00a0______________\u00a020___\u00a0г."

Correction = tuple[int | None, str, Case]
"""(person, or None for a phrase; the nominative; the case)."""


@dataclass(frozen=True)
class WordForm:
    """A name or a phrase in the case that a paper uses, to be shown for correction before printing."""

    key: str
    title: str
    case: Case
    original: str
    text: str
    corrected: bool
    person_id: int | None

    @property
    def correction(self) -> Correction:
        """What a correction is kept by."""
        return self.person_id, self.original, self.case


@dataclass(frozen=True)
class Filled:
    """A sheet with the cases it uses and the values that were left to the hand."""

    sheet: PaperSheet
    forms: tuple[WordForm, ...]
    blanks: tuple[str, ...]


@dataclass
class _Row:
    """Values at a place: the paper's own, or those of a row over them."""

    values: Mapping[str, Any]
    fields: Mapping[str, PaperField]


@dataclass
class Filler:
    """Fills one paper. ``corrections``: what was corrected before."""

    template: Template
    values: Mapping[str, Any]
    corrections: Mapping[Correction, str] = field(default_factory=dict)
    forms: dict[tuple[str, Correction], WordForm] = field(default_factory=dict)
    blanks: dict[str, None] = field(default_factory=dict)

    def fill(self) -> Filled:
        """The paper."""
        scope = scope_of(self.template.subject, self.template.fields, self.template.lists)
        counts = {f"{name}.count": len(self.values.get(name) or ()) for name in scope.lists}
        row = _Row({**counts, **self.values}, scope.names)
        template = self.template
        sheet = PaperSheet(
            title=template.title,
            blocks=tuple(self._blocks(template.blocks, row)),
            size=template.size,
            landscape=template.landscape,
            numbered=template.numbered,
        )
        return Filled(sheet, tuple(self.forms.values()), tuple(self.blanks))

    # Pieces

    def _blocks(self, blocks: Sequence[TemplateBlock], row: _Row) -> Iterator[SheetBlock]:
        for block in blocks:
            if self._wanted(block, row):
                yield from self._block(block, row)

    def _wanted(self, block: TemplateBlock, row: _Row) -> bool:
        if not block.when:
            return True
        name = block.when.removeprefix("not ").strip()
        return bool(row.values.get(name)) is not block.when.startswith("not ")

    def _block(self, block: TemplateBlock, row: _Row) -> Iterator[SheetBlock]:
        match block.kind:
            case "letterhead":
                yield PaperText(self._words(block.text, row), "centre", size=12, after=1)
                yield Rule()
            case "right":
                yield RightBlock(self._words(block.text, row), block.width or 0.5)
            case "heading":
                yield PaperText(
                    self._words(block.text, row), "centre", bold=True, size=block.size, before=block.before or 3,
                    after=block.after or 3, keep=True,
                )  # fmt: skip
            case "paragraph":
                yield self._paragraph(block, self._words(block.text, row))
            case "note":
                yield PaperText(self._words(block.text, row), "left", size=10, before=2, after=1)
            case "list":
                yield from self._list(block, row)
            case "table":
                yield self._table(block, row)
            case "facts":
                rows = tuple((label, self._words(text, row, blank=False)) for label, text in block.rows)
                yield Facts(rows, block.width or 0.4)
            case "two":
                yield TwoSides(self._words(block.text, row), self._words(block.right, row), block.bold)
            case "signature":
                name = self._words(block.right, row, blank=False)
                yield Signature(self._words(block.text, row), name, "" if block.date else None, block.stamp)
            case "lines":
                yield HandLines(block.count, block.caption)
            case "space":
                yield Space(block.count)
            case "rule":
                yield Rule(block.cut)
            case "page":
                yield NewPage()
            case "each":
                for inner in self._rows(block.over, row):
                    yield from self._blocks(block.blocks, inner)

    def _paragraph(self, block: TemplateBlock, text: str, hang: str = "") -> PaperText:
        align: Align = block.align  # type: ignore[assignment]  # checked by the loader
        return PaperText(
            text, align, bold=block.bold, italic=block.italic, size=block.size, indent=block.indent, hang=hang,
            before=block.before, after=block.after, keep=block.keep,
        )  # fmt: skip

    def _list(self, block: TemplateBlock, row: _Row) -> Iterator[PaperText]:
        texts = [self._words(item, row) for item in block.items]
        if block.over:
            texts = [self._words(block.text, inner) for inner in self._rows(block.over, row)]
        for number, text in enumerate(texts, start=1):
            yield self._paragraph(block, text, f"{number}." if block.number == "digits" else "–")

    def _table(self, block: TemplateBlock, row: _Row) -> GridBlock:
        rows = [
            tuple(self._words(column.text, inner, blank=False) for column in block.columns)
            for inner in self._rows(block.over, row)
        ]
        for number in range(len(rows) + 1, block.blank_rows + 1):
            empty = _Row({"number": number}, row.fields)
            rows.append(tuple(self._number_only(column.text, empty) for column in block.columns))
        columns = tuple(GridColumn(c.title, c.width, c.align) for c in block.columns)  # type: ignore[arg-type]
        return GridBlock(columns, tuple(rows), block.size)

    def _number_only(self, text: Marked, row: _Row) -> str:
        return str(row.values["number"]) if [m.name for m in text.marks] == ["number"] else ""

    def _rows(self, name: str, row: _Row) -> Iterator[_Row]:
        found = self.template.lists[name]
        own = {column.name: column for column in found.columns}
        for number, values in enumerate(row.values.get(name) or (), start=1):
            merged = {**row.values, **dict.fromkeys(own), **values, "number": number}
            yield _Row(merged, {**row.fields, **own, "number": PaperField("number", "№", ValueKind.NUMBER)})

    # Words

    def _words(self, text: Marked, row: _Row, *, blank: bool = True) -> str:
        made = "".join(
            piece if isinstance(piece, str) else self._value(piece, row, blank=blank) for piece in text.pieces
        )
        return _DOUBLE_STOP.sub(".", made)

    def _value(self, mark: Mark, row: _Row, *, blank: bool) -> str:
        if mark.name == "blank":
            return "_" * mark.blank
        known = row.fields[mark.name]
        value = row.values.get(mark.name)
        if mark.choice is not None:
            return _chosen(mark.choice, value)
        if value is None or value == "":
            if "optional" in mark.modifiers:
                return ""
            self.blanks[mark.name] = None
            return _blank(mark, known) if blank else ""
        if isinstance(value, PersonName) or known.kind is ValueKind.NAME:
            name = value if isinstance(value, PersonName) else name_of(str(value))
            return self._name(mark, known, name, row.values.get(f"{mark.name}.id"))
        if isinstance(value, date):
            return _date(mark, value)
        if isinstance(value, int | Decimal):
            return str(value)
        text = str(value)
        if known.kind is ValueKind.PHRASE:
            text = self._phrase(mark, known, text)
        return _letters(mark, text)

    def _name(self, mark: Mark, known: PaperField, name: PersonName, person_id: Any) -> str:
        case = mark.case
        shown = name
        if case is not Case.NOMINATIVE:
            shown = decline_name(name, case)
            key = (person_id if isinstance(person_id, int) else None, name.full, case)
            corrected = self.corrections.get(key)
            self._note(known, key, shown.full if corrected is None else corrected, corrected=corrected is not None)
            shown = shown if corrected is None else _parts_of(corrected, name, shown)
        text = shown.full
        if "initials" in mark.modifiers:
            text = shown.short
        elif "initials_first" in mark.modifiers:
            text = shown.short_first
        elif "surname" in mark.modifiers:
            text = shown.surname
        return _letters(mark, text)

    def _phrase(self, mark: Mark, known: PaperField, text: str) -> str:
        if mark.case is Case.NOMINATIVE:
            return text
        key = (None, text, mark.case)
        corrected = self.corrections.get(key)
        made = decline_phrase(text, mark.case) if corrected is None else corrected
        self._note(known, key, made, corrected=corrected is not None)
        return made

    def _note(self, known: PaperField, key: Correction, text: str, *, corrected: bool) -> None:
        person_id, original, case = key
        self.forms.setdefault(
            (known.name, key),
            WordForm(
                key=known.name,
                title=known.title,
                case=case,
                original=original,
                text=text,
                corrected=corrected,
                person_id=person_id,
            ),
        )


def _blank(mark: Mark, known: PaperField) -> str:
    """A place for the hand; a date's is «____» ________ 20__ г."""
    if known.kind is ValueKind.DATE and "year" not in mark.modifiers:
        return _DATE_BLANK
    return "_" * (mark.blank or known.blank)


def _parts_of(corrected: str, name: PersonName, declined: PersonName) -> PersonName:
    """A corrected whole name as parts: word for word when there are as many words, else surname and the rest."""
    given = corrected.split()
    counts = [len(part.split()) for part in (name.surname, name.name, name.patronymic)]
    if len(given) != sum(counts):
        return PersonName(corrected, "", "", name.sex) if not name.name else _loosely(given, declined)
    first, second = counts[0], counts[0] + counts[1]
    return PersonName(" ".join(given[:first]), " ".join(given[first:second]), " ".join(given[second:]), name.sex)


def _loosely(given: Sequence[str], declined: PersonName) -> PersonName:
    return PersonName(given[0], given[1] if len(given) > 1 else "", " ".join(given[2:]), declined.sex)


def _chosen(choice: tuple[str, str], value: Any) -> str:
    male, female = choice
    sex = None
    if isinstance(value, str) and value:
        value = name_of(value)
    if isinstance(value, PersonName):
        sex = sex_of(value)
    if sex is None:
        return words.both(male, female)
    return female if sex is Sex.FEMALE else male


def _date(mark: Mark, value: date) -> str:
    if "long" in mark.modifiers:
        return full_date(value)
    if "quoted" in mark.modifiers:
        return quoted_date(value)
    return str(value.year) if "year" in mark.modifiers else short_date(value)


def _letters(mark: Mark, text: str) -> str:
    if "upper" in mark.modifiers:
        return text.upper()
    if "capital" in mark.modifiers:
        return text[:1].upper() + text[1:]
    # «ППО» keeps its capitals.
    small = "small" in mark.modifiers and not text[1:2].isupper()
    return text[:1].lower() + text[1:] if small else text


def coerced(known: PaperField, value: Any) -> Any:
    """A typed value as its kind; UserError ``papers.bad_value`` for a date or a number that is none."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if not text:
        return None
    if known.kind is ValueKind.DATE:
        try:
            return date.fromisoformat(text)
        except ValueError:
            parts = text.split(".")
            if len(parts) == 3 and all(part.isdecimal() for part in parts):
                try:
                    return date(int(parts[2]), int(parts[1]), int(parts[0]))
                except ValueError:
                    pass
            raise UserError("papers.bad_value", name=known.title) from None
    if known.kind is ValueKind.NUMBER:
        if not text.isdecimal():
            raise UserError("papers.bad_value", name=known.title)
        return int(text)
    return text
