"""``pervichka consent``: record, withdraw and list consents in parts."""

from __future__ import annotations

import argparse
from datetime import date

from app.cli.access import opened
from app.cli.output import note, show, show_json, show_table
from app.cli.parser import Commands, add_command, add_group, add_json, add_vault, iso_date
from app.cli.words import word
from app.domain.enums import ConsentWay
from app.errors import UserError


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "consent", "согласия на обработку персональных данных")

    parser = add_command(group, "record", record, "записать согласие; без --member — всем, кто состоит на учёте")
    add_vault(parser)
    parser.add_argument("--member", metavar="ID", type=int, action="append", help="номер человека (можно несколько)")
    parser.add_argument(
        "--part", metavar="P", action="append", help="данная часть согласия; без неё — только обязательная часть"
    )
    parser.add_argument("--refused", metavar="P", action="append", default=[], help="часть, в которой отказано")
    parser.add_argument("--on", metavar="D", type=iso_date, help="когда дано (по умолчанию сегодня)")
    parser.add_argument("--until", metavar="D", type=iso_date, help="до какого дня действует")
    parser.add_argument(
        "--way", choices=[w.value for w in ConsentWay], default=ConsentWay.HANDWRITTEN.value, help="как дано"
    )
    parser.add_argument("--edition", metavar="E", help="редакция текста (по умолчанию действующая)")
    add_json(parser)

    parser = add_command(group, "withdraw", withdraw, "записать отзыв; без --part — всех частей")
    add_vault(parser)
    parser.add_argument("--member", metavar="ID", type=int, required=True, help="номер человека")
    parser.add_argument("--part", metavar="P", action="append", default=[], help="отозванная часть (можно несколько)")
    parser.add_argument("--on", metavar="D", type=iso_date, help="с какого дня (по умолчанию сегодня)")
    add_json(parser)

    parser = add_command(group, "list", list_consents, "у кого какие согласия действуют на дату")
    add_vault(parser)
    parser.add_argument("--member", metavar="ID", type=int, help="только этот человек, со всеми его листами")
    parser.add_argument("--part", metavar="P", action="append", default=[], help="только эти части")
    parser.add_argument("--on", metavar="D", type=iso_date, help="на какую дату (по умолчанию сегодня)")
    add_json(parser)


def record(arguments: argparse.Namespace) -> int:
    """``consent record``."""
    from app.services.consents import record_consent
    from app.services.people import MemberQuery, list_members

    on = arguments.on or date.today()
    with opened(arguments) as session:
        given = arguments.part or [part.id for part in session.profile.consent_parts if part.required]
        parts = dict.fromkeys(given, True) | dict.fromkeys(arguments.refused, False)
        members = arguments.member or [row.id for row in list_members(session, MemberQuery(as_of=on)).items]
        count = record_consent(
            session,
            members,
            parts,
            on,
            way=ConsentWay(arguments.way),
            edition=arguments.edition,
            valid_until=arguments.until,
        )
    if arguments.json:
        show_json({"recorded": count, "on": on, "parts": parts})
    else:
        show(f"Записано согласий: {count}, части: {', '.join(part for part, yes in parts.items() if yes)}.")
    return 0


def withdraw(arguments: argparse.Namespace) -> int:
    """``consent withdraw``."""
    from app.services.consents import withdraw_consent

    on = arguments.on or date.today()
    with opened(arguments) as session:
        parts = withdraw_consent(session, arguments.member, arguments.part, on)
    if arguments.json:
        show_json({"member": arguments.member, "withdrawn": parts, "on": on})
    else:
        show(f"Отозвано с {on:%d.%m.%Y}: {', '.join(parts)}. С этого дня по ним ничего не уходит.")
    return 0


def list_consents(arguments: argparse.Namespace) -> int:
    """``consent list``."""
    from app.services.consents import allowed_on, consents_of
    from app.services.people import MemberQuery, list_members

    on = arguments.on or date.today()
    with opened(arguments) as session:
        known = [part.id for part in session.profile.consent_parts]
        parts = [part for part in known if part in arguments.part] if arguments.part else known
        unknown = sorted(set(arguments.part) - set(known))
        if unknown:
            raise UserError("consents.unknown_part", part=", ".join(unknown), known=", ".join(known))
        status = "on_register" if arguments.member is None else "all"
        rows = [
            row
            for row in list_members(session, MemberQuery(as_of=on, status=status)).items
            if arguments.member is None or row.id == arguments.member
        ]
        if arguments.member is not None and not rows:
            raise UserError("cli.unknown_person", person=arguments.member)
        allowed = {part: allowed_on(session, part, on) for part in parts}
        documents = {row.id: consents_of(session, row.id) for row in rows} if arguments.member is not None else {}
    if arguments.json:
        items = [
            {
                "id": row.id,
                "surname": row.surname,
                "name": row.name,
                "patronymic": row.patronymic,
                "state": row.consent,
                "parts": {part: row.id in allowed[part] for part in parts},
                **({"consents": documents[row.id]} if row.id in documents else {}),
            }
            for row in rows
        ]
        show_json({"on": on, "total": len(items), "items": items})
        return 0
    show_table(
        ("№", "Фамилия, имя, отчество", "Согласие", *parts),
        ((row.id, row.full_name, word(row.consent), *(row.id in allowed[part] for part in parts)) for row in rows),
    )
    note(f"Всего: {len(rows)}, на {on:%d.%m.%Y}")
    return 0
