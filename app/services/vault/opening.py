"""Opening a vault: who comes in with which password or sheet, and what they are told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from app.bundle.grants import OwnSecret, new_secret
from app.domain.enums import UserRight
from app.domain.names import tidy
from app.errors import AccessError, AppError, EnvironmentFault, UserError
from app.models import User
from app.services.organisation.overlay import profile_in
from app.services.organisation.passport import keep_card
from app.services.privacy.tombstones import FILE_NAME
from app.services.privacy.traces import finish
from app.services.session import Act, VaultSession, service
from app.services.vault.checking import rollback_code
from app.services.vault.copies import backup_folder, clear_copies_begun
from app.services.vault.own_keys import KEY_HOLDERS, give_keys, keys_left_open, log_in, new_keys, opened_keys, shut
from app.services.vault.synchronised import synchroniser_of
from app.services.vault.users import find_active
from app.storage.organisation import PrivateKeys
from app.storage.unit_of_work import Database, UnitOfWork
from app.storage.vault.files import VaultFiles, finish_exchange, open_database, unlock
from app.storage.vault.head import HEAD_KEPT, ROLLED_BACK, rollback, write_head
from app.storage.vault.header_record import (
    is_known,
    is_only_known,
    known_slots,
    put_header,
    remember_header,
    replace_header,
)
from app.storage.vault.keyslots import (
    MINIMUM_KDF,
    PASSWORD,
    RECOVERY,
    Header,
    KdfParameters,
    Opening,
    calibrated,
    make_slot,
)
from app.storage.vault.leftovers import clear_leftovers
from app.storage.vault.locks import VaultLock
from app.storage.vault.recovery_code import plain_code

WAIT_SECONDS = 3.0
"""How long to wait for another program to let go of the vault: a command of the command line is done by then."""


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
        return begin_session(files, header, found, lock, password, accept_keys=accept_keys)
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
    require_password_given(new_password)
    finish_exchange(folder.absolute())
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
            if clash is not None:
                clash.forget()
                if clash.slot.id != user.slot:
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
            # The header first: keys sealed to secrets that no slot has would be lost; a crash here only asks once more.
            replace_header(database, files.keys, header, fresh)
            with UnitOfWork(database, user.name) as uow:
                renewed = _keys_of_sheet(uow, user.id, own, on_sheet)
                uow.journal.record("vault.recovered", slot=user.slot)
                uow.commit()
        finally:
            database.dispose()
        attempts.succeeded()
        session = begin_session(files, fresh, Opening(slot, found.key, own.secret), lock)
        if renewed:
            session.warnings = (*session.warnings, "keys.renewed")
        return session
    except BaseException:
        lock.release()
        raise


def begin_session(
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
        _finish_acts(session)
        return session
    except BaseException:
        found.forget()
        database.dispose()
        raise


def _finish_acts(session: VaultSession) -> None:
    """Carry on what a killed program had begun, and clear away what it left; what cannot be done now stays owed."""
    if session.read_only:
        return
    clear_leftovers(session.folder)
    # The act was the chair's, whoever opens the vault only carries it to its end.
    acting = replace(session, user_name="", right=UserRight.CHAIR)
    with suppress(AppError):
        if _forgot_again(acting):
            session.warnings = (*session.warnings, "vault.forgot_again")
    for carry_on in (clear_copies_begun, finish):
        with suppress(AppError):  # a full or read-only disk must not keep anybody out: ``vault check`` tells of it
            carry_on(acting)


def _forgot_again(acting: VaultSession) -> bool:
    """Whether destroyed people had come back with an older state; without any list nothing is loaded."""
    files = VaultFiles(acting.folder)
    with acting.unit_of_work() as uow:
        chosen = backup_folder(acting, uow)
    if not any(
        (folder / FILE_NAME).is_file() for folder in (files.folder, files.backups, chosen) if folder is not None
    ):
        return False
    from app.services.privacy.forgetting import forget_beside  # loads the printing of the act

    return forget_beside(acting)


def _log_in(database: Database, user_id: int, name: str, own: OwnSecret) -> Mapping[str, PrivateKeys]:
    with UnitOfWork(database, name) as uow:
        user = find_active(uow, user_id)
        if database.read_only:
            return opened_keys(uow, own) if user.right in KEY_HOLDERS else {}
        keys = log_in(uow, user, own)
        if keys:
            uow.keys = keys
            if uow.organisation.key_pair().card is None:
                keep_card(uow)
        uow.commit()
    return keys


def _give_own(files: VaultFiles, header: Header, database: Database, found: Opening, password: str) -> OwnSecret | None:
    """A secret of their own for a user whose slot an older program made; None where nothing can be written."""
    own, slot = new_secret(), found.slot
    made = make_slot(header.vault_id, found.key, password, kind=PASSWORD, kdf=slot.kdf, slot_id=slot.id, own=own.secret)
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
            if not is_only_known(uow, header) and not database.read_only:
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
    write_head(VaultFiles(session.folder).head, session.database)


def _warnings(files: VaultFiles, database: Database, user: User, header: Header) -> Iterator[str]:
    """What the person is told at once. An older database in the place of a newer one is noted until looked at."""
    if database.read_only:
        yield "vault.read_only"
    if synchroniser_of(files.folder):
        yield "vault.synchronised"
    found = rollback(files.head, database)
    with UnitOfWork(database, user.name) as uow:
        if found is not None and database.read_only:
            yield rollback_code(asdict(found))
        elif found is not None and uow.settings.get(ROLLED_BACK) is None:
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


def require_password_given(password: str) -> None:
    """UserError ``vault.empty_password`` for none."""
    if not password.strip():
        raise UserError("vault.empty_password")
