"""To whom each part of the consent lets data go: by name, INN and address, as they are printed.

The organisations above come from the passport and the union's profile; who operates the bonus programme only the chair
knows. 152-ФЗ, article 9, part 4, items 3 and 6: a sheet without the name and address of a recipient is no consent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.bundle.seal import is_recipient
from app.domain.enums import OrganisationKind, PartyRelation
from app.errors import UserError
from app.models import Organisation
from app.services.organisation.profiles import Profile
from app.services.privacy.consent_texts import ConsentPartText
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

_SETTING = "consent_recipients"


@dataclass(frozen=True)
class Recipient:
    """One organisation. ``inn`` is printed when it is known; an operator's must be."""

    name: str
    address: str
    inn: str = ""
    key: str = ""
    """Public age key (``age1…``) to which lists for this recipient may be sealed."""

    @property
    def words(self) -> str:
        """«Районная организация, ИНН 1655000000, адрес: г. Нурлат, ул. Первая, 1»"""
        words = self.name + (f", ИНН {self.inn}" if self.inn else "")
        return words + (f", адрес: {self.address}" if self.address else "")


Told = Mapping[str, tuple[Recipient, ...]]
"""Part id -> its recipients; none when the data go to nobody."""


def recipient_words(told: Sequence[Recipient]) -> str:
    """All of a part, one after another; «никому не передаются»."""
    return "; ".join(one.words for one in told) or "никому не передаются"


@service(Act.LOOK)
def recipients(session: VaultSession) -> Told:
    """To whom each part lets data go."""
    with session.unit_of_work() as uow:
        return recipients_in(uow, session.profile)


def recipients_in(uow: UnitOfWork, profile: Profile) -> Told:
    """The same within a unit of work."""
    written = _written(uow)
    above = _chain(uow, profile)
    union = Recipient(profile.union_name, profile.union_address)
    return {part.id: _of(part, written.get(part.id), above, union) for part in profile.consent_parts}


def written_recipient(uow: UnitOfWork, part_id: str) -> Recipient | None:
    """What the chair wrote for a part."""
    return _written(uow).get(part_id)


@service(Act.LOOK)
def written_recipients(session: VaultSession) -> Mapping[str, Recipient]:
    """What the chair wrote, by part: the operator, or one more organisation between the one above and the union."""
    with session.unit_of_work() as uow:
        return _written(uow)


@service(Act.RECORD)
def set_recipient(session: VaultSession, part_id: str, name: str, address: str, inn: str = "", key: str = "") -> None:
    """Write who operates a part, or which more organisation stands in the chain above; an empty name takes it away.

    UserError ``consents.unknown_part``, ``consents.not_a_key``, ``consents.no_recipient_for`` when the
    part's data go to nobody.
    """
    part = session.profile.part(part_id)
    if part is None:
        known = ", ".join(part.id for part in session.profile.consent_parts)
        raise UserError("consents.unknown_part", part=part_id, known=known)
    if part.to == "nobody":
        raise UserError("consents.no_recipient_for", part=part.title)
    if key.strip() and not is_recipient(key.strip()):
        raise UserError("consents.not_a_key")
    with session.unit_of_work() as uow:
        own = {one: [r.name, r.address, r.inn, r.key] for one, r in _written(uow).items()}
        if name.strip():
            own[part_id] = [name.strip(), address.strip(), inn.strip(), key.strip()]
        else:
            own.pop(part_id, None)
        uow.settings.put(_SETTING, own)
        uow.journal.record("consent.recipient_set", part=part_id)
        uow.commit()


def require_recipients(own: Organisation, told: Told, parts: Iterable[ConsentPartText]) -> None:
    """Nothing is printed with a gap where the law wants a name and an address.

    UserError ``consents.no_own_address``, ``consents.no_chain``, ``consents.no_address``, ``consents.no_operator``.
    """
    if not own.address.strip():
        raise UserError("consents.no_own_address")
    for part in parts:
        if part.to == "nobody":
            continue
        known = told[part.id]
        if part.to == "operator" and not all(one.name and one.inn and one.address for one in known or (_NOBODY,)):
            raise UserError("consents.no_operator", part=part.title, id=part.id)
        if not known:
            raise UserError("consents.no_chain", part=part.title)
        for one in known:
            if not one.address.strip():
                raise UserError("consents.no_address", part=part.title, recipient=one.name)


_NOBODY = Recipient("", "")


def _of(
    part: ConsentPartText, written: Recipient | None, above: tuple[Recipient, ...], union: Recipient
) -> tuple[Recipient, ...]:
    if part.to == "nobody":
        return ()
    if part.to == "operator":
        return () if written is None else (written,)
    if part.to == "named":
        return (written or Recipient(part.recipient, part.recipient_address),)
    if written is None:
        return above
    if not above:
        return (written, union)
    same = next((one for one in above if one.name == written.name), None)
    if same is not None:
        return tuple(written if one is same else one for one in above)
    return (*above[:-1], written, above[-1])


def _chain(uow: UnitOfWork, profile: Profile) -> tuple[Recipient, ...]:
    """The organisation above and the union; none when the passport does not say what is above."""
    own = uow.organisation.get()
    union = Recipient(profile.union_name, profile.union_address)
    name = own.parent_name.strip()
    if own.directly_under_union or name in (union.name, own.union):
        return (union,)
    if not name:  # a territorial organisation stands under the union itself
        return (union,) if own.kind in (OrganisationKind.TPO, OrganisationKind.MPO) else ()
    address = own.parent_address.strip() or _address_on_card(uow, name)
    return (Recipient(name, address), union)


def _address_on_card(uow: UnitOfWork, name: str) -> str:
    """The address on the enrolled card of the organisation above."""
    from app.bundle.card import read_card

    above = [p for p in uow.exchange.parties() if p.relation is PartyRelation.HIGHER and p.revoked_at is None]
    known = [p for p in above if p.full_name == name] or above
    return read_card(known[0].card).organisation.address if len(known) == 1 else ""


def _written(uow: UnitOfWork) -> dict[str, Recipient]:
    found = uow.settings.get(_SETTING)
    if not isinstance(found, dict):
        return {}
    return {str(part): Recipient(*(str(text) for text in texts)) for part, texts in found.items()}


__all__ = [
    "Recipient", "Told", "recipient_words", "recipients", "recipients_in", "require_recipients", "set_recipient",
    "written_recipient", "written_recipients",
]  # fmt: skip
