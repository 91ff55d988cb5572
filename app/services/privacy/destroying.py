"""Destroying one person's data everywhere, with the act and the extract that Roskomnadzor's order № 179 asks for.

What stays: a nameless marker with the year of birth, the sex and the dated facts of membership, so that past counts can
still be explained; signed reports with their numbers, the person's name in them blacked out; the act's number and date.
Who did it is on paper: the act names the person and is kept for three years by the chair, not by this program.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from app.bundle.canonical import MalformedJson, parse_canonical
from app.domain.enums import DeregistrationReason, EventKind, OutboxState, ReportState
from app.domain.mentions import PersonMarks, redact
from app.domain.personal_fields import COLUMN_TITLES, PersonField
from app.errors import AccessError, AppError, TrustError, UserError
from app.models import Destruction, MembershipEvent, OutboxItem, Person, ReceivedMember, SubjectRequest
from app.progress import Progress, silent
from app.services.exchange.keyring import open_sealed_file
from app.services.members.reading import person_name
from app.services.organisation.passport import chair_in
from app.services.privacy.act import ActFacts, Copy, DoneFacts, act_pdf
from app.services.privacy.definitions import load_privacy
from app.services.privacy.journal_on_paper import act_on_paper
from app.services.privacy.places import record_words
from app.services.privacy.sweeping import Mention, marks_of, strings, sweep, undecided_in
from app.services.privacy.tombstones import FILE_NAME, keep_also, place_hash, salt_in, uid_hash
from app.services.privacy.traces import BackupsReplaced, begin, finish, owed_places
from app.services.session import Act, VaultSession, service
from app.storage.privacy.erasure import personal_columns
from app.storage.unit_of_work import UnitOfWork
from app.storage.vault.files import VaultFiles
from app.storage.vault.journal import JournalRow

_ARRIVED = frozenset(
    {
        OutboxState.RECEIVED,
        OutboxState.ACCEPTED,
        OutboxState.RETURNED,
        OutboxState.REFUSED,
        OutboxState.REPLACED,
    }
)


@dataclass(frozen=True)
class Destroyer:
    """Somebody who destroys and signs the act."""

    office: str
    name: str


@dataclass(frozen=True)
class DestructionPlan:
    """What will be destroyed, shown before it is done; the act is ready to be saved and printed."""

    person_id: int
    number: int
    name: str
    on: date
    ground: str
    categories: tuple[str, ...]
    """Titles of the categories of data."""
    rows: int
    on_register: bool
    act: bytes
    """PDF: the act and the extract of the journal, as far as they are known before."""
    facts: ActFacts | None = None
    """What the act says; the final one is made of it. None when a restored copy forgets again."""
    undecided: tuple[Mention, ...] = ()
    """What will be left unless the chair says that it is the person."""
    also: frozenset[str] = frozenset()
    """Places of those that the chair has told to be the person: they are blacked out too."""


@dataclass(frozen=True)
class DestructionOutcome:
    """What was done. ``withdrawn`` and ``emptied``: titles of sealed files; ``look_at``: tables of ``undecided``, the
    places where something like the person still stands and a person must look; ``unfinished``: the next opening ends
    what the disk did not take now."""

    number: int
    rows: int
    redacted: tuple[str, ...]
    withdrawn: tuple[str, ...]
    emptied: tuple[str, ...]
    look_at: tuple[str, ...]
    backups: BackupsReplaced
    undecided: tuple[Mention, ...] = ()
    unfinished: bool = False
    act: bytes = b""
    """PDF of the final act, which says what was really done: to be saved over the one of the plan."""


@service(Act.DESTROY)
def plan_destruction(
    session: VaultSession,
    person_id: int,
    ground: str,
    *,
    on: date | None = None,
    destroyers: Sequence[Destroyer] = (),
    paper: str = "",
) -> DestructionPlan:
    """Prepare the act. Nothing is destroyed yet. ``paper``: what is destroyed on paper and how many sheets.

    UserError ``people.unknown``, ``privacy.no_ground``, ``privacy.is_chair``, ``privacy.destroyed_already``.
    """
    if not ground.strip():
        raise UserError("privacy.no_ground")
    day = on or date.today()
    with session.unit_of_work() as uow:
        person = _person(uow, person_id)
        chair = chair_in(uow, day)
        if chair is not None and chair.person_id == person_id:
            raise UserError("privacy.is_chair", name=person_name(person))
        organisation = uow.organisation.get()
        entries = uow.journal.entries(person.uid)
        categories = _categories(session, uow, person_id)
        number = max((row.number for row in uow.privacy.destructions()), default=0) + 1
        covered = {p.id for p, category in uow.privacy.people(day, [person_id]) if category is not None}
        signers = tuple(destroyers) or (
            Destroyer("Председатель", "" if chair is None else " ".join((chair.surname, chair.name, chair.patronymic))),
        )
        facts = ActFacts(
            number=number,
            on=day,
            organisation=organisation.full_name,
            address=organisation.address,
            inn=organisation.inn,
            ogrn=organisation.ogrn,
            person=person_name(person),
            birth="" if person.birth_date is None else _birth_words(person),
            ground=ground.strip(),
            categories=tuple(f"{title}: {data}" if data else title for title, data in categories),
            paper=paper,
            signers=tuple((d.office, d.name) for d in signers),
            journal=tuple(_entry_words(row) for row in entries),
            intact=uow.journal.verify_chain() is None,
            request=_request_words(uow, person_id),
        )
    plan = DestructionPlan(
        person_id=person_id,
        number=number,
        name=facts.person,
        on=day,
        ground=ground.strip(),
        categories=tuple(title for title, _ in categories),
        rows=len(entries),
        on_register=bool(covered),
        act=act_pdf(facts),
        facts=facts,
    )
    with session.unit_of_work() as uow:  # rehearsed and rolled back: what it would leave is what must be decided
        return replace(plan, undecided=destroy_in(uow, plan).undecided)


def with_decisions(plan: DestructionPlan, also: Iterable[str]) -> DestructionPlan:
    """The plan with what the chair has told to be the person; «all» takes every place.

    UserError ``privacy.no_mention`` for a place that is not among the undecided.
    """
    known = {mention.place for mention in plan.undecided}
    chosen = set(also)
    if "all" in chosen:
        return replace(plan, also=frozenset(known))
    for place in sorted(chosen - known):
        raise UserError("privacy.no_mention", place=place)
    return replace(plan, also=frozenset(chosen))


@service(Act.DESTROY)
def undecided_mentions(session: VaultSession, person_id: int) -> tuple[Mention, ...]:
    """What a destruction would leave because it may be about somebody else; nothing is destroyed."""
    return plan_destruction(session, person_id, "просмотр").undecided


@service(Act.DESTROY)
def destroy(session: VaultSession, plan: DestructionPlan, progress: Progress | None = None) -> DestructionOutcome:
    """Carry a plan out: one transaction, then the file is rewritten so that no freed page holds a byte, then backups.

    The caller has saved the act already. Not to be undone: an error means that nothing was destroyed.
    """
    steps = progress or silent()
    steps.step("Уничтожаем записи", 0, 3)
    with session.unit_of_work() as uow:
        outcome = destroy_in(uow, plan)
        begin(uow, session)
        uow.commit()
    session.database.memory.clear()
    # From here on nothing is asked to stop: what is not done now, the next opening does.
    try:
        outcome = replace(outcome, backups=finish(session, Progress(steps.listener)))
    except AppError:  # a full disk, a pulled stick
        outcome = replace(outcome, unfinished=True)
    return _with_final_act(session, plan, outcome)


def _with_final_act(session: VaultSession, plan: DestructionPlan, outcome: DestructionOutcome) -> DestructionOutcome:
    """The act with what was done, its hash in place of the earlier one's."""
    if plan.facts is None:
        return replace(outcome, act=plan.act)
    with session.unit_of_work() as uow:
        rewrite_owed, places = owed_places(uow)
        left = copies_left(uow, session, outcome.backups, places)
        done = DoneFacts(
            rows=outcome.rows,
            rewritten=not (outcome.unfinished or rewrite_owed),
            replaced=outcome.backups.removed,
            left=left,
            carried_on=(session.folder / FILE_NAME).is_file(),
        )
        made = act_pdf(replace(plan.facts, number=outcome.number, done=done))
        row = next(row for row in uow.privacy.destructions() if row.number == outcome.number)
        row.act_sha256 = hashlib.sha256(made).hexdigest()
        uow.commit()
    # Whoever does it is told at once of all that the act names.
    backups = replace(outcome.backups, left=tuple(copy.place for copy in left))
    return replace(outcome, act=made, backups=backups)


