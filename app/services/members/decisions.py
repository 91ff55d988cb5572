"""Decisions of bodies that membership events rest on, and the extract with the list of those admitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.enums import ENTRY_EVENTS, EventKind
from app.domain.vocabulary.words import capital, word_of
from app.errors import UserError
from app.models import MembershipEvent
from app.progress import Progress
from app.services.members.views import DecisionDraft, DecisionView, GroupLine, GroupOutcome
from app.services.members.writing import decision_in
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

EXTRACT = "admission-extract"
"""The template of the extract."""


@dataclass(frozen=True)
class DecisionSummary:
    """A decision with how many people it admitted or took on, and how many other events rest on it."""

    decision: DecisionView
    admitted: int
    others: int


@service(Act.LOOK)
def decisions(session: VaultSession) -> tuple[DecisionSummary, ...]:
    """Every decision, the latest first."""
    with session.unit_of_work() as uow:
        found = []
        for row in uow.changes.decisions():
            events = _standing(uow, row.id)
            entries = sum(e.kind in ENTRY_EVENTS for e in events)
            view = DecisionView(row.id, row.number, row.on_date, row.body)
            found.append(DecisionSummary(view, entries, len(events) - entries))
        return tuple(found)


@service(Act.LOOK)
def decide_for_many(
    session: VaultSession, person_ids: Sequence[int], draft: DecisionDraft, *, dry_run: bool = False
) -> GroupOutcome:
    """Say by which decision these people were admitted: their last entry, when it names none yet.

    Those without an entry, or whose entry names a decision, are skipped (``people.no_entry``,
    ``people.decided_already``); so are those admitted before the decision (``people.decided_later``).
    """
    if not dry_run:
        session.require(Act.RECORD)
    with session.unit_of_work() as uow:
        people = uow.people.brief(person_ids)
        entries = uow.changes.last_entries(person_ids)
        lines = []
        chosen: list[int] = []
        for person_id in person_ids:
            person, event = people.get(person_id), entries.get(person_id)
            name = "" if person is None else person.full_name
            refusal = _refusal(event, draft) if person is not None else "people.unknown"
            was = (
                ""
                if event is None or person is None
                else f"{capital(word_of(event.kind, person.sex))} {event.on_date:%d.%m.%Y}"
            )
            words = "" if refusal else f"протокол № {draft.number} от {draft.on:%d.%m.%Y}"
            lines.append(GroupLine(person_id, name, was, words, refusal))
            if not refusal and event is not None:
                chosen.append(event.id)
        if not dry_run and chosen:
            number = decision_in(uow, draft)
            uow.changes.rest_on(chosen, number)
            done = [people[line.person_id].uid for line in lines if not line.refusal]
            uow.journal.record_for_many("membership.decided", done, decision=number)
            uow.commit()
    return GroupOutcome(tuple(lines))


@service(Act.TAKE_NAMES)
def admission_extract(session: VaultSession, decision_id: int, progress: Progress | None = None) -> bytes:
    """The extract of the minutes with everybody the decision admitted or took on, blocked people left out, as PDF.

    UserError ``people.no_such_decision``, ``people.nobody_admitted``.
    """
    from app.services.papers import compose_for, print_papers  # loads the templates

    with session.unit_of_work() as uow:
        row = uow.changes.decision(decision_id)
        if row is None:
            raise UserError("people.no_such_decision")
        entries = [e for e in _standing(uow, decision_id) if e.kind in ENTRY_EVENTS]
        usable = {e.person_id for e in entries} - uow.papers.unusable(date.today())
        names = uow.people.brief([e.person_id for e in entries if e.person_id in usable])
        values: dict[str, object] = {"protocol": row.number, "decided_on": row.on_date}
        if row.body:
            values["body"] = row.body
    admitted = sorted({e.person_id for e in entries if e.person_id in names}, key=lambda i: names[i].full_name)
    if not admitted:
        raise UserError("people.nobody_admitted")
    days = {e.on_date for e in entries}
    values["since"] = min(days)
    return print_papers(session, compose_for(session, EXTRACT, admitted, values), progress)


def _refusal(event: MembershipEvent | None, draft: DecisionDraft) -> str:
    if event is None:
        return "people.no_entry"
    if event.decision_id is not None:
        return "people.decided_already"
    return "people.decided_later" if event.on_date < draft.on else ""


def _standing(uow: UnitOfWork, decision_id: int) -> list[MembershipEvent]:
    """The events that rest on it and were not voided."""
    return [e for e in uow.changes.events_of_decision(decision_id) if e.kind is not EventKind.CANCELLED]
