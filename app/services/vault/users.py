"""Who may open the vault: adding, blocking, passwords, the undertaking of non-disclosure.

A user is a row in the encrypted database and a key slot of the same id in the header. The order of the two writes is
such that a crash between them leaves a person without access, never with too much.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.bundle.grants import OwnSecret, new_secret
from app.domain.enums import UserRight
from app.domain.names import tidy
from app.domain.vocabulary.words import Wording, word_for
from app.errors import AccessError, UserError
from app.models import User
from app.services.session import Act, VaultSession, service
from app.services.vault.own_keys import KEY_HOLDERS, give_keys, shut
from app.storage.unit_of_work import UnitOfWork
from app.storage.vault.files import VaultFiles
from app.storage.vault.header_record import replace_header
from app.storage.vault.keyslots import PASSWORD, Header, KdfParameters, calibrated, make_slot


@dataclass(frozen=True)
class UserView:
    """A user as the chair sees them."""

    id: int
    name: str
    right: UserRight
    undertaking_at: datetime | None
    created_at: datetime
    blocked_at: datetime | None


@service(Act.USERS)
def list_users(session: VaultSession) -> tuple[UserView, ...]:
    """Everybody who may or might open the vault, the blocked too."""
    with session.unit_of_work() as uow:
        return tuple(_view(user) for user in uow.users.all())


@service(Act.USERS)
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
    clean = tidy(name)
    if not clean:
        raise UserError("users.no_name")
    files = VaultFiles(session.folder)
    header = files.header()
    require_fit(header, password)
    own = new_secret()
    slot = make_slot(
        header.vault_id, session.database.key, password, kind=PASSWORD, kdf=kdf or calibrated(), own=own.secret
    )
    now = datetime.now(UTC)
    with session.unit_of_work() as uow:
        if uow.users.by_name(clean) is not None:
            raise UserError("users.name_taken", name=clean)
        user = uow.users.add(
            User(slot=slot.id, name=clean, right=right, undertaking_at=now if undertaking else None, created_at=now)
        )
        _give(uow, session, user, own.recipient)
        uow.journal.record("user.added", user=user.id, right=right.value)
        uow.commit()
        view = _view(user)
    replace_header(session.database, files.keys, header, header.with_slot(slot))
    return view


@service(Act.USERS)
def undertaking_paper(session: VaultSession, user_id: int, today: date | None = None) -> bytes:
    """The undertaking of non-disclosure for this user to sign, as PDF; UserError ``users.unknown``."""
    from app.rendering.handover import undertaking_pdf  # reportlab is loaded only by who prints

    with session.unit_of_work() as uow:
        user = find_active(uow, user_id)
        organisation = uow.organisation.get().full_name
        return undertaking_pdf(organisation, user.name, word_for(user.right, Wording.FULL), today or date.today())


@service(Act.USERS)
def record_undertaking(session: VaultSession, user_id: int) -> None:
    """The chair has the signed undertaking of a user: from now on the user may open the vault."""
    with session.unit_of_work() as uow:
        user = find_active(uow, user_id)
        user.undertaking_at = datetime.now(UTC)
        uow.journal.record("user.undertaking", user=user.id)
        uow.commit()


@service(Act.USERS)
def block_user(session: VaultSession, user_id: int) -> None:
    """Take a user's access away: the row is marked first, then the key slot is destroyed.

    Raises UserError ``users.unknown``, ``users.last_chair``.
    """
    with session.unit_of_work() as uow:
        user = find_active(uow, user_id)
        if user.right is UserRight.CHAIR and uow.users.count_active_chairs() <= 1:
            raise UserError("users.last_chair")
        user.blocked_at = datetime.now(UTC)
        uow.organisation.remove_grants(user_id=user.id)
        uow.journal.record("user.blocked", user=user.id)
        uow.commit()
        slot = user.slot
    files = VaultFiles(session.folder)
    header = files.header()
    replace_header(session.database, files.keys, header, header.without(slot))


@service(Act.USERS)
def change_right(session: VaultSession, user_id: int, right: UserRight) -> None:
    """Give a user other rights; from their next login they have them, and the organisation's keys where they go with
    the right. The same right once more gives keys that were not given yet.

    Raises UserError ``users.unknown``, ``users.last_chair``.
    """
    with session.unit_of_work() as uow:
        user = find_active(uow, user_id)
        if user.right is UserRight.CHAIR and right is not UserRight.CHAIR and uow.users.count_active_chairs() <= 1:
            raise UserError("users.last_chair")
        user.right = right
        _give(uow, session, user, user.recipient)
        uow.journal.record("user.right_changed", user=user.id, right=right.value)
        uow.commit()


@service(Act.OWN_ACCESS)
def change_password(
    session: VaultSession, old_password: str, new_password: str, *, kdf: KdfParameters | None = None
) -> None:
    """The logged-in user changes their own password; the slot is replaced by one write of the header.

    Raises AccessError ``vault.wrong_password``; UserError ``vault.empty_password``, ``vault.password_unfit``.
    """
    files = VaultFiles(session.folder)
    header = files.header()
    with session.unit_of_work() as uow:
        user = uow.users.by_name(session.user_name)
        if user is None:
            raise AccessError("vault.user_blocked")
        require_password(files, header, user.slot, old_password)
        require_fit(header.without(user.slot), new_password)
    _replace_slot(
        files=files, header=header, session=session, slot_id=user.slot, password=new_password, kdf=kdf, own=session.own
    )
    with session.unit_of_work() as uow:
        uow.journal.record("user.password_changed", user=user.id)
        uow.commit()


@service(Act.USERS)
def reset_password(session: VaultSession, user_id: int, new_password: str, *, kdf: KdfParameters | None = None) -> None:
    """The chair gives a user who forgot theirs a new password. Errors as of :func:`change_password`."""
    files = VaultFiles(session.folder)
    header = files.header()
    with session.unit_of_work() as uow:
        user = find_active(uow, user_id)
        require_fit(header.without(user.slot), new_password)
        # One's own secret goes on; for another it is a new one, because the old one only the old password opens.
        own = session.own if user.name == session.user_name and session.own is not None else new_secret()
        _give(uow, session, user, own.recipient)
        uow.commit()
    _replace_slot(
        files=files, header=header, session=session, slot_id=user.slot, password=new_password, kdf=kdf, own=own
    )
    with session.unit_of_work() as uow:
        uow.organisation.remove_grants(user_id=user.id, but=own.recipient)
        uow.journal.record("user.password_reset", user=user.id)
        uow.commit()


def require_fit(header: Header, password: str) -> None:
    """Refuse an empty password and one that already opens another slot: it would log in as the other user."""
    if not password.strip():
        raise UserError("vault.empty_password")
    found = header.unlock(PASSWORD, password)
    if found is not None:
        found.forget()
        raise UserError("vault.password_unfit")


def require_password(files: VaultFiles, header: Header, slot_id: str, password: str) -> None:
    """Ask a user's own password once more; AccessError ``vault.wrong_password``, ``vault.wait``."""
    attempts = files.attempts()
    attempts.require_patience()
    slot = next((slot for slot in header.slots if slot.id == slot_id), None)
    if slot is None or not slot.is_opened_by(header.vault_id, password):
        attempts.failed()
        raise AccessError("vault.wrong_password")
    attempts.succeeded()


