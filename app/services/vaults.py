"""Vaults: making one, opening it, what it is, and (from the sibling modules) checking, copying and restoring it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from app.bundle.grants import OwnSecret, new_secret
from app.bundle.identity import make_identity
from app.domain.enums import OrganisationKind, RoleKind, UserRight
from app.domain.names import initials, normalise, sex_from_patronymic, tidy
from app.errors import AccessError, EnvironmentFault, UserError
from app.models import Organisation, Person, Role, User
from app.progress import Progress, silent
from app.services.organisation import headcount_row, keep_card, require_sensible
from app.services.organisation_draft import ChairDraft, OrganisationDraft
from app.services.overlay import profile_in
from app.services.own_keys import add_pair, give_keys, keys_left_open, log_in, new_keys, opened_keys, shut
from app.services.profiles import Profile, load_profile
from app.services.session import CHAIR, Act, VaultSession, service
from app.services.users import find_active
from app.services.vault_check import Problem, VaultCheck, check_vault, rollback_code
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
from app.storage.head import HEAD_KEPT, ROLLED_BACK, rollback, write_head
from app.storage.header_record import (
    is_known,
    is_only_known,
    known_slots,
    put_header,
    remember_header,
    replace_header,
)
from app.storage.keyslots import (
    MINIMUM_KDF,
    PASSWORD,
    RECOVERY,
    Header,
    KdfParameters,
    Opening,
    calibrated,
    make_slot,
    new_key,
    write_header,
)
from app.storage.locks import VaultLock
from app.storage.organisation import PrivateKeys
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
    own, on_sheet = new_secret(), new_secret()
    slot = make_slot(vault_id, key, password, kind=PASSWORD, kdf=parameters, own=own.secret)
    # The code has 141 random bits: nobody guesses it, so the least work is enough.
    recovery = make_slot(vault_id, key, plain_code(code), kind=RECOVERY, kdf=MINIMUM_KDF, own=on_sheet.secret)
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
                user = User(slot=slot.id, name=name, right=UserRight.CHAIR, undertaking_at=None, created_at=_now())
                user.recipient = own.recipient
                uow.users.add(user)
                _fill(uow, draft, loaded, user, on_sheet)
                uow.journal.record("vault.created", schema=HEAD, profile=loaded.id)
                uow.commit()
            write_head(files.head, database)
        finally:
            database.dispose()
        steps.step("Готово", 3, 3)  # the last moment to cancel: afterwards the recovery code must be shown
    opened = VaultFiles(folder)
    lock = opened.take_lock(WAIT_SECONDS)
    session = _session(opened, header, Opening(slot, key, own.secret), lock)
    return CreatedVault(session, code)


def open_vault(
    folder: Path, password: str, *, wait_seconds: float = WAIT_SECONDS, accept_keys: bool = False
) -> VaultSession:
    """Open a vault: the password finds its slot, the slot its user.

    A ``keys.json`` that is not the one written last opens nothing (AccessError ``vault.keys_unknown``), except to a
    chair whose own slot has not changed since: ``vault.keys_unconfirmed`` until ``accept_keys``, which drops every slot
    that is not of today. The recovery sheet does the same (:func:`open_with_recovery`).
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
        return _session(files, header, found, lock, password, accept_keys=accept_keys)
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
        database = open_database(files, header, found.key, None)
        header = files.header()  # opening may have ended a renewal of the key
        try:
            header = _known_header(files, header, database, found, accept=True)
            with UnitOfWork(database, "") as uow:
                chairs = [user for user in uow.users.active() if user.right is UserRight.CHAIR]
                wanted = [user for user in chairs if not user_name or user.name == tidy(user_name)]
                if not wanted:
                    raise AccessError("vault.no_chair")
                user = wanted[0]
            clash = header.unlock(PASSWORD, new_password)
            if clash is not None and clash.slot.id != user.slot:
                raise UserError("vault.password_unfit")
            own = new_secret()
            slot = make_slot(
                header.vault_id, found.key, new_password, kind=PASSWORD, kdf=kdf or calibrated(), slot_id=user.slot,
                own=own.secret,
            )  # fmt: skip
            fresh, on_sheet = header.with_slot(slot), OwnSecret(found.own) if found.own else new_secret()
            if not found.own:  # a sheet of an older program: from now on it carries the organisation's keys too
                sheet = make_slot(
                    header.vault_id, found.key, plain, kind=RECOVERY, kdf=MINIMUM_KDF, slot_id=found.slot.id,
                    own=on_sheet.secret,
                )  # fmt: skip
                fresh = fresh.with_slot(sheet)
            with UnitOfWork(database, user.name) as uow:
                renewed = _keys_of_sheet(uow, user.id, own, on_sheet)
                uow.journal.record("vault.recovered", slot=user.slot)
                uow.commit()
            replace_header(database, files.keys, header, fresh)
        finally:
            database.dispose()
        attempts.succeeded()
        session = _session(files, fresh, Opening(slot, found.key, own.secret), lock)
        if renewed:
            session.warnings = (*session.warnings, "keys.renewed")
        return session
    except BaseException:
        lock.release()
        raise


