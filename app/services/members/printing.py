"""Lists and blank consents as PDF."""

from __future__ import annotations

from collections.abc import Sequence

from app.progress import Progress
from app.services.members.blocking import without_blocked
from app.services.organisation.passport import passport
from app.services.session import VaultSession


def member_list(session: VaultSession, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The list as it is on the screen, under the organisation's name."""
    from app.rendering import member_list_pdf  # reportlab is loaded only by who prints

    own = passport(session)
    shown = without_blocked(session, rows)
    return member_list_pdf(title, columns, shown, subtitle=own.full_name, landscape=len(columns) > 5)


def consent_forms(session: VaultSession, person_ids: Sequence[int], progress: Progress) -> bytes:
    """Consents of these people to be signed, one after another in one file, each with its square sign."""
    from app.services.privacy.sheets import consent_sheets

    return consent_sheets(session, person_ids, progress)


def print_registration_card(session: VaultSession, person_id: int, progress: Progress) -> bytes:
    """The registration card that goes with a member."""
    from app.services.papers import compose_for, print_papers  # loads the templates

    return print_papers(session, compose_for(session, "registration-card", [person_id]), progress)
