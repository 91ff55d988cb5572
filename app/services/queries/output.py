"""The answer to a query on paper, as a spreadsheet and as JSON. People whose data are blocked are in none of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.errors import UserError
from app.progress import Progress
from app.services.organisation.passport import passport
from app.services.queries.fields import FieldType, fields_of
from app.services.queries.parameters import QueryResult, ResultRow, query_document
from app.services.session import Act, VaultSession, service


def _told(session: VaultSession, result: QueryResult, rows: tuple[ResultRow, ...]) -> list[str]:
    """What was asked, when, and how much was found: under the title."""
    people = len({row.person_id for row in rows})
    found = f"Строк: {len(rows)}, людей: {people}."
    left_out = result.people - people
    if left_out:
        found += f" Не вошли люди с заблокированными данными: {left_out}."
    return [passport(session).full_name, f"Отобрано: {result.asked}.", f"{found} Составлено {date.today():%d.%m.%Y}."]


def _grouped(rows: tuple[ResultRow, ...]) -> list[tuple[str, ResultRow | None]]:
    """Rows with a heading before each group: «Факультет 2 — 31»."""
    counts: dict[tuple[str, ...], int] = {}
    for row in rows:
        for depth in range(1, len(row.groups) + 1):
            counts[row.groups[:depth]] = counts.get(row.groups[:depth], 0) + 1
    lines: list[tuple[str, ResultRow | None]] = []
    before: tuple[str, ...] = ()
    for row in rows:
        for depth in range(1, len(row.groups) + 1):
            group = row.groups[:depth]
            if before[:depth] != group:
                lines.append((f"{' — '.join(group)}: {counts[group]}", None))
        before = row.groups
        lines.append(("", row))
    return lines


def _exportable(session: VaultSession, result: QueryResult, way: str) -> tuple[ResultRow, ...]:
    rows = result.open_rows()
    if not rows:
        raise UserError("selecting.nothing_to_save")
    with session.unit_of_work() as uow:
        uow.journal.record(
            "register.listed",
            way=way,
            what=result.query.what.value,
            fields=[field.id for field in result.columns],
            people=len({row.person_id for row in rows}),
        )
        uow.commit()
    return rows


@service(Act.TAKE_NAMES)
def query_pdf(session: VaultSession, result: QueryResult, progress: Progress | None = None) -> bytes:
    """The answer as PDF with numbered pages. UserError ``selecting.nothing_to_save``."""
    from app.rendering import member_list_pdf

    rows = _exportable(session, result, "pdf")
    width = len(result.columns)
    texts, headings = [], set()
    for place, (heading, row) in enumerate(_grouped(rows)):
        if row is None:
            headings.add(place)
            texts.append([heading, *[""] * (width - 1)])
        else:
            texts.append(result.texts(row))
    return member_list_pdf(
        result.title,
        [field.title for field in result.columns],
        texts,
        subtitle="\n".join(_told(session, result, rows)),
        landscape=width > 5 or sum(field.width for field in result.columns) > 760,
        headings=frozenset(headings),
        progress=progress,
    )


@service(Act.TAKE_NAMES)
def query_xlsx(session: VaultSession, result: QueryResult) -> bytes:
    """The answer as a spreadsheet: dates are dates, numbers are numbers, groups are columns in front."""
    from app.rendering.table_xlsx import table_xlsx

    rows = _exportable(session, result, "xlsx")
    plain = (FieldType.NUMBER, FieldType.DATE)
    fields = result.columns
    named = fields_of(session.profile, result.query.what)
    groups = [named[name].title for name in result.query.group_by]
    return table_xlsx(
        result.title,
        _told(session, result, rows),
        [*groups, *(field.title for field in fields)],
        [
            [
                *row.groups,
                *(
                    value if field.type in plain else field.text(value)
                    for field, value in zip(fields, row.values, strict=True)
                ),
            ]
            for row in rows
        ],
        [*(160.0 for _ in groups), *(field.width for field in fields)],
    )


@service(Act.TAKE_NAMES)
def answer_document(session: VaultSession, result: QueryResult) -> dict[str, Any]:
    """The answer as JSON for the command line: rows as objects by field, values as the database has them."""
    rows = _exportable(session, result, "json") if result.open_rows() else ()
    names = [field.id for field in result.columns]
    return {
        "query": query_document(result.query),
        "since": result.moment.first,
        "as_of": result.moment.last,
        "asked": result.asked,
        "total": len(rows),
        "people": len({row.person_id for row in rows}),
        "blocked": result.people - len({row.person_id for row in rows}),
        "groups": [
            {"group": list(group), "total": sum(1 for row in rows if row.groups == group)}
            for group in dict.fromkeys(row.groups for row in rows)
            if group
        ],
        "items": [{"id": row.person_id, **dict(zip(names, row.values, strict=True))} for row in rows],
    }
