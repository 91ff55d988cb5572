"""Lists for printing: labels for envelopes, birthdays and jubilees, members by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.domain.names import normalise
from app.domain.vocabulary.words import Wording, word_for
from app.errors import UserError
from app.progress import Progress, silent
from app.services.members.exporting.members import birth_cell, shown
from app.services.session import Act, VaultSession, service
from app.storage.members.whole import ListedPerson

JUBILEES = 5
"""Every fifth year is a jubilee, from the twentieth on: 50, 55, 60 and so on."""


@dataclass(frozen=True)
class Birthday:
    """One birthday of the period. ``age``: full years reached on it; a jubilee is marked."""

    on: date
    person_id: int
    full_name: str
    birth_date: date
    age: int
    jubilee: bool
    work: str
    phone: str


def full_name(person: ListedPerson) -> str:
    """«Щербакова Нина Ильинична»"""
    return " ".join(part for part in (person.surname, person.name, person.patronymic) if part)


@service(Act.LOOK)
def birthdays(session: VaultSession, first: date, last: date, *, jubilees_only: bool = False) -> tuple[Birthday, ...]:
    """Birthdays of members between two days inclusive (a year at most), by day. The 29th of February is kept on the
    1st of March of other years. UserError ``exporting.period``."""
    if last < first or (last - first).days > 366:
        raise UserError("exporting.period", last=f"{last:%d.%m.%Y}")
    with session.unit_of_work() as uow:
        people = uow.whole.members(first)
    found = []
    for person in people:
        if person.birth_date is None or not person.birth_exact:
            continue
        for year in range(first.year, last.year + 1):
            day = _in_year(person.birth_date, year)
            age = year - person.birth_date.year
            jubilee = age >= 20 and age % JUBILEES == 0
            if first <= day <= last and (jubilee or not jubilees_only):
                work = ", ".join(p for p in (person.position or person.study_group, person.department) if p)
                found.append(
                    Birthday(
                        on=day,
                        person_id=person.id,
                        full_name=full_name(person),
                        birth_date=person.birth_date,
                        age=age,
                        jubilee=jubilee,
                        work=work,
                        phone=person.phone,
                    )
                )
    return tuple(sorted(found, key=lambda birthday: (birthday.on, normalise(birthday.full_name))))


def _in_year(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


@service(Act.TAKE_NAMES)
def birthdays_pdf(
    session: VaultSession,
    first: date,
    last: date,
    *,
    jubilees_only: bool = False,
    progress: Progress | None = None,
) -> bytes:
    """The list on paper. UserError ``exporting.nobody`` when there is none."""
    from app.rendering import member_list_pdf

    found = birthdays(session, first, last, jubilees_only=jubilees_only)
    if not found:
        raise UserError("exporting.nobody")
    rows = [
        [f"{b.on:%d.%m.%Y}", b.full_name, f"{b.birth_date:%d.%m.%Y}", f"{b.age} — юбилей" if b.jubilee else str(b.age),
         b.work, b.phone]
        for b in found
    ]  # fmt: skip
    title = "Юбилеи" if jubilees_only else "Дни рождения и юбилеи"
    return member_list_pdf(
        title, ["День", "Фамилия, имя, отчество", "Родился", "Исполняется", "Где", "Телефон"], rows,
        subtitle=f"{_organisation(session)}, {first:%d.%m.%Y} – {last:%d.%m.%Y}", landscape=True, progress=progress,
    )  # fmt: skip


@service(Act.TAKE_NAMES)
def groups_pdf(
    session: VaultSession,
    on: date,
    *,
    by: str = "study_group",
    person_ids: Sequence[int] | None = None,
    progress: Progress | None = None,
) -> bytes:
    """Members by study group, department or category (``by``), each under its own heading."""
    from app.rendering.lists import grouped_list_pdf

    with session.unit_of_work() as uow:
        people = uow.whole.members(on, include=person_ids)
    if not people:
        raise UserError("exporting.nobody")

    def group(person: ListedPerson) -> str:
        if by == "category":
            return word_for(person.category, Wording.NOUN).capitalize()
        own = person.study_group if by == "study_group" else person.department
        return own or (person.department if by == "study_group" else "") or "Без группы и подразделения"

    ordered = sorted(people, key=lambda p: (normalise(group(p)), normalise(full_name(p))))
    sections = []
    for _, members in groupby(ordered, key=lambda p: normalise(group(p))):
        some = list(members)
        rows = [
            [full_name(p), shown(birth_cell(p)), word_for(p.category, Wording.NOUN), p.card_number, p.phone]
            for p in some
        ]
        sections.append((group(some[0]), rows))
    heads = ["Фамилия, имя, отчество", "Родился", "Категория", "Билет", "Телефон"]
    return grouped_list_pdf(
        f"Члены профсоюза на {on:%d.%m.%Y}", heads, sections, subtitle=_organisation(session), progress=progress
    )


@service(Act.TAKE_NAMES)
def labels_pdf(
    session: VaultSession,
    on: date,
    *,
    person_ids: Sequence[int] | None = None,
    first_place: int = 1,
    progress: Progress | None = None,
) -> tuple[bytes, int]:
    """Labels 70×37 mm, three by eight on A4: name and address. Who has no address is left out; returns how many.

    ``first_place``: the first free label of a sheet that was begun, 1-24.
    """
    from app.rendering.labels import Label, labels_sheet

    with session.unit_of_work() as uow:
        people = uow.whole.members(on, include=person_ids)
        written = [person for person in people if person.address]
        if not written:
            raise UserError("exporting.nobody")
        uow.journal.record("labels.printed", people=len(written))
        uow.commit()
    labels = [Label(full_name(person), person.address) for person in written]
    return labels_sheet(labels, first_place=first_place, progress=progress or silent()), len(people) - len(written)


def _organisation(session: VaultSession) -> str:
    with session.unit_of_work() as uow:
        return uow.organisation.get().full_name
