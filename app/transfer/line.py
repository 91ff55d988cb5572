"""One line to a receiving server: what any answer may mean, and who we are when the server asks.

A server that answers without ``Tus-Resumable`` (a provider's login page, a captive portal) is never success.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable
from types import TracebackType
from urllib.parse import urlsplit

import httpx

from app.errors import AccessError, EnvironmentFault
from app.transfer.address import check_address

logging.getLogger("httpx").setLevel(logging.WARNING)
# It writes every address it asks, and the address of an upload is nobody's business.

VERSION = "1.0.0"
ANSWER_LIMIT = 64 * 1024
_SCHEME = "Pervichka "

Prover = Callable[[str], str]
"""From a server's challenge to the value of ``Authorization`` (:func:`app.bundle.proof.make_proof`)."""


class TryAgainError(Exception):
    """The line broke, or the server is busy."""


class Line:
    """An open line; used as a context. UserError ``transfer.bad_address`` for what is no address of a server."""

    def __init__(
        self,
        endpoint: str,
        *,
        token: str = "",
        prove: Prover | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        check_address(endpoint)
        self.endpoint, self._token, self._prove = endpoint, token, prove
        headers = {"Tus-Resumable": VERSION, "Accept-Encoding": "identity"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._client = httpx.Client(
            headers=headers,
            timeout=httpx.Timeout(60.0, connect=20.0),
            transport=transport,
            verify=ssl.create_default_context(),
            follow_redirects=False,
        )

    def __enter__(self) -> Line:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    @property
    def host(self) -> str:
        """The server's name, for people."""
        return urlsplit(self.endpoint).hostname or self.endpoint

    def ask(
        self,
        method: str,
        url: str,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
        *,
        limit: int = ANSWER_LIMIT,
    ) -> tuple[httpx.Response, bytes]:
        """One request, and the body of the answer up to ``limit``. A server that wants to know who asks is told once.

        Raises :class:`TryAgainError`; EnvironmentFault ``transfer.login_page``; AccessError ``transfer.not_allowed``.
        """
        answer, told = self._request(method, url, headers or {}, body, limit)
        challenge = answer.headers.get("www-authenticate", "")
        if answer.status_code == 401 and challenge.startswith(_SCHEME) and self._prove is not None:
            given = dict(part.strip().partition("=")[::2] for part in challenge[len(_SCHEME) :].split(","))
            self._client.headers["Authorization"] = self._prove(given.get("challenge", "").strip('"'))
            answer, told = self._request(method, url, headers or {}, body, limit)
        self._settle(answer)
        return answer, told

    def _request(
        self, method: str, url: str, headers: dict[str, str], body: bytes, limit: int
    ) -> tuple[httpx.Response, bytes]:
        read = bytearray()
        with self._client.stream(method, url, headers=headers, content=body) as answer:
            for piece in answer.iter_bytes():
                read += piece
                if len(read) > limit:
                    break
        return answer, bytes(read)

    def _settle(self, answer: httpx.Response) -> None:
        code = answer.status_code
        if code == 511:
            raise EnvironmentFault("transfer.login_page", host=self.host)
        if code in (408, 423, 425, 429) or code >= 500:
            raise TryAgainError
        speaks_tus = "tus-resumable" in answer.headers
        if code in (401, 403) and (speaks_tus or self._token):
            raise AccessError("transfer.not_allowed", host=self.host)
        if answer.is_redirect or (not speaks_tus and (answer.is_success or code in (401, 403, 407))):
            raise EnvironmentFault("transfer.login_page", host=self.host)


def is_certificate(error: BaseException | None) -> bool:
    """Whether the line failed because nobody vouches for the server."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
