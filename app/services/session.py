"""An open vault as services see it: who is logged in, what they may do, and how to begin a unit of work."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.enums import UserRight
from app.errors import AccessError, AppError
from app.services.profiles import Profile
from app.storage.head import write_head
from app.storage.unit_of_work import Database, UnitOfWork
from app.storage.vault_files import VaultFiles


@dataclass
class VaultSession:
    """One logged-in user of one open vault. Every service takes it first; nothing else opens the database."""

    folder: Path
    database: Database
    user_name: str
    right: UserRight
    profile: Profile
    closed: bool = field(default=False)

    @property
    def read_only(self) -> bool:
        """Whether the vault lies where nothing can be written: it is read, and every write is refused."""
        return self.database.read_only

    def unit_of_work(self) -> UnitOfWork:
        """Begin a transaction: ``with session.unit_of_work() as uow: ...; uow.commit()``; rolled back otherwise."""
        if self.closed:
            raise AccessError("vault.locked")
        return UnitOfWork(self.database, self.user_name)

    def require(self, *rights: UserRight) -> None:
        """Refuse when the user has none of these rights; rights live here, not in hidden buttons."""
        if self.closed:
            raise AccessError("vault.locked")
        if self.right not in rights:
            raise AccessError("access.right_missing", right=self.right.value)

    def close(self) -> None:
        """Lock: close the database and forget its key."""
        if not self.closed:
            self.closed = True
            with suppress(AppError):  # a pulled stick or a full disk must not keep the key in memory
                write_head(VaultFiles(self.folder).head, self.database)
            self.database.dispose()


CHAIR = (UserRight.CHAIR,)
WRITERS = (UserRight.CHAIR, UserRight.RECORDS)
READERS = (UserRight.CHAIR, UserRight.RECORDS, UserRight.VIEWER)
