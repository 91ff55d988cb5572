"""What papers say of an event of membership and of the organisation's head and committee."""

from __future__ import annotations

from app.domain.enums import DeregistrationReason, EventKind, MemberCategory, OrganisationKind, Sex
from app.domain.vocabulary.words import Wording, capital, word_for, word_of

_PRIMARY = (OrganisationKind.PPO, OrganisationKind.OPPO)


def event_on_paper(
    kind: EventKind, sex: Sex | None, reason: DeregistrationReason | None, category: MemberCategory | None
) -> str:
    """«Снята с учёта: увольнение»; «Снятие с учёта: увольнение» when the sex is unknown."""
    text = capital(word_of(kind, sex))
    if reason is not None:
        text = f"{text}: {word_for(reason)}"
    if kind is EventKind.CATEGORY_CHANGED and category is not None:
        text = f"{text}: {word_for(category, Wording.NOUN)}"
    return text


def head_of(kind: OrganisationKind) -> str:
    """«председатель первичной профсоюзной организации»"""
    return f"председатель {word_for(kind, Wording.GENITIVE)}"


def committee_of(kind: OrganisationKind) -> str:
    """Which body leads it between meetings."""
    return "профсоюзный комитет" if kind in _PRIMARY else "комитет"


def both(male: str, female: str) -> str:
    """«принят (принята)»"""
    return male if male == female else f"{male} ({female})"
