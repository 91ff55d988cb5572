"""The unit of work: one transaction, rolled back unless committed, with the repositories that queries live in."""

from __future__ import annotations

import gc
import threading
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.domain.subjects import Subject
from app.storage.engine import fault_of
from app.storage.members.touched import watch
from app.storage.vault.locks import VaultLock
from app.storage.vault.memory import keep_in_memory
from app.storage.written import take_written, watch_writes

if TYPE_CHECKING:
    from app.storage.cards import CardRepository
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
    from app.storage.members.whole import WholeRepository
    from app.storage.organisation import OrganisationRepository, PrivateKeys
    from app.storage.papers import PaperRepository
    from app.storage.privacy.duties import PrivacyRepository
    from app.storage.privacy.erasure import ErasureRepository
    from app.storage.queries import SelectingRepository
    from app.storage.reports.facts import FactRepository
    from app.storage.reports.kept import ReportRepository
    from app.storage.structure import StructureRepository
    from app.storage.vault.checks import CheckRepository
    from app.storage.vault.journal import JournalRepository
    from app.storage.vault.settings import SettingsRepository
    from app.storage.vault.users import UserRepository


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
        self._noting = threading.Lock()
        watch_writes(engine)

    def note_changed(self, written: frozenset[Subject]) -> None:
        """A unit of work was committed."""
        with self._noting:
            self._changed |= written

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


