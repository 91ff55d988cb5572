"""Vaults: making one, opening it, what it is, and (from the sibling modules) checking, copying and restoring it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from app.bundle.identity import make_identity
from app.domain.enums import OrganisationKind, RoleKind, UserRight
from app.domain.names import initials, normalise, sex_from_patronymic, tidy
from app.errors import AccessError, UserError
from app.models import KeyPair, Organisation, Person, Role, User
from app.progress import Progress, silent
from app.services.organisation import headcount_row, require_sensible
from app.services.organisation_draft import ChairDraft, OrganisationDraft
from app.services.overlay import profile_in
from app.services.profiles import Profile, load_profile
from app.services.session import CHAIR, READERS, VaultSession
from app.services.vault_check import Problem, VaultCheck, check_vault
from app.services.vault_copies import (
    BackupInfo,
    RestoreDifference,
    RestoreInfo,
    VaultState,
    back_up,
    backup_folder,
    backup_if_due,
    choose_backup_folder,
    compare_copy,
    last_backup,
    restore,
)
from app.storage.engine import open_engine
from app.storage.head import ROLLED_BACK, rollback
from app.storage.header_record import remember_header, replace_header
from app.storage.keyslots import (
    MINIMUM_KDF,
    PASSWORD,
    RECOVERY,
    Header,
    KdfParameters,
    calibrated,
    make_slot,
    new_key,
    write_header,
)
from app.storage.locks import VaultLock
from app.storage.recovery_code import new_code, plain_code
from app.storage.schema import HEAD, upgrade
from app.storage.unit_of_work import Database, UnitOfWork
from app.storage.vault_files import VAULT_ID, VaultFiles, finish_exchange, new_folder, open_database, unlock

__all__ = [
    "MINIMUM_KDF",
    "BackupInfo",
    "CreatedVault",
    "KdfParameters",
    "Problem",
    "RestoreDifference",
    "RestoreInfo",
    "VaultCheck",
    "VaultInfo",
    "VaultState",
    "back_up",
    "backup_folder",
    "backup_if_due",
    "check_vault",
    "choose_backup_folder",
    "compare_copy",
    "confirm_rollback",
    "create_vault",
    "is_vault",
    "last_backup",
    "new_recovery_code",
    "open_vault",
    "open_with_recovery",
    "restore",
    "vault_info",
]

WAIT_SECONDS = 3.0
"""How long to wait for another program to let go of the vault: a command of the command line is done by then."""


@dataclass(frozen=True)
class CreatedVault:
    """A new vault, open, and the recovery code, which is shown once and kept nowhere."""

    session: VaultSession
    recovery_code: str = field(repr=False)


@dataclass(frozen=True)
class VaultInfo:
    """What a vault is. ``size`` in bytes."""

    vault_id: str
    organisation: str
    kind: OrganisationKind
    profile: str
    schema: str
    created_at: datetime | None
    users: int
    has_recovery: bool
    size: int
    fingerprint: str
    practice: bool
    last_backup: datetime | None
    read_only: bool = False


def is_vault(folder: Path) -> bool:
    """Whether a vault lies in the folder; nothing is opened. A restore that a crash broke off is ended first."""
    finish_exchange(folder.absolute())
    return VaultFiles(folder).keys.is_file()


def create_vault(
    folder: Path,
    draft: OrganisationDraft,
    *,
    profile: str,
    password: str,
    user_name: str = "",
    practice: bool = False,
    kdf: KdfParameters | None = None,
    progress: Progress | None = None,
) -> CreatedVault:
    """Make a vault in a folder that is empty or not there yet, with the organisation, its keys, its chair as user.

    The whole is made in a temporary sibling and renamed: a failure leaves nothing. ``kdf`` None measures this machine
    (0.3-0.5 s for one password); tests give :data:`MINIMUM_KDF`. Without ``user_name`` the chair's name is the user's.
    Raises UserError ``vault.folder_not_empty``, ``vault.empty_password``, ``organisation.…``; EnvironmentFault
    ``files.…`` or ``vault.…``.
    """
    steps = progress or silent()
    loaded = load_profile(profile)
    _require_password(password)
    for headcount in draft.headcounts:
        require_sensible(headcount)
    name = tidy(user_name) or _chair_name(draft.chair)
    steps.step("Готовим ключ", 0, 3)
    parameters = kdf or calibrated()
    key, code, vault_id = new_key(), new_code(), str(uuid.uuid4())
    slot = make_slot(vault_id, key, password, kind=PASSWORD, kdf=parameters)
    # The code has 141 random bits: nobody guesses it, so the least work is enough.
    recovery = make_slot(vault_id, key, plain_code(code), kind=RECOVERY, kdf=MINIMUM_KDF)
    header = Header(vault_id, (slot, recovery))
    with new_folder(folder) as temporary:
        steps.step("Создаём базу", 1, 3)
        files = VaultFiles(temporary)
        write_header(files.keys, header)
        files.backups.mkdir(mode=0o700)
        secret = bytearray(key)
        database = Database(open_engine(files.database, secret, create=True), files.database, secret)
        try:
            upgrade(database.engine)
            steps.step("Создаём ключи организации", 2, 3)
            with UnitOfWork(database, name) as uow:
                uow.settings.put(VAULT_ID, vault_id)
                remember_header(uow, header)
                uow.settings.put("practice", practice)
                _fill(uow, draft, loaded, name, slot.id)
                uow.journal.record("vault.created", schema=HEAD, profile=loaded.id)
                uow.commit()
        finally:
            database.dispose()
        steps.step("Готово", 3, 3)  # the last moment to cancel: afterwards the recovery code must be shown
    opened = VaultFiles(folder)
    lock = opened.take_lock(WAIT_SECONDS)
    session = _session(opened, header, key, lock, slot.id)
    return CreatedVault(session, code)


def open_vault(folder: Path, password: str, *, wait_seconds: float = WAIT_SECONDS) -> VaultSession:
    """Open a vault: the password finds its slot, the slot its user.

    Raises AccessError ``vault.wrong_password``, ``vault.wait`` (after repeated failures, ``seconds``),
    ``vault.user_blocked``, ``vault.undertaking_missing``; UserError ``vault.not_a_vault``, ``vault.newer``;
    EnvironmentFault ``vault.in_use``, ``vault.damaged``, ``vault.keys_damaged``.
    """
    finish_exchange(folder.absolute())
    files = VaultFiles(folder)
    lock = files.take_lock(wait_seconds)
    try:
        header = files.header()
        attempts = files.attempts()
        attempts.require_patience()
        found = unlock(files, header, PASSWORD, password)
        if found is None:
            attempts.failed()
            raise AccessError("vault.wrong_password")
        attempts.succeeded()
        slot, key = found
        return _session(files, header, key, lock, slot.id)
    except BaseException:
        lock.release()
        raise


def open_with_recovery(
    folder: Path,
    code: str,
    new_password: str,
    *,
    user_name: str = "",
    kdf: KdfParameters | None = None,
    wait_seconds: float = WAIT_SECONDS,
) -> VaultSession:
    """Open with the recovery sheet and give the chair a new password. The sheet stays valid.

    ``user_name`` says whose password is set when there are several chairs; without it the first chair's.
    Raises AccessError ``vault.recovery_code_typo``, ``vault.recovery_code_wrong``, ``vault.wait``, ``vault.no_chair``;
    UserError ``vault.empty_password``, ``vault.password_unfit``.
    """
    _require_password(new_password)
    files = VaultFiles(folder)
    lock = files.take_lock(wait_seconds)
    try:
        header = files.header()
        attempts = files.attempts()
        attempts.require_patience()
        plain = plain_code(code)
        found = unlock(files, header, RECOVERY, plain)
        if found is None:
            attempts.failed()
            raise AccessError("vault.recovery_code_wrong")
        key = found[1]
        database = open_database(files, header, key, None)
        header = files.header()  # opening may have ended a renewal of the key
        try:
            with UnitOfWork(database, "") as uow:
                chairs = [user for user in uow.users.active() if user.right is UserRight.CHAIR]
                wanted = [user for user in chairs if not user_name or user.name == tidy(user_name)]
                if not wanted:
                    raise AccessError("vault.no_chair")
                user = wanted[0]
            clash = header.unlock(PASSWORD, new_password)
            if clash is not None and clash[0].id != user.slot:
                raise UserError("vault.password_unfit")
            slot = make_slot(
                header.vault_id, key, new_password, kind=PASSWORD, kdf=kdf or calibrated(), slot_id=user.slot
            )
            replace_header(database, files.keys, header, header.with_slot(slot))
            header = header.with_slot(slot)
            with UnitOfWork(database, user.name) as uow:
                uow.journal.record("vault.recovered", slot=user.slot)
                uow.commit()
        finally:
            database.dispose()
        attempts.succeeded()
        return _session(files, header, key, lock, slot.id)
    except BaseException:
        lock.release()
        raise


def new_recovery_code(session: VaultSession) -> str:
    """Make a new recovery sheet's code; the old sheet stops working. Only the chair may."""
    session.require(*CHAIR)
    files = VaultFiles(session.folder)
    header = files.header()
    code = new_code()
    slot = make_slot(header.vault_id, bytes(session.database.key), plain_code(code), kind=RECOVERY, kdf=MINIMUM_KDF)
    fresh = header.with_slot(slot)
    for old in header.of_kind(RECOVERY):
        fresh = fresh.without(old.id)
    replace_header(session.database, files.keys, header, fresh)
    with session.unit_of_work() as uow:
        uow.journal.record("vault.recovery_renewed", slot=slot.id)
        uow.commit()
    return code


