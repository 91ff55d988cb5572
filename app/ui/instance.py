"""One window for each vault: a second start brings the first window to the front instead of complaining.

A local socket (a pipe on Windows) named after the vault's folder, for this user of the computer only. The lock on the
vault's folder is what keeps two programs from spoiling data; this is only manners.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.services.program.places import places

_WAIT_MS = 2000
_ASK, _YES = b"show\n", b"shown\n"
_OPEN = b"open "
"""With a path as JSON: show the window and read that file."""


def socket_name(folder: Path) -> str:
    """The name of a vault's socket; it tells nothing of the folder."""
    return f"pervichka-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]}"


def _without_a_file() -> bool:
    """From a stick no file for the socket: FAT takes none, and the computer is left as it was."""
    return sys.platform.startswith("linux") and places().stick is not None


def ask_to_show(folder: Path, arrived: Path | None = None) -> bool:
    """Ask a program that has this vault's window to bring it to the front, and to read a file that was double-clicked;
    False when there is none that answers."""
    socket = QLocalSocket()
    if _without_a_file():
        socket.setSocketOptions(QLocalSocket.SocketOption.AbstractNamespaceOption)
    socket.connectToServer(socket_name(folder))
    if not socket.waitForConnected(_WAIT_MS):
        return False
    socket.write(_ASK if arrived is None else _OPEN + json.dumps(str(arrived)).encode() + b"\n")
    socket.waitForBytesWritten(_WAIT_MS)
    answered = socket.waitForReadyRead(_WAIT_MS) and bytes(socket.readLine().data()) == _YES
    socket.disconnectFromServer()
    return answered


class Instance(QObject):
    """Answers for the vault whose window this is."""

    show_requested = Signal()
    open_requested = Signal(object)
    """the path of a sealed file"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server: QLocalServer | None = None
        self._name = ""

    def answer_for(self, folder: Path | None) -> None:
        """From now on this window is the vault's; None: of no vault."""
        name = "" if folder is None else socket_name(folder)
        if name == self._name:
            return
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None
        self._name = name
        if not name:
            return
        QLocalServer.removeServer(name)  # what a killed program left; a living one has answered before
        self._server = QLocalServer(self)
        self._server.setSocketOptions(
            QLocalServer.SocketOption.AbstractNamespaceOption
            if _without_a_file()
            else QLocalServer.SocketOption.UserAccessOption
        )
        self._server.newConnection.connect(self._greet)
        self._server.listen(name)

    def _greet(self) -> None:
        socket = self._server.nextPendingConnection() if self._server is not None else None
        if socket is None:
            return
        socket.disconnected.connect(socket.deleteLater)

        def read() -> None:
            asked = bytes(socket.readLine().data())
            if asked != _ASK and not asked.startswith(_OPEN):
                return
            socket.write(_YES)
            socket.flush()
            self.show_requested.emit()
            if asked.startswith(_OPEN):
                self.open_requested.emit(Path(json.loads(asked.removeprefix(_OPEN))))

        socket.readyRead.connect(read)
        if socket.bytesAvailable():
            read()
