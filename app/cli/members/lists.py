"""``pervichka register``: doubles and putting them together, all of the register out and back, lists on paper."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.output import note, show, show_json, show_pairs, show_table
from app.cli.parser import add_command, add_json, add_vault, iso_date
from app.cli.vault.access import opened
from app.cli.words import word
from app.domain.enums import Likelihood

if TYPE_CHECKING:
    from app.cli.parser import Commands
    from app.services.members.doubles import MergeChoice, Side


def add_list_commands(group: Commands) -> None:
    """Add these commands to the group ``register``."""
    parser = add_command(group, "doubles", show_doubles, "кто, возможно, записан дважды")
    add_vault(parser)
    parser.add_argument("--apart", metavar="ID", type=int, nargs=2, help="это разные люди: больше не показывать")
    add_json(parser)

    parser = add_command(group, "merge", merge_people, "объединить две карточки одного человека")
    add_vault(parser)
    parser.add_argument("--keep", metavar="ID", type=int, help="номер карточки, которая останется")
    parser.add_argument("--other", metavar="ID", type=int, help="номер карточки, всё из которой перейдёт в первую")
    parser.add_argument(
        "--take", metavar="FIELD", action="append", default=[], help="взять это поле из второй карточки"
    )
    parser.add_argument("--dry-run", action="store_true", help="только показать, что получится")
    parser.add_argument("--undo", metavar="N", type=int, help="отменить объединение с этим номером")
    add_json(parser)

    parser = add_command(group, "export", export_all, "выгрузить реестр: .json и .xlsx — весь, .csv — список на дату")
    add_vault(parser)
    parser.add_argument("--to", metavar="FILE", type=Path, required=True, help="куда сохранить")
    parser.add_argument("--as-of", metavar="D", type=iso_date, help="список на какую дату (по умолчанию сегодня)")
    add_json(parser)

    parser = add_command(group, "load", load_all, "загрузить весь выгруженный реестр в пустую книгу учёта")
    parser.add_argument("file", metavar="FILE", type=Path, help="выгрузка .json или .xlsx")
    add_vault(parser)
    add_json(parser)

    parser = add_command(group, "labels", print_labels, "наклейки 70×37 мм с именами и адресами, PDF")
    add_vault(parser)
    parser.add_argument("--to", metavar="OUT.pdf", type=Path, required=True, help="куда сохранить")
    parser.add_argument("--member", metavar="ID", type=int, action="append", help="только эти люди")
    parser.add_argument(
        "--first", metavar="N", type=int, default=1, choices=range(1, 25), help="с какой наклейки, 1–24"
    )

    parser = add_command(group, "birthdays", print_birthdays, "дни рождения и юбилеи за период")
    add_vault(parser)
    parser.add_argument("--from", dest="first", metavar="D", type=iso_date, required=True, help="первый день")
    parser.add_argument("--until", metavar="D", type=iso_date, required=True, help="последний день")
    parser.add_argument("--jubilees", action="store_true", help="только юбилеи")
    parser.add_argument("--to", metavar="OUT.pdf", type=Path, help="сохранить для печати")
    add_json(parser)

    parser = add_command(group, "groups", print_groups, "списки по группам, подразделениям или категориям, PDF")
    add_vault(parser)
    parser.add_argument("--to", metavar="OUT.pdf", type=Path, required=True, help="куда сохранить")
    parser.add_argument(
        "--by", choices=["study_group", "department", "category"], default="study_group", help="по чему"
    )
    parser.add_argument("--as-of", metavar="D", type=iso_date, help="на какую дату (по умолчанию сегодня)")


def _side(side: Side) -> dict[str, object]:
    return {"id": side.person_id, "name": side.full_name, "birth_date": side.birth_date, "category": side.category}


def show_doubles(arguments: argparse.Namespace) -> int:
    """``register doubles``."""
    from app.services.members import doubles

    with opened(arguments) as session:
        if arguments.apart:
            doubles.keep_apart(session, *arguments.apart)
        found = doubles.suspects(session)
    if arguments.json:
        show_json([
            {"one": _side(s.one), "other": _side(s.other), "certainty": s.certainty, "reasons": list(s.reasons)}
            for s in found
        ])  # fmt: skip
        return 0
    show_table(
        ("№", "Кто", "№", "И кто", "Насколько", "Почему"),
        (
            (s.one.person_id, s.one.full_name, s.other.person_id, s.other.full_name, word(Likelihood(str(s.certainty))),
             ", ".join(s.reasons))
            for s in found
        ),
    )  # fmt: skip
    note(f"Пар: {len(found)}")
    return 0


def merge_people(arguments: argparse.Namespace) -> int:
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
    if arguments.json:
        show_json(document)
    elif arguments.undo is not None:
        show(
            f"Объединение {arguments.undo} отменено: карточки {document['kept']} и {document['other']} снова отдельно."
        )
    else:
        show_table(("Поле", "Остаётся", "Во второй карточке"), ((p.title, p.kept, p.other) for p in shown.fields))
        show_pairs([*shown.moves.items(), *((f"Отменим запись от {e.on:%d.%m.%Y}", e.why) for e in shown.voided)])
        for warning in shown.warnings:
            note(warning)
        show("Проба: ничего не записано." if arguments.dry_run else f"Объединено, номер {document['merge']}.")
    return 0


def export_all(arguments: argparse.Namespace) -> int:
    """``register export``."""
    from app.services.members.exporting import export_register
    from app.services.privacy.disclosure import without_consent

    with opened(arguments) as session:
        done = export_register(session, arguments.to, arguments.as_of)
        unwilling = without_consent(session)
    if arguments.json:
        show_json(
            {
                "file": str(done.path), "people": done.people, "left_out": done.left_out, "complete": done.complete,
                "without_consent": unwilling,
            }
        )  # fmt: skip
    else:
        show_pairs([("Файл", done.path), ("Людей", done.people), ("Заблокированных оставлено", done.left_out)])
    note(
        f"«{done.path.name}» не зашифрован: его прочтёт каждый, кто его возьмёт. Не оставляйте его на чужом компьютере."
    )
    if unwilling:
        note(f"В нём есть люди без согласия на передачу ({unwilling}): другим этот файл отдавать нельзя.")
    return 0


def load_all(arguments: argparse.Namespace) -> int:
    """``register load``."""
    from app.services.members.exporting import load_register

    with opened(arguments) as session:
        done = load_register(session, arguments.file)
    if arguments.json:
        show_json({"people": done.people, "rows": done.rows})
    else:
        show_pairs([("Людей", done.people), ("Записей", done.rows)])
    return 0


def print_labels(arguments: argparse.Namespace) -> int:
    """``register labels``."""
    from app.domain.files import write_atomically
    from app.services.members.exporting import labels_pdf

    with opened(arguments) as session:
        pdf, without = labels_pdf(session, date.today(), person_ids=arguments.member, first_place=arguments.first)
    write_atomically(arguments.to, pdf)
    show(f"Наклейки: {arguments.to}")
    if without:
        note(f"Без адреса: {without}")
    return 0


def print_birthdays(arguments: argparse.Namespace) -> int:
    """``register birthdays``."""
    from app.domain.files import write_atomically
    from app.services.members.exporting import birthdays, birthdays_pdf

    with opened(arguments) as session:
        found = birthdays(session, arguments.first, arguments.until, jubilees_only=arguments.jubilees)
        if arguments.to is not None:
            pdf = birthdays_pdf(session, arguments.first, arguments.until, jubilees_only=arguments.jubilees)
            write_atomically(arguments.to, pdf)
    if arguments.json:
        show_json([
            {"on": b.on, "id": b.person_id, "name": b.full_name, "birth_date": b.birth_date, "age": b.age,
             "jubilee": b.jubilee}
            for b in found
        ])  # fmt: skip
        return 0
    show_table(
        ("День", "Кто", "Исполняется", "Где"),
        ((b.on, b.full_name, f"{b.age} — юбилей" if b.jubilee else b.age, b.work) for b in found),
    )
    return 0


def print_groups(arguments: argparse.Namespace) -> int:
    """``register groups``."""
    from app.domain.files import write_atomically
    from app.services.members.exporting import groups_pdf

    with opened(arguments) as session:
        pdf = groups_pdf(session, arguments.as_of or date.today(), by=arguments.by)
    write_atomically(arguments.to, pdf)
    show(f"Списки: {arguments.to}")
    return 0
