"""The part of the register that may leave: members whose consent allows it, in the fields the profile names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from app.bundle.canonical import canonical, parse
from app.errors import UserError
from app.models import Party
from app.services.disclosure import Allowed, disclose
from app.services.exchange.keyring import open_sealed_file
from app.services.exchange.views import Excluded
from app.services.profiles import Profile
from app.storage.unit_of_work import UnitOfWork

REGISTER_PATH = "data/register.json"
MODES = ("none", "full", "changes")

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
    found_here = disclose(uow, profile, "register", on)
    fields = found_here.fields
    allowed = [_member(one, fields) for one in found_here.allowed]
    excluded = [Excluded(w.person_id, w.name, w.reason.value, w.sentence) for w in found_here.withheld]
    base, gone = None, tuple[str, ...]()
    members = tuple(allowed)
    if mode == "changes":
        found = None if party is None else accepted_register(uow, party.id)
        if found is None:
            raise UserError("exchange.no_base")
        base, before = found
        gone = tuple(sorted(set(before) - {member["uid"] for member in allowed}))
        members = tuple(member for member in allowed if before.get(member["uid"]) != member)
    return RegisterDraft(mode, on, fields, members, gone, base, tuple(excluded))


def _member(one: Allowed, fields: tuple[str, ...]) -> Member:
    result: Member = {"uid": one.uid}
    for name in fields:
        value = one.data[name]
        if isinstance(value, date):
            result[name] = value.isoformat()
        else:
            result[name] = value.value if isinstance(value, Enum) else value
    return result


def accepted_register(uow: UnitOfWork, party_id: int) -> tuple[str, dict[str, Member]] | None:
    """The register as an organisation last accepted it: the hash of that bundle's manifest, members by uid.

    A bundle of changes is laid over the one it was based on, down to a whole register.
    """
    for item in uow.exchange.accepted_items(party_id):
        if not item.sealed and "register" in item.stream:
            return None  # somebody in it was destroyed: the next one goes whole
        content = _register_in(uow, item.sealed) if item.sealed else None
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
        earlier = None if item is None or not item.sealed else _register_in(uow, item.sealed)
        if earlier is None:
            raise UserError("exchange.no_base")
        chain.append(earlier)
    result: dict[str, Member] = {}
    for step in reversed(chain):
        for uid in step["gone"]:
            result.pop(uid, None)
        result.update({member["uid"]: member for member in step["members"]})
    return result
