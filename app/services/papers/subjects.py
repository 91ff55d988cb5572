"""Values of the organisation and of people for papers. Blocked and destroyed people give none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from app.domain.addresses import locality
from app.domain.declension import PersonName, name_of
from app.domain.enums import ENTRY_EVENTS, EXIT_EVENTS, DeregistrationReason, EventKind
from app.domain.membership import replay
from app.domain.vocabulary.words import Wording, word_for
from app.errors import UserError
from app.models import Consent, ConsentPart, MembershipEvent, Person, Role, Training
from app.services.members.register import required_part
from app.services.organisation.passport import Passport, chair_in, passport_in
from app.services.organisation.profiles import Profile
from app.services.papers import words
from app.services.privacy.definitions import DAYS
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

Values = dict[str, Any]
"""Values by the names of :mod:`app.services.papers.values`: texts, dates, numbers, names; lists hold such mappings."""


def organisation_values_in(uow: UnitOfWork, profile: Profile, on: date) -> Values:
    """The same inside somebody's unit of work."""
    own, chair = passport_in(uow), chair_in(uow, on)
    kind, office, committee = word_for(own.kind), words.head_of(own.kind), words.committee_of(own.kind)
    requisites = [
        own.address,
        f"тел. {own.phone}" if own.phone else "",
        f"эл. почта: {own.email}" if own.email else "",
        f"ИНН {own.inn}" if own.inn else "",
        f"ОГРН {own.ogrn}" if own.ogrn else "",
    ]
    values: Values = {
        "organisation": own.full_name,
        "organisation.short": own.short_name or own.full_name,
        "organisation.union": own.union,
        "organisation.kind": kind,
        "organisation.committee": committee,
        "organisation.parent": own.parent_name,
        "organisation.dues_receiver": _dues_receiver(own, profile),
        "organisation.address": own.address,
        "organisation.phone": own.phone,
        "organisation.email": own.email,
        "organisation.inn": own.inn,
        "organisation.ogrn": own.ogrn,
        "organisation.town": locality(own.address),
        "organisation.requisites": ", ".join(part for part in requisites if part),
        "employer": own.employer_name,
        "employer.head": head_name(own.employer_head),
        "employer.address": own.employer_address,
        "chair": None,
        "chair.office": office,
        "chair.phone": "",
        "date": on,
    }
    if chair is not None:
        person = uow.people.find(chair.person_id)
        sex = None if person is None else person.sex
        values["chair"] = PersonName(chair.surname, chair.name, chair.patronymic, sex)
        values["chair.id"], values["chair.phone"] = chair.person_id, chair.phone
    return values


def _dues_receiver(own: Passport, profile: Profile) -> str:
    """Whose account stands in an application to pay dues; empty when the passport does not say."""
    registered = bool(own.inn and own.ogrn)
    if profile.dues_account == "own" or (profile.dues_account == "registered" and registered):
        return own.full_name
    return own.parent_name


def head_name(text: str) -> PersonName | None:
    """The employer's head from the passport's line, an office before the name left out: «директор Смирнов И. И.»."""
    parts = re.sub(r"(?<=[А-ЯЁ]\.)(?=[А-ЯЁ])", " ", text).split()
    while parts and parts[0][:1].islower():
        parts = parts[1:]
    if not parts:
        return None
    if len(parts) > 1 and parts[0].endswith(".") and not parts[-1].endswith("."):  # «И. И. Смирнов»
        parts = [parts[-1], *parts[:-1]]
    return name_of(" ".join(parts))


@service(Act.LOOK)
def person_values(session: VaultSession, person_id: int, on: date | None = None) -> Values:
    """What papers say of a person on a day; the look is written in the journal.

    UserError ``people.unknown``, or ``papers.person_unusable`` when the data are blocked or destroyed.
    """
    day = on or date.today()
    with session.unit_of_work() as uow:
        values = people_values_in(uow, session.profile, [person_id], day, whole=True)[0]
        uow.journal.record("person.viewed", person_uid=str(values["person.uid"]))
        uow.commit()
    return values


