"""What a union decides about cards: data in ``resources/profiles/<union>/cards.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.domain.cards import CardMedium
from app.domain.files import resource_path
from app.domain.personal_fields import FIELD_WORDS
from app.forms.reading import read_toml
from app.services.organisation.profiles import Profile


@dataclass(frozen=True)
class CardRules:
    """``media``: what can be ordered above; ``valid_years``: how long a card printed here is good.

    Who may be in an order and with which data is the rule of the channel ``cards``
    (:mod:`app.services.privacy.disclosure`), not of this file.
    """

    media: tuple[CardMedium, ...]
    valid_years: int


def card_rules(profile: Profile) -> CardRules:
    """The rules of a union. A file that breaks them is a defect of the delivery (DefinitionError)."""
    return _load(profile.id)


def title_of_field(name: str) -> str:
    """A field as the head of a column: «Фамилия»."""
    word = FIELD_WORDS[name]
    return word[0].upper() + word[1:]


@cache
def _load(profile_id: str) -> CardRules:
    top = read_toml(resource_path("profiles", profile_id, "cards.toml"))
    rules = CardRules(
        media=tuple(CardMedium(word) for word in top.texts("media", required=True)),
        valid_years=top.need("valid_years", int),
    )
    if not 1 <= rules.valid_years <= 50:
        top.fail("must be 1 to 50", "valid_years")
    top.done(("media", "valid_years"))
    return rules
