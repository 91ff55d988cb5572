"""Who may open the vault: adding, blocking, passwords, the undertaking of non-disclosure.

A user is a row in the encrypted database and a key slot of the same id in the header. The order of the two writes is
such that a crash between them leaves a person without access, never with too much.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.domain.enums import UserRight
from app.domain.names import tidy
from app.errors import AccessError, UserError
from app.models import User
from app.services.session import CHAIR, READERS, VaultSession
from app.storage.header_record import replace_header
from app.storage.keyslots import PASSWORD, Header, KdfParameters, calibrated, make_slot
from app.storage.unit_of_work import UnitOfWork
from app.storage.vault_files import VaultFiles

GOOD_PASSWORD_LENGTH = 8
"""What the window asks of a new password. Scripts may do otherwise: only an empty one is refused."""


@dataclass(frozen=True)
class UserView:
    """A user as the chair sees them."""

    id: int
    name: str
    right: UserRight
    undertaking_at: datetime | None
    created_at: datetime
    blocked_at: datetime | None


def list_users(session: VaultSession) -> tuple[UserView, ...]:
    """Everybody who may or might open the vault, the blocked too."""
    session.require(*CHAIR)
    with session.unit_of_work() as uow:
        return tuple(_view(user) for user in uow.users.all())


def add_user(
    session: VaultSession,
    name: str,
    right: UserRight,
    password: str,
    *,
    undertaking: bool = False,
    kdf: KdfParameters | None = None,
) -> UserView:
    """Let somebody in. ``undertaking``: the signed paper of non-disclosure lies with the chair; without it the user
    cannot open the vault until :func:`record_undertaking`.

    Raises UserError ``users.no_name``, ``users.name_taken``, ``vault.empty_password``, ``vault.password_unfit``.
    """
    session.require(*CHAIR)
    clean = tidy(name)
    if not clean:
        raise UserError("users.no_name")
    files = VaultFiles(session.folder)
    header = files.header()
    require_fit(header, password)
    slot = make_slot(header.vault_id, bytes(session.database.key), password, kind=PASSWORD, kdf=kdf or calibrated())
    now = datetime.now(UTC)
    with session.unit_of_work() as uow:
        if uow.users.by_name(clean) is not None:
            raise UserError("users.name_taken", name=clean)
        user = uow.users.add(
            User(slot=slot.id, name=clean, right=right, undertaking_at=now if undertaking else None, created_at=now)
        )
        uow.journal.record("user.added", user=user.id, right=right.value)
        uow.commit()
        view = _view(user)
    replace_header(session.database, files.keys, header, header.with_slot(slot))
    return view


RIGHT_WORDS = {
    UserRight.CHAIR: "всё: учёт, отчёты, подпись, пользователи",
    UserRight.RECORDS: "учёт и отчёты",
    UserRight.VIEWER: "просмотр",
}


def undertaking_paper(session: VaultSession, user_id: int, today: date | None = None) -> bytes:
    """The undertaking of non-disclosure for this user to sign, as PDF; UserError ``users.unknown``."""
    from app.rendering.handover import undertaking_pdf  # reportlab is loaded only by who prints

    session.require(*CHAIR)
    with session.unit_of_work() as uow:
        user = find_active(uow, user_id)
        organisation = uow.organisation.get().full_name
        return undertaking_pdf(organisation, user.name, RIGHT_WORDS[user.right], today or date.today())


def record_undertaking(session: VaultSession, user_id: int) -> None:
    """The chair has the signed undertaking of a user: from now on the user may open the vault."""
    session.require(*CHAIR)
    with session.unit_of_work() as uow:
        user = find_active(uow, user_id)
        user.undertaking_at = datetime.now(UTC)
        uow.journal.record("user.undertaking", user=user.id)
        uow.commit()


def block_user(session: VaultSession, user_id: int) -> None:
    """Take a user's access away: the row is marked first, then the key slot is destroyed.

    Raises UserError ``users.unknown``, ``users.last_chair``.
    """
    session.require(*CHAIR)
    with session.unit_of_work() as uow:
        user = find_active(uow, user_id)
        if user.right is UserRight.CHAIR and uow.users.count_active_chairs() <= 1:
            raise UserError("users.last_chair")
        user.blocked_at = datetime.now(UTC)
        uow.journal.record("user.blocked", user=user.id)
        uow.commit()
        slot = user.slot
    files = VaultFiles(session.folder)
    header = files.header()
    replace_header(session.database, files.keys, header, header.without(slot))


def change_right(session: VaultSession, user_id: int, right: UserRight) -> None:
    """Give a user other rights; from their next login they have them.

    Raises UserError ``users.unknown``, ``users.last_chair``.
    """
    session.require(*CHAIR)
    with session.unit_of_work() as uow:
        user = find_active(uow, user_id)
        if user.right is UserRight.CHAIR and right is not UserRight.CHAIR and uow.users.count_active_chairs() <= 1:
            raise UserError("users.last_chair")
        user.right = right
        uow.journal.record("user.right_changed", user=user.id, right=right.value)
        uow.commit()


def change_password(
    session: VaultSession, old_password: str, new_password: str, *, kdf: KdfParameters | None = None
) -> None:
    """The logged-in user changes their own password; the slot is replaced by one write of the header.

    Raises AccessError ``vault.wrong_password``; UserError ``vault.empty_password``, ``vault.password_unfit``.
    """
    session.require(*READERS)
    files = VaultFiles(session.folder)
    header = files.header()
    with session.unit_of_work() as uow:
        user = uow.users.by_name(session.user_name)
        if user is None:
            raise AccessError("vault.user_blocked")
        attempts = files.attempts()
        attempts.require_patience()
        slot = next((s for s in header.slots if s.id == user.slot), None)
        if slot is None or slot.unwrap(header.vault_id, old_password) is None:
            attempts.failed()
            raise AccessError("vault.wrong_password")
        attempts.succeeded()
        require_fit(header.without(user.slot), new_password)
    _replace_slot(files, header, session, user.slot, new_password, kdf)
    with session.unit_of_work() as uow:
        uow.journal.record("user.password_changed", user=user.id)
        uow.commit()


def reset_password(session: VaultSession, user_id: int, new_password: str, *, kdf: KdfParameters | None = None) -> None:
    """The chair gives a user who forgot theirs a new password. Errors as of :func:`change_password`."""
    session.require(*CHAIR)
    files = VaultFiles(session.folder)
    header = files.header()
    with session.unit_of_work() as uow:
        user = find_active(uow, user_id)
        require_fit(header.without(user.slot), new_password)
    _replace_slot(files, header, session, user.slot, new_password, kdf)
    with session.unit_of_work() as uow:
        uow.journal.record("user.password_reset", user=user.id)
        uow.commit()


def require_fit(header: Header, password: str) -> None:
    """Refuse an empty password and one that already opens another slot: it would log in as the other user."""
    if not password.strip():
        raise UserError("vault.empty_password")
    if header.unlock(PASSWORD, password) is not None:
        raise UserError("vault.password_unfit")


def _replace_slot(
    files: VaultFiles, header: Header, session: VaultSession, slot_id: str, password: str, kdf: KdfParameters | None
) -> None:
    key = bytes(session.database.key)
    slot = make_slot(header.vault_id, key, password, kind=PASSWORD, kdf=kdf or calibrated(), slot_id=slot_id)
    replace_header(session.database, files.keys, header, header.with_slot(slot))


def find_active(uow: UnitOfWork, user_id: int) -> User:
    """The user who may open the vault; UserError ``users.unknown`` for a blocked one or none."""
    user = next((u for u in uow.users.active() if u.id == user_id), None)
    if user is None:
        raise UserError("users.unknown")
    return user


def _view(user: User) -> UserView:
    return UserView(user.id, user.name, user.right, user.undertaking_at, user.created_at, user.blocked_at)
