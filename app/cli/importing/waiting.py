"""``pervichka register decide``: rows of lists that wait, and what is decided about them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from app.cli.output import Aside, Lines, Reply, pair_lines, table_lines
from app.cli.parser import Commands, add_command, iso_date
from app.cli.vault.access import opened
from app.errors import UserError

if TYPE_CHECKING:
    from app.services.importing import WaitingView


def add_decide(group: Commands) -> None:
    """Add the command."""
    parser = add_command(group, "decide", decide, "строки списков, которые ждут решения: показать или решить")
    parser.add_argument("row", metavar="ROW", type=int, nargs="?", help="номер ожидающей строки; без него — все строки")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--new", action="store_true", help="это новый человек: принять")
    how.add_argument("--same", metavar="ID", type=int, help="это человек с таким номером в реестре")
    how.add_argument("--leave-out", action="store_true", help="не брать; данные строки удаляются")
    parser.add_argument("--entry-on", metavar="D", type=iso_date, help="с какого дня на учёте, если в строке даты нет")


def decide(arguments: argparse.Namespace) -> Reply:
    """``register decide``: without a row, the rows that wait."""
    from app.services.importing import RowDecision, decide_row, waiting_rows

    chosen = arguments.new or arguments.leave_out or arguments.same is not None
    if (arguments.row is None) is chosen:
        raise UserError("cli.decide_needs_both")
    with opened(arguments) as session:
        if arguments.row is None:
            rows = waiting_rows(session)
            return Reply({"total": len(rows), "items": [_document(row) for row in rows]}, _lines(rows))
        what = RowDecision.NEW if arguments.new else RowDecision.LEAVE_OUT if arguments.leave_out else RowDecision.SAME
        done = decide_row(session, arguments.row, what, person_id=arguments.same, entry_on=arguments.entry_on)

    def lines() -> Lines:
        person = done.person_id if done.person_id is not None else "строка не взята"
        yield from pair_lines([("Строка", done.row_id), ("Человек", person), ("Ещё ждут", done.waiting)])

    return Reply(
        {
            "row": done.row_id,
            "decision": done.decision,
            "person": done.person_id,
            "batch_id": done.batch_id,
            "waiting": done.waiting,
        },
        lines(),
    )


def _document(row: WaitingView) -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "birth_date": row.birth_date,
        "file": row.file_name,
        "sheet": row.sheet,
        "row": row.row,
        "reasons": row.reasons,
        "candidates": [{"id": c.id, "name": c.name, "birth_date": c.birth_date} for c in row.candidates],
        "refused": row.refused,
        "can_be_new": row.readable,
        "needs_date": row.readable and not row.dated,
        "since": row.waits_since,
    }


def _lines(rows: tuple[WaitingView, ...]) -> Lines:
    if not rows:
        yield ("Строк, которые ждут решения, нет.")
        return
    yield from table_lines(
        ("№", "Кто", "Откуда", "Почему", "Возможно, это"),
        (
            (
                row.id,
                row.name or "—",
                f"{row.file_name}, строка {row.row}",
                "; ".join(row.reasons),
                "; ".join(f"{c.id} {c.name}" for c in row.candidates),
            )
            for row in rows
        ),
    )
    yield Aside(f"Ждут решения: {len(rows)}. Решить: register decide № --new | --same ID | --leave-out")
