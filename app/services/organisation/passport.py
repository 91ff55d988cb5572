"""Our own organisation: passport, the employer's headcounts, the chair, keys and the public card."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from app.bundle.card import CardOrganisation, make_card
from app.bundle.identity import Identity
from app.domain.enums import OrganisationCategory, OrganisationKind
from app.domain.names import initials, tidy
from app.errors import UserError
from app.models import EmployerHeadcount, Organisation
from app.services.organisation.draft import (
    CODE_LENGTHS,
    ChairDraft,
    EmployerDraft,
    Headcount,
    OrganisationDraft,
    draft_from_json,
    require_code,
)
from app.services.session import Act, VaultSession, service
from app.services.vault.own_keys import require_keys
from app.storage.unit_of_work import UnitOfWork

__all__ = [
    "ChairDraft", "ChairView", "EmployerDraft", "Headcount", "OrganisationDraft", "OwnIdentity", "Passport",
    "chair_in", "chair_on", "draft_from_json", "headcounts", "identity_in", "key_sheet", "own_card", "own_identity",
    "passport", "passport_in", "recovery_sheet", "remove_headcount", "set_headcount", "update_passport",
]  # fmt: skip


@dataclass(frozen=True)
class Passport:
    """The passport as people see and edit it. ``uid`` and ``profile`` never change."""

    uid: str
    profile: str
    kind: OrganisationKind
    category: OrganisationCategory | None
    full_name: str
    short_name: str
    union: str
    address: str
    phone: str
    email: str
    inn: str
    ogrn: str
    okpo: str
    okfs: str
    directly_under_union: bool
    parent_name: str
    parent_address: str
    employer_name: str
    employer_head: str
    employer_address: str
    created_on: date | None


@dataclass(frozen=True)
class ChairView:
    """The chair on a date."""

    person_id: int
    surname: str
    name: str
    patronymic: str
    full_time: bool
    since: date
    phone: str
    email: str

    @property
    def short(self) -> str:
        """«Щербакова Е. П.»"""
        return initials(self.surname, self.name, self.patronymic)


@dataclass(frozen=True)
class OwnIdentity:
    """Our keys with what our card says of us."""

    organisation: CardOrganisation
    identity: Identity
    created: datetime

    @property
    def fingerprint(self) -> str:
        """The certificate's fingerprint, 64 hexadecimal digits."""
        return self.identity.fingerprint


@service(Act.LOOK)
def passport(session: VaultSession) -> Passport:
    """The passport of the vault's organisation."""
    with session.unit_of_work() as uow:
        return passport_in(uow)


def passport_in(uow: UnitOfWork) -> Passport:
    """The same inside somebody's unit of work."""
    row = uow.organisation.get()
    return Passport(**{f.name: getattr(row, f.name) for f in fields(Passport)})


@service(Act.SETTINGS)
def update_passport(session: VaultSession, changed: Passport) -> None:
    """Keep the edited passport (``dataclasses.replace(passport(session), phone=…)``). Only the chair may.

    Raises UserError ``organisation.missing_key``, ``organisation.not_code`` or ``organisation.fixed_key``.
    """
    texts: dict[str, Any] = {name: tidy(value) for name, value in vars(changed).items() if type(value) is str}
    clean = replace(changed, **texts)
    for name in ("full_name", "short_name", "union"):
        if not getattr(clean, name):
            raise UserError("organisation.missing_key", key=name)
    for name in CODE_LENGTHS:
        require_code(name, name, getattr(clean, name))
    if clean.category is None and clean.kind in (OrganisationKind.PPO, OrganisationKind.OPPO):
        raise UserError("organisation.missing_key", key="category")
    with session.unit_of_work() as uow:
        before = passport_in(uow)
        for name in ("uid", "profile"):
            if getattr(before, name) != getattr(clean, name):
                raise UserError("organisation.fixed_key", key=name)
        names = [f.name for f in fields(Passport) if getattr(before, f.name) != getattr(clean, f.name)]
        if not names:
            return
        row = uow.organisation.get()
        for name in names:
            setattr(row, name, getattr(clean, name))
        uow.journal.record("organisation.changed", fields=names)
        if uow.keys:
            keep_card(uow)
        uow.commit()


@service(Act.LOOK)
def headcounts(session: VaultSession) -> tuple[Headcount, ...]:
    """What the employer said of its people, by date."""
    with session.unit_of_work() as uow:
        return tuple(_headcount(row) for row in uow.organisation.headcounts())


@service(Act.RECORD)
def set_headcount(session: VaultSession, headcount: Headcount) -> None:
    """Record or replace what the employer said of one date.

    Raises UserError ``organisation.not_number`` for a negative number and ``organisation.part_over_whole`` when there
    are more women or youth than people.
    """
    require_sensible(headcount)
    with session.unit_of_work() as uow:
        row = uow.organisation.headcount_of(headcount.on)
        if row is None:
            uow.organisation.add(headcount_row(headcount))
        else:
            for name in _NUMBERS:
                setattr(row, name, getattr(headcount, name))
        uow.journal.record("headcount.recorded", on=headcount.on.isoformat())
        uow.commit()


