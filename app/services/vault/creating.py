"""Vaults: making one, opening it, what it is, and (from the sibling modules) checking, copying and restoring it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from app.bundle.grants import OwnSecret, new_secret
from app.bundle.identity import make_identity
from app.domain.enums import OrganisationKind, RoleKind, UserRight
from app.domain.names import initials, normalise, sex_from_patronymic, tidy
from app.models import Organisation, Person, Role, User
from app.progress import Progress, silent
from app.services.organisation.draft import ChairDraft, OrganisationDraft
from app.services.organisation.passport import headcount_row, keep_card, require_sensible
from app.services.organisation.profiles import Profile, load_profile
from app.services.session import Act, VaultSession, service
from app.services.vault.checking import VaultCheck, VaultProblem, check_vault
from app.services.vault.copies import (
    BackupInfo,
    back_up,
    backup_folder,
    backup_if_due,
    choose_backup_folder,
    last_backup,
)
from app.services.vault.finding import is_vault
from app.services.vault.opening import (
    WAIT_SECONDS,
    begin_session,
    confirm_rollback,
    open_vault,
    open_with_recovery,
    require_password_given,
)
from app.services.vault.own_keys import add_pair, give_keys, shut
from app.services.vault.restoring import RestoreDifference, RestoreInfo, VaultState, compare_copy, restore
from app.services.vault.sheets import first_run_begins, sheet_becomes_due
from app.storage.engine import open_engine
from app.storage.organisation import PrivateKeys
from app.storage.schema import HEAD, upgrade
from app.storage.unit_of_work import Database, UnitOfWork
from app.storage.vault.files import VAULT_ID, VaultFiles, new_folder
from app.storage.vault.head import write_head
from app.storage.vault.header_record import remember_header, replace_header
from app.storage.vault.keyslots import (
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
from app.storage.vault.recovery_code import new_code, plain_code

__all__ = [
    "MINIMUM_KDF",
    "BackupInfo",
    "CreatedVault",
    "KdfParameters",
    "RestoreDifference",
    "RestoreInfo",
    "VaultCheck",
    "VaultInfo",
    "VaultProblem",
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


def create_vault(
    folder: Path,
    draft: OrganisationDraft,
    *,
    profile: str,
    password: str,
    user_name: str = "",
    practice: bool = False,
    first_run: bool = False,
    kdf: KdfParameters | None = None,
    progress: Progress | None = None,
) -> CreatedVault:
    """Make a vault in a folder that is empty or not there yet, with the organisation, its keys, its chair as user.

    The whole is made in a temporary sibling and renamed: a failure leaves nothing. ``kdf`` None measures this machine
    (0.3-0.5 s for one password); tests give :data:`MINIMUM_KDF`. Without ``user_name`` the chair's name is the user's.
    ``first_run``: the window goes on with the recovery sheet, at the next opening if need be.
    Raises UserError ``vault.folder_not_empty``, ``vault.empty_password``, ``organisation.…``; EnvironmentFault
    ``files.…`` or ``vault.…``.
    """
    steps = progress or silent()
    loaded = load_profile(profile)
    require_password_given(password)
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
                if first_run:
                    sheet_becomes_due(uow)
                    first_run_begins(uow)
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
    session = begin_session(opened, header, Opening(slot, key, own.secret), lock)
    return CreatedVault(session, code)


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
        sheet_becomes_due(uow)
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
            read_only=session.read_only,
        )


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
        parent_address=draft.parent_address,
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
