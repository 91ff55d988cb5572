"""Typing over automatic numbers, «нет сведений», explaining warnings, reading a spreadsheet back, reopening."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.dates import Period
from app.domain.enums import CellKind, Severity
from app.domain.names import tidy
from app.domain.vocabulary.words import word_for
from app.errors import UserError
from app.forms.definition import FormDefinition, ValueType
from app.forms.values import json_value, number_from_text, parse_cell, parse_field, parse_values
from app.forms.view import Value
from app.progress import Progress
from app.services.reports.filling import OPEN_STATES, form_and_period, keep_edited, living
from app.services.reports.finishing import opened_report
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from app.rendering.xlsx_reading import Overtyped

MAX_REASON = 2000
_WORDS = frozenset({ValueType.TEXT, ValueType.DATE})


@service(Act.RECORD)
def set_value(
    session: VaultSession, form_id: str, address: str, value: object, period: Period | int | str, reason: str = ""
) -> None:
    """Type a value into a cell, a field (by name) or a list (by its id, rows as in a values document).

    A text is read as people type numbers. An empty value clears. What equals the automatic number is not kept as
    typed. A signed report becomes a draft of its next revision. Raises UserError ``forms.…``, ``reports.closed_cell``.
    """
    definition, when = form_and_period(session, form_id, period)
    parsed = _parsed(definition, address, value)
    with session.unit_of_work() as uow:
        _put(uow, definition, when, {address: parsed}, _tidy_reason(reason))
        uow.journal.record("report.value_set", form=form_id, period=str(when), address=address)
        uow.commit()


@service(Act.RECORD)
def clear_value(session: VaultSession, form_id: str, address: str, period: Period | int | str) -> None:
    """Go back to the automatic number, or to an empty cell. Raises UserError ``forms.…``, ``reports.closed_cell``."""
    definition, when = form_and_period(session, form_id, period)
    _parsed(definition, address, None)
    with session.unit_of_work() as uow:
        _put(uow, definition, when, {address: None}, "")
        uow.journal.record("report.value_cleared", form=form_id, period=str(when), address=address)
        uow.commit()


@service(Act.RECORD)
def set_unknown(
    session: VaultSession, form_id: str, places: Sequence[str], reason: str, period: Period | int | str
) -> None:
    """«Нет сведений» in these cells, fields or lists: empty on paper, explained, never a zero above.

    Typing a value or clearing the place takes it back. Raises UserError ``forms.unknown_cell``,
    ``forms.unknown_field``, ``forms.unknown_without_reason``, ``reports.closed_cell``, ``reports.unknown_in_row``,
    ``reports.reason_too_long``.
    """
    definition, when = form_and_period(session, form_id, period)
    told = _tidy_reason(reason)
    for place in places:
        if place.partition(".")[0] in definition.lists and place not in definition.lists:
            raise UserError("reports.unknown_in_row", cell=place)
        _parsed(definition, place, None)
        if not told:
            raise UserError("forms.unknown_without_reason", cell=place)
    with session.unit_of_work() as uow:
        report = opened_report(uow, definition, when)
        for place in places:
            uow.reports.put_entry(report.id, place, "null", told)
            uow.journal.record("report.unknown_said", form=form_id, period=str(when), address=place)
        uow.commit()


@service(Act.RECORD)
def explain(session: VaultSession, form_id: str, period: Period | int | str, rule: str, text: str) -> None:
    """Explain a warning in writing; an empty text takes the explanation back. UserError ``reports.no_such_warning``."""
    definition, when = form_and_period(session, form_id, period)
    told = _tidy_reason(text)
    with session.unit_of_work() as uow:
        draft = living(uow, definition, when)
        standing = {v.rule for v in draft.view.violations if v.severity is Severity.WARNING}
        if rule not in standing:
            raise UserError("reports.no_such_warning", rule=rule)
        report = opened_report(uow, definition, when)
        uow.reports.put_explanation(report.id, rule, told)
        uow.journal.record("report.explained", form=form_id, period=str(when), rule=rule)
        uow.commit()


@service(Act.RECORD)
def reopen(session: VaultSession, form_id: str, period: Period | int | str) -> None:
    """Begin the next revision of a signed report; numbers follow the vault again. The signed one never changes."""
    definition, when = form_and_period(session, form_id, period)
    with session.unit_of_work() as uow:
        report = uow.reports.find(definition.id, str(when))
        if report is not None and report.state not in OPEN_STATES:
            opened_report(uow, definition, when)
            uow.journal.record("report.reopened", form=form_id, period=str(when))
            uow.commit()


@dataclass(frozen=True)
class SheetRead:
    """What came of reading a spreadsheet: places that changed, and numbers typed over totals, which were not taken."""

    changed: tuple[str, ...]
    overtyped: tuple[Overtyped, ...]


@service(Act.RECORD)
def read_xlsx(
    session: VaultSession, form_id: str, period: Period | int | str, path: Path, progress: Progress | None = None
) -> SheetRead:
    """Take what was typed into our spreadsheet.

    Empty cells of the sheet change nothing. Raises what :func:`app.rendering.xlsx_reading.read_sheet` raises.
    """
    from app.rendering.xlsx_reading import read_sheet  # openpyxl is loaded only by who reads a sheet

    definition, when = form_and_period(session, form_id, period)
    content = read_sheet(definition, path, year=when.year, progress=progress)
    sheet = content.typed
    with session.unit_of_work() as uow:
        view = living(uow, definition, when).view
        found: dict[str, object] = {}
        for address, number in sheet.values.items():
            cell = view.cells.get(address)
            if cell is not None and cell.kind is CellKind.INPUT and cell.value != number:
                found[address] = number
        found |= {name: value for name, value in sheet.fields.items() if view.fields[name].value != value}
        found |= {name: rows for name, rows in sheet.lists.items() if view.lists.get(name) != rows}
        if found:
            _put(uow, definition, when, found, "")
            uow.journal.record("report.sheet_read", form=form_id, period=str(when), cells=len(found))
            uow.commit()
    return SheetRead(tuple(found), content.overtyped)


def _tidy_reason(text: str) -> str:
    told = tidy(text)
    if len(told) > MAX_REASON:
        raise UserError("reports.reason_too_long", limit=MAX_REASON)
    return told


def _parsed(definition: FormDefinition, address: str, value: object) -> object:
    """The value in the place's own type; closed places are refused."""
    if address in definition.lists:
        if value is None:
            return None
        rows = parse_values(definition, {"lists": {address: value}}).lists[address]
        # Computed columns are shown with the rows; they are never typed.
        computed = definition.lists[address].compute
        return tuple({code: v for code, v in row.items() if code not in computed} for row in rows)
    cell = definition.cell(address)
    if cell is not None and cell.kind is not CellKind.INPUT:
        raise UserError("reports.closed_cell", cell=address, why=word_for(cell.kind))
    known = definition.fields.get(address)
    if cell is None and known is None:
        # A dot marks a cell: fields have none.
        parse_cell(definition, address, None) if "." in address else parse_field(definition, address, None)
    kind = cell.type if cell is not None else known.type if known is not None else ValueType.TEXT
    if isinstance(value, str) and kind not in _WORDS:
        try:
            value = number_from_text(value)
        except ValueError as error:
            raise UserError("forms.not_a_number", cell=address) from error
    return parse_cell(definition, address, value) if cell is not None else parse_field(definition, address, value)


def _put(uow: UnitOfWork, definition: FormDefinition, period: Period, found: dict[str, object], reason: str) -> None:
    draft = living(uow, definition, period)
    view = draft.view
    report = opened_report(uow, definition, period)
    for address, value in found.items():
        shown = view.cells.get(address) or view.fields.get(address)
        automatic = None if shown is None else shown.automatic
        if value is None or (value == automatic and not reason):
            uow.reports.remove_entry(report.id, address)
            continue
        uow.reports.put_entry(report.id, address, _json(definition, address, value), reason)
    keep_edited(uow, draft, report)


def _json(definition: FormDefinition, address: str, value: object) -> str:
    if isinstance(value, tuple):
        columns = {c.code: c.type or ValueType.TEXT for c in definition.lists[address].columns}
        return json.dumps([{c: json_value(v, columns[c]) for c, v in row.items()} for row in value], ensure_ascii=False)
    cell, known = definition.cell(address), definition.fields.get(address)
    kind = cell.type if cell is not None else known.type if known is not None else ValueType.TEXT
    plain: Value = value if isinstance(value, Decimal | str) else None
    return json.dumps(json_value(plain, kind), ensure_ascii=False)
