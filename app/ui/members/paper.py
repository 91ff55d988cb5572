"""Lists and blank consents as PDF."""

from __future__ import annotations

from collections.abc import Sequence

from app.progress import Progress
from app.services.organisation import passport
from app.services.people import member_card
from app.services.session import VaultSession


def member_list(session: VaultSession, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The list as it is on the screen, under the organisation's name."""
    from app.rendering import member_list_pdf  # reportlab is loaded only by who prints

    own = passport(session)
    return member_list_pdf(title, columns, rows, subtitle=own.full_name, landscape=len(columns) > 5)


def consent_forms(session: VaultSession, person_ids: Sequence[int], progress: Progress) -> bytes:
    """Blank consents of these people, one after another in one file."""
    from app.rendering.consents import ConsentPaper, ConsentPart, ConsentPerson, consent_form_pdf

    own, profile = passport(session), session.profile
    paper = ConsentPaper(
        text=profile.consent_edition.text,
        edition=profile.consent_edition.id,
        parts=tuple(ConsentPart(p.title, p.purpose, p.recipient, p.fields) for p in profile.consent_parts),
        organisation=own.full_name,
        organisation_address=own.address,
        union=own.union,
    )
    people = []
    for number, person_id in enumerate(person_ids, start=1):
        progress.step("Читаю данные", number, len(person_ids))
        card = member_card(session, person_id)
        people.append(ConsentPerson(name=card.full_name, address=card.person.address))
    return consent_form_pdf(paper, people, progress)