class UnitOfWork:
    """``with UnitOfWork(...) as uow: uow.people.add(...); uow.commit()``. Leaving without commit rolls back."""

    def __init__(self, database: Database, user_name: str, keys: Mapping[str, PrivateKeys] | None = None) -> None:
        self.user_name = user_name
        self.keys: Mapping[str, PrivateKeys] = keys or {}
        """The organisation's private keys by fingerprint, when this user was given them."""
        self.memory = database.memory
        self._database = database
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
        written = take_written(self.session.connection())
        self.session.commit()
        self._database.note_changed(written)
        return written

    @cached_property
    def people(self) -> PeopleRepository:
        """Persons, events, spans, roles, trainings, consents."""
        from app.storage.members.people import PeopleRepository

        return PeopleRepository(self.session, self.user_name)

    @cached_property
    def person_cards(self) -> PersonCardRepository:
        """Files, photo, social passport, membership elsewhere, transfers of one person."""
        from app.storage.members.person_cards import PersonCardRepository

        return PersonCardRepository(self.session)

    @cached_property
    def changes(self) -> ChangeRepository:
        """The log of changes, decisions, acts upon many people."""
        from app.storage.members.changes import ChangeRepository

        return ChangeRepository(self.session, self.user_name)

    @cached_property
    def doubles(self) -> DoublesRepository:
        """People recorded twice: likeness, putting together, taking it back."""
        from app.storage.members.doubles import DoublesRepository

        return DoublesRepository(self.session, self.user_name)

    @cached_property
    def whole(self) -> WholeRepository:
        """All of the register, out and back."""
        from app.storage.members.whole import WholeRepository

        return WholeRepository(self.session)

    @cached_property
    def imports(self) -> ImportRepository:
        """Comparing lists with the register, import batches and taking them back."""
        from app.storage.importing.batches import ImportRepository

        return ImportRepository(self.session)

    @cached_property
    def waiting(self) -> WaitingRepository:
        """Rows of lists that wait for a decision."""
        from app.storage.importing.waiting import WaitingRepository

        return WaitingRepository(self.session, self.user_name)

    @cached_property
    def organisation(self) -> OrganisationRepository:
        """The passport, headcounts, keys, chair."""
        from app.storage.organisation import OrganisationRepository

        return OrganisationRepository(self.session)

    @cached_property
    def users(self) -> UserRepository:
        """Who may open the vault."""
        from app.storage.vault.users import UserRepository

        return UserRepository(self.session)

    @cached_property
    def settings(self) -> SettingsRepository:
        """Named values of the vault."""
        from app.storage.vault.settings import SettingsRepository

        return SettingsRepository(self.session)

    @cached_property
    def journal(self) -> JournalRepository:
        """What was done to whose data."""
        from app.storage.vault.journal import JournalRepository

        return JournalRepository(self.session, self.user_name)

    @cached_property
    def checks(self) -> CheckRepository:
        """Reading for ``vault check``."""
        from app.storage.vault.checks import CheckRepository

        return CheckRepository(self.session)

    @cached_property
    def exchange(self) -> ExchangeRepository:
        """Enrolled organisations, sealed files sent and taken in, receipts."""
        from app.storage.exchange.parcels import ExchangeRepository

        return ExchangeRepository(self.session)

    @cached_property
    def transfers(self) -> TransferRepository:
        """Routes to servers and uploads on their way."""
        from app.storage.exchange.uploads import TransferRepository

        return TransferRepository(self.session)

    @cached_property
    def ledger(self) -> LedgerRepository:
        """Entries of dues and expenses."""
        from app.storage.finance import LedgerRepository

        return LedgerRepository(self.session)

    @cached_property
    def structure(self) -> StructureRepository:
        """Units, elections, the reserve, and roles by them."""
        from app.storage.structure import StructureRepository

        return StructureRepository(self.session)

    @cached_property
    def desk(self) -> DeskRepository:
        """A higher organisation's desk: organisations below, where their reports stand, receipts to give."""
        from app.storage.intake.desk import DeskRepository

        return DeskRepository(self.session)

    @cached_property
    def packages(self) -> PackageRepository:
        """Forms and deadlines from the organisation above."""
        from app.storage.library.packages import PackageRepository

        return PackageRepository(self.session)

    @cached_property
    def library(self) -> LibraryRepository:
        """Documents, news, polls from above; answers and notes from below."""
        from app.storage.library.documents import LibraryRepository

        return LibraryRepository(self.session)

    @cached_property
    def papers(self) -> PaperRepository:
        """Papers to be signed: people, own templates, corrected cases."""
        from app.storage.papers import PaperRepository

        return PaperRepository(self.session)

    @cached_property
    def facts(self) -> FactRepository:
        """Answers to what forms ask the vault."""
        from app.storage.reports.facts import FactRepository

        return FactRepository(self.session)

    @cached_property
    def register(self) -> RegisterRepository:
        """The register in slices: people with everything dated about them."""
        from app.storage.members.register import RegisterRepository

        return RegisterRepository(self.session)

    @cached_property
    def received(self) -> ReceivedRepository:
        """Members of other organisations, as their registers were accepted here."""
        from app.storage.intake.registers import ReceivedRepository

        return ReceivedRepository(self.session)

    @cached_property
    def selecting(self) -> SelectingRepository:
        """Selections and queries this user keeps."""
        from app.storage.queries import SelectingRepository

        return SelectingRepository(self.session, self.user_name)

    @cached_property
    def reports(self) -> ReportRepository:
        """Typed values, signed revisions, remarks."""
        from app.storage.reports.kept import ReportRepository

        return ReportRepository(self.session)

    @cached_property
    def cards(self) -> CardRepository:
        """Members' cards and their orders."""
        from app.storage.cards import CardRepository

        return CardRepository(self.session)

    @cached_property
    def meetings(self) -> MeetingRepository:
        """Meetings and who came."""
        from app.storage.meetings import MeetingRepository

        return MeetingRepository(self.session)

    @cached_property
    def privacy(self) -> PrivacyRepository:
        """Consents as rules see them, requests, destruction, incidents."""
        from app.storage.privacy.duties import PrivacyRepository

        return PrivacyRepository(self.session)

    @cached_property
    def erasure(self) -> ErasureRepository:
        """Destroying one person's data everywhere."""
        from app.storage.privacy.erasure import ErasureRepository

        return ErasureRepository(self.session)
