"""Uploads of sealed files: queued, interrupted, gone on with, handed over; nothing leaves unasked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from app.domain.enums import OutboxState, UserRight
from app.errors import AccessError, AppError, EnvironmentFault, UserError
from app.progress import silent
from app.services.exchange import (
    due_uploads,
    outbox,
    queue_upload,
    routes,
    set_automatic,
    set_route,
    stop_upload,
    upload,
    uploading,
)
from app.services.session import VaultSession
from app.transfer.pace import Pace
from app.transfer.tus import TusUpload
from tests.services.conftest import Exchange

HEAD = {"Tus-Resumable": "1.0.0"}
URL = "https://union.example/files/"


class Server:
    """Takes everything, or stops answering after so many chunks."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.chunks_until_silence = 1000
        self.created = 0

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            self.created += 1
            return httpx.Response(201, headers={**HEAD, "Location": "/files/7"})
        if request.method == "HEAD":
            return httpx.Response(200, headers={**HEAD, "Upload-Offset": str(len(self.data))})
        if request.method == "OPTIONS":
            return httpx.Response(204, headers=HEAD)
        if self.chunks_until_silence == 0:
            raise httpx.ConnectError("silence")
        self.chunks_until_silence -= 1
        self.data += request.content
        return httpx.Response(204, headers={**HEAD, "Upload-Offset": str(len(self.data))})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server()
    plain = TusUpload.run

    def run(self: TusUpload, progress: object) -> str:
        self.transport = httpx.MockTransport(made.answer)
        self.pace = Pace(failures=3, sleep=lambda _s: None, clock=_counting())
        return plain(self, progress)  # type: ignore[arg-type]

    monkeypatch.setattr(TusUpload, "run", run)
    return made


def _counting() -> Callable[[], float]:
    now = [0.0]

    def tick() -> float:
        now[0] += 1.0
        return now[0]

    return tick


def routed(school: VaultSession) -> None:
    (route,) = routes(school)
    set_route(school, route.party_id, URL, "slovo-7")


def test_without_an_address_it_says_what_to_do(exchange: Exchange) -> None:
    sent = exchange.send()
    with pytest.raises(UserError) as told:
        queue_upload(exchange.school, sent.uuid)
    assert told.value.code == "exchange.no_route"
    with pytest.raises(UserError):
        set_route(exchange.school, routes(exchange.school)[0].party_id, "http://union.example/")
    with pytest.raises(UserError) as typed:
        set_route(exchange.school, routes(exchange.school)[0].party_id, URL, "слово")
    assert typed.value.code == "transfer.bad_token"


def test_the_server_gets_the_very_bytes_of_the_outbox(exchange: Exchange, server: Server) -> None:
    sent = exchange.send()
    routed(exchange.school)
    view = upload(exchange.school, sent.uuid, silent())
    assert bytes(server.data) == sent.sealed
    assert view.finished
    (row,) = outbox(exchange.school)
    assert row.state is OutboxState.HANDED_OVER
    assert [(h.way, h.place) for h in row.handovers] == [("upload", "union.example")]
    upload(exchange.school, sent.uuid, silent())
    assert server.created == 1


def test_an_interrupted_one_is_gone_on_with_later(exchange: Exchange, server: Server) -> None:
    sent = exchange.send(printed=True)
    routed(exchange.school)
    server.chunks_until_silence = 0
    with pytest.raises(EnvironmentFault) as told:
        upload(exchange.school, sent.uuid, silent())
    assert told.value.code == "transfer.no_connection"
    (row,) = outbox(exchange.school)
    assert row.state is OutboxState.PREPARED
    assert row.upload is not None
    assert (row.upload.finished, row.upload.error, row.upload.percent) == (False, "transfer.no_connection", 0)
    now = datetime.now(UTC)
    assert due_uploads(exchange.school, now) == ()
    assert due_uploads(exchange.school, now + timedelta(minutes=2)) == (sent.uuid,)
    server.chunks_until_silence = 1000
    upload(exchange.school, sent.uuid, silent())
    assert server.created == 1, "the address is kept with the file"
    assert bytes(server.data) == sent.sealed


def test_what_a_person_must_settle_is_not_tried_again_by_itself(exchange: Exchange, server: Server) -> None:
    sent = exchange.send()
    routed(exchange.school)
    queue_upload(exchange.school, sent.uuid)
    uploading.end_upload(exchange.school, sent.uuid, AppError("transfer.too_large", host="x"))
    assert due_uploads(exchange.school, datetime.now(UTC) + timedelta(days=30)) == ()
    queue_upload(exchange.school, sent.uuid)
    assert due_uploads(exchange.school) == (sent.uuid,)
    stop_upload(exchange.school, sent.uuid)
    assert due_uploads(exchange.school, datetime.now(UTC) + timedelta(days=30)) == ()


def test_files_go_by_themselves_only_when_that_was_switched_on(exchange: Exchange, server: Server) -> None:
    sent = exchange.send()
    assert uploading.queue_waiting(exchange.school) == 0, "no address"
    routed(exchange.school)
    assert not uploading.is_automatic(exchange.school)
    set_automatic(exchange.school, True)
    assert uploading.is_automatic(exchange.school)
    assert uploading.queue_waiting(exchange.school) == 1
    assert due_uploads(exchange.school) == (sent.uuid,)
    assert uploading.queue_waiting(exchange.school) == 0


def test_another_address_begins_anew_and_the_word_stays_with_its_address(exchange: Exchange, server: Server) -> None:
    sent = exchange.send()
    routed(exchange.school)
    queue_upload(exchange.school, sent.uuid)
    uploading.note_upload(exchange.school, sent.uuid, f"{URL}7", 100)
    party = routes(exchange.school)[0].party_id
    set_route(exchange.school, party, "https://other.example/up")
    assert not routes(exchange.school)[0].has_token
    queue_upload(exchange.school, sent.uuid)
    plan = uploading.plan_upload(exchange.school, sent.uuid)
    assert plan is not None
    assert (plan.endpoint, plan.url, plan.token) == ("https://other.example/up", "", "")


def test_only_the_chair_says_where_files_go(exchange: Exchange) -> None:
    exchange.send()
    exchange.school.right = UserRight.RECORDS
    with pytest.raises(AccessError):
        set_route(exchange.school, 1, URL)
    with pytest.raises(AccessError):
        set_automatic(exchange.school, True)
