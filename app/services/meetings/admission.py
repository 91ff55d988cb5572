"""«Приняты в члены»: a question of the agenda becomes a decision, and people are admitted by it in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.enums import EventKind, MemberCategory
from app.errors import UserError
from app.models import AgendaItem, Meeting
from app.services.meetings.planning import meeting_in
from app.services.meetings.quorums import meeting_row, require_day_come
from app.services.members.groups import record_events_in
from app.services.members.views import DecisionDraft, EntryDraft, EventDraft, GroupLine, PersonDraft
from app.services.members.writing import add_member_in, checked_draft
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Admitted:
    """What an admission did: how many new people and how many known before; who was skipped, with an error code."""

    new: int
    known: int
    skipped: tuple[GroupLine, ...]
    decision_id: int


@service(Act.LOOK)
def admission_decision(session: VaultSession, item_id: int) -> DecisionDraft:
    """The decision a question of an agenda makes. UserError ``meetings.no_number`` when the minutes have no number."""
    with session.unit_of_work() as uow:
        return _decision(uow, session, *_item(uow, item_id))


@service(Act.RECORD)
def admit(
    session: VaultSession,
    item_id: int,
    new: Sequence[PersonDraft],
    known: Sequence[int] = (),
    category: MemberCategory = MemberCategory.WORKING,
) -> Admitted:
    """Admit by a meeting's decision: ``new`` people are written into the register, ``known`` ones (who were members
    before, say) get the event; whom it does not fit is skipped and told.

    UserError ``meetings.no_number``, ``meetings.nobody``, and what adding a person raises; DataError
    ``meetings.not_yet``.
    """
    if not new and not known:
        raise UserError("meetings.nobody")
    drafts = [checked_draft(draft) for draft in new]
    with session.unit_of_work() as uow:
        item, row = _item(uow, item_id)
        require_day_come(row)
        decision = _decision(uow, session, item, row)
        for draft in drafts:
            add_member_in(uow, draft, EntryDraft(EventKind.ADMITTED, row.on_date, category, decision=decision))
        event = EventDraft(EventKind.ADMITTED, row.on_date, category, decision=decision)
        outcome = record_events_in(uow, dict.fromkeys(known, event), EventKind.ADMITTED.value) if known else None
        done = 0 if outcome is None else len(outcome.done)
        skipped = () if outcome is None else tuple(line for line in outcome.lines if line.refusal)
        decision_id = uow.changes.decision_id(decision.on, decision.number, decision.body)
        if drafts or done:
            item.decision_id = decision_id
            uow.journal.record("meeting.admitted", meeting=row.id, people=len(drafts) + done)
            uow.commit()
    return Admitted(len(drafts), done, skipped, decision_id)


def _decision(uow: UnitOfWork, session: VaultSession, item: AgendaItem, row: Meeting) -> DecisionDraft:
    if not row.protocol_number:
        raise UserError("meetings.no_number")
    return DecisionDraft(row.protocol_number, row.on_date, meeting_in(uow, session.profile, item.meeting_id).body)


def _item(uow: UnitOfWork, item_id: int) -> tuple[AgendaItem, Meeting]:
    item = uow.meetings.item(item_id)
    if item is None:
        raise UserError("meetings.unknown")
    return item, meeting_row(uow, item.meeting_id)
