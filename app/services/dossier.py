"""The answer to a member's request: everything held about one person, why, from where, and who touched it.

Source of what must be told: article 14, part 7 of law 152-ФЗ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.services import journal
from app.services.people import MemberCard, member_card
from app.services.profiles import ConsentPartText
from app.services.session import CHAIR, VaultSession
from app.storage.journal import JournalRow

ANSWER_WORKING_DAYS = 10
"""Article 20, part 1 of law 152-ФЗ: ten working days, five more with a reasoned notice."""


@dataclass(frozen=True)
class Dossier:
    """Everything about one person. ``answer_by`` counts Saturdays and Sundays out, holidays not."""

    made_on: date
    answer_by: date
    card: MemberCard
    purposes: tuple[ConsentPartText, ...]
    journal: tuple[JournalRow, ...]
    journal_intact: bool


def dossier(session: VaultSession, person_id: int, on: date | None = None) -> Dossier:
    """Gather it; the act itself is written in the journal. UserError ``people.unknown``. Only the chair may."""
    session.require(*CHAIR)
    day = on or date.today()
    card = member_card(session, person_id, day)
    extract = journal.for_person(session, card.uid)
    return Dossier(
        made_on=day,
        answer_by=working_day(day, ANSWER_WORKING_DAYS),
        card=card,
        purposes=session.profile.consent_parts,
        journal=extract.entries,
        journal_intact=extract.intact,
    )


def working_day(since: date, count: int) -> date:
    """The ``count``-th day from Monday to Friday after ``since``."""
    day = since
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5:
            count -= 1
    return day
