"""The server for one office: its HTTP side, and a worker that takes files in while nobody has the vault open."""

from __future__ import annotations

import contextlib
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from app.errors import AppError, EnvironmentFault
from app.intake.senders import Senders
from app.intake.server import make_server
from app.services.intake.spooling import SpooledFile, publish, take_arrived
from app.services.session import VaultSession
from app.services.vault.opening import open_vault
from app.storage.intake.spool import Spool, spool_folder

log = logging.getLogger("pervichka.intake")
_LOOK_EVERY = 2.0
"""Seconds between looks at what others did with the vault."""
_LINGER = 1.5
"""Seconds the vault stays open after the last file; a desk that opens it waits longer than that."""
_EXPIRE_EVERY = 3600.0


class Worker(threading.Thread):
    """Takes in what arrives. While the desk has the vault open, the desk does it, and this waits."""

    def __init__(self, vault: Path, open_it: Callable[[], VaultSession], told: Callable[[SpooledFile], object]) -> None:
        super().__init__(name="intake", daemon=True)
        self._vault, self._open, self._told = vault, open_it, told
        self._spool = Spool(spool_folder(vault))
        self._wake, self._ended = threading.Event(), threading.Event()
        self._seen: object = None

    def wake(self) -> None:
        """Something arrived."""
        self._wake.set()

    def end(self) -> None:
        """Stop after what is being done."""
        self._ended.set()
        self._wake.set()
        self.join(60)

    def run(self) -> None:
        """The thread's body."""
        expired = time.monotonic()
        while not self._ended.is_set():
            self._wake.wait(_LOOK_EVERY)
            self._wake.clear()
            try:
                self.look()
                if time.monotonic() - expired > _EXPIRE_EVERY:
                    expired = time.monotonic()
                    self._spool.expire(datetime.now(UTC))
            except AppError as error:
                if error.code != "vault.in_use":  # the desk is open and takes the files in
                    log.warning("waiting: %s", error.code)
                    self._ended.wait(10)
            except OSError as error:
                log.warning("waiting: %s", type(error).__name__)
                self._ended.wait(10)

    def look(self) -> None:
        """Take in what waits and lay down what was decided since the last look."""
        if not self._spool.arrived() and self._stamp() == self._seen:
            return
        with contextlib.closing(self._open()) as session:
            while True:
                for done in take_arrived(session):
                    self._told(done)
                publish(session)
                self._ended.wait(_LINGER)
                if self._ended.is_set() or not self._spool.arrived():
                    break
        self._seen = self._stamp()

    def _stamp(self) -> object:
        """Changes with every write of anybody to the vault, and with every answer that was fetched."""
        try:
            database = (self._vault / "vault.db").stat()
        except OSError:
            return None
        return database.st_mtime_ns, database.st_size, len(self._spool.fetched())


@contextlib.contextmanager
def one_office(
    vault: Path, password: str, told: Callable[[SpooledFile], object] = lambda _: None
) -> Iterator[tuple[Spool, Senders, Worker]]:
    """Everything but the HTTP side: the spool made, the directory told, the worker at work; ended when the block is.

    Raises what :func:`app.services.vault.opening.open_vault` does: the password is tried at once.
    """
    with contextlib.closing(open_vault(vault, password)) as session:
        spool = Spool(spool_folder(vault))
        spool.prepare()
        publish(session)

    def open_again() -> VaultSession:
        return open_vault(vault, password, wait_seconds=0.0)

    worker = Worker(vault, open_again, told)
    worker.start()
    worker.wake()
    try:
        yield spool, Senders(spool), worker
    finally:
        worker.end()


def serve(
    vault: Path,
    password: str,
    host: str,
    port: int,
    started: Callable[[str], object],
    told: Callable[[SpooledFile], object],
) -> None:
    """Serve until interrupted. ``started`` hears the address; EnvironmentFault ``intake.cannot_listen``."""
    with one_office(vault, password, told) as (spool, senders, worker):
        config = uvicorn.Config(
            make_server(spool, senders, worker.wake),
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=256,
            timeout_keep_alive=30,
            h11_max_incomplete_event_size=32 * 1024,
        )
        server = _Server(config, lambda: started(f"http://{host}:{server.port}/files"))
        server.run()
        if not server.started:
            raise EnvironmentFault("intake.cannot_listen", address=f"{host}:{port}")


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], object]) -> None:
        super().__init__(config)
        self._listening = listening
        self.port = config.port

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn raises a signal again when it has stopped; here the worker still has to end what it does."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """uvicorn: begin to listen; an address that is taken ends the program by itself there, here with a fault."""
        with contextlib.suppress(SystemExit):
            await super().startup(sockets)  # type: ignore[arg-type]
        if self.started:
            self.port = int(self.servers[0].sockets[0].getsockname()[1])
            self._listening()
