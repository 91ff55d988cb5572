"""Papers of a meeting, filled from it: invitations, agenda, list of those present, minutes, extract.

The wording is the organisation's (:mod:`app.services.papers`); here only the values are gathered.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from app.domain.meetings import Entitled, MeetingKind
from app.domain.vocabulary.told import BLOCKED
from app.domain.vocabulary.words import Wording, word_for
from app.errors import UserError
from app.progress import Progress, silent
from app.services.meetings.attendance import present
from app.services.meetings.planning import entitled_people, meeting
from app.services.meetings.rules import MeetingRule, meeting_rules
from app.services.meetings.views import AgendaView, MeetingView
from app.services.members.blocking import not_blocked
from app.services.organisation.passport import passport
from app.services.papers import compose, compose_for, print_papers
from app.services.session import Act, VaultSession, service

NOTICE, AGENDA, PRESENT = "meeting-notice", "meeting-agenda", "meeting-present"
PROTOCOL, EXTRACT = "meeting-protocol", "meeting-extract"


@service(Act.TAKE_NAMES)
def notices_pdf(
    session: VaultSession, meeting_id: int, person_ids: Sequence[int] = (), progress: Progress | None = None
) -> bytes:
    """An invitation for each of these people but blocked ones, or one notice to be hung up when nobody is named."""
    found, rule = _found(session, meeting_id)
    values = {**_common(found, rule), "agenda": _short_agenda(found)}
    steps = progress or silent()
    usable = not_blocked(session, person_ids)
    told = [person_id for person_id in person_ids if person_id in usable]
    papers = compose_for(session, NOTICE, told or person_ids, values, steps)
    return print_papers(session, papers, steps)


@service(Act.TAKE_NAMES)
def invited_pdf(session: VaultSession, meeting_id: int, progress: Progress | None = None) -> bytes:
    """The list of those who have a vote, to be ticked off when they were told or sign; without blocked people."""
    from app.rendering.lists import member_list_pdf  # reportlab is loaded only by who prints

    found, _ = _found(session, meeting_id)
    people = entitled_people(session, meeting_id, limit=None)
    usable = not_blocked(session, [p.person_id for p in people])
    rows = [
        [p.name, p.elected_by or ", ".join(t for t in (p.position, p.department) if t), ""]
        for p in people
        if p.person_id in usable
    ]
    with session.unit_of_work() as uow:
        uow.journal.record("meeting.invited_printed", meeting=meeting_id, people=len(rows))
        uow.commit()
    subtitle = f"{passport(session).full_name}. {_when(found)}"
    heads = ("Фамилия, имя, отчество", "Должность, подразделение", "Оповещение: дата, подпись")
    return member_list_pdf(f"Имеют право голоса: {found.name}", heads, rows, subtitle=subtitle, progress=progress)


@service(Act.TAKE_NAMES)
def agenda_pdf(session: VaultSession, meeting_id: int) -> bytes:
    """The agenda on a sheet."""
    found, rule = _found(session, meeting_id)
    paper = compose(session, AGENDA, {**_common(found, rule), "agenda": _short_agenda(found)})
    return print_papers(session, [paper])


@service(Act.TAKE_NAMES)
def present_pdf(session: VaultSession, meeting_id: int) -> bytes:
    """The list of those who came, by name."""
    found, rule = _found(session, meeting_id)
    there = sorted(present(session, meeting_id), key=lambda p: p.name.casefold().replace("ё", "е"))
    usable = not_blocked(session, [p.person_id for p in there])
    rows = [
        {
            "who": p.name,
            "work": ", ".join(t for t in (p.position, p.department) if t),
            "mark": f"№ {p.card_number}" if p.by_card and p.card_number else "",
            "person.uid": p.uid,
        }
        if p.person_id in usable
        else {"who": BLOCKED, "work": "", "mark": "", "person.uid": p.uid}
        for p in there
        if p.entitled
    ]
    values = _common(found, rule)
    values.pop("meeting_at")
    counted = {**_counts(found), "kept_by": found.draft.kept_by or None}
    paper = compose(session, PRESENT, {**_given({**values, **counted}), "present": rows})
    return print_papers(session, [paper])


@service(Act.TAKE_NAMES)
def protocol_pdf(session: VaultSession, meeting_id: int) -> bytes:
    """The minutes: what is not typed yet is left to the hand."""
    found, rule = _found(session, meeting_id)
    values = {
        **_common(found, rule),
        **_counts(found),
        "protocol": found.draft.protocol_number,
        "electors": _electors(rule),
        "chaired_by": found.draft.chaired_by,
        "kept_by": found.draft.kept_by,
        "guests": found.draft.guests,
    }
    agenda = [
        {"title": _bare(item.title), "speaker": item.speaker, "heard": item.heard, **_decided(item)}
        for item in found.agenda
    ]
    return print_papers(session, [compose(session, PROTOCOL, {**_given(values), "agenda": agenda})])


@service(Act.TAKE_NAMES)
def extract_pdf(session: VaultSession, meeting_id: int, item_ids: Collection[int]) -> bytes:
    """The extract with these questions. UserError ``meetings.no_questions``."""
    found, rule = _found(session, meeting_id)
    chosen = [item for item in found.agenda if item.id in item_ids]
    if not chosen:
        raise UserError("meetings.no_questions")
    common = _common(found, rule)
    counts = _counts(found)
    values = {
        "meeting": common["meeting"],
        "meeting_on": common["meeting_on"],
        "entitled": counts["entitled"],
        "came": counts["came"],
        "protocol": found.draft.protocol_number,
        "electors": _electors(rule),
        "chaired_by": found.draft.chaired_by,
        "kept_by": found.draft.kept_by,
    }
    agenda = [{"position": item.number, "title": _bare(item.title), **_decided(item)} for item in chosen]
    return print_papers(session, [compose(session, EXTRACT, {**_given(values), "agenda": agenda})])


def _found(session: VaultSession, meeting_id: int) -> tuple[MeetingView, MeetingRule]:
    found = meeting(session, meeting_id)
    return found, meeting_rules(session.profile)[found.draft.kind]


def _common(found: MeetingView, rule: MeetingRule) -> dict[str, Any]:
    draft = found.draft
    name = rule.title[0].lower() + rule.title[1:]
    return _given(
        {
            "meeting": f"{name} «{draft.unit}»" if draft.unit else name,
            "meeting_on": draft.on,
            "meeting_place": draft.place,
        }
    ) | {"meeting_at": f"в {draft.at}" if draft.at else ""}


def _counts(found: MeetingView) -> dict[str, Any]:
    quorum = found.quorum
    if not quorum.present:
        return {"entitled": quorum.entitled or None, "came": None, "quorum": None}
    words = "имеется" if quorum.met else f"отсутствует (нужно {quorum.needed})"
    return {"entitled": quorum.entitled, "came": quorum.present, "quorum": words}


def _electors(rule: MeetingRule) -> str:
    if rule.who is Entitled.DELEGATES:
        return "избранных делегатов"
    if rule.kind in (MeetingKind.COMMITTEE, MeetingKind.PRESIDIUM, MeetingKind.AUDIT):
        return f"членов {word_for(rule.kind, Wording.GENITIVE)}"
    return "членов профсоюза"


def _short_agenda(found: MeetingView) -> list[dict[str, Any]]:
    return [{"title": _bare(item.title), "speaker": item.speaker} for item in found.agenda]


def _decided(item: AgendaView) -> dict[str, Any]:
    return {
        "decided": item.decided,
        "votes_for": item.votes_for,
        "votes_against": item.votes_against,
        "votes_abstained": item.votes_abstained,
    }


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Only what is known: the rest is left to the hand."""
    return {name: value for name, value in values.items() if value not in (None, "")}


def _bare(title: str) -> str:
    """Without the full stop that the templates put themselves."""
    return title.rstrip(" .")


def _when(found: MeetingView) -> str:
    draft = found.draft
    return ", ".join(part for part in (f"{draft.on:%d.%m.%Y}", draft.at, draft.place) if part)
