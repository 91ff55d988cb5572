"""A restored copy forgets again those who were destroyed after it was made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from app.models import Destruction
from app.services.privacy.destroying import DestructionPlan, destroy_in
from app.services.privacy.tombstones import (
    Tombstones,
    keep_also,
    put_salt,
    read_beside,
    salt_in,
    tombstones_in,
    write_beside,
)
from app.services.privacy.traces import begin
from app.services.session import Act, VaultSession, service
from app.services.vault.copies import backup_folder
from app.storage.unit_of_work import UnitOfWork
from app.storage.vault.files import VaultFiles

_FORGOT = "forgot_again"
"""How many were forgotten again since somebody was told of it."""
GROUND = "Уничтожено до восстановления этой копии; причина – в акте на бумаге."


def forget_again(uow: UnitOfWork, vault_id: str, lists: Sequence[Tombstones], into: Path) -> int:
    """Destroy again everybody on the ``lists``; how many were still in the copy.

    The acts themselves come back as well, so that their numbers go on and the list stays whole; it is written ``into``
    the restored vault's folder.
    """
    count = 0
    for stones in lists:
        if not stones.hashes:
            continue
        if uow.settings.get("tombstone_salt") is None:
            put_salt(uow, stones.salt)
        if salt_in(uow) != stones.salt:
            continue
        count += _from(uow, stones)
    if count:
        uow.settings.put(_FORGOT, count)
    if count or uow.privacy.destructions():
        write_beside(tombstones_in(uow, vault_id), (into,))
    return count


@service(Act.DESTROY)
def forget_beside(session: VaultSession) -> bool:
    """An older state of the vault, put back by hand, forgets again those whom the lists beside it name.

    True when somebody was forgotten, now or by a restore, since it was last told.
    """
    files = VaultFiles(session.folder)
    vault_id = files.header().vault_id
    with session.unit_of_work() as uow:
        folders = {session.folder, files.backups, backup_folder(session, uow) or files.backups}
        lists = read_beside(vault_id, sorted(folders))
        known = {row.uid_hash for row in uow.privacy.destructions()}
        if any(stones.hashes - known for stones in lists) and forget_again(uow, vault_id, lists, session.folder):
            begin(uow, session)  # the file is written anew and the copies are replaced
        told = bool(uow.settings.get(_FORGOT))
        if told:
            uow.settings.put(_FORGOT, 0)
        uow.commit()
    return told


def _from(uow: UnitOfWork, stones: Tombstones) -> int:
    known = {row.uid_hash for row in uow.privacy.destructions()}
    count = 0
    for person_id, uid in uow.erasure.all_uids():
        if stones.holds(uid):
            plan = DestructionPlan(
                person_id=person_id,
                number=0,
                name="",
                on=date.today(),
                ground=GROUND,
                categories=(),
                rows=0,
                on_register=False,
                act=b"",
            )
            destroy_in(uow, plan, partial(stones.took, uid))
            count += 1
    keep_also(uow, stones.also)
    known |= {row.uid_hash for row in uow.privacy.destructions()}
    for digest in sorted(stones.hashes - known):
        number = max((row.number for row in uow.privacy.destructions()), default=0) + 1
        uow.privacy.add(
            Destruction(
                number=number,
                person_id=None,
                uid_hash=digest,
                destroyed_on=date.today(),
                at=datetime.now(UTC),
                ground=GROUND,
                categories=json.dumps([]),
                rows=0,
                act_sha256="",
                user_name=uow.user_name,
            )
        )
    return count
