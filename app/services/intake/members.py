"""Members of the organisations below, as their registers were accepted: search, counts, export, a check of a card."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.enums import MemberCategory, PartyRelation, Sex
from app.domain.names import normalise
from app.domain.outside_names import marked, visible
from app.domain.personal_fields import FIELD_WORDS
from app.domain.vocabulary.words import word_for
from app.errors import UserError
from app.models import ReceivedMember
from app.progress import Progress, silent
from app.services.intake.merging import card_key, let_go, merge_what_waits
from app.services.session import WRITERS, Act, VaultSession, service
from app.storage.intake.registers import MemberFilter
from app.storage.unit_of_work import UnitOfWork

PAGE = 200
_RUSSIAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z")
_LISTS: Mapping[str, type[StrEnum]] = {"sex": Sex, "category": MemberCategory}
"""Fields of closed lists."""


@dataclass(frozen=True)
class ReceivedMemberView:
    """A member of another organisation. ``data``: every field that came but the name, as texts for people."""

    id: int
    uid: str
    organisation: str
    organisation_uid: str
    surname: str
    name: str
    patronymic: str
    birth: str
    card_number: str
    data: Mapping[str, str]

    @property
    def full_name(self) -> str:
        """Surname, name, patronymic."""
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)


@dataclass(frozen=True)
class ReceivedPage:
    """A slice of what was found. ``total`` is of everything found."""

    total: int
    offset: int
    items: tuple[ReceivedMemberView, ...]


@dataclass(frozen=True)
class RegisterRow:
    """One organisation and its register. ``as_of`` None: it has sent none that was accepted."""

    party: int
    uid: str
    organisation: str
    as_of: date | None
    members: int
    bundle: str
    received_at: datetime | None


@service(Act.LOOK)
def received_registers(session: VaultSession) -> tuple[RegisterRow, ...]:
    """Organisations below with their registers, those who sent none too, by name."""
    with session.unit_of_work() as uow:
        if session.right in WRITERS and merge_what_waits(uow):
            uow.commit()
        found: dict[str, RegisterRow] = {}
        for register, party, bundle in uow.received.registers():
            found[party.uid] = RegisterRow(
                party=party.id,
                uid=party.uid,
                organisation=party.short_name,
                as_of=register.as_of,
                members=register.members,
                bundle=bundle.uuid,
                received_at=bundle.received_at,
            )
        for party in uow.exchange.parties():
            if party.relation is PartyRelation.SUBORDINATE and party.revoked_at is None and party.uid not in found:
                found[party.uid] = RegisterRow(
                    party=party.id,
                    uid=party.uid,
                    organisation=party.short_name,
                    as_of=None,
                    members=0,
                    bundle="",
                    received_at=None,
                )
    return tuple(sorted(found.values(), key=lambda row: (normalise(row.organisation), row.party)))


@service(Act.LOOK)
def received_members(
    session: VaultSession, text: str = "", organisation: str = "", offset: int = 0, limit: int = PAGE
) -> ReceivedPage:
    """Members found by ``text``: beginning of the surname and more of the name, a birth date, or a card's number.

    ``organisation``: only of the one with this uid. A slice of at most ``limit``, by name.
    """
    with session.unit_of_work() as uow:
        wanted = _filter(uow, text, organisation)
        if wanted is None:
            return ReceivedPage(0, offset, ())
        rows = uow.received.page(wanted, offset, limit)
        return ReceivedPage(uow.received.count(wanted), offset, tuple(_view(*found) for found in rows))


@service(Act.TAKE_NAMES)
def received_xlsx(
    session: VaultSession, text: str = "", organisation: str = "", progress: Progress | None = None
) -> bytes:
    """The same as a spreadsheet: only fields that the union's rules let a higher organisation have."""
    from app.rendering.table_xlsx import table_xlsx

    steps = progress or silent()
    steps.step("Пишу таблицу", 0, 1)
    fields = allowed_fields(session)
    heads = ["Организация", *(_title(name) for name in fields)]
    with session.unit_of_work() as uow:
        wanted = _filter(uow, text, organisation)
        total = 0 if wanted is None else uow.received.count(wanted)
        rows = [] if wanted is None else uow.received.page(wanted, 0, max(total, 1))
        views = [_view(*found) for found in rows]
        uow.journal.record("register.exported", members=len(views), fields=list(fields))
        uow.commit()
    named = ("surname", "name", "patronymic")
    lines = [
        [v.organisation, *(getattr(v, name) if name in named else v.data.get(name, "") for name in fields)]
        for v in views
    ]
    told = [f"На {date.today():%d.%m.%Y}: {len(lines)} человек. Содержит персональные данные."]
    return table_xlsx("Члены профсоюза по реестрам организаций", told, heads, lines, [180] + [110] * len(fields))