@service(Act.KEYS)
def new_recovery_code(session: VaultSession) -> str:
    """Make a new recovery sheet's code; the old sheet stops working. Only the chair may."""
    files = VaultFiles(session.folder)
    header = files.header()
    code, own = new_code(), new_secret()
    slot = make_slot(
        header.vault_id, session.database.key, plain_code(code), kind=RECOVERY, kdf=MINIMUM_KDF, own=own.secret
    )
    with session.unit_of_work() as uow:
        give_keys(uow, session.keys, None, own.recipient)
        uow.commit()
    fresh = header.with_slot(slot)
    for old in header.of_kind(RECOVERY):
        fresh = fresh.without(old.id)
    replace_header(session.database, files.keys, header, fresh)
    with session.unit_of_work() as uow:
        uow.organisation.remove_grants(user_id=None, but=own.recipient)
        shut(uow)
        uow.journal.record("vault.recovery_renewed", slot=slot.id)
        uow.commit()
    return code


@service(Act.LOOK)
def vault_info(session: VaultSession) -> VaultInfo:
    """What the open vault is."""
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
        )


def _session(
    files: VaultFiles,
    header: Header,
    found: Opening,
    lock: VaultLock,
    password: str = "",
    *,
    accept_keys: bool = False,
) -> VaultSession:
    """Open the database for the user of a slot; the lock goes with the session, and is released on failure."""
    try:
        database = open_database(files, header, found.key, lock)
    except BaseException:
        lock.release()
        raise
    try:
        with UnitOfWork(database, "") as uow:
            user = uow.users.by_slot(found.slot.id)
            if user is None or user.blocked_at is not None:
                raise AccessError("vault.user_blocked")
            if user.right is not UserRight.CHAIR and user.undertaking_at is None:
                raise AccessError("vault.undertaking_missing")
            profile = profile_in(uow, uow.organisation.get().profile)
        header = _known_header(files, files.header(), database, found, accept=accept_keys)
        own = OwnSecret(found.own) if found.own else _give_own(files, header, database, found, password)
        session = VaultSession(files.folder, database, user.name, user.right, profile, own=own)
        if own is not None:
            session.keys = _log_in(database, user.id, user.name, own)
        session.warnings = tuple(_warnings(files, database, user, header))
        found.forget()
        return session
    except BaseException:
        database.dispose()
        raise


def _log_in(database: Database, user_id: int, name: str, own: OwnSecret) -> Mapping[str, PrivateKeys]:
    with UnitOfWork(database, name) as uow:
        keys = log_in(uow, find_active(uow, user_id), own)
        if keys:
            uow.keys = keys
            if uow.organisation.key_pair().card is None:
                keep_card(uow)
        uow.commit()
    return keys


def _give_own(
    files: VaultFiles, header: Header, database: Database, found: Opening, password: str
) -> OwnSecret | None:
    """A secret of their own for a user whose slot an older program made; None where nothing can be written."""
    own, slot = new_secret(), found.slot
    made = make_slot(
        header.vault_id, found.key, password, kind=PASSWORD, kdf=slot.kdf, slot_id=slot.id, own=own.secret
    )
    try:
        replace_header(database, files.keys, header, header.with_slot(made))
    except EnvironmentFault:
        return None
    return own


