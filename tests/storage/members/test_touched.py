"""Whose rows were written: by statements, by cascades, through another table; nobody is missed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, update

from app.domain.enums import EventKind, MemberCategory, UnitKind
from app.models import Consent, ConsentPart, Person, Role, Unit
from app.services.members import EntryDraft, PersonDraft, add_member
from app.services.privacy import consents
from app.services.session import VaultSession
from app.services.structure import roles


def test_every_way_of_writing_is_told(session: VaultSession) -> None:
    entry = EntryDraft(EventKind.ADMITTED, date(2020, 1, 1), MemberCategory.WORKING)
    first, second, third = (add_member(session, PersonDraft(name), entry) for name in ("Аня", "Боря", "Вера"))
    part = next(part.id for part in session.profile.consent_parts if part.required)
    consents.record_consent(session, [first, second], {part: True}, date(2025, 1, 1))
    touched = session.database.watch_people()
    assert session.database.watch_people() is touched

    def told(*statements: object) -> set[int]:
        touched.clear()
        with session.unit_of_work() as uow:
            for statement in statements:
                uow.session.execute(statement)  # type: ignore[call-overload]
            uow.commit()
        return set(touched)

    assert told(update(Person).where(Person.id == second).values(note="иное")) == {second}
    assert told(update(ConsentPart).values(given=False)) == {first, second}
    assert told(delete(Consent).where(Consent.person_id == first)) == {first}
    with session.unit_of_work() as uow:
        unit = uow.structure.add_unit(Unit(kind=UnitKind.SHOP, name="Цех 1"))
        uow.session.execute(update(Person).where(Person.id == third).values(unit_id=unit))
        uow.commit()
    assert told(update(Unit).where(Unit.id == unit).values(name="Цех 2")) == {third}
    assert told(delete(Person).where(Person.id == second)) == {second}
    touched.clear()
    chair = roles.roles_on(session, date(2026, 1, 1))[0]
    assert touched == set()
    assert told(update(Role).where(Role.id == chair.id).values(note="иное")) == {chair.person_id}
    fourth = add_member(session, PersonDraft("Глеб"), entry)
    assert fourth in touched