@service(Act.LOOK)
def allowed_fields(session: VaultSession) -> tuple[str, ...]:
    """The fields of the register that the profile lets go up."""
    return tuple(name for name in session.profile.register_fields if name in FIELD_WORDS)


@service(Act.LOOK)
def is_member(session: VaultSession, full_name: str, card_number: str) -> bool:
    """Whether somebody of this name holds the card of this number, and nothing more: not where, not who."""
    key = card_key(card_number)
    if not key or not full_name.strip():
        return False
    with session.unit_of_work() as uow:
        return uow.received.holds_card(normalise(full_name), key)


@service(Act.DESTROY)
def forget_member(session: VaultSession, organisation_uid: str, uid: str) -> None:
    """Destroy what is held of a member of another organisation: in its register, in all its files, in the journal.

    The organisation's next register may bring the member again, if the member's consent lets it. UserError
    ``intake.unknown_member``.
    """
    with session.unit_of_work() as uow:
        row = uow.received.member(organisation_uid, uid)
        if row is None:
            raise UserError("intake.unknown_member", uid=uid)
        forget_in(uow, organisation_uid, row)
        uow.journal.record("member.destroyed", party=organisation_uid)
        uow.commit()
    session.database.rewrite()


def forget_in(uow: UnitOfWork, organisation_uid: str, row: ReceivedMember) -> None:
    """The rows of it, inside somebody's transaction."""
    uid, register_id = row.uid, row.register_id
    uow.received.drop_members(register_id, [uid])
    register = uow.received.register_of(organisation_uid)
    if register is not None:
        register.members = len(uow.received.uids(register_id))
    let_go(uow, organisation_uid, [uid], before=None)
    for pair in uow.received.doubles_with(register_id, [uid]):
        pair.resolved_on = pair.resolved_on or date.today()
        if (pair.register_id, pair.uid) == (register_id, uid):
            pair.uid = ""
        else:
            pair.other_uid = ""
    uow.journal.forget(uid)


def _filter(uow: UnitOfWork, text: str, organisation: str) -> MemberFilter | None:
    register = uow.received.register_of(organisation) if organisation else None
    if organisation and register is None:
        return None
    words, birth = [], None
    for word in normalise(text).split():
        day = _day(word)
        if day is not None:
            birth = day
        else:
            words.append(word)
    card = card_key(" ".join(words)) if any(c.isdigit() for c in " ".join(words)) else ""
    return MemberFilter(
        words=() if card and not any(c.isalpha() for c in card) else tuple(words),
        card=card,
        birth_date=birth,
        register_id=None if register is None else register.id,
    )


def _day(word: str) -> date | None:
    found = _RUSSIAN_DATE.match(word)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(word) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word) else None
    except ValueError:
        return None


def _view(row: ReceivedMember, organisation: str, organisation_uid: str) -> ReceivedMemberView:
    birth = f"{row.birth_date:%d.%m.%Y}" if row.birth_date else str(row.birth_year or "")
    data = {"birth_date": birth, "card_number": row.card_number}
    for name, value in json.loads(row.rest).items():
        data[name] = _shown(name, value)
    return ReceivedMemberView(
        id=row.id,
        uid=row.uid,
        organisation=organisation,
        organisation_uid=organisation_uid,
        surname=marked(row.surname),
        name=marked(row.name),
        patronymic=marked(row.patronymic),
        birth=birth,
        card_number=visible(row.card_number),
        data=data,
    )


def _shown(name: str, value: str | None) -> str:
    if value is None:
        return ""
    day = _day(value)
    if day is not None:
        return f"{day:%d.%m.%Y}"
    kind = _LISTS.get(name)
    return word_for(kind(value)) if kind is not None and value in set(kind) else visible(value)


def _title(name: str) -> str:
    words = FIELD_WORDS[name]
    return words[0].upper() + words[1:]
