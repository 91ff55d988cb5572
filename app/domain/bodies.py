"""Which offices make up which body, what a body of which there is one is called, and terms of powers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from app.domain.dates import months_after
from app.domain.enums import OrganisationKind, RoleKind, UnitKind
from app.domain.vocabulary.words import title_for

OFFICES: Mapping[UnitKind, tuple[RoleKind, ...]] = {
    UnitKind.COMMITTEE: (RoleKind.CHAIR, RoleKind.DEPUTY_CHAIR, RoleKind.COMMITTEE_MEMBER),
    UnitKind.PRESIDIUM: (RoleKind.PRESIDIUM_MEMBER,),
    UnitKind.AUDIT: (RoleKind.AUDIT_CHAIR, RoleKind.AUDIT_MEMBER),
    UnitKind.COMMISSION: (RoleKind.COMMISSION_CHAIR, RoleKind.COMMISSION_MEMBER),
    UnitKind.SHOP: (RoleKind.SHOP_CHAIR, RoleKind.SHOP_COMMITTEE_MEMBER),
    UnitKind.GROUP: (RoleKind.GROUP_ORGANISER,),
}
"""Offices of a body, the head first. Paid workers (``STAFF``) are of no body."""

UNIT_OF: Mapping[RoleKind, UnitKind] = {role: unit for unit, roles in OFFICES.items() for role in roles}

SINGLE_BODIES = (UnitKind.COMMITTEE, UnitKind.PRESIDIUM, UnitKind.AUDIT)
"""Bodies of which an organisation has one: their offices name no unit."""

PARTS = (UnitKind.SHOP, UnitKind.GROUP)
"""Parts of the organisation that members belong to and that hold elections of their own."""

NAMED = (UnitKind.SHOP, UnitKind.GROUP, UnitKind.COMMISSION)
"""Units of which there may be many."""

HEADS = frozenset({RoleKind.CHAIR, RoleKind.AUDIT_CHAIR, RoleKind.COMMISSION_CHAIR, RoleKind.SHOP_CHAIR})
"""Offices of which a body has one."""

ELECTED: Mapping[UnitKind | None, tuple[RoleKind, ...]] = {
    None: (
        *OFFICES[UnitKind.COMMITTEE],
        *OFFICES[UnitKind.PRESIDIUM],
        *OFFICES[UnitKind.AUDIT],
    ),
    UnitKind.SHOP: OFFICES[UnitKind.SHOP],
    UnitKind.GROUP: OFFICES[UnitKind.GROUP],
}
"""Whom an election may elect: of the whole organisation (None), of a shop organisation, of a group."""

_SAME_OFFICE: tuple[frozenset[RoleKind], ...] = (
    frozenset({RoleKind.DEPUTY_CHAIR, RoleKind.COMMITTEE_MEMBER, RoleKind.CHAIR}),
    frozenset({RoleKind.AUDIT_MEMBER, RoleKind.AUDIT_CHAIR}),
    frozenset({RoleKind.SHOP_COMMITTEE_MEMBER, RoleKind.SHOP_CHAIR}),
    frozenset({RoleKind.COMMISSION_MEMBER, RoleKind.COMMISSION_CHAIR}),
)


def counts_as(kind: RoleKind) -> frozenset[RoleKind]:
    """Offices whose earlier holding makes an election not the first: a head must have been the head, a member of a
    body may have been anybody in it."""
    if kind in HEADS:
        return frozenset({kind})
    return next((kinds for kinds in _SAME_OFFICE if kind in kinds), frozenset({kind}))


def body_name(kind: UnitKind, name: str, organisation: OrganisationKind) -> str:
    """The name of a unit, or the usual one where it has none."""
    if name:
        return name
    if kind is UnitKind.COMMITTEE:
        return "Профсоюзный комитет" if organisation is OrganisationKind.PPO else "Комитет"
    return title_for(kind) if kind in (UnitKind.PRESIDIUM, UnitKind.AUDIT) else "Без названия"


def usual_term(on: date, years: int) -> date:
    """The last day of powers given on a day for some years.

    >>> usual_term(date(2026, 2, 11), 5)
    datetime.date(2031, 2, 10)
    """
    return months_after(on, 12 * years) - timedelta(days=1)


POWERS_SOON = 90
"""So many days before powers end they «end soon»: a meeting is to be thought of."""


def powers_end_soon(until: date | None, on: date) -> bool:
    """The powers end within three months, or have ended."""
    return until is not None and (until - on).days <= POWERS_SOON
