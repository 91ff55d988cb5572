"""The reserve of cadres: who is prepared for which post, with what Приложение № 6 of the union's list asks of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.dates import full_years, is_youth
from app.domain.enums import Sex
from app.domain.names import normalise, tidy
from app.errors import UserError
from app.models import Person, ReserveCandidate
from app.services.members.reading import person_name
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

POST = "председатель первичной профсоюзной организации"
"""The post that the form asks a reserve for, offered where nothing is typed."""


@dataclass(frozen=True)
class CandidateDraft:
    """What the form's columns ask beside the person's card. ``education``: what was finished and when, a line each."""

    post: str = POST
    listed_on: date | None = None
    education: str = ""
    speciality: str = ""
    position_since: date | None = None
    union_work_since: date | None = None
    basis: str = ""


@dataclass(frozen=True)
class CandidateView:
    """A candidate on a day. ``speciality``, ``position_since`` and ``union_work_since`` fall back on the card and on
    the offices held; ``own`` is what was typed here. ``trained_on``: the last training up to the day."""

    id: int
    person_id: int
    name: str
    birth_date: date | None
    age: int | None
    woman: bool
    young: bool
    position: str
    phone: str
    post: str
    listed_on: date
    removed_on: date | None
    education: str
    speciality: str
    position_since: date | None
    union_work_since: date | None
    trained_on: date | None
    basis: str
    own: CandidateDraft


@service(Act.LOOK)
def reserve(session: VaultSession, on: date) -> tuple[CandidateView, ...]:
    """The reserve on a day, by post and name."""
    with session.unit_of_work() as uow:
        found = uow.structure.reserve(on)
        ids = [p.id for _, p in found]
        trained, offices = uow.structure.last_trainings(ids, on), uow.structure.first_roles(ids)
        views = tuple(_view(c, p, on, trained.get(p.id), offices.get(p.id)) for c, p in found)
    return views


@service(Act.RECORD)
def add_candidates(session: VaultSession, person_ids: Sequence[int], draft: CandidateDraft) -> tuple[int, ...]:
    """Put people into the reserve for a post in one transaction; the new ids.

    UserError ``reserve.no_post``, ``reserve.listed_already``, ``people.unknown``.
    """
    if not tidy(draft.post):
        raise UserError("reserve.no_post")
    listed_on = draft.listed_on or date.today()
    added = []
    with session.unit_of_work() as uow:
        standing = uow.structure.reserve(listed_on)
        for person_id in dict.fromkeys(person_ids):
            person = uow.people.find(person_id)
            if person is None:
                raise UserError("people.unknown", id=person_id)
            for other, holder in standing:
                if holder.id == person_id and normalise(other.post) == normalise(draft.post):
                    raise UserError("reserve.listed_already", date=f"{other.listed_on:%d.%m.%Y}")
            candidate = ReserveCandidate(person_id=person_id)
            _fill(candidate, draft, listed_on)
            added.append(uow.structure.add_candidate(candidate))
            uow.journal.record("reserve.added", person_uid=person.uid)
        uow.commit()
    return tuple(added)


@service(Act.RECORD)
def update_candidate(session: VaultSession, candidate_id: int, draft: CandidateDraft) -> None:
    """Other words about a candidate. UserError ``reserve.unknown``, ``reserve.no_post``, ``reserve.removed_before``."""
    if not tidy(draft.post):
        raise UserError("reserve.no_post")
    with session.unit_of_work() as uow:
        candidate = _found(uow, candidate_id)
        listed_on = draft.listed_on or candidate.listed_on
        if candidate.removed_on is not None and candidate.removed_on <= listed_on:
            raise UserError("reserve.removed_before", date=f"{listed_on:%d.%m.%Y}")
        _fill(candidate, draft, listed_on)
        uow.journal.record("reserve.changed", person_uid=_uid(uow, candidate))
        uow.commit()


@service(Act.RECORD)
def end_candidate(session: VaultSession, candidate_id: int, on: date) -> None:
    """``on`` is the first day out of the reserve. UserError ``reserve.unknown``, ``reserve.removed_before``."""
    with session.unit_of_work() as uow:
        candidate = _found(uow, candidate_id)
        if on <= candidate.listed_on:
            raise UserError("reserve.removed_before", date=f"{candidate.listed_on:%d.%m.%Y}")
        candidate.removed_on = on
        uow.journal.record("reserve.ended", person_uid=_uid(uow, candidate))
        uow.commit()


@service(Act.RECORD)
def remove_candidate(session: VaultSession, candidate_id: int) -> None:
    """Take back an entry made by mistake. UserError ``reserve.unknown``."""
    with session.unit_of_work() as uow:
        candidate = _found(uow, candidate_id)
        uid = _uid(uow, candidate)
        uow.structure.remove(candidate)
        uow.journal.record("reserve.removed", person_uid=uid)
        uow.commit()


def _view(
    candidate: ReserveCandidate, person: Person, on: date, trained_on: date | None, office: date | None
) -> CandidateView:
    return CandidateView(
        id=candidate.id,
        person_id=person.id,
        name=person_name(person),
        birth_date=person.birth_date,
        age=None if person.birth_date is None else full_years(person.birth_date, on),
        woman=person.sex is Sex.FEMALE,
        young=is_youth(person.birth_date, on),
        position=person.position,
        phone=person.phone,
        post=candidate.post,
        listed_on=candidate.listed_on,
        removed_on=candidate.removed_on,
        education=candidate.education,
        speciality=candidate.speciality or person.speciality,
        position_since=candidate.position_since or person.work_since,
        union_work_since=candidate.union_work_since or office,
        trained_on=trained_on,
        basis=candidate.basis,
        own=CandidateDraft(
            post=candidate.post,
            listed_on=candidate.listed_on,
            education=candidate.education,
            speciality=candidate.speciality,
            position_since=candidate.position_since,
            union_work_since=candidate.union_work_since,
            basis=candidate.basis,
        ),
    )


def _fill(candidate: ReserveCandidate, draft: CandidateDraft, listed_on: date) -> None:
    candidate.post, candidate.listed_on = tidy(draft.post), listed_on
    candidate.education = "\n".join(tidy(line) for line in draft.education.splitlines() if line.strip())
    candidate.speciality, candidate.basis = tidy(draft.speciality), tidy(draft.basis)
    candidate.position_since, candidate.union_work_since = draft.position_since, draft.union_work_since


def _found(uow: UnitOfWork, candidate_id: int) -> ReserveCandidate:
    candidate = uow.structure.candidate(candidate_id)
    if candidate is None:
        raise UserError("reserve.unknown")
    return candidate


def _uid(uow: UnitOfWork, candidate: ReserveCandidate) -> str:
    return uow.people.uids([candidate.person_id])[candidate.person_id]