@service(Act.OWN_ACCESS)
def require_own_password(session: VaultSession, password: str) -> None:
    """The password of who is logged in, for an act that wants it again. Errors as of :func:`require_password`."""
    files = VaultFiles(session.folder)
    with session.unit_of_work() as uow:
        user = uow.users.by_name(session.user_name)
    if user is None:
        raise AccessError("vault.user_blocked")
    require_password(files, files.header(), user.slot, password)


def _give(uow: UnitOfWork, session: VaultSession, user: User, recipient: str) -> None:
    """The organisation's keys where the right has them, and none where it has not; the caller commits.

    Until a user of an older program's vault has logged in, there is nothing to seal to: the right is there without the
    keys, and giving it once more gives them.
    """
    user.recipient = recipient
    if user.right in KEY_HOLDERS and recipient:
        give_keys(uow, session.keys, user, recipient)
    elif user.right not in KEY_HOLDERS:
        uow.organisation.remove_grants(user_id=user.id)
    if user.name != session.user_name:
        shut(uow)


def _replace_slot(
    files: VaultFiles,
    header: Header,
    session: VaultSession,
    slot_id: str,
    password: str,
    kdf: KdfParameters | None,
    own: OwnSecret | None,
) -> None:
    slot = make_slot(
        header.vault_id, session.database.key, password, kind=PASSWORD, kdf=kdf or calibrated(), slot_id=slot_id,
        own=b"" if own is None else own.secret,
    )  # fmt: skip
    replace_header(session.database, files.keys, header, header.with_slot(slot))


def find_active(uow: UnitOfWork, user_id: int) -> User:
    """The user who may open the vault; UserError ``users.unknown`` for a blocked one or none."""
    user = next((u for u in uow.users.active() if u.id == user_id), None)
    if user is None:
        raise UserError("users.unknown")
    return user


def _view(user: User) -> UserView:
    return UserView(user.id, user.name, user.right, user.undertaking_at, user.created_at, user.blocked_at)