def copies_left(
    uow: UnitOfWork, session: VaultSession, replaced: BackupsReplaced, owed: Sequence[str]
) -> tuple[Copy, ...]:
    """Copies that may still hold the person: what could not be replaced, places that are away, copies carried off.

    The journal tells where each copy was written; one whose file is gone may have been carried away, so it is named.
    """
    own = VaultFiles(session.folder).backups
    found: dict[str, str] = dict.fromkeys((*replaced.left, *owed), "")
    for entry in uow.journal.entries():
        place = str(entry.details.get("place", "")) if entry.action == "vault.copied" else ""
        path = Path(place)
        gone = not place or path.parent == own or place in replaced.made
        reached = path.name in replaced.removed or path.parent in {Path(made).parent for made in replaced.made}
        if gone or (reached and not path.exists()):
            continue
        found[place] = f"{entry.at.astimezone():%d.%m.%Y}"
    return tuple(Copy(place, made or "неизвестно") for place, made in sorted(found.items()))


def _request_words(uow: UnitOfWork, person_id: int) -> str:
    """«обращение № 3 от 12.01.2026»: what the act answers."""
    asked = [row for row, _ in uow.privacy.requests() if row.person_id == person_id and row.answered_on is None]
    return "; ".join(f"обращение № {row.id} от {row.received_on:%d.%m.%Y}" for row in asked)


