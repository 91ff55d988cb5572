"""``pervichka intake members|doubles|staff``: members of the organisations below, who is on several registers, and
whose staff is on none."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.output import Lines, Reply, russian, table_lines
from app.cli.parser import Commands, add_command, iso_date
from app.cli.vault.access import opened
from app.domain.files import write_atomically
from app.errors import UserError


def add_commands(group: Commands) -> None:
    """Add them to the group ``intake``."""
    parser = add_command(group, "members", members, "члены профсоюза по принятым реестрам и кто реестра не присылал")
    parser.add_argument("--search", metavar="T", default="", help="начало фамилии и имя, дата рождения или билет")
    parser.add_argument("--organisation", metavar="UID", default="", help="только этой организации")
    parser.add_argument("--offset", metavar="N", type=int, default=0, help="начиная с этого по счёту")
    parser.add_argument("--limit", metavar="N", type=int, default=200, help="не больше стольких (200)")
    parser.add_argument("--to", metavar="FILE.xlsx", type=Path, help="сохранить найденных таблицей")

    parser = add_command(group, "doubles", doubles, "кто, возможно, состоит на учёте в нескольких организациях")
    parser.add_argument("--all", action="store_true", help="и те, о ком решено")
    for option, words in (
        ("--same", "это один человек: замечание каждой организации"),
        ("--different", "это разные люди"),
    ):
        parser.add_argument(option, metavar="ORG/UID", nargs="+", type=_key, help=words)
    parser.add_argument("--to", metavar="FILE.xlsx", type=Path, help="сохранить таблицей, строка на человека")

    parser = add_command(group, "staff", staff, "кто из аппарата не состоит на учёте ни в одной первичке")
    parser.add_argument("--on", metavar="D", type=iso_date, help="на какой день (по умолчанию сегодня)")


def _key(text: str) -> tuple[str, str]:
    organisation, _, uid = text.partition("/")
    if not organisation or not uid:
        raise argparse.ArgumentTypeError("нужны номер организации и номер члена профсоюза через косую черту")
    return organisation, uid


def members(arguments: argparse.Namespace) -> Reply:
    """``intake members``."""
    from app.services import intake

    with opened(arguments) as session:
        registers = intake.received_registers(session)
        page = intake.received_members(
            session, arguments.search, arguments.organisation, arguments.offset, arguments.limit
        )
        if arguments.to is not None:
            write_atomically(arguments.to, intake.received_xlsx(session, arguments.search, arguments.organisation))
    return Reply(
        {"total": page.total, "offset": page.offset, "items": page.items, "registers": registers},
        [
            *table_lines(
                ("Организация", "Реестр на", "Человек", "Номер организации"),
                ((r.organisation, russian(r.as_of) or "не присылала", r.members, r.uid) for r in registers),
            ),
            "",
            *table_lines(
                ("Фамилия, имя, отчество", "Родился", "Билет", "Организация", "Номер"),
                ((m.full_name, m.birth, m.card_number, m.organisation, m.uid) for m in page.items),
            ),
            f"Найдено: {page.total}, показано: {len(page.items)}.",
        ],
    )


def doubles(arguments: argparse.Namespace) -> Reply:
    """``intake doubles``."""
    from app.services import intake

    if arguments.same and arguments.different:
        raise UserError("intake.same_and_different")
    with opened(arguments) as session:
        told = arguments.same or arguments.different
        if told:
            intake.settle_doubles(session, told, same=bool(arguments.same))
        found = intake.doubles(session, decided=arguments.all)
        if arguments.to is not None:
            write_atomically(arguments.to, intake.doubles_xlsx(session, decided=arguments.all))

    def lines() -> Lines:
        yield from table_lines(
            ("Кто", "Совпало", "Организация", "Реестр на", "ORG/UID", "Решено"),
            (
                (
                    ", ".join(part for part in (place.full_name, place.birth, place.card_number) if part),
                    ("похожи: " if one.weak else "") + ", ".join(one.signs) if place is one.places[0] else "",
                    place.organisation,
                    russian(place.as_of),
                    "/".join(place.key),
                    intake.same_words(one.same) if place is one.places[0] else "",
                )
                for one in found
                for place in one.places
            ),
        )
        weak = sum(one.weak for one in found)
        yield f"Человек: {len(found)}, из них только похожи: {weak}."

    return Reply([{**vars(one), "weak": one.weak} for one in found], lines())


def staff(arguments: argparse.Namespace) -> Reply:
    """``intake staff``."""
    from app.services import intake

    with opened(arguments) as session:
        found = intake.staff_check(session, arguments.on)

    def lines() -> Lines:
        yield from table_lines(
            (
                "Номер",
                "Фамилия, имя, отчество",
                "Родился",
                "Должность",
                "В вашем списке",
                "Похож на члена профсоюза из",
            ),
            (
                (one.person_id, one.full_name, one.birth, one.post, "да" if one.own else "", ", ".join(one.alike))
                for one in found.outside
            ),
        )
        yield f"В аппарате: {found.staff}, на учёте в первичках: {found.found}, не нашлись: {len(found.outside)}."
        if found.silent:
            yield f"Реестра не присылали ({len(found.silent)}): {', '.join(found.silent)}."

    return Reply(found, lines())