def _keys_of_sheet(uow: UnitOfWork, user_id: int, own: OwnSecret, on_sheet: OwnSecret) -> bool:
    """Give the organisation's keys that the recovery sheet opens to its chair; True when they are lost and made anew.

    They are lost when the sheet is of an older program and the keys were sealed since to passwords nobody knows now.
    """
    keys = {**keys_left_open(uow), **opened_keys(uow, on_sheet)}
    lost = uow.organisation.key_pair().fingerprint not in keys
    if lost:
        keys |= new_keys(uow)
    user = find_active(uow, user_id)
    user.recipient = own.recipient
    uow.organisation.remove_grants(user_id=user_id)
    give_keys(uow, keys, user, own.recipient)
    give_keys(uow, keys, None, on_sheet.recipient)
    shut(uow)
    uow.keys = keys
    keep_card(uow)
    return lost


def _known_header(files: VaultFiles, header: Header, database: Database, found: Opening, *, accept: bool) -> Header:
    """The header, if it is the one written last; else what is left of it after its owner confirmed it."""
    with UnitOfWork(database, "") as uow:
        if is_known(uow, header):
            if not is_only_known(uow, header):
                remember_header(uow, header)
                with suppress(EnvironmentFault):  # a medium that cannot be written
                    uow.commit()
            return header
        slots = known_slots(uow)
        user = uow.users.by_slot(found.slot.id)
    sheet = found.slot.kind == RECOVERY
    chair = user is not None and user.right is UserRight.CHAIR and user.blocked_at is None
    # A vault of an older program knows only whole headers: there the sheet alone can tell.
    sure = found.slot.digest in slots if slots is not None else sheet
    if not sure or not (sheet or chair):
        raise AccessError("vault.keys_unknown")
    if not accept:
        raise AccessError("vault.keys_unconfirmed")
    kept = tuple(slot for slot in header.slots if slot.digest in (slots or {found.slot.digest}))
    settled = Header(header.vault_id, kept)
    with UnitOfWork(database, "" if user is None else user.name) as uow:
        uow.journal.record("vault.keys_confirmed", dropped=len(header.slots) - len(kept))
        uow.commit()
    put_header(database, files.keys, settled)
    return settled


@service(Act.SETTINGS)
def confirm_rollback(session: VaultSession) -> None:
    """The chair has seen that the database is older than it once was, and works on with it. Journalled."""
    with session.unit_of_work() as uow:
        found = uow.settings.get(ROLLED_BACK)
        if isinstance(found, dict):
            uow.settings.put(ROLLED_BACK, None)
            uow.settings.put(HEAD_KEPT, False)
            uow.journal.record("vault.rollback_confirmed", **found)
            uow.commit()


def _warnings(files: VaultFiles, database: Database, user: User, header: Header) -> Iterator[str]:
    """What the person is told at once. An older database in the place of a newer one is written down until looked at."""
    found = rollback(files.head, database)
    with UnitOfWork(database, user.name) as uow:
        if found is not None and uow.settings.get(ROLLED_BACK) is None:
            told = asdict(found)
            uow.settings.put(ROLLED_BACK, told)
            uow.journal.record("vault.rolled_back", **told)
            uow.commit()
        noticed = uow.settings.get(ROLLED_BACK)
        if isinstance(noticed, dict):
            yield rollback_code(noticed)
        carried = {row.user_id for row in uow.organisation.grants()}
        if user.right is UserRight.CHAIR and header.of_kind(RECOVERY) and None not in carried:
            yield "vault.sheet_without_keys"


def _fill(uow: UnitOfWork, draft: OrganisationDraft, profile: Profile, user: User, on_sheet: OwnSecret) -> None:
    """The first rows: passport, headcounts, keys for the first user and the recovery sheet, chair."""
    now = user.created_at
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
    add_pair(uow, identity, now)
    uow.keys = {identity.fingerprint: PrivateKeys(identity.signing_key_pem, identity.seal_identity)}
    give_keys(uow, uow.keys, user, user.recipient)
    give_keys(uow, uow.keys, None, on_sheet.recipient)
    keep_card(uow)
    if draft.chair is not None:
        _add_chair(uow, draft.chair, draft.created_on or _term_ago(date.today()), now)


def _now() -> datetime:
    return datetime.now(UTC)


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
