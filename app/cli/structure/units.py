"""``pervichka unit``, ``election``, ``reserve``: the organisation's parts, its elections, its reserve of cadres."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.output import show, show_json, show_table
from app.cli.parser import Commands, add_command, add_group, add_json, add_vault, iso_date
from app.cli.vault.access import opened
from app.cli.words import word
from app.domain.bounded_json import parse_by_hand
from app.domain.enums import ElectionKind, ElectionWay, Rating, RoleKind, UnitKind
from app.domain.files import read_limited
from app.domain.names import normalise
from app.errors import EnvironmentFault, UserError

if TYPE_CHECKING:
    from app.services.session import VaultSession
    from app.services.structure.elections import ElectionDraft

_LARGEST_ELECTION = 1024 * 1024
_KINDS = (UnitKind.SHOP, UnitKind.GROUP, UnitKind.COMMISSION, UnitKind.PRESIDIUM)


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "unit", "цеховые организации, группы, комиссии")
    parser = add_command(group, "add", add_unit, "добавить подразделение")
    add_vault(parser)
    parser.add_argument("--kind", choices=[k.value for k in _KINDS], required=True, help="что это")
    parser.add_argument("--name", metavar="TEXT", default="", help="название")
    parser.add_argument("--parent", metavar="TEXT", default="", help="в какую цеховую организацию входит")
    parser.add_argument("--on", metavar="D", type=iso_date, help="с какого дня есть")
    parser.add_argument("--seats", metavar="N", type=int, help="сколько человек решили избрать")
    add_json(parser)

    parser = add_command(group, "list", list_units, "структура с числом членов на дату")
    add_vault(parser)
    parser.add_argument("--on", metavar="D", type=iso_date, help="на какую дату (по умолчанию сегодня)")
    add_json(parser)

    parser = add_command(group, "close", close_unit, "закрыть подразделение: люди переходят, должности кончаются")
    add_vault(parser)
    parser.add_argument("--name", metavar="TEXT", required=True, help="название или номер из unit list")
    parser.add_argument("--on", metavar="D", type=iso_date, required=True, help="первый день без него")
    parser.add_argument("--move-to", metavar="TEXT", default="", help="куда прикрепить его членов")
    add_json(parser)

    parser = add_command(group, "assign", assign, "прикрепить людей к цеховой организации или группе")
    add_vault(parser)
    parser.add_argument("--name", metavar="TEXT", default="", help="название или номер; без него – ни к какому")
    parser.add_argument("--member", metavar="ID", type=int, action="append", required=True, help="номер человека")
    parser.add_argument("--on", metavar="D", type=iso_date, required=True, help="с какого дня")
    add_json(parser)

    group = add_group(commands, "election", "выборы")
    parser = add_command(group, "add", add_election, "записать выборы: прежние должности кончаются, новые начинаются")
    add_vault(parser)
    parser.add_argument(
        "--from", dest="source", metavar="FILE", type=Path, required=True, help="запись о выборах, JSON"
    )
    add_json(parser)

    parser = add_command(group, "list", list_elections, "какие выборы записаны")
    add_vault(parser)
    add_json(parser)

    parser = add_command(group, "undo", undo_election, "отменить запись о выборах")
    add_vault(parser)
    parser.add_argument("--election", metavar="ID", type=int, required=True, help="номер из election list")
    add_json(parser)

    group = add_group(commands, "reserve", "резерв кадров")
    parser = add_command(group, "add", add_candidates, "включить людей в резерв")
    add_vault(parser)
    parser.add_argument("--member", metavar="ID", type=int, action="append", required=True, help="номер человека")
    parser.add_argument("--post", metavar="TEXT", default="", help="на какую должность (обычно председателя первички)")
    parser.add_argument("--on", metavar="D", type=iso_date, required=True, help="с какого дня")
    parser.add_argument("--education", metavar="TEXT", default="", help="что и когда окончил")
    parser.add_argument("--basis", metavar="TEXT", default="", help="чем утверждён резерв")
    add_json(parser)

    parser = add_command(group, "list", list_reserve, "резерв на дату")
    add_vault(parser)
    parser.add_argument("--on", metavar="D", type=iso_date, help="на какую дату (по умолчанию сегодня)")
    add_json(parser)


def add_unit(arguments: argparse.Namespace) -> int:
    """``unit add``."""
    from app.services.structure import units as structure

    with opened(arguments) as session:
        parent = _unit(session, arguments.parent, arguments.on) if arguments.parent else None
        draft = structure.UnitDraft(UnitKind(arguments.kind), arguments.name, parent, arguments.on, arguments.seats)
        unit_id = structure.add_unit(session, draft)
    if arguments.json:
        show_json({"unit": unit_id, "kind": arguments.kind, "name": arguments.name})
    else:
        show(f"Добавлено: {arguments.name or word(UnitKind(arguments.kind))} (№ {unit_id}).")
    return 0


def list_units(arguments: argparse.Namespace) -> int:
    """``unit list``."""
    from app.services.structure.units import structure

    with opened(arguments) as session:
        found = structure(session, arguments.on or date.today())
    if arguments.json:
        show_json({"on": found.on, "total": found.total, "without": found.without, "items": found.units})
        return 0
    show_table(
        ("№", "Название", "Что это", "Во главе", "Членов", "Женщин", "До 35 лет", "В составе"),
        (
            (
                u.id, "  " * u.depth + u.name, word(u.kind), ", ".join(u.heads),
                *((u.members.total, u.members.women, u.members.youth) if u.is_part else ("", "", "")), u.held,
            )
            for u in found.units
        ),
    )  # fmt: skip
    show(f"Всего членов: {found.total.total}; ни к какому подразделению не прикреплены: {found.without.total}.")
    return 0


def close_unit(arguments: argparse.Namespace) -> int:
    """``unit close``."""
    from app.services.structure import units as structure

    with opened(arguments) as session:
        unit_id = _unit(session, arguments.name, arguments.on)
        target = _unit(session, arguments.move_to, arguments.on) if arguments.move_to else None
        moved = structure.close_unit(session, unit_id, arguments.on, move_to=target)
    if arguments.json:
        show_json({"unit": unit_id, "closed": arguments.on, "moved": moved})
    else:
        show(f"Закрыто с {arguments.on:%d.%m.%Y}; перенесено человек: {moved}.")
    return 0


def assign(arguments: argparse.Namespace) -> int:
    """``unit assign``."""
    from app.services.structure import units as structure

    with opened(arguments) as session:
        unit_id = _unit(session, arguments.name, arguments.on) if arguments.name else None
        moved = structure.assign(session, arguments.member, unit_id, arguments.on)
    if arguments.json:
        show_json({"unit": unit_id, "on": arguments.on, "moved": moved})
    else:
        show(f"Прикреплено человек: {moved}.")
    return 0


def add_election(arguments: argparse.Namespace) -> int:
    """``election add``."""
    from app.services.structure.elections import record_election

    with opened(arguments) as session:
        draft = _election(session, arguments.source)
        election_id = record_election(session, draft)
    if arguments.json:
        show_json({"election": election_id, "on": draft.on, "elected": len(draft.elected)})
    else:
        show(f"Выборы {draft.on:%d.%m.%Y} записаны (№ {election_id}), избрано: {len(draft.elected)}.")
    return 0


def list_elections(arguments: argparse.Namespace) -> int:
    """``election list``."""
    from app.services.structure.elections import elections

    with opened(arguments) as session:
        found = elections(session)
    if arguments.json:
        show_json({"total": len(found), "items": found})
        return 0
    show_table(
        ("№", "Когда", "Кто избирал", "Выборы", "Участвовало", "Избрано", "Женщин", "До 35 лет", "Впервые", "По"),
        (
            (e.id, e.on, e.unit, word(e.kind), e.present, len(e.elected), e.women, e.youth, e.first, e.term_until)
            for e in found
        ),
    )
    return 0


def undo_election(arguments: argparse.Namespace) -> int:
    """``election undo``."""
    from app.services.structure import elections

    with opened(arguments) as session:
        elections.undo_election(session, arguments.election)
    if arguments.json:
        show_json({"election": arguments.election, "undone": True})
    else:
        show("Запись о выборах отменена; прежние должности продолжаются.")
    return 0


def add_candidates(arguments: argparse.Namespace) -> int:
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
    if arguments.json:
        show_json({"candidates": added, "post": draft.post, "on": arguments.on})
    else:
        show(f"В резерв включено человек: {len(added)}.")
    return 0


def list_reserve(arguments: argparse.Namespace) -> int:
    """``reserve list``."""
    from app.services.structure.reserve import reserve

    with opened(arguments) as session:
        found = reserve(session, arguments.on or date.today())
    if arguments.json:
        show_json({"total": len(found), "items": found})
        return 0
    show_table(
        ("№", "Человек", "Фамилия, имя, отчество", "На какую должность", "С", "Учился"),
        ((c.id, c.person_id, c.name, c.post, c.listed_on, c.trained_on) for c in found),
    )
    return 0


def _unit(session: VaultSession, said: str, on: date | None) -> int:
    """The unit called so, or of this number. UserError ``structure.unknown``."""
    from app.services.structure.units import structure

    if said.isdigit():
        return int(said)
    for unit in structure(session, on or date.today()).units:
        if normalise(unit.name) == normalise(said):
            return unit.id
    raise UserError("structure.unknown")


def _election(session: VaultSession, file: Path) -> ElectionDraft:
    """An election from a JSON file: ``on``, ``elected`` [{``member``, ``kind``, …}] and the meeting's numbers.

    UserError ``elections.bad_file``.
    """
    from app.services.structure.elections import ElectedDraft, ElectionDraft

    def day(value: Any) -> date | None:
        return None if value is None else date.fromisoformat(value)

    try:
        told: Mapping[str, Any] = parse_by_hand(read_limited(file, _LARGEST_ELECTION))
        unit = told.get("unit")
        elected = tuple(
            ElectedDraft(
                int(one["member"]),
                RoleKind(one["kind"]),
                full_time=bool(one.get("full_time", False)),
                contested=bool(one.get("contested", False)),
                first_elected_on=day(one.get("first_elected_on")),
                previous_post=str(one.get("previous_post", "")),
            )
            for one in told["elected"]
        )
        on = date.fromisoformat(told["on"])
        draft = ElectionDraft(
            on=on,
            elected=elected,
            kind=ElectionKind(told.get("kind", "regular")),
            way=ElectionWay(told.get("way", "meeting")),
            period_from=day(told.get("period_from")),
            term_until=day(told.get("term_until")),
            eligible=told.get("eligible"),
            present=told.get("present"),
            rating=Rating(told["rating"]) if told.get("rating") else None,
            protocol=str(told.get("protocol", "")),
        )
    except (EnvironmentFault, ArithmeticError, AttributeError, ValueError, KeyError, TypeError) as error:
        raise UserError("elections.bad_file", name=file.name) from error
    if unit is None:
        return draft
    from dataclasses import replace

    return replace(draft, unit_id=_unit(session, str(unit), on))
