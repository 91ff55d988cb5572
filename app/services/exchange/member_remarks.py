"""What the organisation above said of members of ours, until the chair has seen to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from app.errors import UserError
from app.services.members.reading import person_name
from app.services.session import Act, VaultSession, service


@dataclass(frozen=True)
class MemberRemarkView:
    """An open remark at a member."""

    id: int
    person_id: int
    person: str
    text: str
    received_at: datetime


@service(Act.LOOK)
def member_remarks(session: VaultSession, person_id: int | None = None) -> tuple[MemberRemarkView, ...]:
    """Open remarks, the newest first; of one person when named."""
    with session.unit_of_work() as uow:
        return tuple(
            MemberRemarkView(remark.id, person.id, person_name(person), remark.text, remark.received_at)
            for remark, person in uow.received.member_remarks()
            if person_id in (None, person.id)
        )


@service(Act.RECORD)
def close_member_remark(session: VaultSession, remark_id: int) -> None:
    """The chair has seen to it. UserError ``exchange.unknown_remark``."""
    with session.unit_of_work() as uow:
        remark = uow.received.member_remark(remark_id)
        if remark is None:
            raise UserError("exchange.unknown_remark")
        if remark.closed_at is None:
            person = uow.people.find(remark.person_id)
            remark.closed_at = datetime.now(UTC)
            uow.journal.record("remark.closed", person_uid=None if person is None else person.uid)
            uow.commit()