def destroy_in(uow: UnitOfWork, plan: DestructionPlan, took: Callable[[str], bool] | None = None) -> DestructionOutcome:
    """The rows of it, inside somebody's transaction (a restored copy forgets again this way).

    ``took`` tells of a place whether the chair has decided already that it is about the person.
    """
    person = _person(uow, plan.person_id)
    who = marks_of(uow, person)
    digest = uid_hash(salt_in(uow), person.uid)
    _end_membership(uow, person, plan)
    person_uid, search_name = person.uid, person.search_name
    birth = person.birth_date if person.birth_exact else None
    uid, year = person.uid, None if person.birth_date is None else person.birth_date.year
    answered = {row.id: row.answered_on for row, _ in uow.privacy.requests() if row.person_id == person.id}
    rows = uow.erasure.destroy_rows(person.id)
    uow.erasure.make_marker(person.id, str(uuid4()), year, plan.on)
    uow.people.rebuild_spans([person.id])
    record = Destruction(
        number=max((row.number for row in uow.privacy.destructions()), default=0) + 1,
        person_id=plan.person_id,
        uid_hash=digest,
        destroyed_on=plan.on,
        at=datetime.now(UTC),
        ground=who.without(plan.ground),
        categories=json.dumps(list(plan.categories), ensure_ascii=False),
        rows=sum(rows.values()),
        act_sha256=hashlib.sha256(plan.act).hexdigest() if plan.act else "",
        user_name=uow.user_name,
    )
    uow.privacy.add(record)
    for request_id, day in answered.items():
        request = uow.privacy.get(SubjectRequest, request_id)
        if request is not None:  # what it asked for is done: no clock runs for a person who is gone
            request.answered_on, request.outcome = day or plan.on, f"данные уничтожены, акт № {record.number}"
    uow.erasure.drop_from_batches(plan.person_id)
    record.rows += uow.waiting.forget_person(plan.person_id, search_name, birth)
    record.rows += uow.drafts.drop_all()  # any of them may name the person, and none is a record yet
    for row in uow.received.of_person(person_uid, search_name, birth):
        forget_received(uow, row)
    redacted = sweep(uow, who, record, plan.also)
    keep_also(uow, (place_hash(salt_in(uow), uid, place) for place in plan.also))
    if took is not None:
        decided = frozenset(mention.place for mention in undecided_in(uow, who) if took(mention.place))
        redacted += sweep(uow, who, record, decided) if decided else ()
    withdrawn, emptied = _files(uow, who)
    uow.journal.forget(uid, lambda details: who.may_name(details) and who.named_in(details))
    uow.journal.record("person.destroyed", number=record.number, rows=record.rows)
    undecided = undecided_in(uow, who)
    look_at = tuple(sorted({mention.place.partition(".")[0] for mention in undecided}))
    return DestructionOutcome(
        number=record.number,
        rows=record.rows,
        redacted=redacted,
        withdrawn=withdrawn,
        emptied=emptied,
        look_at=look_at,
        backups=BackupsReplaced((), (), ()),
        undecided=undecided,
    )


