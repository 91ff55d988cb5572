"""``pervichka consent``: record, withdraw and list consents in parts."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from app.cli.documents import refuse_no_folder
from app.cli.output import Aside, Lines, Reply, table_lines
from app.cli.parser import Commands, add_command, add_group, iso_date
from app.cli.vault.access import opened
from app.cli.words import word
from app.domain.enums import ConsentWay
from app.domain.files import read_limited, write_atomically
from app.errors import UserError

CHANNELS = ("register", "cards", "bonus", "messages", "transfer")


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "consent", "согласия на обработку персональных данных")

    parser = add_command(group, "record", record, "записать согласие; без --member — всем, кто состоит на учёте")
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
    parser.add_argument("--scan", metavar="FILE", type=Path, help="подписанный лист одного человека: PDF, JPEG, PNG")

    parser = add_command(group, "withdraw", withdraw, "записать отзыв; без --part — всех частей")
    parser.add_argument("--member", metavar="ID", type=int, required=True, help="номер человека")
    parser.add_argument("--part", metavar="P", action="append", default=[], help="отозванная часть (можно несколько)")
    parser.add_argument("--on", metavar="D", type=iso_date, help="с какого дня (по умолчанию сегодня)")

    parser = add_command(group, "list", list_consents, "у кого какие согласия действуют на дату")
    parser.add_argument("--member", metavar="ID", type=int, help="только этот человек, со всеми его листами")
    parser.add_argument("--part", metavar="P", action="append", default=[], help="только эти части")
    parser.add_argument("--on", metavar="D", type=iso_date, help="на какую дату (по умолчанию сегодня)")

    parser = add_command(
        group, "print", print_sheets, "сохранить в PDF листы согласия; без --member — кому нужны", json=False
    )
    parser.add_argument("--member", metavar="ID", type=int, action="append", help="номер человека (можно несколько)")
    parser.add_argument(
        "--part",
        "--special",
        dest="special",
        metavar="P",
        action="append",
        default=[],
        help="только лист этой части (можно несколько)",
    )
    parser.add_argument("--child", action="store_true", help="лист, который родитель подписывает за ребёнка")
    parser.add_argument("--blank", action="store_true", help="один пустой лист")
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="имя на .pdf")

    parser = add_command(group, "recipient", recipient, "записать, кому уходят данные по части; показывает всех")
    parser.add_argument("--part", metavar="P", help="часть согласия")
    parser.add_argument("--name", metavar="TEXT", default="", help="название; пустое убирает записанное")
    parser.add_argument("--address", metavar="TEXT", default="", help="адрес")
    parser.add_argument("--key", metavar="AGE", default="", help="открытый ключ получателя (age1…) для списков")
    parser.add_argument("--inn", metavar="N", default="", help="ИНН (оператору бонусной программы обязателен)")

    parser = add_command(group, "import", import_records, "принять записи об электронной подписи (CSV, XLSX, JSON)")
    parser.add_argument("file", metavar="FILE", type=Path, help="файл другой системы; столбцы названы в справке")
    parser.add_argument("--dry-run", action="store_true", help="только показать")

    parser = add_command(group, "leaving", leaving, "кто и что уйдёт по каналу, кто остаётся и почему")
    parser.add_argument("--channel", choices=CHANNELS, required=True, help="реестр, билеты, бонусы, рассылка, перевод")

    parser = add_command(
        group, "make-list", make_one, "сохранить список для бонусной программы или рассылки", json=False
    )
    parser.add_argument("--channel", choices=("bonus", "messages"), required=True, help="какой список")
    parser.add_argument(
        "--out", metavar="FILE", type=Path, required=True, help="имя на .xlsx, .pdf, .xlsx.age или .csv.age"
    )

    parser = add_command(
        group, "paper", paper, "сохранить перечень обработки, политику, угрозы и журналы в PDF", json=False
    )
    parser.add_argument("paper", choices=("processing", "threats", "policy", "requests", "destructions"), help="что")
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="имя на .pdf")


def record(arguments: argparse.Namespace) -> Reply:
    """``consent record``."""
    from app.services.members import MemberQuery, list_members
    from app.services.members.attachments import LARGEST_ATTACHMENT
    from app.services.privacy.consents import record_consent

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
            scan=None if arguments.scan is None else read_limited(arguments.scan, LARGEST_ATTACHMENT),
        )
    return Reply(
        {"recorded": count, "on": on, "parts": parts},
        [f"Записано согласий: {count}, части: {', '.join(part for part, yes in parts.items() if yes)}."],
    )


def withdraw(arguments: argparse.Namespace) -> Reply:
    """``consent withdraw``."""
    from app.services.privacy.consents import withdraw_consent

    on = arguments.on or date.today()
    with opened(arguments) as session:
        parts = withdraw_consent(session, arguments.member, arguments.part, on)
    return Reply(
        {"member": arguments.member, "withdrawn": parts, "on": on},
        [f"Отозвано с {on:%d.%m.%Y}: {', '.join(parts)}. С этого дня по ним ничего не уходит."],
    )


def list_consents(arguments: argparse.Namespace) -> Reply:
    """``consent list``."""
    from app.services.members import MemberQuery, list_members
    from app.services.privacy.consents import allowed_on, consents_of

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
    return Reply(
        {"on": on, "total": len(items), "items": items},
        [
            *table_lines(
                ("№", "Фамилия, имя, отчество", "Согласие", *parts),
                (
                    (row.id, row.full_name, word(row.consent), *(row.id in allowed[part] for part in parts))
                    for row in rows
                ),
            ),
            Aside(f"Всего: {len(rows)}, на {on:%d.%m.%Y}"),
        ],
    )


def print_sheets(arguments: argparse.Namespace) -> Reply:
    """``consent print``."""
    from app.services.privacy.sheets import consent_sheets, need_sheets

    refuse_no_folder(arguments.out)
    with opened(arguments) as session:
        chosen = arguments.member or [one.person_id for one in need_sheets(session)]
        if not chosen and not arguments.blank:
            return Reply(lines=["Листы никому не нужны: у всех есть действующий ответ."])
        data = consent_sheets(session, chosen, parts=arguments.special, child=arguments.child, blank=arguments.blank)
    write_atomically(arguments.out, data)
    return Reply(notes=[f"Сохранено: {arguments.out}, людей: {0 if arguments.blank else len(chosen)}."])


def recipient(arguments: argparse.Namespace) -> Reply:
    """``consent recipient``."""
    from app.services.privacy.recipients import recipient_words, recipients, set_recipient

    with opened(arguments) as session:
        if arguments.part:
            set_recipient(session, arguments.part, arguments.name, arguments.address, arguments.inn, arguments.key)
        told = recipients(session)
        titles = {part.id: part.title for part in session.profile.consent_parts}
    rows = [(part, titles[part], recipient_words(found)) for part, found in told.items()]
    return Reply({"parts": told}, table_lines(("Часть", "Название", "Кому"), rows))


def import_records(arguments: argparse.Namespace) -> Reply:
    """``consent import``."""
    from app.services.privacy.signature_records import MOST_BYTES, Found, read_records, take_records

    data = read_limited(arguments.file, MOST_BYTES)
    with opened(arguments) as session:
        rows = read_records(session, arguments.file.name, data)
        count = 0 if arguments.dry_run else take_records(session, rows)
    bad = [row for row in rows if row.found not in (Found.NEW, Found.KNOWN)]
    problems = [{"row": row.row, "name": row.name, "reason": row.problem} for row in bad]

    def lines() -> Lines:
        yield f"Записей в файле: {len(rows)}, принято: {count}, не подошло: {len(bad)}."
        for row in bad:
            yield Aside(f"Строка {row.row}, {row.name or 'без имени'}: {row.problem}")

    return Reply({"rows": len(rows), "recorded": count, "problems": problems}, lines(), code=1 if bad else 0)


def leaving(arguments: argparse.Namespace) -> Reply:
    """``consent leaving``."""
    from app.services.privacy.disclosure import disclosure

    with opened(arguments) as session:
        told = disclosure(session, arguments.channel)
    return Reply(
        {
            "channel": told.channel,
            "part": told.part,
            "recipient": told.recipient,
            "fields": told.fields,
            "leaving": [{"id": one.person_id, "name": one.name, **one.values()} for one in told.allowed],
            "staying": [{"id": w.person_id, "name": w.name, "reason": w.reason} for w in told.withheld],
        },
        [
            f"{told.title}. Кому: {told.recipient}. Что: {', '.join(told.field_titles)}.",
            *table_lines(("№", "Уйдёт"), ((one.person_id, one.name) for one in told.allowed)),
            *table_lines(("№", "Останется", "Почему"), ((w.person_id, w.name, w.sentence) for w in told.withheld)),
        ],
    )


def make_one(arguments: argparse.Namespace) -> Reply:
    """``consent make-list``."""
    from app.services.privacy.lists import list_format, list_password, make_list

    refuse_no_folder(arguments.out)
    with opened(arguments) as session:
        kind, password = list_format(arguments.out.name), list_password()
        data, told = make_list(session, arguments.channel, kind, password=password)
    write_atomically(arguments.out, data)
    notes = [f"Сохранено: {arguments.out}, людей: {len(told.allowed)}."]
    if kind == "xlsx":
        notes.append(f"Пароль файла: {password}. Сообщите его получателю отдельно от файла: второй раз его не узнать.")
    elif kind == "pdf":
        notes.append("Файл для печати не зашифрован: напечатайте и удалите его.")
    return Reply(notes=notes)


def paper(arguments: argparse.Namespace) -> Reply:
    """``consent paper``."""
    from app.services.privacy.registers import privacy_paper

    refuse_no_folder(arguments.out)
    with opened(arguments) as session:
        data = privacy_paper(session, arguments.paper)
    write_atomically(arguments.out, data)
    return Reply(notes=[f"Сохранено: {arguments.out}."])
