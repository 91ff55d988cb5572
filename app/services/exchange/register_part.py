"""The part of the register that may leave: members whose consent allows it, in the fields the profile names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from app.bundle.canonical import canonical, parse_canonical
from app.errors import UserError
from app.models import Party
from app.services.cards.coverage import card_figures, well_formed_figures
from app.services.exchange.keyring import open_sealed_file
from app.services.exchange.views import Excluded
from app.services.organisation.profiles import Profile
from app.services.privacy.disclosure import Allowed, disclose
from app.storage.unit_of_work import UnitOfWork

REGISTER_PATH = "data/register.json"
MODES = ("none", "full", "changes")

Member = dict[str, Any]
_LONGEST = 64


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
    corrected: tuple[str, ...] = ()
    """Of ``members``, those who only had an error mended since ``base``."""
    cards: Mapping[str, object] | None = None
    """How many members there are and how many hold a card of the new form, in numbers only."""

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
                "corrected": list(self.corrected),
                "fields": list(self.fields),
                "members": list(self.members),
                "gone": list(self.gone),
                **({} if self.cards is None else {"cards": dict(self.cards)}),
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
    base, gone, corrected = None, tuple[str, ...](), tuple[str, ...]()
    members = tuple(allowed)
    if mode == "changes":
        found = None if party is None else accepted_register(uow, party.uid)
        if found is None:
            raise UserError("exchange.no_base")
        base, since, before = found
        gone = tuple(sorted(set(before) - {member["uid"] for member in allowed}))
        members = tuple(member for member in allowed if before.get(member["uid"]) != member)
        known = [m["uid"] for m in members if m["uid"] in before and m.get("category") == _category(before[m["uid"]])]
        mended = uow.received.only_corrected(known, fields, since)
        corrected = tuple(uid for uid in known if uid in mended)
    return RegisterDraft(mode, on, fields, members, gone, base, tuple(excluded), corrected, card_figures(uow, on))


def _category(member: Member) -> Any:
    return member.get("category")


def _member(one: Allowed, fields: tuple[str, ...]) -> Member:
    result: Member = {"uid": one.uid}
    for name in fields:
        value = one.data[name]
        if isinstance(value, date):
            result[name] = value.isoformat()
        else:
            result[name] = value.value if isinstance(value, Enum) else value
    return result


def accepted_register(uow: UnitOfWork, uid: str) -> tuple[str, datetime, dict[str, Member]] | None:
    """The register as an organisation last accepted it: the hash of that bundle's manifest, when the bundle was made,
    members by uid.

    A bundle of changes is laid over the one it was based on, down to a whole register.
    """
    for item in uow.exchange.accepted_items(uid):
        if not item.sealed and "register" in item.stream:
            return None  # somebody in it was destroyed: the next one goes whole
        content = _register_in(uow, item.sealed) if item.sealed else None
        if content is not None:
            return item.manifest_sha256, item.created_at, _laid_over(uow, content)
    return None


def _register_in(uow: UnitOfWork, sealed: bytes) -> dict[str, Any] | None:
    opened, _ = open_sealed_file(uow, sealed)
    data = opened.files.get(REGISTER_PATH)
    return None if data is None else parse_canonical(data)


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
        result = laid_over(result, step)
    return result


def laid_over(before: Mapping[str, Member], document: Mapping[str, Any]) -> dict[str, Member]:
    """Members by uid after a register part: the whole of it, or its changes over what was before."""
    if document["mode"] == "full":
        return {member["uid"]: member for member in document["members"]}
    gone = set(document["gone"])
    result = {uid: member for uid, member in before.items() if uid not in gone}
    result.update({member["uid"]: member for member in document["members"]})
    return result


def well_formed_register(document: Mapping[str, Any]) -> bool:
    """Whether the parsed ``data/register.json`` of a verified bundle is what we write; ``corrected`` and ``cards``
    came later."""
    try:
        fields, members, gone = document["fields"], document["members"], document["gone"]
        corrected = document.get("corrected", [])
        date.fromisoformat(document["as_of"])
        uids = [member["uid"] for member in members]
        texts = (*fields, *gone, *corrected, *uids)
        return (
            set(document) - {"corrected", "cards"} == {"mode", "as_of", "base", "fields", "members", "gone"}
            and ("cards" not in document or well_formed_figures(document["cards"]))
            and document["mode"] in ("full", "changes")
            and (isinstance(document["base"], str) if document["mode"] == "changes" else document["base"] is None)
            and all(isinstance(part, list) for part in (fields, members, gone, corrected))
            and all(isinstance(text, str) and 0 < len(text) <= _LONGEST for text in texts)
            and len(set(uids)) == len(uids)
            and not set(uids) & set(gone)
            and set(corrected) <= set(uids)
            and all(set(member) <= {"uid", *fields} for member in members)
            and all(value is None or isinstance(value, str) for member in members for value in member.values())
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
