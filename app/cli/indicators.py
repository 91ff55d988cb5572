"""``pervichka register passport|figures|below``: the organisation in numbers and who stands behind them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.output import Aside, Lines, Reply, json_text, note, table_lines
from app.cli.parser import Commands, add_command, iso_date
from app.cli.vault.access import opened
from app.domain.files import write_atomically
from app.errors import UserError

if TYPE_CHECKING:
    from app.services.indicators import PeopleBehind

_OUT = "сохранить в OUT.pdf, OUT.xlsx или OUT.json"


def add_to(group: Commands) -> None:
    """Add the commands to the group ``register``."""
    parser = add_command(group, "passport", show_passport, "паспорт организации на дату: состав и социальный паспорт")
    parser.add_argument("--as-of", metavar="D", type=iso_date, help="на какую дату (по умолчанию сегодня)")
    parser.add_argument("--who", metavar="LINE", help="показать людей, которые стоят за строкой")
    parser.add_argument("--out", metavar="OUT", type=Path, help=_OUT)

    parser = add_command(group, "figures", show_indicators, "показатели по годам: рост, охват, движение, актив")
    parser.add_argument("--years", metavar="N", type=int, default=5, help="сколько последних лет (по умолчанию 5)")
    parser.add_argument("--on", metavar="D", type=iso_date, action="append", help="вместо лет: год, который кончается")
    parser.add_argument("--who", metavar="LINE", help="показать людей, которые стоят за строкой, за последний период")
    parser.add_argument("--out", metavar="OUT", type=Path, help=_OUT)

    parser = add_command(group, "below", show_below, "показатели подчинённых организаций по принятым отчётам")
    parser.add_argument("--year", metavar="Y", type=int, help="за какой год (по умолчанию прошлый)")
    parser.add_argument("--out", metavar="OUT", type=Path, help=_OUT)


def _save(out: Path, *, pdf: Callable[[], bytes], xlsx: Callable[[], bytes], document: object) -> None:
    kind = out.suffix.lower()
    if kind == ".pdf":
        data = pdf()
    elif kind == ".xlsx":
        data = xlsx()
    elif kind == ".json":
        data = json_text(document).encode()
    else:
        raise UserError("indicators.format", name=out.name)
    write_atomically(out, data)
    note(f"Сохранено: {out}")


def _people(behind: PeopleBehind) -> Reply:
    return Reply(
        {
            "title": behind.title,
            "total": len(behind.rows),
            "items": [
                {"id": row.person_id, "name": row.name, "detail": row.detail, "blocked": row.blocked}
                for row in behind.rows
            ],
        },
        [
            Aside(behind.title),
            *table_lines(("№", "Кто", "Подробности"), ((row.person_id, row.name, row.detail) for row in behind.rows)),
            Aside(f"Всего: {len(behind.rows)}"),
        ],
    )


def show_passport(arguments: argparse.Namespace) -> Reply:
    """``register passport``."""
    from app.services import indicators

    day = arguments.as_of or date.today()
    with opened(arguments) as session:
        if arguments.who:
            return _people(indicators.people_of_passport(session, day, arguments.who))
        found = indicators.organisation_passport(session, day)
        document = indicators.passport_document(session, found)
        if arguments.out:
            _save(
                arguments.out,
                pdf=lambda: indicators.passport_pdf(session, found),
                xlsx=lambda: indicators.passport_xlsx(session, found),
                document=document,
            )

    def lines() -> Lines:
        shown = indicators.for_paper(found)
        yield from table_lines(
            ("Раздел", "Показатель", "Всего", "Женщины", "До 35 лет"),
            (
                [section.title, line.title, *(line.text(column) for column in indicators.PassportColumn)]
                for section in shown.sections
                for line in section.lines
            ),
        )

    return Reply(document, lines())


def show_indicators(arguments: argparse.Namespace) -> Reply:
    """``register figures``."""
    from app.services import indicators

    if arguments.on:
        stretches = indicators.years_up_to(arguments.on)
    else:
        stretches = indicators.calendar_years(date.today(), max(0, min(arguments.years, 50)))
    with opened(arguments) as session:
        table = indicators.indicators(session, stretches)
        if arguments.who:
            return _people(indicators.people_of_indicator(session, stretches[-1], arguments.who))
        if arguments.out:
            _save(
                arguments.out,
                pdf=lambda: indicators.indicators_pdf(session, table),
                xlsx=lambda: indicators.indicators_xlsx(session, table),
                document=indicators.indicators_document(table),
            )
    return Reply(
        indicators.indicators_document(table),
        table_lines(
            ("Показатель", "Ед.", *(stretch.title for stretch in stretches)),
            (
                [line.title, line.unit, *(line.text(place) for place in range(len(stretches)))]
                for group in table.groups
                for line in group.lines
            ),
        ),
    )


def show_below(arguments: argparse.Namespace) -> Reply:
    """``register below``."""
    from app.services import indicators

    with opened(arguments) as session:
        table = indicators.organisations_below(session, arguments.year or date.today().year - 1)
        if arguments.out:
            _save(
                arguments.out,
                pdf=lambda: indicators.below_pdf(session, table),
                xlsx=lambda: indicators.below_xlsx(session, table),
                document=indicators.below_document(table),
            )
    return Reply(
        indicators.below_document(table),
        [*table_lines(table.heads, (row.texts() for row in (*table.rows, table.total))), Aside(table.told)],
    )