@service(Act.RECORD)
def remove_headcount(session: VaultSession, on: date) -> None:
    """Remove what was recorded of a date by mistake; nothing happens when there is nothing."""
    with session.unit_of_work() as uow:
        row = uow.organisation.headcount_of(on)
        if row is not None:
            uow.organisation.remove_headcount(row)
            uow.journal.record("headcount.removed", on=on.isoformat())
            uow.commit()


@service(Act.LOOK)
def chair_on(session: VaultSession, on: date) -> ChairView | None:
    """The chair at the end of a day."""
    with session.unit_of_work() as uow:
        return chair_in(uow, on)


def chair_in(uow: UnitOfWork, on: date) -> ChairView | None:
    """The same inside somebody's unit of work."""
    found = uow.organisation.chair_on(on)
    if found is None:
        return None
    person, role = found
    return ChairView(
        person_id=person.id,
        surname=person.surname,
        name=person.name,
        patronymic=person.patronymic,
        full_time=role.full_time,
        since=role.starts_on,
        phone=person.phone,
        email=person.email,
    )


@service(Act.SIGN)
def own_identity(session: VaultSession) -> OwnIdentity:
    """Our keys, the private ones too: for signing and opening, never for showing. Only the chair's."""
    with session.unit_of_work() as uow:
        return identity_in(uow)


def identity_in(uow: UnitOfWork) -> OwnIdentity:
    """The same inside somebody's unit of work; AccessError ``keys.not_given`` for a user without the keys."""
    row, keys = uow.organisation.get(), uow.organisation.key_pair()
    private = require_keys(uow, keys.fingerprint)
    return OwnIdentity(
        organisation=_card_organisation(row),
        identity=Identity(private.signing_key, keys.certificate, private.seal_identity, keys.seal_recipient),
        created=keys.created_at,
    )


@service(Act.LOOK)
def own_card(session: VaultSession) -> bytes:
    """The public card for the higher organisation: no secret in it, so anybody who may look may hand it over."""
    with session.unit_of_work() as uow:
        kept = uow.organisation.key_pair().card
        if kept is not None and not uow.keys:
            return kept
        own = identity_in(uow)
    return make_card(own.identity, own.organisation)


def keep_card(uow: UnitOfWork) -> None:
    """Sign the public card anew for those who may hand it over and have no keys; the caller commits."""
    own = identity_in(uow)
    uow.organisation.key_pair().card = make_card(own.identity, own.organisation)


@service(Act.KEYS)
def key_sheet(session: VaultSession, printed_on: date | None = None) -> bytes:
    """The sheet with our key's fingerprint as PDF, to be signed, stamped and compared by the higher organisation."""
    from app.rendering.sheets import KeySheet, key_sheet_pdf  # reportlab is loaded only by who prints

    day = printed_on or date.today()
    with session.unit_of_work() as uow:
        row, chair = uow.organisation.get(), chair_in(uow, day)
        fingerprint = uow.organisation.key_pair().fingerprint
    sheet = KeySheet(
        organisation=row.full_name,
        fingerprint=fingerprint,
        parent=row.parent_name,
        chair="" if chair is None else chair.short,
        printed_on=day,
    )
    return key_sheet_pdf(sheet)


@service(Act.KEYS)
def recovery_sheet(session: VaultSession, code: str, printed_on: date | None = None) -> bytes:
    """The recovery sheet as PDF for the code that making the vault (or renewing the sheet) gave; kept nowhere."""
    from app.rendering.sheets import RecoverySheet, recovery_sheet_pdf

    name = passport(session).full_name
    return recovery_sheet_pdf(RecoverySheet(organisation=name, code=code, printed_on=printed_on or date.today()))


_NUMBERS = ("employees", "employees_women", "employees_youth", "students", "students_women", "students_youth")


def require_sensible(headcount: Headcount) -> None:
    """Refuse negative numbers and parts larger than the whole."""
    for name in _NUMBERS:
        value = getattr(headcount, name)
        if value is not None and value < 0:
            raise UserError("organisation.not_number", key=name)
    for whole in ("employees", "students"):
        total = getattr(headcount, whole)
        for part in (f"{whole}_women", f"{whole}_youth"):
            value = getattr(headcount, part)
            if total is not None and value is not None and value > total:
                raise UserError("organisation.part_over_whole", key=part, on=headcount.on.strftime("%d.%m.%Y"))


def headcount_row(headcount: Headcount) -> EmployerHeadcount:
    """The row of a headcount."""
    return EmployerHeadcount(on_date=headcount.on, **{name: getattr(headcount, name) for name in _NUMBERS})


def _headcount(row: EmployerHeadcount) -> Headcount:
    return Headcount(on=row.on_date, **{name: getattr(row, name) for name in _NUMBERS})


def _card_organisation(row: Organisation) -> CardOrganisation:
    return CardOrganisation(
        uid=row.uid,
        kind=row.kind.value,
        category="" if row.category is None else row.category.value,
        full_name=row.full_name,
        short_name=row.short_name,
        address=row.address,
        phone=row.phone,
        email=row.email,
    )
