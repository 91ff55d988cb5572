"""What a row says of a person besides name and membership: sex, work, contacts, card, note, consent."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.enums import Sex
from app.domain.names import cyrillicise
from app.services.importing.cells import RowCells
from app.services.importing.contacts import contacts_in
from app.services.importing.fields import SEX_TICKS, ListField
from app.services.importing.lines import ListSection
from app.services.importing.names import ReadName, sex_from_name
from app.services.importing.records import RowRemark
from app.services.importing.sheets import SheetCell
from app.services.importing.values import (
    Standing,
    descriptive_text,
    read_sex,
    read_standing,
    text_of,
)


def sex_in(cells: RowCells, row: Sequence[SheetCell], name: ReadName, doubts: list[RowRemark]) -> Sex | None:
    value, heading = cells.raw(ListField.SEX, row)
    told = read_sex(value) if descriptive_text(value) else cells.ticked(SEX_TICKS, row)
    if told is None and descriptive_text(value):
        doubts.append(RowRemark(heading, f"пол «{text_of(value)}» непонятен"))
    guessed, sure = sex_from_name(name.name, name.patronymic)
    if told is not None:
        if sure and guessed is not told:
            doubts.append(RowRemark(heading, "пол не соответствует отчеству: взят из списка"))
        return told
    if guessed is None:
        doubts.append(RowRemark(heading, "пол не указан и не виден из отчества"))
    elif not sure and name.complete:
        doubts.append(RowRemark(heading, "пол определён по имени"))
    return guessed


def details_in(
    cells: RowCells, row: Sequence[SheetCell], section: ListSection, name: ReadName, doubts: list[RowRemark]
) -> dict[str, str]:
    group = cells.words(ListField.STUDY_GROUP, row) or section.study_group
    course = cells.words(ListField.COURSE, row)
    if not group and course:
        group = course if "курс" in course.casefold() else f"{course} курс"
    notes = [part for part in (cells.words(ListField.NOTE, row), name.extra) if part]
    details = {
        "position": cells.words(ListField.POSITION, row),
        "department": cells.words(ListField.DEPARTMENT, row)
        or cells.words(ListField.FACULTY, row)
        or section.department,
        "study_group": group,
        **contacts_in(cells, row, doubts, notes),
    }
    details["note"] = "; ".join(notes)
    if not cells.has(ListField.LEFT_ON) and read_standing(details["note"]) is Standing.GONE:
        doubts.append(RowRemark(cells.heading(ListField.NOTE), "похоже на выбытие: оно не записано"))
    return {
        key: cyrillicise(text) if key in {"position", "department"} else text for key, text in details.items() if text
    }
