"""Places of a form in words: where an empty cell is and what belongs there."""

from __future__ import annotations

from collections.abc import Iterable

from app.forms.definition import FormDefinition
from app.forms.scope import split_address
from app.forms.view import ReportView, Unknown

_LONGEST = 90


def place_title(definition: FormDefinition, place: str) -> str:
    """«Количество работающих, графа 3» of an address, the title of a field, «строка 2: Наименование» of a list."""
    field = definition.fields.get(place)
    if field is not None:
        return _short(field.title)
    if place in definition.lists:
        return _short(definition.lists[place].title)
    table_id, row_code, column_code = split_address(place) or ("", "", "")
    listed_in = definition.lists.get(table_id)
    if listed_in is not None:
        column = next(c for c in listed_in.columns if c.code == column_code)
        return f"строка {row_code}: {_short(column.title)}"
    table = definition.tables.get(table_id)
    if table is None:
        return place
    row = next(row for row in table.rows if row.code == row_code)
    column = next(column for column in table.columns if column.code == column_code)
    title = _short(row.title)
    return title if len(table.columns) == 1 else f"{title}; графа {column_code} ({_short(column.title)})"


def unknown_words(definition: FormDefinition, unknown: Unknown) -> str:
    """«ППО школы № 5 (II.1.3): работодатель не ответил», «II.1.3: не заполнено»."""
    who = f"{unknown.organisation} ({unknown.place})" if unknown.organisation else unknown.place
    if not unknown.organisation:
        who = f"{unknown.place}, {place_title(definition, unknown.place)}"
    return f"{who}: {unknown.reason or 'не заполнено'}"


def unknown_lines(definition: FormDefinition, view: ReportView) -> list[str]:
    """What stands below a printed report: of what there is no information and why, and which totals lack it."""
    own = {
        place: one.reason
        for place, found in view.unknown.items()
        for one in found
        if not one.organisation and one.place == place
    }
    lines = [f"{place}, {place_title(definition, place)}: {reason}." for place, reason in own.items()]
    totals: dict[tuple[str, ...], list[str]] = {}
    for place, found in view.unknown.items():
        if place not in own:
            names = (f"{one.organisation or one.place}{_because(one)}" for one in found)
            totals.setdefault(tuple(dict.fromkeys(names)), []).append(place)
    for told, places in totals.items():
        lines.append(f"В итоги {', '.join(places)} не вошли ({len(told)}): {'; '.join(told)}.")
    return lines


def _because(unknown: Unknown) -> str:
    return f" – {unknown.reason}" if unknown.organisation and unknown.reason else ""


def listed(definition: FormDefinition, places: Iterable[str], between: str = "\n") -> str:
    """A line for each place: its address and its title."""
    return between.join(f"{place} – {place_title(definition, place)}" for place in places)


def _short(text: str) -> str:
    plain = " ".join(text.split()).rstrip(":;,.")
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + "…"
