"""Laying an accepted register over the one accepted before, and letting go of those who are no longer in it.

The received register is what the sender last allowed us to have: who is gone there disappears here too, from the
register, from the registers in older files, from orders of cards, and from the sealed bytes kept as evidence.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from app.bundle.canonical import canonical, parse_canonical
from app.domain.names import normalise
from app.domain.outside_names import visible
from app.errors import UserError
from app.models import IntakeBundle, IntakeRegister, Party, ReceivedRegister
from app.services.exchange.evidence import strip_people
from app.services.exchange.register_part import Member, laid_over
from app.storage.unit_of_work import UnitOfWork

_COLUMNS = ("uid", "surname", "name", "patronymic", "birth_date", "card_number")


def merge_register(uow: UnitOfWork, bundle: IntakeBundle, party: Party) -> None:
    """Take over the register of a file that is being accepted; the caller commits. Nothing, when it carries none.

    A file made before the one the register stands by changes nothing. UserError ``intake.register_base`` when its
    changes are to a register that is not here, or of which somebody was taken out since.
    """
    came = uow.received.content(bundle.id)
    if came is None:
        return
    known = uow.received.register_of(party.uid)
    if known is not None and _older(uow, bundle, known):
        return
    document = parse_canonical(came.content.encode())
    as_of = date.fromisoformat(document["as_of"])
    register = known or ReceivedRegister(organisation_uid=party.uid)
    register.party_id = party.id
    register.bundle_id = bundle.id
    register.as_of = as_of
    register.fields = json.dumps(document["fields"])
    register.accepted_at = datetime.now(UTC)
    before = uow.received.uids(known.id) if known is not None else frozenset[str]()
    if document["mode"] == "changes" and known is not None and document["base"] == known.manifest_sha256:
        changed: Sequence[Member] = document["members"]
        after = (before - set(document["gone"])) | {member["uid"] for member in changed}
    else:
        whole = _whole(uow, party, document)
        changed, after = list(whole.values()), frozenset(whole)
    register.manifest_sha256 = bundle.manifest_sha256
    register.members = len(after)
    register.cards = json.dumps(document["cards"]) if "cards" in document else ""
    uow.received.add(register)
    if len(changed) == len(after):
        uow.received.drop_all(register.id)
    gone = before - after
    uow.received.drop_members(register.id, gone)
    uow.received.put_members(register.id, [_row(member, bundle.id) for member in changed])
    let_go(uow, party.uid, gone | set(document["gone"]), before=bundle)
    _close_pairs(uow, register.id, gone)
    uow.journal.record(
        "register.taken_over", bundle=bundle.uuid, party=party.uid, mode=document["mode"], members=len(after),
        gone=len(gone),
    )  # fmt: skip
    uow.journal.record_for_many("member.received", sorted(after - before), bundle=bundle.uuid, party=party.uid)
    uow.journal.record_for_many("member.gone", sorted(gone), bundle=bundle.uuid, party=party.uid)


def merge_what_waits(uow: UnitOfWork) -> int:
    """Lay out registers that were accepted before this program knew how; how many files. The caller commits."""
    count = 0
    for bundle, party in uow.received.unmerged():
        try:
            merge_register(uow, bundle, party)
        except UserError:
            continue  # its base was never here: the next whole register brings it
        count += 1
    return count


def known_member(uow: UnitOfWork, organisation_uid: str, bundle_id: int, uid: str) -> bool:
    """Whether a member is in the register of a file, or in the organisation's register as accepted."""
    if uow.received.member(organisation_uid, uid) is not None:
        return True
    came = uow.received.content(bundle_id)
    return came is not None and any(
        member["uid"] == uid for member in parse_canonical(came.content.encode())["members"]
    )


def let_go(uow: UnitOfWork, organisation_uid: str, uids: Iterable[str], before: IntakeBundle | None) -> None:
    """Take members out of everything older that their organisation sent; with ``before`` None out of all of it."""
    going = frozenset(uids)
    if not going:
        return
    stripped: dict[int, IntakeBundle] = {}
    for register, bundle in uow.received.contents_naming(organisation_uid, going, before):
        if _scrub(register, going):
            stripped[bundle.id] = bundle
    for order, bundle in uow.received.orders_naming(organisation_uid, going):
        document = parse_canonical(order.content.encode())
        kept = [card for card in document["cards"] if card["uid"] not in going]
        if len(kept) != len(document["cards"]):
            order.content = canonical({**document, "cards": kept}).decode()
            stripped[bundle.id] = bundle
    uow.received.drop_remarks(organisation_uid, going)
    for bundle in stripped.values():
        strip_people(uow, bundle)


def _scrub(register: IntakeRegister, going: frozenset[str]) -> bool:
    document = parse_canonical(register.content.encode())
    members = [member for member in document["members"] if member["uid"] not in going]
    if len(members) == len(document["members"]):
        return False  # only named as gone there: an identifier and nothing else
    document["members"] = members
    if "corrected" in document:
        document["corrected"] = [uid for uid in document["corrected"] if uid not in going]
    register.content = canonical(document).decode()
    register.scrubbed_on = date.today()
    return True


def _older(uow: UnitOfWork, bundle: IntakeBundle, known: ReceivedRegister) -> bool:
    standing = uow.received.bundle(known.bundle_id)
    if standing is None:
        return False
    if standing.stream == bundle.stream:
        return bundle.revision < standing.revision
    return (bundle.created_at, bundle.id) < (standing.created_at, standing.id)


def _whole(uow: UnitOfWork, party: Party, document: Mapping[str, Any]) -> dict[str, Member]:
    """The members by uid: the file's own, or its changes laid over the accepted files below it."""
    chain = [document]
    while chain[-1]["mode"] == "changes":
        base = uow.received.content_by_manifest(party.uid, chain[-1]["base"])
        if base is None or base.scrubbed_on is not None:
            raise UserError("intake.register_base", organisation=party.short_name)
        chain.append(parse_canonical(base.content.encode()))
    result: dict[str, Member] = {}
    for step in reversed(chain):
        result = laid_over(result, step)
    return result


def _row(member: Member, bundle_id: int) -> dict[str, Any]:
    birth, year = _birth(member.get("birth_date"))
    names = {name: visible(member.get(name) or "") for name in ("surname", "name", "patronymic")}
    card = visible(member.get("card_number") or "")
    return {
        "bundle_id": bundle_id,
        "uid": member["uid"],
        **names,
        "search_name": normalise(" ".join(names.values())),
        "birth_date": birth,
        "birth_year": year,
        "card_number": card,
        "card_key": card_key(card),
        "rest": json.dumps({k: v for k, v in member.items() if k not in _COLUMNS}, ensure_ascii=False),
    }


def card_key(number: str) -> str:
    """A card's number for comparison."""
    return normalise(number).replace(" ", "")


def _birth(text: str | None) -> tuple[date | None, int | None]:
    """The day and the year; where only the year is known, it came as a year."""
    if not text:
        return None, None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, int(text) if text.isdecimal() and len(text) == 4 else None
    return day, day.year


def _close_pairs(uow: UnitOfWork, register_id: int, gone: Iterable[str]) -> None:
    """A pair one of whom is gone is settled by itself; of the one who is gone nothing stays."""
    going = frozenset(gone)
    for pair in uow.received.doubles_with(register_id, going):
        pair.resolved_on = pair.resolved_on or date.today()
        if pair.register_id == register_id and pair.uid in going:
            pair.uid = ""
        if pair.other_register_id == register_id and pair.other_uid in going:
            pair.other_uid = ""
