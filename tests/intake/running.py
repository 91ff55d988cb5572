"""The ASGI application on a real port, in a thread."""

from __future__ import annotations

import threading
from typing import Self

import uvicorn
from starlette.applications import Starlette

from app.storage.intake.spool import Spool


class Running:
    """``with Running(app, spool) as made: made.url``. ``proof`` is the header of a believed sender."""

    def __init__(self, app: Starlette, spool: Spool) -> None:
        self.spool, self.proof = spool, ""
        self._server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(20)
