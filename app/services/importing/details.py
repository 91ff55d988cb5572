"""What a row says of a person besides name and membership: sex, work, contacts, card, note, consent."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.enums import Sex
from app.domain.names import cyrillicise
from app.services.importing.cells import RowCells
from app.services.importing.fields import SEX_TICKS, Field
from app.services.importing.lines import Section
from app.services.importing.names import ReadName, sex_of
from app.services.importing.records import Remark
from app.services.importing.sheets import Cell
from app.services.importing.values import (
    Standing,
    is_phone,
    read_card,
    read_email,
    read_phone,
    read_sex,
    read_standing,
    read_yes,
    text_of,
    words_of,
)


def sex_in(cells: RowCells, row: Sequence[Cell], name: ReadName, doubts: list[Remark]) -> Sex | None:
    value, heading = cells.raw(Field.SEX, row)
    told = read_sex(value) if words_of(value) else cells.ticked(SEX_TICKS, row)
    if told is None and words_of(value):
        doubts.append(Remark(heading, f"пол «{text_of(value)}» непонятен"))
    guessed, sure = sex_of(name.name, name.patronymic)
    if told is not None:
        if sure and guessed is not told:
            doubts.append(Remark(heading, "пол не соответствует отчеству: взят из списка"))
        return told
    if guessed is None:
        doubts.append(Remark(heading, "пол не указан и не виден из отчества"))
    elif not sure and name.complete:
        doubts.append(Remark(heading, "пол определён по имени"))
    return guessed


def details_in(
    cells: RowCells, row: Sequence[Cell], section: Section, name: ReadName, doubts: list[Remark]
) -> dict[str, str]:
    group = cells.words(Field.STUDY_GROUP, row) or section.study_group
    course = cells.words(Field.COURSE, row)
    if not group and course:
        group = course if "курс" in course.casefold() else f"{course} курс"
    details = {
        "position": cells.words(Field.POSITION, row),
        "department": cells.words(Field.DEPARTMENT, row) or cells.words(Field.FACULTY, row) or section.department,
        "study_group": group,
        "personnel_number": cells.words(Field.PERSONNEL_NUMBER, row),
        "phone": cells.words(Field.PHONE, row, read_phone),
        "address": cells.words(Field.ADDRESS, row),
        "card_number": read_card(cells.raw(Field.CARD_NUMBER, row)[0]),
        "note": "; ".join(part for part in (cells.words(Field.NOTE, row), name.extra) if part),
    }
    value, heading = cells.raw(Field.EMAIL, row)
    email = read_email(value)
    if email is None:
        doubts.append(Remark(heading, f"адрес «{text_of(value)}» не похож на электронный"))
    if email and not details["phone"] and is_phone(rest := re.sub(r"\S+@\S+", "", text_of(value)).strip(" ,;/")):
        details["phone"] = read_phone(rest)
    details["email"] = email or ""
    if "@" in details["phone"] and not email:
        details["email"] = read_email(details["phone"]) or ""
        details["phone"] = read_phone(re.sub(r"\S+@\S+", "", details["phone"]))
    if "address" not in details or not details["address"]:
        details["phone"], details["address"] = _address_beside(cells, details["phone"])
    if not cells.has(Field.LEFT_ON) and read_standing(details["note"]) is Standing.GONE:
        doubts.append(Remark(cells.heading(Field.NOTE), "похоже на выбытие: оно не записано"))
    return {
        key: cyrillicise(text) if key in {"position", "department"} else text for key, text in details.items() if text
    }


def _address_beside(cells: RowCells, text: str) -> tuple[str, str]:
    """Telephone and address out of one cell, when its column is headed by both."""
    if not re.search(r"(?i)адрес|прожив", cells.heading(Field.PHONE)):
        return text, ""
    parts = [part.strip() for part in re.split(r"[,;]", text)]
    phones = [part for part in parts if is_phone(part) and not re.search(r"(?i)[а-я]{3}", part)]
    return ", ".join(phones), ", ".join(part for part in parts if part and part not in phones)