def vault_info(session: VaultSession) -> VaultInfo:
    """What the open vault is."""
    session.require(*READERS)
    files = VaultFiles(session.folder)
    header = files.header()
    with session.unit_of_work() as uow:
        row = uow.organisation.get()
        users = uow.users.all()
        return VaultInfo(
            vault_id=header.vault_id,
            organisation=row.full_name,
            kind=row.kind,
            profile=row.profile,
            schema=HEAD,
            created_at=users[0].created_at if users else None,
            users=sum(user.blocked_at is None for user in users),
            has_recovery=bool(header.of_kind(RECOVERY)),
            size=files.database.stat().st_size,
            fingerprint=uow.organisation.key_pair().fingerprint,
            practice=bool(uow.settings.get("practice", False)),
            last_backup=last_backup(session, uow),
            read_only=session.read_only,
        )


def _session(files: VaultFiles, header: Header, key: bytes, lock: VaultLock, slot_id: str) -> VaultSession:
    """Open the database for the user of a slot; the lock goes with the session, and is released on failure."""
    try:
        database = open_database(files, header, key, lock)
    except BaseException:
        lock.release()
        raise
    try:
        with UnitOfWork(database, "") as uow:
            user = uow.users.by_slot(slot_id)
            if user is None or user.blocked_at is not None:
                raise AccessError("vault.user_blocked")
            if user.right is not UserRight.CHAIR and user.undertaking_at is None:
                raise AccessError("vault.undertaking_missing")
            profile = profile_in(uow, uow.organisation.get().profile)
        _notice_rollback(files, database, user.name)
        return VaultSession(files.folder, database, user.name, user.right, profile)
    except BaseException:
        database.dispose()
        raise


