"""Resumable upload: a client of the tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload).

Core, creation, expiration and checksum. The line is taken to be slow and to break: small chunks that grow while it
holds, waiting that grows while it does not, and the server's own offset as the only truth about what has arrived.
That every byte arrived does not mean that the file was taken in: only a verified receipt says so.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx

from app.errors import EnvironmentFault, UserError
from app.progress import Progress
from app.transfer.line import VERSION, Line, Prover, TryAgainError, is_certificate
from app.transfer.pace import Pace

_SMALLEST, _FIRST, _LARGEST = 8 * 1024, 32 * 1024, 1024 * 1024
_QUICK = 2.0
"""Seconds: a chunk that took less may grow."""
_CHECKSUMS = ("sha256", "sha1")
_WORDS = "Отправляю файл"


class _GoneError(Exception):
    """The server does not know this upload any more."""


class _OtherOffsetError(Exception):
    """The server has another number of bytes than we thought."""


@dataclass
class TusUpload:
    """One upload of unchanging bytes to one address.

    ``url`` is where an earlier attempt went on (empty: none); ``remember`` hears of a new one ("" when it is gone) and
    of every offset the server confirmed, so that the next attempt, maybe after a power cut, goes on from there.
    """

    endpoint: str
    data: bytes
    name: str
    url: str = ""
    remember: Callable[[str, int], None] = lambda _url, _offset: None
    token: str = ""
    prove: Prover | None = None
    pace: Pace = field(default_factory=Pace)
    transport: httpx.BaseTransport | None = None

    def run(self, progress: Progress) -> str:
        """Send everything; returns the upload's address. Cancelled at every chunk by ``progress``.

        Raises EnvironmentFault ``transfer.no_connection`` (after patience: try later), ``transfer.login_page``,
        ``transfer.certificate``; UserError ``transfer.bad_address``, ``transfer.too_large``, ``transfer.refused``;
        AccessError ``transfer.not_allowed``.
        """
        self._checksum = ""
        self._size = _FIRST
        with Line(self.endpoint, token=self.token, prove=self.prove, transport=self.transport) as line:
            self._line = line
            return self._persist(progress)

    def _persist(self, progress: Progress) -> str:
        failures, confirmed, asked = 0, -1, False
        while True:
            try:
                if not asked:
                    self._discover()
                    asked = True
                offset = self._whereabouts()
                if offset > confirmed:
                    failures, confirmed = 0, offset
                self._send_from(offset, progress)
            except _GoneError:
                self.url, confirmed = "", -1
                self.remember("", 0)
                failures += 1
            except _OtherOffsetError:
                failures += 1
            except (TryAgainError, httpx.TransportError) as error:
                if is_certificate(error):
                    raise EnvironmentFault("transfer.certificate", host=self._line.host) from None
                failures += 1
                self._size = max(self._size // 2, _SMALLEST)
            else:
                return self.url
            if failures >= self.pace.failures:
                raise EnvironmentFault("transfer.no_connection", host=self._line.host)
            self.pace.wait(failures, progress)

    def _discover(self) -> None:
        """What the server can do. A tus server that does not answer OPTIONS is used without its extensions."""
        answer, _ = self._line.ask("OPTIONS", self.endpoint)
        if not answer.is_success:
            return
        versions = [version.strip() for version in answer.headers.get("tus-version", VERSION).split(",")]
        if VERSION not in versions:
            raise UserError("transfer.refused", host=self._line.host, answer=answer.status_code)
        largest = answer.headers.get("tus-max-size", "")
        if largest.isdecimal() and int(largest) and len(self.data) > int(largest):
            raise UserError("transfer.too_large", host=self._line.host)
        if "checksum" in answer.headers.get("tus-extension", ""):
            offered = [name.strip() for name in answer.headers.get("tus-checksum-algorithm", "").split(",")]
            self._checksum = next((name for name in _CHECKSUMS if name in offered), "")

    def _whereabouts(self) -> int:
        """How many bytes the server has; makes the upload when there is none."""
        if not self.url:
            self._create()
            return 0
        answer, _ = self._line.ask("HEAD", self.url)
        if answer.status_code in (404, 410):
            raise _GoneError
        offset = _number(answer.headers.get("upload-offset", ""))
        length = _number(answer.headers.get("upload-length", str(len(self.data))))
        if not answer.is_success or offset is None or length != len(self.data) or offset > len(self.data):
            # An upload of another length under our address is not ours.
            raise _GoneError
        self.remember(self.url, offset)
        return offset

    def _create(self) -> None:
        # Some servers answer no question about an upload without a "filetype".
        described = {
            "filename": self.name,
            "filetype": "application/octet-stream",
            "sha256": hashlib.sha256(self.data).hexdigest(),
        }
        metadata = ",".join(f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in described.items())
        described_as = {"Upload-Length": str(len(self.data)), "Upload-Metadata": metadata}
        answer, _ = self._line.ask("POST", self.endpoint, described_as)
        if answer.status_code == 413:
            raise UserError("transfer.too_large", host=self._line.host)
        if answer.status_code != 201 or "location" not in answer.headers:
            raise UserError("transfer.refused", host=self._line.host, answer=answer.status_code)
        # A server behind a proxy names itself by its inner address, and our token goes to no other host: of the answer
        # only the path counts.
        own = urlsplit(self.endpoint)
        named = urlsplit(urljoin(self.endpoint, answer.headers["location"]))
        self.url = named._replace(scheme=own.scheme, netloc=own.netloc).geturl()
        self.remember(self.url, 0)

    def _send_from(self, offset: int, progress: Progress) -> None:
        while offset < len(self.data):
            progress.step(_WORDS, offset, len(self.data))
            chunk = self.data[offset : offset + self._size]
            begun = self.pace.clock()
            offset = self._patch(offset, chunk)
            self.remember(self.url, offset)
            if self.pace.clock() - begun < _QUICK:
                self._size = min(self._size * 2, _LARGEST)
        progress.step(_WORDS, offset, len(self.data))

    def _patch(self, offset: int, chunk: bytes) -> int:
        headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        if self._checksum:
            digest = hashlib.new(self._checksum, chunk, usedforsecurity=False).digest()
            headers["Upload-Checksum"] = f"{self._checksum} {base64.b64encode(digest).decode()}"
        answer, _ = self._line.ask("PATCH", self.url, headers, chunk)
        if answer.status_code in (404, 410):
            raise _GoneError
        if answer.status_code in (409, 460):
            raise _OtherOffsetError
        if not answer.is_success:
            raise UserError("transfer.refused", host=self._line.host, answer=answer.status_code)
        confirmed = _number(answer.headers.get("upload-offset", ""))
        if confirmed is None or not offset < confirmed <= offset + len(chunk):
            raise _OtherOffsetError
        return confirmed


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None
