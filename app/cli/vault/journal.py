"""``pervichka journal``: what was done with the data, by whom and when."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from app.cli.documents import refuse_no_folder
from app.cli.output import Reply, table_lines
from app.cli.parser import Commands, RussianParser, add_command, add_group, iso_date
from app.cli.vault.access import opened
from app.domain.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Wanted(TypedDict):
    person_id: int | None
    user: str
    actions: Sequence[str]
    since: date | None
    until: date | None


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "journal", "журнал действий с данными")
    parser = add_command(group, "list", list_entries, "показать последние записи журнала")
    _add_filter(parser)
    parser.add_argument("--limit", metavar="N", type=int, default=200, help="сколько последних записей (200)")

    parser = add_command(group, "export", export, "сохранить журнал, весь или об одном человеке", json=False)
    _add_filter(parser)
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="имя на .csv, .json или .pdf")


def _add_filter(parser: RussianParser) -> None:
    parser.add_argument("--member", metavar="ID", type=int, help="только о человеке с этим номером в списке")
    parser.add_argument("--user", metavar="NAME", default="", help="только то, что сделал этот пользователь")
    parser.add_argument("--action", metavar="ACTION", action="append", default=[], help="только такие действия")
    parser.add_argument("--since", metavar="DATE", type=iso_date, help="с какого дня")
    parser.add_argument("--until", metavar="DATE", type=iso_date, help="по какой день")


def _wanted(arguments: argparse.Namespace) -> _Wanted:
    return {
        "person_id": arguments.member,
        "user": arguments.user,
        "actions": arguments.action,
        "since": arguments.since,
        "until": arguments.until,
    }


def list_entries(arguments: argparse.Namespace) -> Reply:
    """``journal list``."""
    from app.services.vault import journal

    with opened(arguments) as session:
        found = journal.find(session, **_wanted(arguments), limit=max(arguments.limit, 1))
    return Reply(
        found,
        table_lines(
            ("№", "Когда", "Кто", "Что сделано", "Чьи данные", "Подробности"),
            ((line.number, line.at, line.user, line.what, line.person, line.details) for line in found),
        ),
    )


def export(arguments: argparse.Namespace) -> Reply:
    """``journal export``."""
    from app.services.vault import journal

    refuse_no_folder(arguments.out)
    with opened(arguments) as session:
        data = journal.export(session, arguments.out.suffix.lower().lstrip("."), **_wanted(arguments))
    write_atomically(arguments.out, data)
    return Reply(notes=[f"Сохранено: {arguments.out}. В файле личные данные, и он не зашифрован."])