def confirm_rollback(session: VaultSession) -> None:
    """The chair has seen that the database is older than it once was, and works on with it. Journalled."""
    session.require(*CHAIR)
    with session.unit_of_work() as uow:
        found = uow.settings.get(ROLLED_BACK)
        if isinstance(found, dict):
            uow.settings.put(ROLLED_BACK, None)
            uow.journal.record("vault.rollback_confirmed", known=found["known"], has=found["has"])
            uow.commit()


def _notice_rollback(files: VaultFiles, database: Database, user_name: str) -> None:
    """Write down that an older database was put in the place of a newer one, until somebody has looked."""
    found = rollback(files.head, database)
    if found is None or database.read_only:
        return
    with UnitOfWork(database, user_name) as uow:
        if uow.settings.get(ROLLED_BACK) is None:
            uow.settings.put(ROLLED_BACK, {"known": found.known, "has": found.has})
            uow.journal.record("vault.rolled_back", known=found.known, has=found.has)
            uow.commit()


def _fill(uow: UnitOfWork, draft: OrganisationDraft, profile: Profile, user_name: str, slot_id: str) -> None:
    """The first rows: passport, headcounts, keys, chair, the first user."""
    now = datetime.now(UTC)
    uid = str(uuid.uuid4())
    row = Organisation(
        id=1,
        uid=uid,
        profile=profile.id,
        kind=draft.kind,
        category=draft.category,
        full_name=tidy(draft.full_name),
        short_name=tidy(draft.short_name) or tidy(draft.full_name),
        union=tidy(draft.union) or profile.union_name,
        address=draft.address,
        phone=draft.phone,
        email=draft.email,
        inn=draft.inn,
        ogrn=draft.ogrn,
        okpo=draft.okpo,
        okfs=draft.okfs,
        directly_under_union=draft.directly_under_union,
        parent_name=draft.parent_name,
        employer_name=draft.employer.name,
        employer_head=draft.employer.head,
        employer_address=draft.employer.address,
        created_on=draft.created_on,
    )
    uow.organisation.add(row)
    for headcount in draft.headcounts:
        uow.organisation.add(headcount_row(headcount))
    identity = make_identity(row.full_name, uid)
    uow.organisation.add(
        KeyPair(
            created_at=now,
            signing_key=identity.signing_key_pem,
            certificate=identity.certificate_pem,
            seal_identity=identity.seal_identity,
            seal_recipient=identity.seal_recipient,
            fingerprint=identity.fingerprint,
        )
    )
    if draft.chair is not None:
        _add_chair(uow, draft.chair, draft.created_on or _term_ago(date.today()), now)
    uow.users.add(User(slot=slot_id, name=user_name, right=UserRight.CHAIR, undertaking_at=None, created_at=now))


def _term_ago(today: date) -> date:
    """When nobody said since when: a term of five years, so that last year's report has a chair too."""
    return date(today.year - 5, 1, 1)


def _add_chair(uow: UnitOfWork, chair: ChairDraft, since: date, now: datetime) -> None:
    """The chair as a person in office. Membership comes with the list: the import finds the same person."""
    surname, name, patronymic = tidy(chair.surname), tidy(chair.name), tidy(chair.patronymic)
    person = Person(
        uid=str(uuid.uuid4()),
        surname=surname,
        name=name,
        patronymic=patronymic,
        search_name=normalise(f"{surname} {name} {patronymic}"),
        sex=chair.sex or sex_from_patronymic(patronymic),
        birth_date=chair.birth_date,
        created_at=now,
    )
    uow.organisation.add(person)
    uow.organisation.add(Role(person_id=person.id, kind=RoleKind.CHAIR, full_time=chair.full_time, starts_on=since))


def _chair_name(chair: ChairDraft | None) -> str:
    if chair is None:
        return "Председатель"
    return initials(tidy(chair.surname), tidy(chair.name), tidy(chair.patronymic))


def _require_password(password: str) -> None:
    if not password.strip():
        raise UserError("vault.empty_password")
