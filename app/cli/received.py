"""``pervichka intake members|doubles``: members of the organisations below, and who is on two registers."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.access import opened
from app.cli.output import russian, show, show_json, show_table
from app.cli.parser import Commands, add_command, add_json, add_vault
from app.domain.files import write_atomically
from app.errors import UserError


def add_commands(group: Commands) -> None:
    """Add them to the group ``intake``."""
    parser = add_command(group, "members", members, "члены профсоюза по принятым реестрам и кто реестра не присылал")
    add_vault(parser)
    parser.add_argument("--search", metavar="T", default="", help="начало фамилии и имя, дата рождения или билет")
    parser.add_argument("--organisation", metavar="UID", default="", help="только этой организации")
    parser.add_argument("--offset", metavar="N", type=int, default=0, help="начиная с этого по счёту")
    parser.add_argument("--limit", metavar="N", type=int, default=200, help="не больше стольких (200)")
    parser.add_argument("--to", metavar="FILE.xlsx", type=Path, help="сохранить найденных таблицей")
    add_json(parser)

    parser = add_command(group, "doubles", doubles, "кто, возможно, состоит на учёте в двух организациях")
    add_vault(parser)
    parser.add_argument("--all", action="store_true", help="и те, о ком решено")
    for option, words in (("--same", "это один человек: замечание обеим организациям"), ("--different", "это разные")):
        parser.add_argument(option, metavar="ORG/UID", nargs=2, type=_key, help=words)
    add_json(parser)


def _key(text: str) -> tuple[str, str]:
    organisation, _, uid = text.partition("/")
    if not organisation or not uid:
        raise argparse.ArgumentTypeError("нужны номер организации и номер члена профсоюза через косую черту")
    return organisation, uid


def members(arguments: argparse.Namespace) -> int:
    """``intake members``."""
    from app.services import intake

    with opened(arguments) as session:
        registers = intake.received_registers(session)
        page = intake.received_members(
            session, arguments.search, arguments.organisation, arguments.offset, arguments.limit
        )
        if arguments.to is not None:
            write_atomically(arguments.to, intake.received_xlsx(session, arguments.search, arguments.organisation))
    if arguments.json:
        show_json({"total": page.total, "offset": page.offset, "items": page.items, "registers": registers})
        return 0
    show_table(
        ("Организация", "Реестр на", "Человек", "Номер организации"),
        ((r.organisation, russian(r.as_of) or "не присылала", r.members, r.uid) for r in registers),
    )
    show()
    show_table(
        ("Фамилия, имя, отчество", "Родился", "Билет", "Организация", "Номер"),
        ((m.full_name, m.birth, m.card_number, m.organisation, m.uid) for m in page.items),
    )
    show(f"Найдено: {page.total}, показано: {len(page.items)}.")
    return 0


def doubles(arguments: argparse.Namespace) -> int:
    """``intake doubles``."""
    from app.services import intake

    if arguments.same and arguments.different:
        raise UserError("intake.same_and_different")
    with opened(arguments) as session:
        told = arguments.same or arguments.different
        if told:
            intake.settle_pair(session, told[0], told[1], same=bool(arguments.same))
        found = intake.pairs(session, decided=arguments.all)
    if arguments.json:
        show_json(found)
        return 0
    show_table(
        ("Совпало", "Человек", "Организация", "Реестр на", "ORG/UID", "Решено"),
        (
            (
                ", ".join(pair.signs) if side is pair.one else "",
                ", ".join(part for part in (side.full_name, side.birth, side.card_number) if part),
                side.organisation,
                russian(side.as_of),
                "/".join(side.key),
                {None: "", True: "один человек", False: "разные"}[pair.same],
            )
            for pair in found
            for side in (pair.one, pair.other)
        ),
    )
    show(f"Пар: {len(found)}.")
    return 0
