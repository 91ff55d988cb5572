"""A new key for the database, and the change of chair: everything the old chair knew stops opening the vault.

What was taken away before cannot be called back: a copy made before the change opens with the passwords of its day.
The act says so, and :func:`older_copies` finds those that lie where the program puts them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from app.bundle.grants import OwnSecret, new_secret
from app.domain.enums import UserRight
from app.domain.files import fault_from
from app.domain.names import tidy
from app.domain.subjects import Subject
from app.errors import AccessError, EnvironmentFault, UserError
from app.models import User
from app.services.session import Act, VaultSession, service
from app.services.vault.copies import backup_folder
from app.services.vault.own_keys import give_keys, shut
from app.services.vault.sheets import sheet_becomes_due
from app.services.vault.users import find_active, require_password
from app.storage.unit_of_work import UnitOfWork
from app.storage.vault.files import VaultFiles
from app.storage.vault.keyslots import (
    MINIMUM_KDF,
    PASSWORD,
    RECOVERY,
    KdfParameters,
    Slot,
    calibrated,
    make_slot,
    new_key,
)
from app.storage.vault.leftovers import COPY_SUFFIX
from app.storage.vault.memory import wipe
from app.storage.vault.recovery_code import new_code, plain_code
from app.storage.vault.rekeying import renew_key


@dataclass(frozen=True)
class NewKey:
    """The vault has a new key. ``recovery_code`` is shown once; ``waiting`` are users who need a new password now."""

    recovery_code: str = field(repr=False)
    waiting: tuple[str, ...]


@dataclass(frozen=True)
class ChairHandover:
    """The vault has a new chair. ``act`` is the paper to be signed by both (PDF), ``recovery_code`` is shown once."""

    recovery_code: str = field(repr=False)
    waiting: tuple[str, ...]
    act: bytes = field(repr=False)


@service(Act.KEYS)
def change_key(session: VaultSession, password: str, *, kdf: KdfParameters | None = None) -> NewKey:
    """Re-encrypt the whole database under a new key, with a new recovery sheet; the session goes on.

    The chair's own password stays. Nobody else's is known here, so everybody else gets a new one from the chair.
    Raises AccessError ``vault.wrong_password``, ``vault.wait``; EnvironmentFault ``files.…``, ``vault.…``: then
    everything is as it was.
    """
    files = VaultFiles(session.folder)
    with session.unit_of_work() as uow:
        own = _own(uow, session.user_name)
        waiting = tuple(user.name for user in uow.users.active() if user.id != own.id)
    require_password(files, files.header(), own.slot, password)
    slot_id, secret, on_sheet = str(uuid.uuid4()), session.own or new_secret(), new_secret()

    def edit(uow: UnitOfWork) -> None:
        user = _own(uow, session.user_name)
        user.slot = slot_id
        _give_only(uow, session, user, secret, on_sheet)
        sheet_becomes_due(uow)
        uow.journal.record("vault.rekeyed")

    code = _renew(
        session, files=files, password=password, slot_id=slot_id, secrets=(secret, on_sheet), edit=edit, kdf=kdf
    )
    session.own = secret
    return NewKey(code, waiting)


@service(Act.KEYS)
def hand_over(
    session: VaultSession,
    password: str,
    new_name: str,
    new_password: str,
    *,
    user_id: int | None = None,
    today: date | None = None,
    kdf: KdfParameters | None = None,
) -> ChairHandover:
    """The change of chair: a new user with all rights, the old one blocked, a new key, a new recovery sheet, the act.

    ``password`` is the old chair's. ``user_id`` instead of ``new_name`` makes a present user the chair. Afterwards
    this session is closed: the old chair has no access. Other users get new passwords from the new chair.
    Raises as :func:`change_key`, and UserError ``users.no_name``, ``users.name_taken``, ``users.unknown``,
    ``users.same_chair``, ``vault.empty_password``, ``vault.password_unfit``.
    """
    files = VaultFiles(session.folder)
    header = files.header()
    if not new_password.strip():
        raise UserError("vault.empty_password")
    with session.unit_of_work() as uow:
        own = _own(uow, session.user_name)
        name = _new_chair_name(uow, own, tidy(new_name), user_id)
        waiting = tuple(user.name for user in uow.users.active() if user.name not in (own.name, name))
    require_password(files, header, own.slot, password)
    if new_password == password:
        raise UserError("vault.password_unfit")
    slot_id, secret, on_sheet = str(uuid.uuid4()), new_secret(), new_secret()
    now = datetime.now(UTC)

    def edit(uow: UnitOfWork) -> None:
        old = _own(uow, session.user_name)
        chair = uow.users.by_name(name)
        if chair is None:
            chair = uow.users.add(
                User(slot=slot_id, name=name, right=UserRight.CHAIR, undertaking_at=None, created_at=now)
            )
        chair.right, chair.slot = UserRight.CHAIR, slot_id
        old.blocked_at = now
        _give_only(uow, session, chair, secret, on_sheet)
        sheet_becomes_due(uow)
        uow.journal.record("vault.handed_over", old=old.id, new=chair.id)

    code = _renew(
        session, files=files, password=new_password, slot_id=slot_id, secrets=(secret, on_sheet), edit=edit, kdf=kdf
    )
    act = _act(session, name, today or date.today(), waiting)
    session.close()
    return ChairHandover(code, waiting, act)


@service(Act.KEYS)
def older_copies(session: VaultSession, before: datetime) -> tuple[Path, ...]:
    """Sealed copies made before a moment, where the program puts them: in the vault and in the folder of copies."""
    places = [VaultFiles(session.folder).backups, backup_folder(session)]
    found = [path for place in places if place is not None and place.is_dir() for path in place.glob(f"*{COPY_SUFFIX}")]
    return tuple(sorted(path for path in found if path.stat().st_mtime < before.timestamp()))


@service(Act.KEYS)
def remove_copies(session: VaultSession, copies: tuple[Path, ...]) -> int:
    """Delete these sealed copies; returns how many. Raises UserError ``vault.not_a_copy``, EnvironmentFault."""
    for path in copies:
        if path.suffix != COPY_SUFFIX:
            raise UserError("vault.not_a_copy")
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise fault_from(error, path.name) from error
    with session.unit_of_work() as uow:
        uow.journal.record("vault.copies_removed", count=len(copies))
        uow.commit()
    return len(copies)


def _renew(
    session: VaultSession,
    files: VaultFiles,
    password: str,
    slot_id: str,
    secrets: tuple[OwnSecret, OwnSecret],
    edit: Callable[[UnitOfWork], None],
    kdf: KdfParameters | None,
) -> str:
    if session.read_only:
        raise EnvironmentFault("vault.read_only")
    vault_id, key, code = files.header().vault_id, new_key(), new_code()
    own, on_sheet = secrets
    try:
        slots: tuple[Slot, ...] = (
            make_slot(vault_id, key, password, kind=PASSWORD, kdf=kdf or calibrated(), slot_id=slot_id, own=own.secret),
            make_slot(vault_id, key, plain_code(code), kind=RECOVERY, kdf=MINIMUM_KDF, own=on_sheet.secret),
        )
        session.database = renew_key(
            database=session.database,
            files=files,
            new_key=key,
            slots=slots,
            epoch=str(uuid.uuid4()),
            edit=edit,
            user_name=session.user_name,
        )
        session.database.note_changed(frozenset({Subject.USERS, Subject.SETTINGS}))  # in the file that was made beside
    finally:
        wipe(key)
    return code


def _give_only(uow: UnitOfWork, session: VaultSession, chair: User, own: OwnSecret, on_sheet: OwnSecret) -> None:
    """The organisation's keys to the chair and to the new sheet; everybody else gets them with a new password."""
    for user in uow.users.all():
        uow.organisation.remove_grants(user_id=user.id)
        user.recipient = own.recipient if user.id == chair.id else ""
    uow.organisation.remove_grants(user_id=None)
    give_keys(uow, session.keys, chair, own.recipient)
    give_keys(uow, session.keys, None, on_sheet.recipient)
    shut(uow)


