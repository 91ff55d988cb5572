"""The part of the register that may leave: members whose consent allows it, in the fields the profile names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from app.bundle.canonical import canonical, parse
from app.errors import UserError
from app.models import MembershipSpan, Party, Person
from app.services.exchange.keyring import open_sealed_file
from app.services.exchange.views import Excluded
from app.services.people.reading import consent_states, person_name, required_part
from app.services.people.views import ConsentState
from app.services.profiles import Profile
from app.storage.unit_of_work import UnitOfWork

REGISTER_PATH = "data/register.json"
MODES = ("none", "full", "changes")

FIELD_TITLES: Mapping[str, str] = {
    "surname": "фамилия",
    "name": "имя",
    "patronymic": "отчество",
    "sex": "пол",
    "birth_date": "дата рождения",
    "category": "категория (работает, учится, на пенсии)",
    "card_number": "номер профбилета",
    "union_since": "с какого года в Профсоюзе",
    "position": "должность",
    "department": "подразделение",
    "study_group": "учебная группа",
    "phone": "телефон",
    "email": "электронная почта",
    "address": "адрес",
}
"""What a field is called for people. A profile can name only these."""

_WHY: Mapping[ConsentState, str] = {
    ConsentState.MISSING: "нет согласия",
    ConsentState.REFUSED: "отказ от передачи",
    ConsentState.WITHDRAWN: "согласие отозвано",
    ConsentState.EXPIRED: "срок согласия истёк",
}

Member = dict[str, Any]


@dataclass(frozen=True)
class RegisterDraft:
    """The register as it would leave. ``person_uids`` of those inside, for the journal."""

    mode: str
    as_of: date
    fields: tuple[str, ...]
    members: tuple[Member, ...]
    gone: tuple[str, ...]
    base: str | None
    excluded: tuple[Excluded, ...]

    @property
    def person_uids(self) -> tuple[str, ...]:
        """Whose data is inside."""
        return tuple(member["uid"] for member in self.members)

    def to_bytes(self) -> bytes:
        """``data/register.json``."""
        return canonical(
            {
                "mode": self.mode,
                "as_of": self.as_of.isoformat(),
                "base": self.base,
                "fields": list(self.fields),
                "members": list(self.members),
                "gone": list(self.gone),
            }
        )


def draft_register(uow: UnitOfWork, profile: Profile, mode: str, party: Party | None, on: date) -> RegisterDraft | None:
    """What of the register would leave on a day; None for mode ``none``.

    ``changes`` compares with the last register this organisation accepted; UserError ``exchange.no_base`` when it has
    accepted none yet, ``exchange.register_mode`` for an unknown mode.
    """
    if mode not in MODES:
        raise UserError("exchange.register_mode", mode=mode)
    if mode == "none":
        return None
    states = consent_states(uow, required_part(profile), on)
    allowed: list[Member] = []
    excluded: list[Excluded] = []
    for person, span in uow.exchange.members_on(on):
        state = states.get(person.id, ConsentState.MISSING)
        if state is ConsentState.GIVEN:
            allowed.append(_member(person, span, profile.register_fields))
        else:
            excluded.append(Excluded(person.id, person_name(person), state.value, _WHY[state]))
    base, gone = None, tuple[str, ...]()
    members = tuple(allowed)
    if mode == "changes":
        found = None if party is None else accepted_register(uow, party.id)
        if found is None:
            raise UserError("exchange.no_base")
        base, before = found
        gone = tuple(sorted(set(before) - {member["uid"] for member in allowed}))
        members = tuple(member for member in allowed if before.get(member["uid"]) != member)
    return RegisterDraft(mode, on, profile.register_fields, members, gone, base, tuple(excluded))


def _member(person: Person, span: MembershipSpan, fields: tuple[str, ...]) -> Member:
    result: Member = {"uid": person.uid}
    for name in fields:
        if name not in FIELD_TITLES:
            raise ValueError(f"the profile's register_fields name {name!r}")
        value: object = span.category if name == "category" else getattr(person, name)
        if name == "birth_date" and isinstance(value, date) and not person.birth_exact:
            result[name] = str(value.year)
        elif isinstance(value, date):
            result[name] = value.isoformat()
        else:
            result[name] = value.value if isinstance(value, Enum) else value
    return result


def accepted_register(uow: UnitOfWork, party_id: int) -> tuple[str, dict[str, Member]] | None:
    """The register as an organisation last accepted it: the hash of that bundle's manifest, members by uid.

    A bundle of changes is laid over the one it was based on, down to a whole register.
    """
    for item in uow.exchange.accepted_items(party_id):
        content = _register_in(uow, item.sealed)
        if content is not None:
            return item.manifest_sha256, _laid_over(uow, content)
    return None


def _register_in(uow: UnitOfWork, sealed: bytes) -> dict[str, Any] | None:
    opened, _ = open_sealed_file(uow, sealed)
    data = opened.files.get(REGISTER_PATH)
    return None if data is None else parse(data)


def _laid_over(uow: UnitOfWork, content: dict[str, Any]) -> dict[str, Member]:
    chain = [content]
    while chain[-1]["base"] is not None:
        item = uow.exchange.outbox_by_manifest(chain[-1]["base"])
        earlier = None if item is None else _register_in(uow, item.sealed)
        if earlier is None:
            raise UserError("exchange.no_base")
        chain.append(earlier)
    result: dict[str, Member] = {}
    for step in reversed(chain):
        for uid in step["gone"]:
            result.pop(uid, None)
        result.update({member["uid"]: member for member in step["members"]})
    return result