def forget_received(uow: UnitOfWork, row: ReceivedMember) -> None:
    """What an organisation below sent about the same person goes too."""
    from app.services.intake.members import forget_in

    forget_in(uow, uow.received.organisation_of(row.register_id), row)


def _person(uow: UnitOfWork, person_id: int) -> Person:
    person = uow.people.find(person_id)
    if person is None:
        raise UserError("people.unknown", id=person_id)
    if person.erased_on is not None:
        raise UserError("privacy.destroyed_already", date=f"{person.erased_on:%d.%m.%Y}")
    return person


def _categories(session: VaultSession, uow: UnitOfWork, person_id: int) -> list[tuple[str, str]]:
    """(title, data) of the categories of which something is held, in the profile's order."""
    privacy = load_privacy(session.profile.privacy)
    columns = personal_columns()
    named: dict[str, list[str]] = {}
    for table, column in sorted(uow.erasure.held_columns(person_id, columns)):
        if column == PersonField.BIRTH_EXACT:
            continue  # whether the year alone is known is no datum by itself
        words = COLUMN_TITLES.get(column, "").lower() if table == Person.__tablename__ else record_words(table)
        if words and words not in named.setdefault(columns[table, column], []):
            named[columns[table, column]].append(words)
    return [(c.title, ", ".join(named[c.id])) for c in privacy.categories if c.id in named and c.id != "access"]


def _birth_words(person: Person) -> str:
    if person.birth_date is None:
        return ""
    return f"{person.birth_date:%d.%m.%Y}" if person.birth_exact else f"{person.birth_date.year} год"


def _entry_words(row: JournalRow) -> tuple[str, str, str, str]:
    return (f"{row.id}", f"{row.at.astimezone():%d.%m.%Y %H:%M}", row.user_name, act_on_paper(row))


def _end_membership(uow: UnitOfWork, person: Person, plan: DestructionPlan) -> None:
    """Somebody still on the register stops being counted from this day."""
    if not any(category is not None for _, category in uow.privacy.people(plan.on, [person.id])):
        return
    uow.people.add_event(
        MembershipEvent(
            person_id=person.id,
            kind=EventKind.DEREGISTERED,
            on_date=plan.on,
            category=None,
            reason=DeregistrationReason.OTHER,
            basis="",
            organisation="",
            recorded_at=datetime.now(UTC),
        )
    )


def _files(uow: UnitOfWork, who: PersonMarks) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sealed files of ours that hold the person: their bytes go; those not delivered must be prepared anew."""
    withdrawn, emptied = [], []
    for item in uow.exchange.outbox_items():
        if not item.sealed or not _holds(uow, item, who):
            continue
        item.sealed = b""
        if item.state in _ARRIVED:
            emptied.append(item.title)
            continue
        withdrawn.append(item.title)
        item.state = OutboxState.WITHDRAWN
        for revision, report in uow.exchange.contents(item.id):
            if revision.state in (ReportState.PREPARED, ReportState.HANDED_OVER):
                revision.state = ReportState.SIGNED
            if report.state in (ReportState.PREPARED, ReportState.HANDED_OVER):
                report.state = ReportState.SIGNED
    return tuple(withdrawn), tuple(emptied)


def _holds(uow: UnitOfWork, item: OutboxItem, who: PersonMarks) -> bool:
    try:
        opened, _ = open_sealed_file(uow, item.sealed)
    except (TrustError, AccessError):  # damaged, or forgotten again where nobody's keys are at hand
        return True  # it cannot be looked into: better gone than kept
    return any(_in_data(path, data, who) for path, data in opened.files.items())


def _in_data(path: str, data: bytes, who: PersonMarks) -> bool:
    if not path.endswith((".json", ".csv", ".txt")):
        return False
    try:
        document = parse_canonical(data)
    except MalformedJson:
        return who.named_in(data.decode(errors="replace"))
    return redact(document, who)[1] or any(who.named_in(text) for text in strings(document))
