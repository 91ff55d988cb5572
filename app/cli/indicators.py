"""``pervichka register passport|figures|below``: the organisation in numbers and who stands behind them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from app.cli.output import note, plain, show_json, show_table
from app.cli.parser import Commands, add_command, add_json, add_vault, iso_date
from app.cli.vault.access import opened
from app.domain.files import write_atomically
from app.errors import UserError

_OUT = "сохранить в OUT.pdf, OUT.xlsx или OUT.json"


def add_to(group: Commands) -> None:
    """Add the commands to the group ``register``."""
    parser = add_command(group, "passport", show_passport, "паспорт организации на дату: состав и социальный паспорт")
    add_vault(parser)
    parser.add_argument("--as-of", metavar="D", type=iso_date, help="на какую дату (по умолчанию сегодня)")
    parser.add_argument("--who", metavar="LINE", help="показать людей, которые стоят за строкой")
    parser.add_argument("--out", metavar="OUT", type=Path, help=_OUT)
    add_json(parser)

    parser = add_command(group, "figures", show_indicators, "показатели по годам: рост, охват, движение, актив")
    add_vault(parser)
    parser.add_argument("--years", metavar="N", type=int, default=5, help="сколько последних лет (по умолчанию 5)")
    parser.add_argument("--on", metavar="D", type=iso_date, action="append", help="вместо лет: год, который кончается")
    parser.add_argument("--who", metavar="LINE", help="показать людей, которые стоят за строкой, за последний период")
    parser.add_argument("--out", metavar="OUT", type=Path, help=_OUT)
    add_json(parser)

    parser = add_command(group, "below", show_below, "показатели подчинённых организаций по принятым отчётам")
    add_vault(parser)
    parser.add_argument("--year", metavar="Y", type=int, help="за какой год (по умолчанию прошлый)")
    parser.add_argument("--out", metavar="OUT", type=Path, help=_OUT)
    add_json(parser)


def _save(out: Path, pdf: Callable[[], bytes], xlsx: Callable[[], bytes], document: Callable[[], Any]) -> None:
    kind = out.suffix.lower()
    if kind == ".pdf":
        data = pdf()
    elif kind == ".xlsx":
        data = xlsx()
    elif kind == ".json":
        data = json.dumps(plain(document()), ensure_ascii=False, indent=2).encode()
    else:
        raise UserError("indicators.format", name=out.name)
    write_atomically(out, data)
    note(f"Сохранено: {out}")


def _show_people(behind: Any, *, as_json: bool) -> int:
    if as_json:
        show_json(
            {
                "title": behind.title,
                "total": len(behind.rows),
                "items": [
                    {"id": row.person_id, "name": row.name, "detail": row.detail, "blocked": row.blocked}
                    for row in behind.rows
                ],
            }
        )
        return 0
    note(behind.title)
    show_table(("№", "Кто", "Подробности"), ((row.person_id, row.name, row.detail) for row in behind.rows))
    note(f"Всего: {len(behind.rows)}")
    return 0


def show_passport(arguments: argparse.Namespace) -> int:
    """``register passport``."""
    from app.services import indicators

    day = arguments.as_of or date.today()
    with opened(arguments) as session:
        if arguments.who:
            return _show_people(indicators.people_of_passport(session, day, arguments.who), as_json=arguments.json)
        found = indicators.organisation_passport(session, day)
        if arguments.out:
            _save(
                arguments.out,
                lambda: indicators.passport_pdf(session, found),
                lambda: indicators.passport_xlsx(session, found),
                lambda: indicators.passport_document(session, found),
            )
        document = indicators.passport_document(session, found)
    if arguments.json:
        show_json(document)
        return 0
    shown = indicators.for_paper(found)
    show_table(
        ("Раздел", "Показатель", "Всего", "Женщины", "До 35 лет"),
        (
            [section.title, line.title, *(line.text(column) for column in indicators.PassportColumn)]
            for section in shown.sections
            for line in section.lines
        ),
    )
    return 0


def show_indicators(arguments: argparse.Namespace) -> int:
    """``register figures``."""
    from app.services import indicators

    if arguments.on:
        stretches = indicators.years_up_to(arguments.on)
    else:
        stretches = indicators.calendar_years(date.today(), max(0, min(arguments.years, 50)))
    with opened(arguments) as session:
        table = indicators.indicators(session, stretches)
        if arguments.who:
            return _show_people(
                indicators.people_of_indicator(session, stretches[-1], arguments.who), as_json=arguments.json
            )
        if arguments.out:
            _save(
                arguments.out,
                lambda: indicators.indicators_pdf(session, table),
                lambda: indicators.indicators_xlsx(session, table),
                lambda: indicators.indicators_document(table),
            )
    if arguments.json:
        show_json(indicators.indicators_document(table))
        return 0
    show_table(
        ("Показатель", "Ед.", *(stretch.title for stretch in stretches)),
        (
            [line.title, line.unit, *(line.text(place) for place in range(len(stretches)))]
            for group in table.groups
            for line in group.lines
        ),
    )
    return 0


def show_below(arguments: argparse.Namespace) -> int:
    """``register below``."""
    from app.services import indicators

    with opened(arguments) as session:
        table = indicators.organisations_below(session, arguments.year or date.today().year - 1)
        if arguments.out:
            _save(
                arguments.out,
                lambda: indicators.below_pdf(session, table),
                lambda: indicators.below_xlsx(session, table),
                lambda: indicators.below_document(table),
            )
    if arguments.json:
        show_json(indicators.below_document(table))
        return 0
    show_table(table.heads, (row.texts() for row in (*table.rows, table.total)))
    note(table.told)
    return 0
