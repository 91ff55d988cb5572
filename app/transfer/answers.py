"""Fetching what a receiving server keeps for us: sealed receipts. Only a server of our own kind has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from app.errors import EnvironmentFault, UserError
from app.transfer.line import Line, Prover, TryAgainError, is_certificate

MOST = 500
"""Answers fetched at a time."""


@dataclass(frozen=True)
class KeptAnswer:
    """Sealed bytes, and where the server keeps them."""

    name: str
    url: str
    data: bytes


def fetch_answers(
    endpoint: str, prove: Prover, largest: int, *, transport: httpx.BaseTransport | None = None
) -> tuple[KeptAnswer, ...]:
    """Everything that waits, each of ``largest`` bytes at most; () when the server keeps no answers.

    EnvironmentFault ``transfer.…``; AccessError ``transfer.not_allowed``.
    """
    with _line(endpoint, prove, transport) as line:
        options, _ = line.ask("OPTIONS", endpoint)
        place = options.headers.get("pervichka-answers", "")
        if not place:
            return ()
        _, listed = line.ask("GET", _own(endpoint, place))
        found = []
        for told in _listed(listed)[:MOST]:
            url = _own(endpoint, told["url"])
            answer, data = line.ask("GET", url, limit=largest)
            if answer.is_success:
                found.append(KeptAnswer(told["name"], url, data))
        return tuple(found)


def confirm_answers(
    endpoint: str, prove: Prover, answers: tuple[KeptAnswer, ...], *, transport: httpx.BaseTransport | None = None
) -> None:
    """Tell the server which of them are safely here."""
    with _line(endpoint, prove, transport) as line:
        for answer in answers:
            line.ask("DELETE", answer.url)


@contextmanager
def _line(endpoint: str, prove: Prover, transport: httpx.BaseTransport | None) -> Iterator[Line]:
    with Line(endpoint, prove=prove, transport=transport) as line:
        try:
            yield line
        except (TryAgainError, httpx.TransportError) as error:
            code = "transfer.certificate" if is_certificate(error) else "transfer.no_connection"
            raise EnvironmentFault(code, host=line.host) from None


def _own(endpoint: str, url: str) -> str:
    """The address at the server itself, whatever host it names."""
    own, named = urlsplit(endpoint), urlsplit(urljoin(endpoint, url))
    return named._replace(scheme=own.scheme, netloc=own.netloc).geturl()


def _listed(data: bytes) -> list[dict[str, str]]:
    try:
        answers = json.loads(data)["answers"]
        return [{"name": str(one["name"])[:120], "url": str(one["url"])} for one in answers]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UserError("transfer.refused", host="", answer=200) from None