def people_values_in(uow: UnitOfWork, profile: Profile, ids: Sequence[int], on: date, *, whole: bool) -> list[Values]:
    """Values of each, in the order of ``ids``; ``whole``: with history, offices and trainings."""
    people, unusable = uow.papers.people(ids), uow.papers.unusable(on)
    for person_id in ids:
        if person_id not in people:
            raise UserError("people.unknown", id=person_id)
        if person_id in unusable:
            raise UserError("papers.person_unusable", id=person_id)
    consents = uow.papers.consents(ids, required_part(profile))
    events, histories = uow.papers.events(ids), uow.people.replay_input(ids)
    roles: Mapping[int, Sequence[tuple[Role, str]]] = uow.papers.roles(ids) if whole else {}
    trainings: Mapping[int, Sequence[Training]] = uow.papers.trainings(ids) if whole else {}
    result = []
    for person_id in ids:
        values = _person(people[person_id])
        history = replay(histories.get(person_id, []))
        category = history.category_on(on)
        values["person.category"] = word_for(category, Wording.NOUN)
        values["person.since"] = history.since(on)
        values |= _ended(events.get(person_id, ()), on) | _consent(consents.get(person_id, ()), on)
        if whole:
            sex = people[person_id].sex
            values["history"] = [_event(event, sex) for event in events.get(person_id, ())]
            values["roles"] = [_role(role, unit) for role, unit in roles.get(person_id, ())]
            values["trainings"] = [
                {"on": t.on_date, "training": ", ".join(p for p in (word_for(t.kind), t.title) if p)}
                for t in trainings.get(person_id, ())
            ]
        result.append(values)
    return result


def _person(person: Person) -> Values:
    work = ", ".join(part for part in (person.position, person.department) if part)
    if person.study_group:
        work = f"{work}, группа {person.study_group}" if work else f"группа {person.study_group}"
    born = person.birth_date
    return {
        "person": PersonName(person.surname, person.name, person.patronymic, person.sex),
        "person.id": person.id,
        "person.uid": person.uid,
        "person.surname": person.surname,
        "person.name": person.name,
        "person.patronymic": person.patronymic,
        "person.sex": word_for(person.sex),
        "person.birth_date": born if born is None or person.birth_exact else f"{born.year} г.",
        "person.position": person.position,
        "person.department": person.department,
        "person.study_group": person.study_group,
        "person.work": work,
        "person.personnel_number": person.personnel_number,
        "person.work_since": person.work_since,
        "person.education": word_for(person.education),
        "person.speciality": person.speciality,
        "person.phone": person.phone,
        "person.email": person.email,
        "person.address": person.address,
        "person.card_number": person.card_number,
        "person.union_since": person.union_since,
    }


def _ended(events: Sequence[MembershipEvent], on: date) -> Values:
    """When and why the person was taken off, when that was the last thing that happened."""
    past = [e for e in events if e.on_date <= on and e.kind in ENTRY_EVENTS | EXIT_EVENTS]
    if not past or past[-1].kind not in EXIT_EVENTS:
        return {}
    last = past[-1]
    if last.kind is EventKind.DEREGISTERED:
        why = word_for(last.reason or DeregistrationReason.OTHER)
    else:
        why = word_for(last.kind, Wording.NEUTRAL)
    return {"person.ended_on": last.on_date, "person.ended_reason": why, "person.transferred_to": last.organisation}


def _consent(consents: Sequence[tuple[Consent, ConsentPart]], on: date) -> Values:
    """The last consent to being counted by name, or its withdrawal with the day of destruction."""
    past = [(consent, part) for consent, part in consents if consent.given_on <= on]
    if not past:
        return {}
    consent, part = past[-1]
    if part.withdrawn_on is not None and part.withdrawn_on <= on:
        last_day = part.withdrawn_on + timedelta(days=DAYS)
        return {"person.withdrawn_on": part.withdrawn_on, "person.destroy_by": last_day}
    until = part.valid_until or consent.valid_until
    return {"person.consent_date": consent.given_on, "person.consent_until": until} if part.given else {}


def _event(event: MembershipEvent, sex: Any) -> Values:
    return {
        "on": event.on_date,
        "event": words.event_on_paper(event.kind, sex, event.reason, event.category),
        "basis": event.basis,
        "organisation": event.organisation,
    }


def _role(role: Role, unit: str) -> Values:
    text = word_for(role.kind) + (f" ({unit})" if unit else "")
    return {"since": role.starts_on, "until": role.ends_on, "role": text}
