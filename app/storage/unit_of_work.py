"""The unit of work: one transaction, rolled back unless committed, with the repositories that queries live in."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, cast

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.domain.subjects import Subject
from app.storage.cards import CardRepository
from app.storage.engine import fault_of
from app.storage.exchange.parcels import ExchangeRepository
from app.storage.exchange.uploads import TransferRepository
from app.storage.finance import LedgerRepository
from app.storage.importing.batches import ImportRepository
from app.storage.importing.waiting import WaitingRepository
from app.storage.intake.desk import DeskRepository
from app.storage.intake.registers import ReceivedRepository
from app.storage.library.documents import LibraryRepository
from app.storage.library.packages import PackageRepository
from app.storage.meetings import MeetingRepository
from app.storage.members.changes import ChangeRepository
from app.storage.members.doubles import DoublesRepository
from app.storage.members.people import PeopleRepository
from app.storage.members.person_cards import PersonCardRepository
from app.storage.members.register import RegisterRepository
from app.storage.members.touched import watch
from app.storage.members.whole import WholeRepository
from app.storage.organisation import OrganisationRepository, PrivateKeys
from app.storage.papers import PaperRepository
from app.storage.privacy.duties import PrivacyRepository
from app.storage.privacy.erasure import ErasureRepository
from app.storage.queries import SelectingRepository
from app.storage.reports.facts import FactRepository, Moment
from app.storage.reports.kept import ReportRepository
from app.storage.structure import StructureRepository
from app.storage.vault.checks import CheckRepository
from app.storage.vault.drafts import DraftRepository
from app.storage.vault.journal import JournalRepository
from app.storage.vault.locks import VaultLock
from app.storage.vault.memory import keep_in_memory
from app.storage.vault.settings import SettingsRepository
from app.storage.vault.users import UserRepository
from app.storage.written import take_written, watch_writes, written_so_far


class Database:
    """The opened encrypted database of one vault, its key, and the lock that keeps other programs out."""

    def __init__(
        self, engine: Engine, path: Path, key: bytearray, lock: VaultLock | None = None, *, read_only: bool = False
    ) -> None:
        self.engine = engine
        self.path = path
        self.read_only = read_only
        """The medium takes no writing: every write is refused (``vault.read_only``), traces in the journal are lost."""
        self.key = key
        keep_in_memory(key)
        self.memory: dict[object, object] = {}
        """What was worked out from rows that never change; forgotten when the vault is locked."""
        self._lock = lock
        self._touched: set[int] | None = None
        self._changed: set[Subject] = set()
        self._revisions = dict.fromkeys(Subject, 0)
        self._noting = threading.Lock()
        watch_writes(engine)

    def note_changed(self, written: frozenset[Subject]) -> tuple[Revisions, Revisions]:
        """A unit of work was committed; the revisions before and after it."""
        with self._noting:
            before = dict(self._revisions)
            self._changed |= written
            for subject in written:
                self._revisions[subject] += 1
            return before, dict(self._revisions)

    def revisions(self) -> Revisions:
        """How often each subject was written since the vault was opened: what was read at the same revision is the
        same. Nobody else writes: the vault's lock keeps other programs out."""
        with self._noting:
            return dict(self._revisions)

    def take_changed(self) -> frozenset[Subject]:
        """What was written since the last time, whoever did it."""
        with self._noting:
            changed, self._changed = frozenset(self._changed), set()
        return changed

    def hand_over_lock(self) -> VaultLock | None:
        """Close every connection and give the lock away: the file is about to be replaced under another key."""
        self.engine.dispose()
        lock, self._lock = self._lock, None
        return lock

    def take_lock(self, lock: VaultLock | None) -> None:
        """Take the lock back: the file was not replaced."""
        self._lock = lock

    def watch_people(self) -> set[int]:
        """From now on, the ids of people in whose data something was written; the reader takes them out."""
        if self._touched is None:
            self._touched = set()
            watch(self.engine, self._touched)
        return self._touched

    def rewrite(self) -> None:
        """Write the file anew (VACUUM), so that no freed page keeps what was deleted.

        Raises EnvironmentFault ``vault.no_space`` and the like: the file is as it was.
        """
        connection = self.engine.raw_connection()
        try:
            connection.cursor().execute("VACUUM")
        except Exception as error:
            fault = fault_of(error)
            if fault is None:
                raise
            raise fault from error
        finally:
            connection.close()

    def dispose(self) -> None:
        """Close every connection, forget the key, let other programs in."""
        self.engine.dispose()
        self.memory.clear()
        gc.unfreeze()  # what the register in memory had put aside may be collected again
        self.key[:] = bytes(len(self.key))
        if self._lock is not None:
            self._lock.release()


Revisions = Mapping[Subject, int]


def _at(revisions: Revisions, reads: frozenset[Subject]) -> tuple[int, ...]:
    """The revisions of these subjects, in one order."""
    return tuple(revisions.get(subject, 0) for subject in Subject if subject in reads)


_R = TypeVar("_R")


def _of_session(repository: Callable[[Session], _R]) -> cached_property[_R]:
    """A repository of the unit, made when it is first asked for."""
    return cached_property(lambda unit: repository(unit.session))


def _of_user(repository: Callable[[Session, str], _R]) -> cached_property[_R]:
    """The same, for one that writes down or asks who is at work."""
    return cached_property(lambda unit: repository(unit.session, unit.user_name))


