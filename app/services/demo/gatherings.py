"""Cards and a meeting for the practice organisation: several states of cards, a meeting with people at it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.domain.cards import CardMedium, CardState
from app.domain.meetings import MeetingKind, MeetingState
from app.services import cards, meetings
from app.services.members import MemberRow
from app.services.session import VaultSession


def record_cards(session: VaultSession, rows: Sequence[MemberRow]) -> None:
    """Most known numbers are paper; some are exchanged for plastic, one is lost, some are ordered, some unknown."""
    today = date.today()
    known = [row.id for row in rows if row.card_number]
    if len(known) < 8:
        return
    cards.set_medium(session, known[: len(known) * 3 // 4], CardMedium.PAPER)
    # The same numbers, so that the practice list imported once more still changes nothing.
    given = [cards.NewCard(row.id, row.card_number) for row in rows if row.card_number][:5]
    cards.issue_cards(session, given, CardMedium.PLASTIC, today - timedelta(days=40))
    cards.issue_cards(session, given[:1], CardMedium.VIRTUAL, today - timedelta(days=30))
    without = [person.id for person in cards.without_card(session)]
    if without:
        (number,) = cards.suggest_numbers(session, 1)
        cards.issue_cards(session, [cards.NewCard(without[-1], number)], CardMedium.PLASTIC, today - timedelta(days=20))
        lost = next(card for card in cards.cards_of(session, without[-1]) if card.current)
        cards.close_card(session, lost.id, CardState.LOST, today - timedelta(days=3))
    waiting = [person.id for person in cards.without_card(session)][:4]
    if cards.preview_order(session, waiting, CardMedium.PLASTIC).lines:
        cards.place_order(session, waiting, CardMedium.PLASTIC, today - timedelta(days=10), "учебный заказ")


def record_meeting(session: VaultSession, rows: Sequence[MemberRow], chair: MemberRow | None) -> None:
    """A committee that met a month ago with its minutes, and a general meeting that people come to now."""
    today = date.today()
    head = "" if chair is None else chair.full_name
    clerk = rows[1].full_name if len(rows) > 1 else ""
    past = meetings.MeetingDraft(
        MeetingKind.COMMITTEE,
        today - timedelta(days=30),
        "15:00",
        "Учительская",
        protocol_number="11",
        chaired_by=head,
        kept_by=clerk,
    )
    committee = meetings.save_meeting(session, past)
    came = meetings.entitled_people(session, committee, limit=4)
    for person in came:
        meetings.check_in_person(session, committee, person.person_id)
    decided = "Провести общее собрание, поручить председателю известить членов профсоюза."
    plan = meetings.AgendaDraft(
        "О подготовке общего собрания",
        speaker=head,
        decided=decided,
        votes_for=len(came),
        votes_against=0,
        votes_abstained=0,
    )
    meetings.save_agenda(session, committee, [plan])
    meetings.set_state(session, committee, MeetingState.HELD)
    general = meetings.save_meeting(
        session,
        meetings.MeetingDraft(MeetingKind.GENERAL, today, "14:30", "Актовый зал", chaired_by=head, kept_by=clerk),
    )
    questions = ("О работе профсоюзного комитета за год", "О приёме в члены профсоюза", "Разное")
    meetings.save_agenda(session, general, [meetings.AgendaDraft(title) for title in questions])
    for row in rows[: len(rows) // 3]:
        meetings.check_in_person(session, general, row.id)
