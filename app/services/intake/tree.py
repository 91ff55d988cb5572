"""The structure of organisations below us: a tree with a passport of each, entered by hand or known by its key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

from app.bundle.card import CardOrganisation
from app.domain.bodies import powers_end_soon
from app.domain.enums import KeyState, OrganisationCategory, OrganisationKind, PartyRelation, TermState
from app.domain.names import tidy
from app.errors import UserError
from app.forms.values import load_document
from app.models import Party, Subordinate
from app.services.exchange.keyring import card_organisation
from app.services.organisation.profiles import Profile
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

"""How long before its end the term of a committee asks for attention."""


@dataclass(frozen=True)
class PassportDraft:
    """What a person tells of an organisation. Empty texts are taken from its card or its last accepted report."""

    short_name: str
    kind: OrganisationKind
    category: OrganisationCategory | None = None
    parent: int | None = None
    full_name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    chair: str = ""
    committee_since: date | None = None
    committee_until: date | None = None
    note: str = ""


@dataclass(frozen=True)
class OrganisationNode:
    """One organisation of the tree; ``depth`` 0 stands directly under us.

    ``id`` None: only its key is known, nobody entered anything. ``key``: none | unchecked | compared | revoked.
    ``members``: union members by the last accepted report about ``members_period`` (``members_partly``: it does not
    tell of every category); of an organisation between, also of those under it (``members_below``; ``unknown_below`` of
    them told nothing or not all). ``term``: "" unknown | ok | soon | over.
    """

    id: int | None
    party: int | None
    uid: str
    depth: int
    parent: int | None
    kind: OrganisationKind
    category: OrganisationCategory | None
    short_name: str
    full_name: str
    address: str
    phone: str
    email: str
    chair: str
    members: int | None
    members_period: str
    members_below: int
    committee_since: date | None
    committee_until: date | None
    term: TermState
    key: KeyState
    fingerprint: str
    note: str
    members_partly: bool = False
    unknown_below: int = 0


@service(Act.LOOK)
def tree(session: VaultSession, on: date | None = None) -> tuple[OrganisationNode, ...]:
    """Everybody below us, each after the one it stands under. ``on``: the day terms of office are looked at."""
    today = on or date.today()
    with session.unit_of_work() as uow:
        keys = _keys(uow)
        told = _told(uow, session.profile)
        entered = uow.desk.subordinates()
        nodes = [_node(row, keys.get(row.uid or ""), told.get(row.uid or "", _NOTHING), today) for row in entered]
        known = {row.uid for row in entered}
        nodes += [_node(None, party, told.get(uid, _NOTHING), today) for uid, party in keys.items() if uid not in known]
    return _in_order(nodes)


@service(Act.RECORD)
def enter_organisation(session: VaultSession, draft: PassportDraft, party: int | None = None) -> int:
    """Enter an organisation; ``party`` is the enrolled key it has. Gives its number.

    UserError ``desk.no_name``, ``desk.unknown``, ``desk.has_key`` (the key stands with another), ``desk.wrong_term``.
    """
    with session.unit_of_work() as uow:
        row = Subordinate(uid=None, parent_id=None, kind=draft.kind, category=None, full_name="", short_name="")
        _write(uow, row, draft)
        if party is not None:
            row.uid = _uid_of(uow, party, row)
        uow.desk.add(row)
        uow.journal.record("subordinate.entered", organisation=row.id)
        number = row.id
        uow.commit()
    return number


@service(Act.LOOK)
def organisation_draft(session: VaultSession, number: int) -> PassportDraft:
    """What was entered, without what the card or a report adds. UserError ``desk.unknown``."""
    with session.unit_of_work() as uow:
        row = _find(uow, number)
        return PassportDraft(
            short_name=row.short_name,
            kind=row.kind,
            category=row.category,
            parent=row.parent_id,
            full_name=row.full_name,
            address=row.address,
            phone=row.phone,
            email=row.email,
            chair=row.chair,
            committee_since=row.committee_since,
            committee_until=row.committee_until,
            note=row.note,
        )


@service(Act.RECORD)
def change_organisation(session: VaultSession, number: int, draft: PassportDraft) -> None:
    """Change what is kept. UserError as :func:`enter_organisation`, ``desk.circle`` (it would stand under itself)."""
    with session.unit_of_work() as uow:
        row = _find(uow, number)
        _write(uow, row, draft)
        uow.journal.record("subordinate.changed", organisation=row.id)
        uow.commit()


@service(Act.TRUST)
def join_with_key(session: VaultSession, number: int, party: int) -> None:
    """Say whose key this is: from now on its files and reports belong to the organisation entered by hand.

    What was kept for the key alone goes into the same organisation. UserError ``desk.unknown``, ``desk.has_key``.
    """
    with session.unit_of_work() as uow:
        row = _find(uow, number)
        row.uid = _uid_of(uow, party, row)
        uow.journal.record("subordinate.joined", organisation=row.id, party=row.uid)
        uow.commit()


@service(Act.RECORD)
def remove_organisation(session: VaultSession, number: int) -> None:
    """Take it out of the tree: what stood under it moves up, its key and everything it sent stay."""
    with session.unit_of_work() as uow:
        row = _find(uow, number)
        uow.desk.remove(row)
        uow.journal.record("subordinate.removed", organisation=number)
        uow.commit()


@dataclass(frozen=True)
class _Told:
    """What the last accepted report about members says."""

    members: int | None = None
    period: str = ""
    chair: str = ""
    partly: bool = False


_NOTHING = _Told()


def _keys(uow: UnitOfWork) -> dict[str, Party]:
    """The key in force of every subordinate organisation, or its last revoked one, by uid."""
    result: dict[str, Party] = {}
    for party in uow.exchange.parties():
        if party.relation is not PartyRelation.SUBORDINATE:
            continue
        known = result.get(party.uid)
        if known is None or (known.revoked_at is not None, -known.id) > (party.revoked_at is not None, -party.id):
            result[party.uid] = party
    return result


def _told(uow: UnitOfWork, profile: Profile) -> dict[str, _Told]:
    """By uid, from the last accepted report of the form that counts members. Read once while the vault is open."""
    cells = _member_cells(profile)
    latest = uow.desk.latest_accepted(tuple(cells)) if cells else {}
    wanted = [number for number in latest.values() if ("told", number) not in uow.memory]
    for number, content in (uow.exchange.intake_contents(wanted) if wanted else {}).items():
        document = load_document(content)
        assert isinstance(document, dict)
        uow.memory["told", number] = _read(document, cells[str(document["form"])])
    return {uid: cast("_Told", uow.memory["told", number]) for uid, number in latest.items()}


def _member_cells(profile: Profile) -> dict[str, tuple[str, ...]]:
    """Of every form that counts members by category, the cells that together are all of them."""
    result = {}
    for form in profile.forms.values():
        cells = tuple(
            address
            for table in form.tables.values()
            for address, cell in table.cells.items()
            if cell.fact is not None
            and cell.fact.name == "members.count"
            and {name for name, _ in cell.fact.arguments} == {"category"}
        )
        if len(cells) > 1:
            result[form.id] = cells
    return result


def _read(document: Mapping[str, Any], cells: tuple[str, ...]) -> _Told:
    values = document.get("values") or {}
    found = [values[cell] for cell in cells if isinstance(values.get(cell), int | Decimal)]
    fields = document.get("fields") or {}
    chair = fields.get("chair_name")
    return _Told(
        int(sum(found)) if found else None,
        str(document["period"]),
        tidy(chair) if isinstance(chair, str) else "",
        bool(found) and len(found) < len(cells),
    )


def _node(row: Subordinate | None, party: Party | None, told: _Told, today: date) -> OrganisationNode:
    card = None if party is None else card_organisation(party.card)
    until = None if row is None else row.committee_until

    def text(own: str, of_card: Callable[[CardOrganisation], str]) -> str:
        return own or ("" if card is None else of_card(card))

    if row is None:
        assert party is not None
        row = Subordinate(
            uid=party.uid, parent_id=None, kind=party.kind, category=party.category, full_name="", short_name="",
            address="", phone="", email="", chair="", committee_since=None, committee_until=None, note="",
        )  # fmt: skip
    return OrganisationNode(
        id=row.id,
        party=None if party is None else party.id,
        uid=row.uid or "",
        depth=0,
        parent=row.parent_id,
        kind=row.kind,
        category=row.category,
        short_name=text(row.short_name, lambda c: c.short_name),
        full_name=text(row.full_name, lambda c: c.full_name),
        address=text(row.address, lambda c: c.address),
        phone=text(row.phone, lambda c: c.phone),
        email=text(row.email, lambda c: c.email),
        chair=row.chair or told.chair,
        members=told.members,
        members_period=told.period,
        members_below=0,
        committee_since=row.committee_since,
        committee_until=until,
        term=_term(until, today),
        key=_key_word(party),
        fingerprint="" if party is None else party.fingerprint,
        note=row.note,
        members_partly=told.partly,
    )


def _term(until: date | None, today: date) -> TermState:
    if until is None:
        return TermState.UNKNOWN
    if until < today:
        return TermState.OVER
    return TermState.SOON if powers_end_soon(until, today) else TermState.OK


def _key_word(party: Party | None) -> KeyState:
    if party is None:
        return KeyState.NONE
    if party.revoked_at is not None:
        return KeyState.REVOKED
    return KeyState.COMPARED if party.compared else KeyState.UNCHECKED


def _in_order(nodes: list[OrganisationNode]) -> tuple[OrganisationNode, ...]:
    """Depth first, by name, with depths and what stands below counted."""
    below: dict[int | None, list[OrganisationNode]] = defaultdict(list)
    there = {node.id for node in nodes if node.id is not None}
    for node in nodes:
        below[node.parent if node.parent in there else None].append(node)

    def walk(parent: int | None, depth: int) -> tuple[list[OrganisationNode], int, int]:
        found: list[OrganisationNode] = []
        total = unknown = 0
        for node in sorted(below[parent], key=lambda n: (n.short_name.casefold(), n.id or 0)):
            under, members, silent = walk(node.id, depth + 1) if node.id is not None else ([], 0, 0)
            found.append(replace(node, depth=depth, members_below=members, unknown_below=silent))
            found.extend(under)
            total += members + (node.members or 0)
            # A sum of others says what they said.
            unknown += silent + (node.members_partly or (node.members is None and not under))
        return found, total, unknown

    return tuple(walk(None, 0)[0])


def _find(uow: UnitOfWork, number: int) -> Subordinate:
    row = uow.desk.subordinate(number)
    if row is None:
        raise UserError("desk.unknown")
    return row


def _uid_of(uow: UnitOfWork, party: int, row: Subordinate) -> str:
    found = uow.exchange.party(party)
    if found is None or found.relation is not PartyRelation.SUBORDINATE:
        raise UserError("desk.unknown")
    other = uow.desk.subordinate_of(found.uid)
    if other is not None and other is not row:
        raise UserError("desk.has_key", organisation=other.short_name or found.short_name)
    if row.uid not in (None, found.uid):
        raise UserError("desk.has_key", organisation=row.short_name)
    return found.uid


def _write(uow: UnitOfWork, row: Subordinate, draft: PassportDraft) -> None:
    if not tidy(draft.short_name):
        raise UserError("desk.no_name")
    if draft.committee_since and draft.committee_until and draft.committee_until < draft.committee_since:
        raise UserError("desk.wrong_term")
    parent = None if draft.parent is None else _find(uow, draft.parent)
    above = parent
    while above is not None and row.id is not None:
        if above.id == row.id:
            raise UserError("desk.circle")
        above = None if above.parent_id is None else _find(uow, above.parent_id)
    row.parent_id = None if parent is None else parent.id
    row.kind, row.category = draft.kind, draft.category
    row.short_name, row.full_name = tidy(draft.short_name), tidy(draft.full_name)
    row.address, row.phone, row.email = tidy(draft.address), tidy(draft.phone), tidy(draft.email)
    row.chair, row.note = tidy(draft.chair), draft.note.strip()
    row.committee_since, row.committee_until = draft.committee_since, draft.committee_until
