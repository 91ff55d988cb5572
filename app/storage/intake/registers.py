"""Queries over members of other organisations: their registers as accepted, search, likeness, remarks at them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session, defer

from app.domain.enums import PartyRelation, Verdict
from app.models import (
    IntakeBundle,
    IntakeCardOrder,
    IntakeRegister,
    MemberRemark,
    Party,
    Person,
    PersonChange,
    ReceivedDouble,
    ReceivedMember,
    ReceivedRegister,
    WaitingRemark,
)
from app.models.base import Base
from app.storage.members.changes import chunks

T = TypeVar("T")
_ROWS = 400
"""So many uids in one statement, well under SQLite's limit of bound values."""


@dataclass(frozen=True)
class MemberFilter:
    """What is looked for among received members. ``words``: each must stand in the name, or be the card's number."""

    words: tuple[str, ...] = ()
    card: str = ""
    birth_date: date | None = None
    register_id: int | None = None


class LightMember(NamedTuple):
    """What likeness is judged by."""

    id: int
    register_id: int
    search_name: str
    birth_date: date | None
    birth_year: int | None
    card_key: str
    surname: str
    name: str
    patronymic: str
    uid: str


class ReceivedRepository:
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: Base) -> None:
        """Insert and number a row."""
        self._session.add(row)
        self._session.flush()

    def delete(self, row: Base) -> None:
        """Take a row away."""
        self._session.delete(row)
        self._session.flush()

    # --- registers

    def register_of(self, organisation_uid: str) -> ReceivedRegister | None:
        """An organisation's register as last accepted."""
        return self._session.scalar(
            select(ReceivedRegister).where(ReceivedRegister.organisation_uid == organisation_uid)
        )

    def registers(self) -> Sequence[tuple[ReceivedRegister, Party, IntakeBundle]]:
        """All, by the organisation's name, with the file each was last brought by (without its bytes)."""
        statement = (
            select(ReceivedRegister, Party, IntakeBundle)
            .join(Party, Party.id == ReceivedRegister.party_id)
            .join(IntakeBundle, IntakeBundle.id == ReceivedRegister.bundle_id)
            .options(defer(IntakeBundle.sealed), defer(IntakeBundle.evidence))
            .order_by(Party.short_name, Party.id)
        )
        return [(register, party, bundle) for register, party, bundle in self._session.execute(statement)]

    def bundle(self, bundle_id: int) -> IntakeBundle | None:
        """A file taken in."""
        return self._session.get(
            IntakeBundle, bundle_id, options=(defer(IntakeBundle.sealed), defer(IntakeBundle.evidence))
        )

    def bundle_of_list(self, table: str, row_id: int) -> IntakeBundle | None:
        """The file that a list of people (a register or an order of cards) came in."""
        kind: type[IntakeRegister] | type[IntakeCardOrder] = (
            IntakeRegister if table == "intake_register" else IntakeCardOrder
        )
        bundle_id = self._session.scalar(select(kind.bundle_id).where(kind.id == row_id))
        return None if bundle_id is None else self.bundle(bundle_id)

    def note_scrubbed(self, register_row_id: int, on: date) -> None:
        """Somebody was taken out of a register that came in a file."""
        self._session.execute(update(IntakeRegister).where(IntakeRegister.id == register_row_id).values(scrubbed_on=on))

    def organisation_of(self, register_id: int) -> str:
        """The uid of the organisation whose register this is."""
        return (
            self._session.scalar(select(ReceivedRegister.organisation_uid).where(ReceivedRegister.id == register_id))
            or ""
        )

    def content(self, bundle_id: int) -> IntakeRegister | None:
        """The part of a register that came in a file."""
        return self._session.scalar(select(IntakeRegister).where(IntakeRegister.bundle_id == bundle_id))

    def content_by_manifest(self, organisation_uid: str, manifest_sha256: str) -> IntakeRegister | None:
        """The register in the accepted file whose manifest has this hash."""
        statement = (
            select(IntakeRegister)
            .join(IntakeBundle, IntakeBundle.id == IntakeRegister.bundle_id)
            .join(Party, Party.id == IntakeBundle.party_id)
            .where(
                Party.uid == organisation_uid,
                IntakeBundle.manifest_sha256 == manifest_sha256,
                IntakeBundle.outcome == "taken",
                IntakeBundle.verdict == Verdict.ACCEPTED,
            )
        )
        return self._session.scalar(statement)

    def unmerged(self) -> Sequence[tuple[IntakeBundle, Party]]:
        """Accepted files with a register from organisations of which none was laid out yet, in the order of taking
        in: they were accepted by an earlier program."""
        known = select(ReceivedRegister.organisation_uid)
        statement = (
            select(IntakeBundle, Party)
            .join(IntakeRegister, IntakeRegister.bundle_id == IntakeBundle.id)
            .join(Party, Party.id == IntakeBundle.party_id)
            .where(
                IntakeBundle.outcome == "taken",
                IntakeBundle.verdict == Verdict.ACCEPTED,
                Party.relation == PartyRelation.SUBORDINATE,
                Party.uid.not_in(known),
            )
            .options(defer(IntakeBundle.sealed), defer(IntakeBundle.evidence))
            .order_by(IntakeBundle.created_at, IntakeBundle.id)
        )
        return [(bundle, party) for bundle, party in self._session.execute(statement)]

    def contents_naming(
        self, organisation_uid: str, uids: Iterable[str], before: IntakeBundle | None
    ) -> Sequence[tuple[IntakeRegister, IntakeBundle]]:
        """Registers in files of an organisation, made no later than ``before``, that hold one of these members."""
        found: dict[int, tuple[IntakeRegister, IntakeBundle]] = {}
        statement = (
            select(IntakeRegister, IntakeBundle)
            .join(IntakeBundle, IntakeBundle.id == IntakeRegister.bundle_id)
            .join(Party, Party.id == IntakeBundle.party_id)
            .where(Party.uid == organisation_uid)
            .options(defer(IntakeBundle.sealed), defer(IntakeBundle.evidence))
        )
        if before is not None:
            statement = statement.where(IntakeBundle.created_at <= before.created_at, IntakeBundle.id != before.id)
        for part in _parts(sorted(uids)):
            holds = or_(*(func.instr(IntakeRegister.content, uid) > 0 for uid in part))
            for register, bundle in self._session.execute(statement.where(holds)):
                found[register.id] = (register, bundle)
        return list(found.values())

    def orders_naming(
        self, organisation_uid: str, uids: Iterable[str]
    ) -> Sequence[tuple[IntakeCardOrder, IntakeBundle]]:
        """Orders of cards from an organisation that hold one of these members."""
        found: dict[int, tuple[IntakeCardOrder, IntakeBundle]] = {}
        statement = (
            select(IntakeCardOrder, IntakeBundle)
            .join(IntakeBundle, IntakeBundle.id == IntakeCardOrder.bundle_id)
            .join(Party, Party.id == IntakeBundle.party_id)
            .where(Party.uid == organisation_uid)
            .options(defer(IntakeBundle.sealed), defer(IntakeBundle.evidence))
        )
        for part in _parts(sorted(uids)):
            holds = or_(*(func.instr(IntakeCardOrder.content, uid) > 0 for uid in part))
            for order, bundle in self._session.execute(statement.where(holds)):
                found[order.id] = (order, bundle)
        return list(found.values())

    # --- members

    def uids(self, register_id: int) -> frozenset[str]:
        """Who is in a register."""
        return frozenset(
            self._session.scalars(select(ReceivedMember.uid).where(ReceivedMember.register_id == register_id))
        )

    def put_members(self, register_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write members anew: those of the same uid are replaced."""
        self.drop_members(register_id, [row["uid"] for row in rows])
        if rows:
            self._session.execute(insert(ReceivedMember), [{**row, "register_id": register_id} for row in rows])

    def drop_members(self, register_id: int, uids: Iterable[str]) -> None:
        """Take members out."""
        self._session.flush()
        for part in _parts(sorted(uids)):
            self._session.execute(
                delete(ReceivedMember).where(ReceivedMember.register_id == register_id, ReceivedMember.uid.in_(part))
            )

    def drop_all(self, register_id: int) -> None:
        """Empty a register."""
        self._session.flush()
        self._session.execute(delete(ReceivedMember).where(ReceivedMember.register_id == register_id))

    def count(self, wanted: MemberFilter | None = None) -> int:
        """How many members are found."""
        statement = select(func.count()).select_from(ReceivedMember).where(*_conditions(wanted or MemberFilter()))
        return self._session.scalar(statement) or 0

    def page(self, wanted: MemberFilter, offset: int, limit: int) -> Sequence[tuple[ReceivedMember, str, str]]:
        """(member, organisation's short name, its uid) by name, a slice."""
        by_name = (ReceivedMember.search_name, ReceivedMember.id)
        # The index alone passes over the rows before the slice; only the slice itself is joined.
        here = select(ReceivedMember.id).where(*_conditions(wanted)).order_by(*by_name).offset(offset).limit(limit)
        statement = (
            select(ReceivedMember, Party.short_name, ReceivedRegister.organisation_uid)
            .join(ReceivedRegister, ReceivedRegister.id == ReceivedMember.register_id)
            .join(Party, Party.id == ReceivedRegister.party_id)
            .where(ReceivedMember.id.in_(here.scalar_subquery()))
            .order_by(*by_name)
        )
        return [(member, name, uid) for member, name, uid in self._session.execute(statement)]

    def members(self, ids: Iterable[int]) -> dict[int, ReceivedMember]:
        """Members by their number."""
        found: dict[int, ReceivedMember] = {}
        for part in chunks(sorted(set(ids))):
            for row in self._session.scalars(select(ReceivedMember).where(ReceivedMember.id.in_(part))):
                found[row.id] = row
        return found

    def member(self, organisation_uid: str, uid: str) -> ReceivedMember | None:
        """One member of one organisation."""
        statement = select(ReceivedMember).join(ReceivedRegister, ReceivedRegister.id == ReceivedMember.register_id)
        return self._session.scalar(
            statement.where(ReceivedRegister.organisation_uid == organisation_uid, ReceivedMember.uid == uid)
        )

    def of_person(self, uid: str, search_name: str, birth_date: date | None) -> Sequence[ReceivedMember]:
        """What other organisations sent about a person of ours: by the uid, or by the name with the birth date."""
        same = ReceivedMember.uid == uid
        if search_name and birth_date is not None:
            named = and_(ReceivedMember.search_name == search_name, ReceivedMember.birth_date == birth_date)
            return self._session.scalars(select(ReceivedMember).where(or_(same, named))).all()
        return self._session.scalars(select(ReceivedMember).where(same)).all()

    def holds_card(self, search_name: str, card_key: str) -> bool:
        """Whether somebody of this name has this card."""
        statement = select(ReceivedMember.id).where(
            ReceivedMember.search_name == search_name, ReceivedMember.card_key == card_key
        )
        return self._session.scalar(statement.limit(1)) is not None

    def light(self) -> Sequence[LightMember]:
        """Everybody, in the few columns likeness is judged by."""
        statement = select(
            ReceivedMember.id,
            ReceivedMember.register_id,
            ReceivedMember.search_name,
            ReceivedMember.birth_date,
            ReceivedMember.birth_year,
            ReceivedMember.card_key,
            ReceivedMember.surname,
            ReceivedMember.name,
            ReceivedMember.patronymic,
            ReceivedMember.uid,
        )
        return [LightMember._make(row) for row in self._session.execute(statement)]

    def rest(self, ids: Iterable[int]) -> dict[int, str]:
        """All other fields of members as JSON, by number."""
        found: dict[int, str] = {}
        for part in chunks(sorted(set(ids))):
            statement = select(ReceivedMember.id, ReceivedMember.rest).where(ReceivedMember.id.in_(part))
            found.update((number, rest) for number, rest in self._session.execute(statement))
        return found

    def born_on(self, birth_dates: Iterable[date]) -> Sequence[tuple[ReceivedMember, str]]:
        """Members born on these days, with the short name of the organisation."""
        found: list[tuple[ReceivedMember, str]] = []
        for part in _parts(sorted(set(birth_dates))):
            statement = _with_organisation().where(ReceivedMember.birth_date.in_(part))
            found += [(member, name) for member, name in self._session.execute(statement)]
        return found

    def named(self, search_names: Iterable[str]) -> Sequence[tuple[ReceivedMember, str]]:
        """Members of these names, with the short name of the organisation."""
        found: list[tuple[ReceivedMember, str]] = []
        for part in _parts(sorted(set(search_names))):
            statement = _with_organisation().where(ReceivedMember.search_name.in_(part))
            found += [(member, name) for member, name in self._session.execute(statement)]
        return found

    # --- pairs

    def doubles(self) -> Sequence[ReceivedDouble]:
        """What was decided, the newest first."""
        return self._session.scalars(select(ReceivedDouble).order_by(ReceivedDouble.id.desc())).all()

    def doubles_with(self, register_id: int, uids: Iterable[str]) -> Sequence[ReceivedDouble]:
        """Decisions about these members."""
        found: list[ReceivedDouble] = []
        for part in _parts(sorted(uids)):
            one = and_(ReceivedDouble.register_id == register_id, ReceivedDouble.uid.in_(part))
            other = and_(ReceivedDouble.other_register_id == register_id, ReceivedDouble.other_uid.in_(part))
            found += self._session.scalars(select(ReceivedDouble).where(or_(one, other))).all()
        return found

    # --- remarks

    def waiting_remarks(self, organisation_uid: str) -> Sequence[WaitingRemark]:
        """Remarks at an organisation's members that no receipt took yet."""
        return self._session.scalars(
            select(WaitingRemark)
            .where(WaitingRemark.organisation_uid == organisation_uid, WaitingRemark.receipt_uuid.is_(None))
            .order_by(WaitingRemark.id)
        ).all()

    def drop_remarks(self, organisation_uid: str, uids: Iterable[str]) -> None:
        """Remarks at members that are gone: nobody needs them any more."""
        for part in _parts(sorted(uids)):
            self._session.execute(
                delete(WaitingRemark).where(
                    WaitingRemark.organisation_uid == organisation_uid, WaitingRemark.uid.in_(part)
                )
            )

    def member_remarks(self) -> Sequence[tuple[MemberRemark, Person]]:
        """Remarks at members of ours that nobody closed."""
        statement = (
            select(MemberRemark, Person)
            .join(Person, Person.id == MemberRemark.person_id)
            .where(MemberRemark.closed_at.is_(None))
            .order_by(MemberRemark.id.desc())
        )
        return [(remark, person) for remark, person in self._session.execute(statement)]

    def remark_exists(self, person_id: int, text: str) -> bool:
        """Whether the same is said of the person already and is open."""
        statement = select(MemberRemark.id).where(
            MemberRemark.person_id == person_id, MemberRemark.text == text, MemberRemark.closed_at.is_(None)
        )
        return self._session.scalar(statement.limit(1)) is not None

    def member_remark(self, remark_id: int) -> MemberRemark | None:
        """One remark at a member of ours."""
        return self._session.get(MemberRemark, remark_id)

    # --- the sender's side

    def only_corrected(self, uids: Sequence[str], fields: Sequence[str], since: Any) -> frozenset[str]:
        """Of these people of ours, those in whose fields everything recorded since a moment mended an error."""
        seen: dict[str, bool] = {}
        for part in _parts(uids):
            statement = (
                select(Person.uid, PersonChange.changed_on)
                .join(Person, Person.id == PersonChange.person_id)
                .where(Person.uid.in_(part), PersonChange.field.in_(fields), PersonChange.recorded_at > since)
            )
            for uid, changed_on in self._session.execute(statement):
                seen[uid] = seen.get(uid, True) and changed_on is None
        return frozenset(uid for uid, mended in seen.items() if mended)

    def strip(self, bundle_id: int, evidence: bytes | None) -> None:
        """Keep ``evidence`` in the place of a file's sealed bytes."""
        self._session.flush()
        self._session.execute(
            update(IntakeBundle).where(IntakeBundle.id == bundle_id).values(sealed=b"", evidence=evidence)
        )
        self._session.expire_all()


def _conditions(wanted: MemberFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.register_id is not None:
        conditions.append(ReceivedMember.register_id == wanted.register_id)
    if wanted.birth_date is not None:
        conditions.append(ReceivedMember.birth_date == wanted.birth_date)
    if wanted.words:
        first, *others = wanted.words
        named = and_(
            # From the beginning of the surname: that is what the index serves.
            ReceivedMember.search_name >= first,
            ReceivedMember.search_name < first + "\U0010ffff",
            *(ReceivedMember.search_name.contains(word, autoescape=True) for word in others),
        )
        conditions.append(or_(named, ReceivedMember.card_key == wanted.card) if wanted.card else named)
    elif wanted.card:
        conditions.append(ReceivedMember.card_key == wanted.card)
    return conditions


def _with_organisation() -> Select[ReceivedMember, str]:
    return (
        select(ReceivedMember, Party.short_name)
        .join(ReceivedRegister, ReceivedRegister.id == ReceivedMember.register_id)
        .join(Party, Party.id == ReceivedRegister.party_id)
        .order_by(Party.short_name, ReceivedMember.id)
    )


def _parts(values: Sequence[T]) -> Iterable[Sequence[T]]:
    for start in range(0, len(values), _ROWS):
        yield values[start : start + _ROWS]
