"""Reading the register as of any date: lists, cards, counts, birthdays."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate

from app.domain.dates import full_years
from app.domain.enums import MemberCategory
from app.models import Person
from app.services.members.register import page_of, whole_register
from app.services.members.views import (
    ConsentState,
    ConsentView,
    MemberCount,
    MemberPage,
    MemberQuery,
    MemberRow,
)
from app.services.organisation.profiles import ConsentEdition
from app.services.privacy.consent_texts import outdated_from
from app.services.session import Act, VaultSession, service
from app.storage.structure import Tally
from app.storage.unit_of_work import UnitOfWork


def consent_of(
    uow: UnitOfWork, part: str, person_id: int, on: date, editions: Sequence[ConsentEdition] = ()
) -> ConsentState:
    """The state of one consent part of one person on a day."""
    return consent_states(uow, part, on, editions, person_id).get(person_id, ConsentState.MISSING)


def consent_states(
    uow: UnitOfWork,
    part: str,
    on: date,
    editions: Sequence[ConsentEdition] = (),
    person_id: int | None = None,
) -> dict[int, ConsentState]:
    """The state of one consent part on a day by person; people without any consent are absent (MISSING).

    With the profile's ``editions`` a signature that a newer one asks to give anew is OUTDATED. Of one person when
    ``person_id`` is told.
    """
    result: dict[int, ConsentState] = {}
    outdated: dict[tuple[str, date], date | None] = {}
    for whose, edition, given_on, valid_until, given, withdrawn_on in uow.privacy.consent_rows(part, person_id):
        if given_on > on:
            continue
        if (edition, given_on) not in outdated:
            found = outdated_from(editions, part, edition, given_on)
            outdated[edition, given_on] = None if found is None else found[0]
        since = outdated[edition, given_on]
        if not given:
            state = ConsentState.REFUSED
        elif withdrawn_on is not None and withdrawn_on <= on:
            state = ConsentState.WITHDRAWN
        elif valid_until is not None and valid_until < on:
            state = ConsentState.EXPIRED
        elif since is not None and since <= on:
            state = ConsentState.OUTDATED
        else:
            state = ConsentState.GIVEN
        result[whose] = state
    return result


@service(Act.LOOK)
def list_members(session: VaultSession, query: MemberQuery) -> MemberPage:
    """People of the register on a date, with the numbers for the chips."""
    register = whole_register(session)
    page = page_of(register.rows(query.as_of, query.status), query.as_of)
    items: Sequence[MemberRow] = page.items
    if query.category is not None:
        items = [r for r in items if r.category is query.category]
    if query.without_consent:
        items = [r for r in items if r.consent is not ConsentState.GIVEN]
    if query.without_card:
        items = [r for r in items if not r.card_number]
    found, exact = register.search(items, query.search)
    return replace(page, items=tuple(found), exact=exact)


def person_name(person: Person) -> str:
    """Surname, name, patronymic; of a nameless marker what it is."""
    if person.erased_on is not None:
        return "данные уничтожены"
    return " ".join(part for part in (person.surname, person.name, person.patronymic) if part)


def consent_views(uow: UnitOfWork, person_id: int) -> tuple[ConsentView, ...]:
    """A person's consent documents, the oldest first."""
    found: dict[int, ConsentView] = {}
    parts: dict[int, dict[str, bool]] = {}
    withdrawn: dict[int, dict[str, date]] = {}
    for consent, part in uow.people.consent_parts(person_id=person_id):
        parts.setdefault(consent.id, {})[part.part] = part.given
        if part.withdrawn_on is not None:
            withdrawn.setdefault(consent.id, {})[part.part] = part.withdrawn_on
        found[consent.id] = ConsentView(
            id=consent.id,
            edition=consent.edition,
            given_on=consent.given_on,
            way=consent.way,
            valid_until=consent.valid_until,
            parts=parts[consent.id],
            withdrawn=withdrawn.setdefault(consent.id, {}),
            record=consent.record,
        )
    return tuple(found.values())


@service(Act.LOOK)
def count_members(session: VaultSession, as_of: date) -> MemberCount:
    """Members on a date by category; youth by their age on that date."""
    with session.unit_of_work() as uow:
        counted = uow.people.count(as_of)
    by_category = {category: Tally() for category in MemberCategory}
    by_category.update({c: Tally(total, women, youth) for c, total, women, youth in counted})
    return MemberCount(
        as_of=as_of,
        total=sum(c.total for c in by_category.values()),
        women=sum(c.women for c in by_category.values()),
        youth=sum(c.youth for c in by_category.values()),
        by_category=by_category,
    )


def birthdays_among(rows: Sequence[MemberRow], on: date, days: int = 14) -> tuple[tuple[date, MemberRow, int], ...]:
    """(day, member, age reached) of birthdays from ``on`` within ``days``, jubilees too, the nearest first."""
    found: list[tuple[date, MemberRow, int]] = []
    window = {(day.month, day.day): day for day in (on + timedelta(n) for n in range(days + 1))}
    for row in rows:
        if row.birth_date is None or not row.birth_exact:
            continue
        day = window.get((row.birth_date.month, row.birth_date.day))
        if day is not None:
            found.append((day, row, full_years(row.birth_date, day)))
    return tuple(sorted(found, key=lambda item: (item[0], item[1].surname)))


@service(Act.LOOK)
def membership_by_year(session: VaultSession, years: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """(year, members on 31 December) for charts; the years go up."""
    days = [date(year, 12, 31) for year in years]
    changes = [0] * (len(days) + 1)
    for record in whole_register(session).records.values():
        for span in record.spans:
            changes[bisect_left(days, span.starts_on)] += 1
            changes[len(days) if span.ends_on is None else bisect_left(days, span.ends_on)] -= 1
    return tuple(zip(years, accumulate(changes[:-1]), strict=True))
