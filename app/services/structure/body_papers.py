"""Papers about bodies: the protocol of an election, undertakings of non-disclosure, notices of ending powers."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from app.domain.enums import ElectionWay, Rating, RoleKind
from app.domain.vocabulary.told import BLOCKED
from app.domain.vocabulary.words import Wording, word_for
from app.services.members import RoleView
from app.services.members.blocking import not_blocked
from app.services.papers import compose, compose_for
from app.services.papers.making import ComposedPaper
from app.services.session import Act, VaultSession, service
from app.services.structure.elections import ElectionView


def _decision(rating: Rating | None) -> str:
    return "" if rating is None else f"Признать работу {word_for(rating, Wording.INSTRUMENTAL)}."


@service(Act.TAKE_NAMES)
def election_protocol(session: VaultSession, election: ElectionView) -> ComposedPaper:
    """The protocol of the meeting with what is recorded put in; the rest is left to the hand.

    ``offices`` are the words of offices: «председатель». Raises what :func:`app.services.papers.compose` raises.
    """
    usable = not_blocked(session, [role.person_id for role in election.elected])
    conference = election.way is ElectionWay.CONFERENCE
    agenda: list[dict[str, Any]] = [
        {"title": "Отчёт о работе за отчётный период", "decided": _decision(election.rating)},
        {"title": "Выборы", "decided": "\n".join(elected_lines(election, usable))},
    ]
    return compose(
        session,
        "meeting-protocol",
        {
            "meeting": "отчётно-выборная конференция" if conference else "отчётно-выборное собрание",
            "protocol": election.protocol,
            "meeting_on": election.on,
            "electors": "избранных делегатов" if conference else "членов профсоюза",
            **({} if election.eligible is None else {"entitled": election.eligible}),
            **({} if election.present is None else {"came": election.present}),
            "agenda": agenda,
        },
    )


def elected_lines(election: ElectionView, usable: Container[int]) -> list[str]:
    """«Избрать: председатель – Иванова Анна Петровна», an office a line; ``usable``: who may stand on a paper."""
    lines = []
    for kind in RoleKind:
        names = [
            role.person_name if role.person_id in usable else BLOCKED for role in election.elected if role.kind is kind
        ]
        if names:
            lines.append(f"Избрать: {word_for(kind)} – {', '.join(names)}.")
    return lines


@service(Act.TAKE_NAMES)
def undertakings(session: VaultSession, roles: Sequence[RoleView]) -> tuple[ComposedPaper, ...]:
    """Undertakings of non-disclosure to be signed by the holders of offices."""
    usable = not_blocked(session, [role.person_id for role in roles])
    return tuple(
        compose(session, "undertaking", {"user": r.person_name, "user_office": r.note or word_for(r.kind)})
        for r in roles
        if r.person_id in usable
    )


@service(Act.TAKE_NAMES)
def powers_notices(session: VaultSession, roles: Sequence[RoleView]) -> tuple[ComposedPaper, ...]:
    """Notices to the holders whose powers have a last day."""
    found: list[ComposedPaper] = []
    usable = not_blocked(session, [role.person_id for role in roles])
    for role in roles:
        if role.term_until is not None and role.person_id in usable:
            words = ", ".join(part for part in (word_for(role.kind), role.unit) if part)
            found += compose_for(
                session, "notice-powers", [role.person_id], {"office": words, "powers_until": role.term_until}
            )
    return tuple(found)
