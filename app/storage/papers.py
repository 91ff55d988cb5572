"""Rows for papers: many people at once with their history, own templates, corrected cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.declension import Case
from app.models import (
    Consent,
    ConsentPart,
    DocumentTemplate,
    MembershipEvent,
    NameCase,
    Person,
    PhraseCase,
    Role,
    Training,
    Unit,
)

_CHUNK = 500


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


class PaperRepository:
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # People

    def people(self, ids: Sequence[int]) -> dict[int, Person]:
        """These people, whoever exists."""
        found: dict[int, Person] = {}
        for chunk in _chunks(ids):
            found |= {p.id: p for p in self._session.scalars(select(Person).where(Person.id.in_(chunk)))}
        return found

    def unusable(self, on: date) -> frozenset[int]:
        """People whose data are blocked or destroyed: no paper may be made of them."""
        query = select(Person.id).where(Person.erased_on.is_not(None) | (Person.blocked_on <= on))
        return frozenset(self._session.scalars(query))

    def _of(self, kind: Any, ids: Sequence[int], *order: Any) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for chunk in _chunks(ids):
            for row in self._session.scalars(select(kind).where(kind.person_id.in_(chunk)).order_by(*order)):
                found[row.person_id].append(row)
        return found

    def events(self, ids: Sequence[int]) -> Mapping[int, Sequence[MembershipEvent]]:
        """Events of each in order, cancelled ones and cancellations left out."""
        found = self._of(MembershipEvent, ids, MembershipEvent.on_date, MembershipEvent.id)
        result = {}
        for person_id, events in found.items():
            cancelled = {e.cancels_id for e in events if e.cancels_id is not None}
            result[person_id] = [e for e in events if e.cancels_id is None and e.id not in cancelled]
        return result

    def roles(self, ids: Sequence[int]) -> Mapping[int, Sequence[tuple[Role, str]]]:
        """Offices of each in order, with the name of the unit."""
        found: dict[int, list[tuple[Role, str]]] = defaultdict(list)
        query = select(Role, Unit.name).outerjoin(Unit, Unit.id == Role.unit_id).order_by(Role.starts_on, Role.id)
        for chunk in _chunks(ids):
            for role, unit in self._session.execute(query.where(Role.person_id.in_(chunk))):
                found[role.person_id].append((role, unit or ""))
        return found

    def trainings(self, ids: Sequence[int]) -> Mapping[int, Sequence[Training]]:
        """Trainings of each in order."""
        return self._of(Training, ids, Training.on_date, Training.id)

    def consents(self, ids: Sequence[int], part: str) -> Mapping[int, Sequence[tuple[Consent, ConsentPart]]]:
        """Consents of each in the order given, with one part of them."""
        found: dict[int, list[tuple[Consent, ConsentPart]]] = defaultdict(list)
        query = select(Consent, ConsentPart).join(ConsentPart, ConsentPart.consent_id == Consent.id)
        query = query.where(ConsentPart.part == part).order_by(Consent.given_on, Consent.id)
        for chunk in _chunks(ids):
            for consent, row in self._session.execute(query.where(Consent.person_id.in_(chunk))):
                found[consent.person_id].append((consent, row))
        return found

    # Templates

    def template(self, template_id: str) -> DocumentTemplate | None:
        """The organisation's own wording, or None."""
        return self._session.get(DocumentTemplate, template_id)

    def templates(self) -> Sequence[DocumentTemplate]:
        """All own wordings."""
        return self._session.scalars(select(DocumentTemplate).order_by(DocumentTemplate.id)).all()

    def keep_template(self, template_id: str, text: str, at: datetime, user_name: str) -> None:
        """Keep a wording in place of the one before."""
        self._session.merge(DocumentTemplate(id=template_id, text=text, changed_at=at, user_name=user_name))
        self._session.flush()

    def drop_template(self, template_id: str) -> None:
        """The delivered one stands again."""
        self._session.execute(delete(DocumentTemplate).where(DocumentTemplate.id == template_id))

    # Corrected cases

    def name_cases(self, ids: Sequence[int]) -> dict[tuple[int, Case], tuple[str, str]]:
        """(person, case) → (the name it was made for, the corrected name)."""
        found = {}
        for chunk in _chunks(ids):
            for row in self._session.scalars(select(NameCase).where(NameCase.person_id.in_(chunk))):
                found[row.person_id, row.grammatical_case] = (row.original, row.text)
        return found

    def phrase_cases(self) -> dict[tuple[str, Case], str]:
        """(phrase, case) → the corrected phrase."""
        return {(row.original, row.grammatical_case): row.text for row in self._session.scalars(select(PhraseCase))}

    def keep_name_case(self, person_id: int, case: Case, original: str, text: str) -> None:
        """Remember a corrected name; an empty text forgets the correction."""
        self._session.execute(
            delete(NameCase).where(NameCase.person_id == person_id, NameCase.grammatical_case == case)
        )
        if text:
            self._session.add(NameCase(person_id=person_id, grammatical_case=case, original=original, text=text))
        self._session.flush()

    def keep_phrase_case(self, original: str, case: Case, text: str) -> None:
        """Remember a corrected phrase; an empty text forgets the correction."""
        self._session.execute(
            delete(PhraseCase).where(PhraseCase.original == original, PhraseCase.grammatical_case == case)
        )
        if text:
            self._session.add(PhraseCase(original=original, grammatical_case=case, text=text))
        self._session.flush()
