"""``pervichka person``: everything held about one person."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.access import opened
from app.cli.documents import refuse_no_folder
from app.cli.output import note, plain, russian
from app.cli.parser import Commands, add_command, add_group, add_vault
from app.cli.words import word
from app.domain.files import write_atomically
from app.errors import UserError

if TYPE_CHECKING:
    from app.services.dossier import Dossier


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "person", "сведения об одном человеке")
    parser = add_command(group, "export", export, "сохранить всё, что о человеке хранится")
    parser.add_argument("person", metavar="ID", type=int, help="номер человека в списке")
    add_vault(parser)
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="имя на .json или .pdf")


def export(arguments: argparse.Namespace) -> int:
    """``person export``."""
    from app.services.dossier import dossier

    kind = arguments.out.suffix.lower()
    if kind not in (".json", ".pdf"):
        raise UserError("cli.unknown_format", name=arguments.out.name, known=".json или .pdf")
    refuse_no_folder(arguments.out)
    with opened(arguments) as session:
        found = dossier(session, arguments.person)
    if kind == ".json":
        data = json.dumps(plain(found), ensure_ascii=False, indent=2).encode()
    else:
        from app.rendering.lists import member_list_pdf

        title = f"Сведения, которые хранятся о человеке: {found.card.full_name}"
        data = member_list_pdf(title, ("Что", "Сведения"), dossier_rows(found), numbered=False)
    write_atomically(arguments.out, data)
    note(f"Сохранено: {arguments.out}. В файле личные данные, и он не зашифрован.")
    note(f"Ответить человеку нужно до {found.answer_by:%d.%m.%Y} (десять рабочих дней).")
    return 0


_NAMES = {
    "surname": "Фамилия",
    "name": "Имя",
    "patronymic": "Отчество",
    "sex": "Пол",
    "birth_date": "Дата рождения",
    "position": "Должность",
    "department": "Подразделение",
    "study_group": "Учебная группа",
    "phone": "Телефон",
    "email": "Электронная почта",
    "address": "Адрес",
    "card_number": "Номер профбилета",
    "union_since": "В профсоюзе с",
    "note": "Примечание",
}


def dossier_rows(found: Dossier) -> list[tuple[str, str]]:
    """The dossier as lines of a two-column list."""
    card = found.card
    rows = [(title, word(getattr(card.person, name)) if name == "sex" else russian(getattr(card.person, name)))
            for name, title in _NAMES.items()]  # fmt: skip
    rows += [
        ("История членства", f"{russian(e.on)}: {word(e.kind)}" + (f", {e.basis}" if e.basis else ""))
        for e in card.events
    ]
    for consent in card.consents:
        parts = ", ".join(f"{part}: {'да' if given else 'нет'}" for part, given in consent.parts.items())
        rows.append(("Согласие", f"{russian(consent.given_on)}, {word(consent.way)}; {parts}"))
        rows += [("Отзыв согласия", f"{part}: {russian(day)}") for part, day in consent.withdrawn.items()]
    rows += [("Должность в организации", f"{word(r.kind)} с {russian(r.starts_on)}") for r in card.roles]
    rows += [("Обучение", f"{russian(t.on)}: {word(t.kind)} {t.title}".rstrip()) for t in card.trainings]
    rows += [("Цель обработки", f"{p.title}: {p.purpose}. Кому: {p.recipient}") for p in found.purposes]
    rows += [("Журнал действий", f"{russian(e.at)}, {e.user_name}: {e.action}") for e in found.journal]
    return [(title, text) for title, text in rows if text]
