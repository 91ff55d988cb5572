"""What is said about a form and its places, in plain words. Plain Python, no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.enums import CellKind, ReportState, Severity
from app.domain.vocabulary.words import word_for
from app.forms.definition import FormDefinition
from app.forms.places import place_title
from app.forms.view import Violation

STATE_TONES = {
    ReportState.DRAFT: "info",
    ReportState.SIGNED: "info",
    ReportState.PREPARED: "info",
    ReportState.HANDED_OVER: "info",
    ReportState.RECEIVED: "info",
    ReportState.ACCEPTED: "good",
    ReportState.RETURNED: "error",
    ReportState.REFUSED: "error",
    ReportState.REPLACED: "neutral",
}


_SHORTEST_LAST_WORD = 3


def fit_titles(titles: Sequence[str], current: int, room: int, measure: Callable[[str], int]) -> list[str]:
    """Titles cut at words so that they fit: the current one as long as it can be, the others share what is left.

    The first word (the number of the part) always stays.
    """
    versions = [_cuts(title) for title in titles]
    taken = [0] * len(titles)

    def width() -> int:
        return sum(measure(cuts[step]) for cuts, step in zip(versions, taken, strict=True))

    def grow(number: int) -> bool:
        if taken[number] + 1 >= len(versions[number]):
            return False
        taken[number] += 1
        if width() <= room:
            return True
        taken[number] -= 1
        return False

    while 0 <= current < len(titles) and grow(current):
        pass
    while sum(grow(number) for number in range(len(titles))):
        pass
    return [cuts[step] for cuts, step in zip(versions, taken, strict=True)]


def _cuts(title: str) -> list[str]:
    """A title from its first word to the whole of it."""
    words = title.split()
    ends = [n for n in range(1, len(words)) if n == 1 or len(words[n - 1]) >= _SHORTEST_LAST_WORD]
    cut = [" ".join(words[:n]).rstrip(",;:") + ("…" if n > 1 else "") for n in ends]
    return [*cut, title] if words else [title]


def address_parts(address: str) -> tuple[str, str, str] | None:
    """Table, row and column of a cell's address; None for a field's name."""
    if "." not in address:
        return None
    table, rest = address.split(".", 1)
    if "." not in rest:
        return None
    row, column = rest.rsplit(".", 1)
    return table, row, column


def place_words(definition: FormDefinition, address: str, *, with_table: bool = False) -> str:
    """Where a cell is, as the form prints it: «Строка 2, графа 5»; a field by its title."""
    parts = address_parts(address)
    if parts is None:
        found = definition.fields.get(address)
        return address if found is None else found.title
    table_id, row_code, column_code = parts
    table = definition.tables.get(table_id)
    row_printed, column_printed = row_code, column_code
    if table is not None:
        row_printed = next((r.printed or r.code for r in table.rows if r.code == row_code), row_code)
        column_printed = next((c.printed or c.code for c in table.columns if c.code == column_code), column_code)
    place = f"строка {row_printed}, графа {column_printed}"
    if with_table and len(definition.tables) > 1:
        return f"Раздел {table_id}, {place}"
    return place[0].upper() + place[1:]


def empty_place(definition: FormDefinition, place: str) -> str:
    """An empty place in words: «Раздел II, строка 1, графа 3: Всего работающих»."""
    if place in definition.fields or place in definition.lists or place.partition(".")[0] in definition.lists:
        return place_title(definition, place)
    title = place_title(definition, place).partition("; графа ")[0]
    return f"{place_words(definition, place, with_table=True)}: {title}"


def violations_in_order(violations: Sequence[Violation]) -> tuple[Violation, ...]:
    """Errors, then warnings without an explanation, then explained ones."""

    def weight(violation: Violation) -> int:
        if violation.severity is Severity.ERROR:
            return 0
        return 2 if violation.explanation.strip() else 1

    return tuple(sorted(violations, key=weight))


def severity_word(violation: Violation) -> str:
    """The word beside a violation."""
    if violation.severity is Severity.ERROR:
        return "ошибка"
    return "пояснено" if violation.explanation.strip() else "предупреждение"


def kind_words(kind: CellKind) -> str:
    """What may be done with a cell."""
    return "" if kind is CellKind.INPUT else word_for(kind)
