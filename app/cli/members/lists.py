"""``pervichka register``: doubles and putting them together, all of the register out and back, lists on paper."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.output import Aside, Lines, Reply, pair_lines, table_lines
from app.cli.parser import add_command, iso_date
from app.cli.vault.access import opened
from app.cli.words import word
from app.domain.enums import Likelihood

if TYPE_CHECKING:
    from app.cli.parser import Commands
    from app.services.members.doubles import MergeChoice, Side


def add_list_commands(group: Commands) -> None:
    """Add these commands to the group ``register``."""
    parser = add_command(group, "doubles", show_doubles, "кто, возможно, записан дважды")
    parser.add_argument("--apart", metavar="ID", type=int, nargs=2, help="это разные люди: больше не показывать")

    parser = add_command(group, "merge", merge_people, "объединить две карточки одного человека")
    parser.add_argument("--keep", metavar="ID", type=int, help="номер карточки, которая останется")
    parser.add_argument("--other", metavar="ID", type=int, help="номер карточки, всё из которой перейдёт в первую")
    parser.add_argument(
        "--take", metavar="FIELD", action="append", default=[], help="взять это поле из второй карточки"
    )
    parser.add_argument("--dry-run", action="store_true", help="только показать, что получится")
    parser.add_argument("--undo", metavar="N", type=int, help="отменить объединение с этим номером")

    parser = add_command(group, "export", export_all, "выгрузить реестр: .json и .xlsx — весь, .csv — список на дату")
    parser.add_argument("--to", metavar="FILE", type=Path, required=True, help="куда сохранить")
    parser.add_argument("--as-of", metavar="D", type=iso_date, help="список на какую дату (по умолчанию сегодня)")

    parser = add_command(group, "load", load_all, "загрузить весь выгруженный реестр в пустую книгу учёта")
    parser.add_argument("file", metavar="FILE", type=Path, help="выгрузка .json или .xlsx")

    parser = add_command(group, "labels", print_labels, "наклейки 70×37 мм с именами и адресами, PDF", json=False)
    parser.add_argument("--to", metavar="OUT.pdf", type=Path, required=True, help="куда сохранить")
    parser.add_argument("--member", metavar="ID", type=int, action="append", help="только эти люди")
    parser.add_argument(
        "--first", metavar="N", type=int, default=1, choices=range(1, 25), help="с какой наклейки, 1–24"
    )

    parser = add_command(group, "birthdays", print_birthdays, "дни рождения и юбилеи за период")
    parser.add_argument("--from", dest="first", metavar="D", type=iso_date, required=True, help="первый день")
    parser.add_argument("--until", metavar="D", type=iso_date, required=True, help="последний день")
    parser.add_argument("--jubilees", action="store_true", help="только юбилеи")
    parser.add_argument("--to", metavar="OUT.pdf", type=Path, help="сохранить для печати")

    parser = add_command(
        group, "groups", print_groups, "списки по группам, подразделениям или категориям, PDF", json=False
    )
    parser.add_argument("--to", metavar="OUT.pdf", type=Path, required=True, help="куда сохранить")
    parser.add_argument(
        "--by", choices=["study_group", "department", "category"], default="study_group", help="по чему"
    )
    parser.add_argument("--as-of", metavar="D", type=iso_date, help="на какую дату (по умолчанию сегодня)")


def _side(side: Side) -> dict[str, object]:
    return {"id": side.person_id, "name": side.full_name, "birth_date": side.birth_date, "category": side.category}


def show_doubles(arguments: argparse.Namespace) -> Reply:
    """``register doubles``."""
    from app.services.members import doubles

    with opened(arguments) as session:
        if arguments.apart:
            doubles.keep_apart(session, *arguments.apart)
        found = doubles.suspects(session)
    return Reply(
        [
            {"one": _side(s.one), "other": _side(s.other), "certainty": s.certainty, "reasons": list(s.reasons)}
            for s in found
        ],
        [
            *table_lines(
                ("№", "Кто", "№", "И кто", "Насколько", "Почему"),
                (
                    (
                        s.one.person_id,
                        s.one.full_name,
                        s.other.person_id,
                        s.other.full_name,
                        word(Likelihood(str(s.certainty))),
                        ", ".join(s.reasons),
                    )
                    for s in found
                ),
            ),
            Aside(f"Пар: {len(found)}"),
        ],
    )


def merge_people(arguments: argparse.Namespace) -> Reply:
    """``register merge``."""
    from app.errors import UserError
    from app.services.members import doubles

    if arguments.undo is None and (arguments.keep is None or arguments.other is None):
        raise UserError("cli.merge_whom")
    with opened(arguments) as session:
        if arguments.undo is not None:
            kept, back = doubles.undo_merge(session, arguments.undo)
            document: dict[str, object] = {"undone": arguments.undo, "kept": kept, "other": back}
        else:
            shown = doubles.look(session, arguments.keep, arguments.other)
            unknown = [name for name in arguments.take if name not in {pair.name for pair in shown.fields}]
            if unknown:
                raise UserError(
                    "cli.merge_field", field=unknown[0], known=", ".join(p.name for p in shown.fields) or "—"
                )
            choices: dict[str, MergeChoice] = dict.fromkeys(arguments.take, doubles.MergeChoice.OTHER)
            number = None if arguments.dry_run else doubles.merge(session, arguments.keep, arguments.other, choices)
            document = {
                "merge": number,
                "kept": _side(shown.kept),
                "other": _side(shown.other),
                "fields": [
                    {"field": p.name, "kept": p.kept, "other": p.other, "stays": choices.get(p.name, p.proposed)}
                    for p in shown.fields
                ],
                "moves": dict(shown.moves),
                "voided": [{"event": e.event_id, "kind": e.kind, "on": e.on, "reason": e.why} for e in shown.voided],
                "warnings": list(shown.warnings),
            }

    def lines() -> Lines:
        if arguments.undo is not None:
            kept, other = document["kept"], document["other"]
            yield f"Объединение {arguments.undo} отменено: карточки {kept} и {other} снова отдельно."
        else:
            yield from table_lines(
                ("Поле", "Остаётся", "Во второй карточке"), ((p.title, p.kept, p.other) for p in shown.fields)
            )
            yield from pair_lines(
                [*shown.moves.items(), *((f"Отменим запись от {e.on:%d.%m.%Y}", e.why) for e in shown.voided)]
            )
            for warning in shown.warnings:
                yield Aside(warning)
            yield "Проба: ничего не записано." if arguments.dry_run else f"Объединено, номер {document['merge']}."

    return Reply(document, lines())


def export_all(arguments: argparse.Namespace) -> Reply:
    """``register export``."""
    from app.services.members.exporting import export_register
    from app.services.privacy.disclosure import without_consent

    with opened(arguments) as session:
        done = export_register(session, arguments.to, arguments.as_of)
        unwilling = without_consent(session)
    notes = [
        f"«{done.path.name}» не зашифрован: его прочтёт каждый, кто его возьмёт. Не оставляйте его на чужом компьютере."
    ]
    if unwilling:
        notes.append(f"В нём есть люди без согласия на передачу ({unwilling}): другим этот файл отдавать нельзя.")
    return Reply(
        {
            "file": done.path,
            "people": done.people,
            "left_out": done.left_out,
            "complete": done.complete,
            "without_consent": unwilling,
        },
        pair_lines([("Файл", done.path), ("Людей", done.people), ("Заблокированных оставлено", done.left_out)]),
        notes,
    )


def load_all(arguments: argparse.Namespace) -> Reply:
    """``register load``."""
    from app.services.members.exporting import load_register

    with opened(arguments) as session:
        done = load_register(session, arguments.file)
    return Reply(
        {"people": done.people, "rows": done.rows}, pair_lines([("Людей", done.people), ("Записей", done.rows)])
    )


def print_labels(arguments: argparse.Namespace) -> Reply:
    """``register labels``."""
    from app.domain.files import write_atomically
    from app.services.members.exporting import labels_pdf

    with opened(arguments) as session:
        pdf, without = labels_pdf(session, date.today(), person_ids=arguments.member, first_place=arguments.first)
    write_atomically(arguments.to, pdf)
    return Reply(lines=[f"Наклейки: {arguments.to}"], notes=[f"Без адреса: {without}"] if without else [])


def print_birthdays(arguments: argparse.Namespace) -> Reply:
    """``register birthdays``."""
    from app.domain.files import write_atomically
    from app.services.members.exporting import birthdays, birthdays_pdf

    with opened(arguments) as session:
        found = birthdays(session, arguments.first, arguments.until, jubilees_only=arguments.jubilees)
        if arguments.to is not None:
            pdf = birthdays_pdf(session, arguments.first, arguments.until, jubilees_only=arguments.jubilees)
            write_atomically(arguments.to, pdf)
    return Reply(
        [
            {
                "on": b.on,
                "id": b.person_id,
                "name": b.full_name,
                "birth_date": b.birth_date,
                "age": b.age,
                "jubilee": b.jubilee,
            }
            for b in found
        ],
        table_lines(
            ("День", "Кто", "Исполняется", "Где"),
            ((b.on, b.full_name, f"{b.age} — юбилей" if b.jubilee else b.age, b.work) for b in found),
        ),
    )


def print_groups(arguments: argparse.Namespace) -> Reply:
    """``register groups``."""
    from app.domain.files import write_atomically
    from app.services.members.exporting import groups_pdf

    with opened(arguments) as session:
        pdf = groups_pdf(session, arguments.as_of or date.today(), by=arguments.by)
    write_atomically(arguments.to, pdf)
    return Reply(lines=[f"Списки: {arguments.to}"])
