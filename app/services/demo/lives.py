"""Some life in the practice register: a decision, changes and corrections, so that histories have what to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.domain.dates import Period
from app.domain.enums import DuesWay, Education, EventKind, Sex
from app.services.members import (
    DecisionDraft,
    EventDraft,
    MemberRow,
    cancel_event,
    change_fields_for_many,
    member_card,
    record_event,
    update_person,
)
from app.services.members.decisions import decide_for_many
from app.services.session import VaultSession

_PRIMARY = "учитель начальных классов"


def record_lives(session: VaultSession, rows: Sequence[MemberRow], period: Period) -> None:
    """Give the invented members a history: the same for the same people."""
    members = [row for row in rows if row.category is not None]
    came = [row for row in members if row.since is not None and row.since.year == period.year]
    if came:
        first = min(row.since for row in came if row.since is not None)
        protocol = DecisionDraft("4", first, "профсоюзный комитет")
        decide_for_many(session, [row.id for row in came], protocol)
    working = [row for row in members if row.position]
    primary = [row.id for row in working if row.position == _PRIMARY]
    if primary:
        change_fields_for_many(
            session,
            primary,
            {"department": "начальная школа"},
            date(period.year, 9, 1),
            title=f"Подразделение «начальная школа»: {len(primary)}",
        )
    change_fields_for_many(
        session, [row.id for row in working], {"dues_way": DuesWay.EMPLOYER}, None, title="Взносы через работодателя"
    )
    long_here = [r for r in working if r.since is not None and r.since.year < period.year and r.id not in primary]
    women = [row for row in long_here if row.sex is Sex.FEMALE][1:]
    if women:
        _renamed(session, women[0], date(period.year, 7, 15))
    if len(women) > 1:
        _mistaken(session, women[1], date(period.year, 3, 2))


def _renamed(session: VaultSession, row: MemberRow, on: date) -> None:
    """She married and finished her studies; the speciality had been written down wrong.

    What the list told stays what is true today, so that taking the same list again changes nothing.
    """
    person = member_card(session, row.id).person
    update_person(session, row.id, replace(person, surname="Девичьева", speciality="химия"))
    changed = replace(person, education=Education.HIGHER, speciality="химия")
    update_person(session, row.id, changed, changed_on=on)
    update_person(session, row.id, replace(changed, speciality="математика"))


def _mistaken(session: VaultSession, row: MemberRow, on: date) -> None:
    """Taken off the register by mistake and mended: both stay in the history."""
    event = record_event(session, row.id, EventDraft(EventKind.LEFT, on, basis="заявление"))
    cancel_event(session, event, "перепутали однофамильцев")
