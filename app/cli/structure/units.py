"""``pervichka unit``, ``election``, ``reserve``: the organisation's parts, its elections, its reserve of cadres."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.output import Reply, table_lines
from app.cli.parser import Commands, add_command, add_group, iso_date
from app.cli.vault.access import opened
from app.cli.words import word
from app.domain.enums import UnitKind

if TYPE_CHECKING:
    pass

_KINDS = (UnitKind.SHOP, UnitKind.GROUP, UnitKind.COMMISSION, UnitKind.PRESIDIUM)


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "unit", "цеховые организации, группы, комиссии")
    parser = add_command(group, "add", add_unit, "добавить подразделение")
    parser.add_argument("--kind", choices=[k.value for k in _KINDS], required=True, help="что это")
    parser.add_argument("--name", metavar="TEXT", default="", help="название")
    parser.add_argument("--parent", metavar="TEXT", default="", help="в какую цеховую организацию входит")
    parser.add_argument("--on", metavar="D", type=iso_date, help="с какого дня есть")
    parser.add_argument("--seats", metavar="N", type=int, help="сколько человек решили избрать")

    parser = add_command(group, "list", list_units, "структура с числом членов на дату")
    parser.add_argument("--on", metavar="D", type=iso_date, help="на какую дату (по умолчанию сегодня)")

    parser = add_command(group, "close", close_unit, "закрыть подразделение: люди переходят, должности кончаются")
    parser.add_argument("--name", metavar="TEXT", required=True, help="название или номер из unit list")
    parser.add_argument("--on", metavar="D", type=iso_date, required=True, help="первый день без него")
    parser.add_argument("--move-to", metavar="TEXT", default="", help="куда прикрепить его членов")

    parser = add_command(group, "assign", assign, "прикрепить людей к цеховой организации или группе")
    parser.add_argument("--name", metavar="TEXT", default="", help="название или номер; без него – ни к какому")
    parser.add_argument("--member", metavar="ID", type=int, action="append", required=True, help="номер человека")
    parser.add_argument("--on", metavar="D", type=iso_date, required=True, help="с какого дня")

    group = add_group(commands, "election", "выборы")
    parser = add_command(group, "add", add_election, "записать выборы: прежние должности кончаются, новые начинаются")
    parser.add_argument(
        "--from", dest="source", metavar="FILE", type=Path, required=True, help="запись о выборах, JSON"
    )

    parser = add_command(group, "list", list_elections, "какие выборы записаны")

    parser = add_command(group, "undo", undo_election, "отменить запись о выборах")
    parser.add_argument("--election", metavar="ID", type=int, required=True, help="номер из election list")

    group = add_group(commands, "reserve", "резерв кадров")
    parser = add_command(group, "add", add_candidates, "включить людей в резерв")
    parser.add_argument("--member", metavar="ID", type=int, action="append", required=True, help="номер человека")
    parser.add_argument("--post", metavar="TEXT", default="", help="на какую должность (обычно председателя первички)")
    parser.add_argument("--on", metavar="D", type=iso_date, required=True, help="с какого дня")
    parser.add_argument("--education", metavar="TEXT", default="", help="что и когда окончил")
    parser.add_argument("--basis", metavar="TEXT", default="", help="чем утверждён резерв")

    parser = add_command(group, "list", list_reserve, "резерв на дату")
    parser.add_argument("--on", metavar="D", type=iso_date, help="на какую дату (по умолчанию сегодня)")


def add_unit(arguments: argparse.Namespace) -> Reply:
    """``unit add``."""
    from app.services.structure import units

    with opened(arguments) as session:
        parent = units.unit_called(session, arguments.parent, arguments.on) if arguments.parent else None
        draft = units.UnitDraft(UnitKind(arguments.kind), arguments.name, parent, arguments.on, arguments.seats)
        unit_id = units.add_unit(session, draft)
    return Reply(
        {"unit": unit_id, "kind": arguments.kind, "name": arguments.name},
        [f"Добавлено: {arguments.name or word(UnitKind(arguments.kind))} (№ {unit_id})."],
    )


def list_units(arguments: argparse.Namespace) -> Reply:
    """``unit list``."""
    from app.services.structure.units import structure

    with opened(arguments) as session:
        found = structure(session, arguments.on or date.today())
    return Reply(
        {"on": found.on, "total": found.total, "without": found.without, "items": found.units},
        [
            *table_lines(
                ("№", "Название", "Что это", "Во главе", "Членов", "Женщин", "До 35 лет", "В составе"),
                (
                    (
                        u.id,
                        "  " * u.depth + u.name,
                        word(u.kind),
                        ", ".join(u.heads),
                        *((u.members.total, u.members.women, u.members.youth) if u.is_part else ("", "", "")),
                        u.held,
                    )
                    for u in found.units
                ),
            ),
            f"Всего членов: {found.total.total}; ни к какому подразделению не прикреплены: {found.without.total}.",
        ],
    )


def close_unit(arguments: argparse.Namespace) -> Reply:
    """``unit close``."""
    from app.services.structure import units

    with opened(arguments) as session:
        unit_id = units.unit_called(session, arguments.name, arguments.on)
        target = units.unit_called(session, arguments.move_to, arguments.on) if arguments.move_to else None
        moved = units.close_unit(session, unit_id, arguments.on, move_to=target)
    return Reply(
        {"unit": unit_id, "closed": arguments.on, "moved": moved},
        [f"Закрыто с {arguments.on:%d.%m.%Y}; перенесено человек: {moved}."],
    )


def assign(arguments: argparse.Namespace) -> Reply:
    """``unit assign``."""
    from app.services.structure import units

    with opened(arguments) as session:
        unit_id = units.unit_called(session, arguments.name, arguments.on) if arguments.name else None
        moved = units.assign(session, arguments.member, unit_id, arguments.on)
    return Reply({"unit": unit_id, "on": arguments.on, "moved": moved}, [f"Прикреплено человек: {moved}."])


def add_election(arguments: argparse.Namespace) -> Reply:
    """``election add``."""
    from app.services.structure.election_file import election_from_file
    from app.services.structure.elections import record_election

    with opened(arguments) as session:
        draft = election_from_file(session, arguments.source)
        election_id = record_election(session, draft)
    return Reply(
        {"election": election_id, "on": draft.on, "elected": len(draft.elected)},
        [f"Выборы {draft.on:%d.%m.%Y} записаны (№ {election_id}), избрано: {len(draft.elected)}."],
    )


def list_elections(arguments: argparse.Namespace) -> Reply:
    """``election list``."""
    from app.services.structure.elections import elections

    with opened(arguments) as session:
        found = elections(session)
    return Reply(
        {"total": len(found), "items": found},
        table_lines(
            ("№", "Когда", "Кто избирал", "Выборы", "Участвовало", "Избрано", "Женщин", "До 35 лет", "Впервые", "По"),
            (
                (e.id, e.on, e.unit, word(e.kind), e.present, len(e.elected), e.women, e.youth, e.first, e.term_until)
                for e in found
            ),
        ),
    )


def undo_election(arguments: argparse.Namespace) -> Reply:
    """``election undo``."""
    from app.services.structure import elections

    with opened(arguments) as session:
        elections.undo_election(session, arguments.election)
    return Reply(
        {"election": arguments.election, "undone": True}, ["Запись о выборах отменена; прежние должности продолжаются."]
    )


def add_candidates(arguments: argparse.Namespace) -> Reply:
    """``reserve add``."""
    from app.services.structure import reserve

    draft = reserve.CandidateDraft(
        post=arguments.post or reserve.POST,
        listed_on=arguments.on,
        education=arguments.education,
        basis=arguments.basis,
    )
    with opened(arguments) as session:
        added = reserve.add_candidates(session, arguments.member, draft)
    return Reply(
        {"candidates": added, "post": draft.post, "on": arguments.on}, [f"В резерв включено человек: {len(added)}."]
    )


def list_reserve(arguments: argparse.Namespace) -> Reply:
    """``reserve list``."""
    from app.services.structure.reserve import reserve

    with opened(arguments) as session:
        found = reserve(session, arguments.on or date.today())
    return Reply(
        {"total": len(found), "items": found},
        table_lines(
            ("№", "Человек", "Фамилия, имя, отчество", "На какую должность", "С", "Учился"),
            ((c.id, c.person_id, c.name, c.post, c.listed_on, c.trained_on) for c in found),
        ),
    )
