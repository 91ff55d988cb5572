"""The upload client against somebody else's server, over a line that breaks, and against answers that lie."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from app.errors import AccessError, AppError, EnvironmentFault, OperationCancelled, UserError
from app.progress import Progress, silent
from app.transfer.pace import Pace
from app.transfer.tus import TusUpload

from .conftest import Line

DATA = random.Random(7).randbytes(700_000)


def brisk(failures: int = 8) -> Pace:
    """No waiting: the clock runs as one sleeps."""
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    return Pace(failures=failures, sleep=sleep, clock=lambda: now[0])


def arrived(folder: Path, url: str) -> bytes:
    return (folder / url.rstrip("/").rsplit("/", 1)[1]).read_bytes()


def test_a_file_arrives_whole(tus_server: tuple[int, Path]) -> None:
    port, folder = tus_server
    steps: list[tuple[int, int]] = []
    upload = TusUpload(f"http://127.0.0.1:{port}/files/", DATA, "отчёт.pervichka", pace=brisk())
    url = upload.run(Progress(lambda _what, done, total: steps.append((done, total))))
    assert arrived(folder, url) == DATA
    assert steps[-1] == (len(DATA), len(DATA))


def test_it_goes_on_through_cuts_delays_and_a_closed_line(tus_server: tuple[int, Path], line: Line) -> None:
    line.rules = ["closed", 40_000, "late", 90_000, 200, "closed", "closed", 150_000, 70_000]
    offsets: list[int] = []
    upload = TusUpload(
        f"http://127.0.0.1:{line.port}/files/", DATA, "x.pervichka", pace=brisk(),
        remember=lambda _url, offset: offsets.append(offset),
    )  # fmt: skip
    url = upload.run(silent())
    assert arrived(tus_server[1], url) == DATA
    assert line.connections >= 9
    assert any(0 < offset < len(DATA) for offset in offsets)


def test_the_next_attempt_goes_on_where_the_last_one_stopped(tus_server: tuple[int, Path], line: Line) -> None:
    kept: dict[str, object] = {"url": "", "offset": 0}

    def remember(url: str, offset: int) -> None:
        kept.update(url=url, offset=offset)

    line.rules = [200_000, *["closed"] * 20]
    endpoint = f"http://127.0.0.1:{line.port}/files/"
    with pytest.raises(EnvironmentFault) as told:
        TusUpload(endpoint, DATA, "x", remember=remember, pace=brisk(3)).run(silent())
    assert told.value.code == "transfer.no_connection"
    assert kept["url"]
    line.rules = []
    seen: list[int] = []
    progress = Progress(lambda _what, done, _total: seen.append(done))
    url = TusUpload(endpoint, DATA, "x", url=str(kept["url"]), pace=brisk()).run(progress)
    assert url == kept["url"]
    assert seen[0] > 0
    assert arrived(tus_server[1], url) == DATA


def test_an_upload_the_server_forgot_is_begun_again(tus_server: tuple[int, Path]) -> None:
    port, folder = tus_server
    endpoint = f"http://127.0.0.1:{port}/files/"
    url = TusUpload(endpoint, DATA, "x", url=f"{endpoint}{'0' * 32}", pace=brisk()).run(silent())
    assert not url.endswith("0" * 32)
    assert arrived(folder, url) == DATA


def test_a_login_page_is_not_success(line: Line) -> None:
    line.rules = ["login"] * 9
    with pytest.raises(EnvironmentFault) as told:
        TusUpload(f"http://127.0.0.1:{line.port}/files/", DATA, "x", pace=brisk()).run(silent())
    assert told.value.code == "transfer.login_page"


def test_cancelling_stops_between_chunks(tus_server: tuple[int, Path]) -> None:
    begun: list[int] = []
    progress = Progress(lambda _what, done, _total: begun.append(done), lambda: len(begun) > 2)
    with pytest.raises(OperationCancelled):
        TusUpload(f"http://127.0.0.1:{tus_server[0]}/files/", DATA, "x", pace=brisk()).run(progress)
    assert begun[-1] < len(DATA)


class Scripted:
    """A server in memory: holds the bytes, and answers out of turn where a test says so."""

    def __init__(self, **odd: Callable[[httpx.Request], httpx.Response | None]) -> None:
        self.data = bytearray()
        self.odd = odd
        self.created = 0
        self.requests: list[httpx.Request] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        turn = self.odd.get(request.method)
        told = turn(request) if turn else None
        if told is not None:
            return told
        head = {"Tus-Resumable": "1.0.0"}
        if request.method == "OPTIONS":
            ask = {"Tus-Version": "1.0.0", "Tus-Extension": "creation,checksum", "Tus-Checksum-Algorithm": "md5,sha256"}
            return httpx.Response(204, headers={**head, **ask})
        if request.method == "POST":
            self.created += 1
            self.data.clear()
            return httpx.Response(201, headers={**head, "Location": f"http://inner:8080/files/{self.created}"})
        if request.method == "HEAD":
            return httpx.Response(
                200, headers={**head, "Upload-Offset": str(len(self.data)), "Upload-Length": str(len(DATA))}
            )
        if int(request.headers["Upload-Offset"]) != len(self.data):
            return httpx.Response(409, headers=head)
        kind, digest = request.headers["Upload-Checksum"].split()
        assert kind == "sha256"
        assert digest == __import__("base64").b64encode(hashlib.sha256(request.content).digest()).decode()
        self.data += request.content
        return httpx.Response(204, headers={**head, "Upload-Offset": str(len(self.data))})

    def upload(self, **more: object) -> TusUpload:
        return TusUpload(
            "https://union.example/files/", DATA, "x", pace=brisk(), transport=httpx.MockTransport(self.answer),
            **more,  # type: ignore[arg-type]
        )  # fmt: skip


def once(answers: list[httpx.Response | None]) -> Callable[[httpx.Request], httpx.Response | None]:
    return lambda _request: answers.pop(0) if answers else None


TUS = {"Tus-Resumable": "1.0.0"}


def test_checksums_go_along_and_only_our_host_is_spoken_to() -> None:
    server = Scripted()
    url = server.upload(token="слово".encode().hex()).run(silent())
    assert bytes(server.data) == DATA
    assert url == "https://union.example/files/1"
    assert {request.url.host for request in server.requests} == {"union.example"}
    assert all("Authorization" in request.headers for request in server.requests)


def test_a_locked_upload_is_waited_for_and_never_made_anew() -> None:
    server = Scripted(PATCH=once([None, httpx.Response(423, headers=TUS), httpx.Response(423, headers=TUS)]))
    server.upload().run(silent())
    assert server.created == 1
    assert bytes(server.data) == DATA


@pytest.mark.parametrize("code", [409, 460])
def test_another_offset_is_asked_for(code: int) -> None:
    server = Scripted(PATCH=once([None, httpx.Response(code, headers=TUS)]))
    server.upload().run(silent())
    assert server.created == 1
    assert sum(request.method == "HEAD" for request in server.requests) == 1
    assert bytes(server.data) == DATA


@pytest.mark.parametrize("code", [404, 410])
def test_a_forgotten_upload_is_made_anew(code: int) -> None:
    server = Scripted(PATCH=once([None, httpx.Response(code, headers=TUS)]))
    server.upload().run(silent())
    assert server.created == 2
    assert bytes(server.data) == DATA


def test_a_server_that_claims_more_than_was_sent_is_not_believed() -> None:
    lie = httpx.Response(204, headers={**TUS, "Upload-Offset": str(len(DATA))})
    server = Scripted(PATCH=once([lie]))
    server.upload().run(silent())
    assert bytes(server.data) == DATA


def test_busy_servers_are_tried_again() -> None:
    server = Scripted(POST=once([httpx.Response(503), httpx.Response(429)]))
    server.upload().run(silent())
    assert bytes(server.data) == DATA


@pytest.mark.parametrize(
    ("method", "answer", "kind", "code"),
    [
        ("OPTIONS", httpx.Response(302, headers={"Location": "http://login.example/"}), EnvironmentFault, "login_page"),
        ("OPTIONS", httpx.Response(511), EnvironmentFault, "login_page"),
        ("HEAD", httpx.Response(200, text="<html>"), EnvironmentFault, "login_page"),
        ("PATCH", httpx.Response(200, text="<html>"), EnvironmentFault, "login_page"),
        ("POST", httpx.Response(403, headers=TUS), AccessError, "not_allowed"),
        ("POST", httpx.Response(413, headers=TUS), UserError, "too_large"),
        ("POST", httpx.Response(400, headers=TUS), UserError, "refused"),
        ("OPTIONS", httpx.Response(204, headers={**TUS, "Tus-Max-Size": "1000"}), UserError, "too_large"),
        ("OPTIONS", httpx.Response(204, headers={**TUS, "Tus-Version": "2.0.0"}), UserError, "refused"),
    ],
)
def test_what_is_no_success_is_told(method: str, answer: httpx.Response, kind: type[AppError], code: str) -> None:
    server = Scripted(**{method: lambda _request: answer})
    known = "https://union.example/files/1" if method == "HEAD" else ""
    with pytest.raises(kind) as told:
        server.upload(url=known).run(silent())
    assert told.value.code == f"transfer.{code}"


@pytest.mark.parametrize(
    "address", ["", "union.example", "http://union.example/files", "ftp://x/", "https://", "https://x:99999/"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UserError) as told:
        TusUpload(address, DATA, "x", pace=brisk()).run(silent())
    assert told.value.code == "transfer.bad_address"
