"""What a union decides about cards: data in ``resources/profiles/<union>/cards.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.domain.cards import CardMedium
from app.domain.files import resource_path
from app.forms.reading import read_toml
from app.services.profiles import Profile

FIELD_TITLES: Mapping[str, str] = {
    "surname": "Фамилия",
    "name": "Имя",
    "patronymic": "Отчество",
    "card_number": "Номер профбилета",
    "phone": "Телефон",
    "email": "Электронная почта",
}
"""What of a person an order may carry, and what it is called at the head of the list."""


@dataclass(frozen=True)
class CardRules:
    """``part``: the consent part under which an order leaves; ``fields``: what it carries of a person;
    ``media``: what can be ordered above; ``valid_years``: how long a card printed here is good."""

    part: str
    fields: tuple[str, ...]
    media: tuple[CardMedium, ...]
    valid_years: int


def card_rules(profile: Profile) -> CardRules:
    """The rules of a union. A file that breaks them is a defect of the delivery (DefinitionError)."""
    rules = _load(profile.id)
    allowed = next((part.fields for part in profile.consent_parts if part.id == rules.part), ())
    # What the consent does not name does not leave, whatever the order would like.
    return CardRules(
        rules.part, tuple(name for name in rules.fields if name in allowed), rules.media, rules.valid_years
    )


@cache
def _load(profile_id: str) -> CardRules:
    top = read_toml(resource_path("profiles", profile_id, "cards.toml"))
    rules = CardRules(
        part=top.need("part", str),
        fields=top.texts("fields", required=True),
        media=tuple(CardMedium(word) for word in top.texts("media", required=True)),
        valid_years=top.need("valid_years", int),
    )
    for name in rules.fields:
        if name not in FIELD_TITLES:
            top.fail(f"{name!r} is not known", "fields")
    if not 1 <= rules.valid_years <= 50:
        top.fail("must be 1 to 50", "valid_years")
    top.done(("part", "fields", "media", "valid_years"))
    return rules