def _own(uow: UnitOfWork, name: str) -> User:
    user = uow.users.by_name(name)
    if user is None:
        raise AccessError("vault.user_blocked")
    return user


def _new_chair_name(uow: UnitOfWork, own: User, name: str, user_id: int | None) -> str:
    if user_id is not None:
        chosen = find_active(uow, user_id)
        if chosen.id == own.id:
            raise UserError("users.same_chair")
        return chosen.name
    if not name:
        raise UserError("users.no_name")
    if uow.users.by_name(name) is not None:
        raise UserError("users.name_taken", name=name)
    return name


def _act(session: VaultSession, new_chair: str, on: date, waiting: tuple[str, ...]) -> bytes:
    from app.rendering.handover import HandoverAct, handover_act_pdf  # reportlab is loaded only by who prints

    with session.unit_of_work() as uow:
        number, digest = uow.journal.last()
        counts = uow.checks.sizes()
        act = HandoverAct(
            organisation=uow.organisation.get().full_name,
            handed_by=session.user_name,
            taken_by=new_chair,
            on=on,
            people=counts.people,
            events=counts.events,
            reports=counts.reports,
            fingerprint=uow.organisation.key_pair().fingerprint,
            journal_number=number,
            journal_digest=digest,
            waiting=waiting,
        )
    return handover_act_pdf(act)
