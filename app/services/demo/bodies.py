"""The practice school's structure, elections, trainings and reserve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.dates import Period
from app.domain.enums import Rating, RoleKind, TrainingKind, UnitKind
from app.services.members import MemberRow
from app.services.session import VaultSession
from app.services.structure import elections, reserve, roles, units
from app.services.structure.elections import ElectedDraft, ElectionDraft
from app.services.structure.units import UnitDraft

_GROUPS = ("Начальная школа", "Старшая школа")
_SHOP = "Дошкольное отделение"
_COMMISSION = "Комиссия по охране труда"


def record_bodies(session: VaultSession, rows: Sequence[MemberRow], chair_id: int | None, period: Period) -> None:
    """Two groups and a shop organisation elected, then the meeting of the school; a commission; the reserve.

    The elections were in the autumn before ``period``, so that its report counts those they elected.
    """
    on = date(period.year - 1, 11, 20)
    ready = [r.id for r in rows if r.position and r.since is not None and r.since < on and r.id != chair_id]
    ready += [0] * (12 - len(ready))
    since = date(period.year - 6, 11, 18)
    shop = units.add_unit(session, UnitDraft(UnitKind.SHOP, _SHOP, seats=3))
    groups = [units.add_unit(session, UnitDraft(UnitKind.GROUP, name)) for name in _GROUPS]
    third = max(1, len(rows) // 3)
    for place, unit in enumerate((*groups, shop)):
        units.assign(session, [r.id for r in rows[place * third : (place + 1) * third]], unit, date(on.year, 9, 1))

    def vote(day: int, unit: int, *elected: tuple[int, RoleKind]) -> None:
        chosen = tuple(ElectedDraft(person, kind) for person, kind in elected if person)
        if chosen:
            elections.record_election(
                session,
                ElectionDraft(
                    date(on.year, 11, day),
                    chosen,
                    unit,
                    eligible=third,
                    present=third * 3 // 4,
                    rating=Rating.SATISFACTORY,
                    period_from=since,
                ),
            )

    vote(6, groups[0], (ready[7], RoleKind.GROUP_ORGANISER))
    vote(7, groups[1], (ready[8], RoleKind.GROUP_ORGANISER))
    vote(10, shop, (ready[9], RoleKind.SHOP_CHAIR), (ready[10], RoleKind.SHOP_COMMITTEE_MEMBER))
    body = [
        ElectedDraft(chair_id or 0, RoleKind.CHAIR, contested=True),
        ElectedDraft(ready[0], RoleKind.DEPUTY_CHAIR),
        ElectedDraft(ready[1], RoleKind.AUDIT_CHAIR),
        *(ElectedDraft(person, RoleKind.COMMITTEE_MEMBER) for person in ready[2:5]),
        ElectedDraft(ready[6], RoleKind.AUDIT_MEMBER),
    ]
    members = len(rows)
    elections.record_election(
        session,
        ElectionDraft(
            on,
            tuple(one for one in body if one.person_id),
            period_from=since,
            eligible=members,
            present=members * 4 // 5,
            rating=Rating.SATISFACTORY,
            protocol="4",
        ),
    )
    if ready[5]:
        roles.set_role(session, ready[5], RoleKind.COMMISSION_CHAIR, on, unit=_COMMISSION)
    _train(session, [person for person in (chair_id or 0, *ready[:9]) if person], period)
    candidates = [person for person in ready[2:4] if person]
    reserve.add_candidates(
        session,
        candidates,
        reserve.CandidateDraft(
            listed_on=date(period.year, 2, 3),
            education="Учебный педагогический институт, 2012",
            speciality="учитель",
            basis="заседание профкома, протокол № 2",
        ),
    )


def _train(session: VaultSession, committee: Sequence[int], period: Period) -> None:
    organiser = "Учебный центр профсоюзов"
    roles.add_training(
        session,
        committee[:4],
        date(period.year, 4, 16),
        TrainingKind.SEMINAR,
        hours=8,
        title="Семинар для профактива",
        organiser=organiser,
    )
    roles.add_training(
        session,
        committee[:1],
        date(period.year, 10, 12),
        TrainingKind.QUALIFICATION,
        hours=36,
        title="Школа председателя",
        organiser=organiser,
    )
    this_year = date(period.year + 1, 3, 19)
    if this_year <= date.today():
        roles.add_training(session, committee[:3], this_year, TrainingKind.SEMINAR, hours=6, title="Охрана труда")
