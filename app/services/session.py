"""An open vault as services see it: who is logged in, what they may do, and how to begin a unit of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from app.bundle.grants import OwnSecret
from app.domain.enums import UserRight
from app.domain.subjects import Subject
from app.errors import AccessError, AppError
from app.services.authority import MAY, Act
from app.services.organisation.profiles import Profile
from app.storage.organisation import PrivateKeys
from app.storage.unit_of_work import Database, UnitOfWork
from app.storage.vault.files import VaultFiles
from app.storage.vault.head import write_head

__all__ = ["ACTS", "CHAIR", "READERS", "WRITERS", "Act", "VaultSession", "service"]

_DOING: ContextVar[tuple[int, ...]] = ContextVar("doing", default=())
"""The sessions whose services run now, by identity: a declared service is at work in them."""


@dataclass
class VaultSession:
    """One logged-in user of one open vault. Every service takes it first; nothing else opens the database."""

    folder: Path
    database: Database
    user_name: str
    right: UserRight
    profile: Profile
    closed: bool = field(default=False)
    own: OwnSecret | None = field(default=None, repr=False)
    """What only this user's password opens."""
    keys: Mapping[str, PrivateKeys] = field(default_factory=dict, repr=False)
    """The organisation's private keys that this user was given, by fingerprint."""
    warnings: tuple[str, ...] = ()
    """Codes of what the person must be told at once; :mod:`app.messages` has the sentences."""

    @property
    def read_only(self) -> bool:
        """Whether the vault lies where nothing can be written: it is read, and every write is refused."""
        return self.database.read_only

    def unit_of_work(self) -> UnitOfWork:
        """Begin a transaction: ``with session.unit_of_work() as uow: ...; uow.commit()``; rolled back otherwise.

        Outside a declared service it is the chair's alone: whoever forgets to declare one opens nothing to others.
        """
        if self.closed:
            raise AccessError("vault.locked")
        if id(self) not in _DOING.get():
            self._refuse_others(frozenset({UserRight.CHAIR}))
        return UnitOfWork(self.database, self.user_name, self.keys)

    def take_changed(self) -> frozenset[Subject]:
        """Subjects that were written in this session since the last time; for whoever shows them."""
        return self.database.take_changed()

    def require(self, act: Act) -> None:
        """Refuse when the user's right does not reach to this act; rights live here, not in hidden buttons."""
        if self.closed:
            raise AccessError("vault.locked")
        self._refuse_others(MAY[act])

    def may(self, act: Act) -> bool:
        """Whether the user may do it: for what a window offers."""
        return self.right in MAY[act]

    @contextmanager
    def doing(self, act: Act) -> Iterator[None]:
        """A declared act runs: it is asked for first, and may open units of work."""
        self.require(act)
        token = _DOING.set((*_DOING.get(), id(self)))
        try:
            yield
        finally:
            _DOING.reset(token)

    def close(self) -> None:
        """Lock: close the database and forget its key."""
        if not self.closed:
            self.closed = True
            self.own, self.keys = None, {}
            with suppress(AppError):  # a pulled stick or a full disk must not keep the key in memory
                write_head(VaultFiles(self.folder).head, self.database)
            self.database.dispose()

    def _refuse_others(self, rights: frozenset[UserRight]) -> None:
        if self.right in rights:
            return
        raise AccessError("access.right_missing", right=self.right.value)


_P = ParamSpec("_P")
_R = TypeVar("_R")

ACTS: dict[str, Act] = {}
"""Which act each service is, by its full name; filled as the services are imported."""


def service(
    act: Act,
) -> Callable[[Callable[Concatenate[VaultSession, _P], _R]], Callable[Concatenate[VaultSession, _P], _R]]:
    """Declare a service: the session asks for the right before anything else, and lets it open the database."""

    def declare(function: Callable[Concatenate[VaultSession, _P], _R]) -> Callable[Concatenate[VaultSession, _P], _R]:
        ACTS[f"{function.__module__}.{function.__qualname__}"] = act

        @wraps(function)
        def asked(session: VaultSession, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
            with session.doing(act):
                return function(session, *args, **kwargs)

        return asked

    return declare


CHAIR = (UserRight.CHAIR,)
WRITERS = (UserRight.CHAIR, UserRight.DESK, UserRight.RECORDS)
READERS = tuple(UserRight)
