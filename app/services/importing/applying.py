"""Writing a plan: people, membership, consents, former surnames and kinds of cards, all of one batch."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum

from app.domain.cards import CardMedium
from app.domain.enums import ENTRY_EVENTS, EXIT_EVENTS, ConsentWay
from app.progress import Progress
from app.services.importing.comparing import Gone
from app.services.importing.history import NewEvent
from app.services.importing.lists import ListReading
from app.services.importing.matching import knows_surname
from app.services.importing.plan import Decisions
from app.services.importing.planned import Planned
from app.services.organisation.profiles import Profile
from app.services.privacy.consent_texts import edition_on
from app.services.session import VaultSession
from app.storage.members.register_person import RegisterPerson
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Written:
    """A batch that was written, and the person of every row that was."""

    batch_id: int
    people: Mapping[tuple[str, int], int]


def write_batch(
    uow: UnitOfWork,
    session: VaultSession,
    active: Sequence[Planned],
    leaving: Sequence[Gone],
    reading: ListReading,
    decisions: Decisions,
    progress: Progress,
) -> Written:
    """Write all of it inside somebody's transaction."""
    total = len(active) + len(leaving)
    now = datetime.now(UTC)
    known = {person.id: person for person in uow.imports.register()}
    batch_id = uow.imports.add_batch(reading.source_name, reading.sha256, now, _before(active, known))
    batch = _Batch(batch_id, now, reading, decisions, progress)
    ids = _write_people(uow, active, known, batch)
    _write_former(uow, active, ids, known, batch)
    progress.step("Записываю членство", len(active) // 2, total)
    _write_events(uow, active, ids, leaving, batch)
    progress.step("Записываю согласия", len(active), total)
    _write_consents(session, uow, active, ids, batch_id, now)
    _write_card_kinds(uow, active, ids, batch_id)
    rows = {
        (place.sheet, place.row): person_id
        for item, person_id in zip(active, ids, strict=True)
        for place in (item.person.place, *item.person.merged)
    }
    return Written(batch_id, rows)


@dataclass(frozen=True)
class _Batch:
    """What every row written by one import shares."""

    id: int
    at: datetime
    reading: ListReading
    decisions: Decisions
    progress: Progress

    @property
    def changed_on(self) -> date:
        """From when the list's values are true."""
        compare = self.decisions.compare
        return (compare.on if compare is not None else self.reading.list_date) or date.today()


def _before(active: Sequence[Planned], known: Mapping[int, RegisterPerson]) -> str:
    """The overwritten values of known persons: {id: {column: [old, new]}}."""
    return json.dumps(
        {
            item.known_id: {
                name: [encoded(getattr(known[item.known_id], name)), encoded(new)]
                for name, new in item.values.items()
                if name != "search_name"
            }
            for item in active
            if item.known_id is not None
        },
        ensure_ascii=False,
    )


_AT_ONCE = 500
"""People written between two looks at the progress: so fast is «Отмена» heard."""


def _write_people(
    uow: UnitOfWork, active: Sequence[Planned], known: Mapping[int, RegisterPerson], batch: _Batch
) -> list[int]:
    """Insert and update; the ids of ``active`` in its order."""
    ids: list[int] = []
    for start in range(0, len(active), _AT_ONCE):
        batch.progress.step("Записываю людей", start // 2, len(active))
        some = active[start : start + _AT_ONCE]
        created = iter(
            uow.people.add_people_bulk(
                [
                    {**item.values, "uid": str(uuid.uuid4()), "import_batch_id": batch.id, "created_at": batch.at}
                    for item in some
                    if item.known_id is None
                ]
            )
        )
        dated, mended = _by_truth(some, known)
        uow.people.set_fields(dated, changed_on=batch.changed_on, import_batch_id=batch.id)
        uow.people.set_fields(mended, changed_on=None, import_batch_id=batch.id)
        ids += [next(created) if item.known_id is None else item.known_id for item in some]
    return ids


_LASTING = frozenset({"sex", "birth_date", "birth_exact", "union_since", "note"})
"""What does not change in life: another value corrects the one before."""


def _by_truth(
    some: Sequence[Planned], known: Mapping[int, RegisterPerson]
) -> tuple[dict[int, dict[str, object]], dict[int, dict[str, object]]]:
    """New values true from the day of the list, and those that only fill a gap or correct."""
    dated: dict[int, dict[str, object]] = {}
    mended: dict[int, dict[str, object]] = {}
    for item in some:
        if item.known_id is None:
            continue
        for name, value in item.values.items():
            if name == "search_name":  # follows the names by itself
                continue
            fills = name in _LASTING or getattr(known[item.known_id], name) in (None, "")
            (mended if fills else dated).setdefault(item.known_id, {})[name] = value
    return dated, mended


def _write_events(
    uow: UnitOfWork, active: Sequence[Planned], ids: Sequence[int], leaving: Sequence[Gone], batch: _Batch
) -> None:
    compare = batch.decisions.compare
    draft = compare.decision if compare is not None else None
    decided_on = None if draft is None else draft.on
    decision_id = None
    if draft is not None and decided_on is not None:
        decision_id = uow.changes.decision_id(decided_on, draft.number, draft.body)
    pairs = [(person_id, event) for item, person_id in zip(active, ids, strict=True) for event in item.events]
    gone: list[tuple[int, NewEvent]] = []
    if compare is not None:
        gone = [(item.person.id, event) for item in leaving if (event := item.event(compare)) is not None]
    rows = [
        {
            "person_id": person_id,
            "kind": event.kind,
            "on_date": event.on,
            "category": event.category,
            "reason": event.reason,
            "basis": event.basis,
            "decision_id": decision_id if decided_on is not None and _decided(event, decided_on) else None,
            "import_batch_id": batch.id,
            "recorded_at": batch.at,
        }
        for person_id, event in [*pairs, *gone]
    ]
    uow.people.add_events_bulk(rows)
    touched = list(dict.fromkeys(person_id for person_id, _ in [*pairs, *gone]))
    for start in range(0, len(touched), _AT_ONCE):
        batch.progress.step("Записываю членство", len(ids) // 2 + start // 2, len(ids) + len(gone))
        uow.people.rebuild_spans(touched[start : start + _AT_ONCE])


_NEAR = 62
"""Days between a decision and the events it may have been taken about."""


def _decided(event: NewEvent, on: date) -> bool:
    """Whether the decision of the list stands behind an event: not behind old dates that the list only tells of."""
    return event.kind in ENTRY_EVENTS | EXIT_EVENTS and abs((event.on - on).days) <= _NEAR


def _write_consents(
    session: VaultSession,
    uow: UnitOfWork,
    active: Sequence[Planned],
    ids: Sequence[int],
    batch_id: int,
    now: datetime,
) -> None:
    rows = [
        {
            "person_id": person_id,
            "edition": edition_on(session.profile.consent_editions, item.person.consent_on or now.date()).id,
            "given_on": item.person.consent_on,
            "valid_until": item.person.consent_until,
            "way": ConsentWay.HANDWRITTEN,
            "import_batch_id": batch_id,
            "recorded_at": now,
        }
        for item, person_id in zip(active, ids, strict=True)
        if item.consent
    ]
    uow.people.add_consents(rows, dict.fromkeys(required_parts(session.profile), True))


def _write_former(
    uow: UnitOfWork, active: Sequence[Planned], ids: Sequence[int], known: Mapping[int, RegisterPerson], batch: _Batch
) -> None:
    """Surnames borne before, of which a list tells in brackets."""
    rows = [
        (person_id, former, item.person.surname)
        for item, person_id in zip(active, ids, strict=True)
        for former in item.person.former
        if item.known_id is None or not knows_surname(known[item.known_id], former)
    ]
    if rows:
        uow.imports.add_former_surnames(rows, batch.id, uow.user_name)
        uow.people.refresh_names(sorted({person_id for person_id, _, _ in rows}))


def _write_card_kinds(uow: UnitOfWork, active: Sequence[Planned], ids: Sequence[int], batch_id: int) -> None:
    told = [
        (person_id, item.person.details["card_number"], CardMedium(item.person.details["card_kind"]))
        for item, person_id in zip(active, ids, strict=True)
        if item.person.details.get("card_kind")
    ]
    recorded = uow.imports.with_cards() if told else frozenset()
    rows = [row for row in told if row[0] not in recorded]
    if rows:
        uow.imports.add_card_kinds(rows, batch_id)


def required_parts(profile: Profile) -> tuple[str, ...]:
    """The parts of a consent that a list's «да» stands for."""
    parts = profile.consent_parts
    return tuple(part.id for part in parts if part.required) or tuple(part.id for part in parts[:1])


def encoded(value: object) -> object:
    """A column's value as JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
