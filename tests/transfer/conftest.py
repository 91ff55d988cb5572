"""A tus server in a process of its own, a line that cuts, delays and shows a login page; parts of a mail server."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOGIN_PAGE = b"<html><body>Please pay for the internet</body></html>"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def tus_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """(port, folder of the files)"""
    folder, port = tmp_path_factory.mktemp("tus"), free_port()
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(Path(__file__).parent), "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--log-level", "warning", "tus_server:app"],
        env={**os.environ, "TUS_FILES": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert process.poll() is None, "the tus server did not start"
            time.sleep(0.05)
        yield port, folder
    finally:
        process.terminate()
        process.wait(10)


class Line:
    """A TCP line to the server. Each connection takes the next rule; when there is none left, it just carries.

    Rules: a number – cut after so many bytes from the client; ``"login"`` – answer with a web page; ``"closed"`` –
    hang up at once; ``"late"`` – wait a little, then carry 60,000 bytes and cut.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self.rules: list[int | str] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._threads: list[threading.Thread] = []
        self._start(self._serve)

    def _start(self, work: object, *arguments: object) -> threading.Thread:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
        thread.start()
        self._threads.append(thread)
        return thread

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._start(self._carry, client, self.rules.pop(0) if self.rules else None)

    def _carry(self, client: socket.socket, rule: int | str | None) -> None:
        with client:
            if rule == "closed":
                return
            if rule == "login":
                client.recv(65536)
                head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(LOGIN_PAGE)}\r\n"
                client.sendall(head.encode() + b"Connection: close\r\n\r\n" + LOGIN_PAGE)
                return
            if rule == "late":
                time.sleep(0.2)
                rule = 60_000
            with socket.create_connection(("127.0.0.1", self._target)) as server:
                back = self._start(self._pump, server, client, None)
                self._pump(client, server, rule if isinstance(rule, int) else None)
                with contextlib.suppress(OSError):
                    server.shutdown(socket.SHUT_RDWR)
                with contextlib.suppress(OSError):
                    client.shutdown(socket.SHUT_RDWR)
                back.join(5)

    def _pump(self, source: socket.socket, sink: socket.socket, limit: int | None) -> None:
        carried = 0
        with contextlib.suppress(OSError):
            while data := source.recv(4096 if limit is None else min(4096, limit - carried)):
                sink.sendall(data)
                carried += len(data)
                if limit is not None and carried >= limit:
                    return
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)


@pytest.fixture
def line(tus_server: tuple[int, Path]) -> Iterator[Line]:
    opened = Line(tus_server[0])
    yield opened
    opened.close()


class Box:
    """What a mail server took."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], bytes]] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address.startswith("nobody@"):
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.letters.append((list(envelope.rcpt_tos), bytes(envelope.content)))
        return "250 taken"


@pytest.fixture(scope="session")
def mail_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The key and certificate of a mail server at localhost, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
