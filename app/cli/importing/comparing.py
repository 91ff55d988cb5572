"""Options of ``register import --compare``: a new list over the whole register, and what becomes of the gone."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.cli.output import Lines, table_lines
from app.cli.parser import iso_date
from app.cli.words import word
from app.errors import UserError

if TYPE_CHECKING:
    from app.services.importing import ListComparison

_STAY = "stay"
_WAYS = ("graduated", "dismissed", "transferred", "other", "left", "expelled", "died", _STAY)


def add_comparison(parser: argparse.ArgumentParser) -> None:
    """The options; without ``--compare`` the others are refused."""
    parser.add_argument(
        "--compare", action="store_true", help="сверить с реестром: кого в списке нет, тот выбыл; группы — новые"
    )
    parser.add_argument("--on", metavar="D", type=iso_date, help="с какого дня новые группы (по умолчанию дата списка)")
    parser.add_argument("--gone-on", metavar="D", type=iso_date, help="каким днём снять выбывших (по умолчанию --on)")
    parser.add_argument(
        "--gone",
        choices=_WAYS,
        help="что с выбывшими: graduated (по умолчанию) снимает только окончивших, stay — никого, прочее — всех",
    )
    parser.add_argument("--gone-rest", choices=_WAYS, help="что с выбывшими, кроме окончивших")
    parser.add_argument(
        "--departments", action="store_true", help="список не всей организации: сверить его подразделения"
    )
    parser.add_argument("--take-back", action="store_true", help="снятых раньше, кто снова в списке, вернуть на учёт")
    parser.add_argument("--decision", metavar="N", help="номер протокола, которым приняты новые и сняты выбывшие")
    parser.add_argument("--decision-on", metavar="D", type=iso_date, help="дата протокола (по умолчанию --on)")
    parser.add_argument("--decision-body", metavar="TEXT", default="", help="кто решил: собрание, профком")


def comparison_of(arguments: argparse.Namespace) -> ListComparison | None:
    """What was asked; None without ``--compare``. UserError ``cli.compare_needed`` for its options without it."""
    from app.services.importing import GoneAs, ListComparison, ListDecision

    if not arguments.compare:
        names = ("on", "gone_on", "gone", "gone_rest", "departments", "take_back", "decision", "decision_on")
        used = [name for name in names if getattr(arguments, name)]
        if used:
            raise UserError("cli.compare_needed", option=f"--{used[0].replace('_', '-')}")
        return None
    told = arguments.gone or GoneAs.GRADUATED.value
    finished = None if told == _STAY else GoneAs(told)
    others: GoneAs | None = None if finished is GoneAs.GRADUATED else finished
    if arguments.gone_rest:
        others = None if arguments.gone_rest == _STAY else GoneAs(arguments.gone_rest)
    decision = None
    if arguments.decision:
        decision = ListDecision(arguments.decision, arguments.decision_on, arguments.decision_body)
    return ListComparison(
        arguments.on,
        arguments.gone_on,
        finished,
        others,
        whole=not arguments.departments,
        take_back=arguments.take_back,
        decision=decision,
    )


def gone_lines(document: Mapping[str, Any]) -> Lines:
    """The gone as a table."""
    from app.services.importing.comparing import GoneAs

    rows: Sequence[Mapping[str, Any]] = document["gone"]
    if not rows:
        return
    yield (f"\nНет в списке: {len(rows)}, снято с учёта: {document['taken_off']}")
    yield from table_lines(
        ("№", "Кто", "Группа или подразделение", "Что с ним", "Почему"),
        (
            (
                r["id"],
                r["name"],
                r["study_group"] or r["department"],
                word(GoneAs(r["leaves"])) if r["leaves"] else "оставлен",
                r["reason"],
            )
            for r in rows
        ),
    )
