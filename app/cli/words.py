"""Words of closed lists as tables of the command line show them: the short ones where a list has them."""

from __future__ import annotations

from enum import StrEnum

from app.domain.enums import EventKind, OrganisationKind, RoleKind, Sex, TrainingKind
from app.domain.vocabulary.words import Wording, word_for

_FORMS = {
    EventKind: Wording.NEUTRAL,
    Sex: Wording.SHORT,
    OrganisationKind: Wording.SHORT,
    RoleKind: Wording.SHORT,
    TrainingKind: Wording.FULL,
}


def word(value: StrEnum | None) -> str:
    """The Russian word of a value; nothing for None."""
    return "" if value is None else word_for(value, _FORMS.get(type(value), Wording.LABEL))
