"""A list compared with the register of now, under what was decided in the preview and before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.enums import MemberCategory
from app.domain.membership import Event
from app.services.importing.applying import required_parts
from app.services.importing.comparing import Gone, find_gone
from app.services.importing.history import Reference
from app.services.importing.lists import ListReading
from app.services.importing.plan import Decisions, Remembered, make_plan
from app.services.importing.planned import KnownConsent, KnownRegister, Planned
from app.services.importing.records import ListPerson, RejectedRow, row_fingerprint
from app.services.session import VaultSession
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ListPlan:
    """What an import would do: each person of the list, those the list no longer names; whether it was seen before."""

    planned: list[Planned]
    rejected: tuple[RejectedRow, ...]
    """Refused rows about which nothing was decided."""
    gone: list[Gone]
    seen: bool


def with_days(decisions: Decisions, reading: ListReading) -> Decisions:
    """The days that were left to the list are its own day, or today."""
    compare = decisions.compare
    if compare is None:
        return decisions
    on = compare.on or reading.list_date or date.today()
    decision = compare.decision
    if decision is not None and decision.on is None:
        decision = replace(decision, on=on)
    return replace(decisions, compare=replace(compare, on=on, decision=decision))


def plan_list(uow: UnitOfWork, session: VaultSession, reading: ListReading, decisions: Decisions) -> ListPlan:
    """The plan of a list that was read; nothing is written."""
    seen = uow.imports.was_imported(reading.sha256)
    compare = decisions.compare
    if compare is None:
        reference = Reference(date.today(), reading.list_date, decisions.entry_on, old_file=seen)
    else:
        entry_on = decisions.entry_on or (compare.decision.on if compare.decision else compare.on)
        reference = Reference(
            date.today(),
            reading.list_date,
            entry_on,
            old_file=seen,
            admits=True,
            take_back=compare.take_back,
            changed_on=compare.on,
        )
    remembered = {key: Remembered(person_id) for key, person_id in uow.waiting.decisions().items()}
    reading = _with_decided(reading, decisions, remembered)
    events: Mapping[int, Sequence[Event]] = uow.people.replay_input()
    register = KnownRegister(uow.imports.register(), events, _consents(session, uow), uow.imports.with_cards())
    planned = make_plan(reading.people, register, reference, decisions, remembered)
    gone = [] if compare is None else find_gone(planned, reading, register, compare)
    return ListPlan(planned, reading.rejected, gone, seen)


def _with_decided(reading: ListReading, decisions: Decisions, remembered: Mapping[str, Remembered]) -> ListReading:
    """Refused rows about which somebody decided are people again: without what was refused, or left out."""
    decided: list[ListPerson] = []
    still: list[RejectedRow] = []
    for row in reading.rejected:
        key = (row.place.sheet, row.place.row)
        told = remembered.get(row_fingerprint(row)) if key not in decisions.take else None
        if key in decisions.skip or (told is not None and told.person_id is None):
            decided.append(replace(row.person or _nameless(row), doubts=row.remarks, left_out=True))
        elif row.person is not None and (key in decisions.link or told is not None):
            decided.append(replace(row.person, keeps_name=True, former=()))
        else:
            still.append(row)
    if not decided:
        return reading
    people = tuple(sorted((*reading.people, *decided), key=lambda person: person.place))
    return replace(reading, people=people, rejected=tuple(still))


def _nameless(row: RejectedRow) -> ListPerson:
    """A row in which not even a name was read, to be shown as left out."""
    return ListPerson(
        place=row.place,
        surname=row.name,
        name="",
        patronymic="",
        complete=False,
        sex=None,
        birth_date=row.birth_date,
        birth_exact=True,
        details={},
        union_since=None,
        category=MemberCategory.WORKING,
        category_told=False,
        episodes=(),
    )


def _consents(session: VaultSession, uow: UnitOfWork) -> dict[int, KnownConsent]:
    states: dict[int, KnownConsent] = {}
    for part in required_parts(session.profile)[:1]:
        for person_id, given_on, valid_until, given, withdrawn_on in uow.people.consent_states(part):
            in_force = given and withdrawn_on is None and (valid_until is None or valid_until >= date.today())
            states[person_id] = KnownConsent(in_force, withdrawn_on or valid_until or given_on)
    return states