class UnitOfWork:
    """``with UnitOfWork(...) as uow: uow.people.add(...); uow.commit()``. Leaving without commit rolls back."""

    def __init__(self, database: Database, user_name: str, keys: Mapping[str, PrivateKeys] | None = None) -> None:
        self.user_name = user_name
        self.keys: Mapping[str, PrivateKeys] = keys or {}
        """The organisation's private keys by fingerprint, when this user was given them."""
        self.memory = database.memory
        self._database = database
        self._revisions = database.revisions()  # before anything is read: what is read is never older
        self._to_keep: dict[object, tuple[frozenset[Subject], tuple[int, ...], object]] = {}
        self.session = Session(database.engine, expire_on_commit=False, autoflush=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.close()

    def commit(self) -> frozenset[Subject]:
        """Make everything of this unit last; what it wrote, by subject."""
        self.session.flush()
        counts = written_so_far(self.session.connection())
        written = take_written(self.session.connection())
        self.session.commit()
        before, after = self._database.note_changed(written)
        for place, (reads, then, value) in self._to_keep.items():
            # Neither somebody else between our start and our end, nor this unit since, has written what it rests on.
            if _at(before, reads) == _at(self._revisions, reads) and then == _at(counts, reads):
                self.memory[place] = (reads, _at(after, reads), value)
        self._to_keep.clear()
        self._revisions = after
        return written

    def keep(self, place: object, value: object, reads: frozenset[Subject]) -> None:
        """Keep what was worked out from rows of these subjects, as this unit sees them, until one of them is written.

        What rests on this unit's own writes is kept when it commits, and never when it does not.
        """
        written = self._written(reads)
        if any(written):
            self._to_keep[place] = (reads, written, value)
        else:
            self.memory[place] = (reads, _at(self._revisions, reads), value)

    def kept(self, place: object) -> object | None:
        """What was kept and is still true; None otherwise."""
        found = self.memory.get(place)
        if found is None:
            return None
        reads, revision, value = cast("tuple[frozenset[Subject], tuple[int, ...], object]", found)
        return value if revision == _at(self._revisions, reads) and not any(self._written(reads)) else None

    @contextmanager
    def held(self, moments: Sequence[Moment]) -> Iterator[None]:
        """While many reports about these moments are filled and nothing is written: what they ask for is read once."""
        with (
            self.reports.held(),
            self.exchange.held(),
            self.desk.held(),
            self.ledger.held(),
            self.facts.held(moments),
        ):
            yield

    def _written(self, reads: frozenset[Subject]) -> tuple[int, ...]:
        """How often this unit has written each of these subjects; empty while it has not begun."""
        session = self.session
        if session.new or session.dirty or session.deleted:
            session.flush()
        return _at(written_so_far(session.connection()), reads) if session.in_transaction() else ()

    people = _of_user(PeopleRepository)
    """Persons, events, spans, roles, trainings, consents."""
    person_cards = _of_session(PersonCardRepository)
    """Files, photo, social passport, membership elsewhere, transfers of one person."""
    changes = _of_user(ChangeRepository)
    """The log of changes, decisions, acts upon many people."""
    doubles = _of_user(DoublesRepository)
    """People recorded twice: likeness, putting together, taking it back."""
    whole = _of_session(WholeRepository)
    """All of the register, out and back."""
    imports = _of_session(ImportRepository)
    """Comparing lists with the register, import batches and taking them back."""
    waiting = _of_user(WaitingRepository)
    """Rows of lists that wait for a decision."""
    organisation = _of_session(OrganisationRepository)
    """The passport, headcounts, keys, chair."""
    users = _of_session(UserRepository)
    """Who may open the vault."""
    drafts = _of_user(DraftRepository)
    """What was typed and is not recorded yet."""
    settings = _of_session(SettingsRepository)
    """Named values of the vault."""
    journal = _of_user(JournalRepository)
    """What was done to whose data."""
    checks = _of_session(CheckRepository)
    """Reading for ``vault check``."""
    exchange = _of_session(ExchangeRepository)
    """Enrolled organisations, sealed files sent and taken in, receipts."""
    transfers = _of_session(TransferRepository)
    """Routes to servers and uploads on their way."""
    ledger = _of_session(LedgerRepository)
    """Entries of dues and expenses."""
    structure = _of_session(StructureRepository)
    """Units, elections, the reserve, and roles by them."""
    desk = _of_session(DeskRepository)
    """A higher organisation's desk: organisations below, where their reports stand, receipts to give."""
    packages = _of_session(PackageRepository)
    """Forms and deadlines from the organisation above."""
    library = _of_session(LibraryRepository)
    """Documents, news, polls from above; answers and notes from below."""
    papers = _of_session(PaperRepository)
    """Papers to be signed: people, own templates, corrected cases."""
    facts = _of_session(FactRepository)
    """Answers to what forms ask the vault."""
    register = _of_session(RegisterRepository)
    """The register in slices: people with everything dated about them."""
    received = _of_session(ReceivedRepository)
    """Members of other organisations, as their registers were accepted here."""
    selecting = _of_user(SelectingRepository)
    """Selections and queries this user keeps."""
    reports = _of_session(ReportRepository)
    """Typed values, signed revisions, remarks."""
    cards = _of_session(CardRepository)
    """Members' cards and their orders."""
    meetings = _of_session(MeetingRepository)
    """Meetings and who came."""
    privacy = _of_session(PrivacyRepository)
    """Consents as rules see them, requests, destruction, incidents."""
    erasure = _of_session(ErasureRepository)
    """Destroying one person's data everywhere."""
