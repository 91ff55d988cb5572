"""``pervichka today``: what there is to do, as the window's first page lists it."""

from __future__ import annotations

import argparse
from datetime import date

from app.cli.output import Reply, table_lines
from app.cli.parser import Commands, add_command, iso_date
from app.cli.vault.access import opened


def add_commands(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(commands, "today", today, "что сделать: то же и в том же порядке, что на первой странице окна")
    parser.add_argument("--on", metavar="D", type=iso_date, help="на какой день (по умолчанию сегодня)")


def today(arguments: argparse.Namespace) -> Reply:
    """``today``."""
    from app.services.today import to_do

    on = arguments.on or date.today()
    with opened(arguments) as session:
        tasks = to_do(session, on)
    return Reply(
        {"on": on, "items": [{**vars(task), "urgency": task.urgency.name.lower()} for task in tasks]},
        table_lines(
            ("Срок", "Пометка", "Что сделать", "Подробнее"),
            ((task.due, task.mark, task.title, task.text) for task in tasks),
        ),
    )
