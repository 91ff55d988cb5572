"""The server of one office over real HTTP: a school sends, the desk answers, the school fetches."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.bundle.proof import make_proof
from app.domain.enums import Verdict
from app.progress import silent
from app.services import exchange, intake
from app.services.exchange.fetching import awaits_answers, carry_out_fetching, confirm, plan_fetching, take_answers_in
from app.services.exchange.uploading import set_route, upload
from app.services.intake.spooling import has_arrived, refused_files, take_arrived
from app.services.organisation.passport import own_identity
from app.services.session import VaultSession
from app.services.vault.creating import open_vault
from app.storage.intake.spool import Spool, spool_folder
from tests.services.conftest import KEY, PASSWORD, Exchange


class Office:
    """The server as people start it, in a process of its own; ``card`` is the organisation's."""

    card = b""

    def __init__(self, vault: Path) -> None:
        self.vault = vault
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.process: subprocess.Popen[bytes]
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "app", "intake", "serve", "--vault", str(self.vault)]
        self.log = self.vault.parent / "server.log"
        with self.log.open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [*command, "--listen", f"127.0.0.1:{self.port}"],
                env={**os.environ, "PERVICHKA_PASSWORD": PASSWORD},
                stdout=log,
                stderr=log,
            )
        until(lambda: self.answers() or self.process.poll() is not None, 30)
        assert self.process.poll() is None, self.log.read_text(encoding="utf-8")

    def answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/files"

    def stop(self, how: int = signal.SIGINT) -> int:
        self.process.send_signal(how)
        return self.process.wait(30)


@pytest.fixture
def office(exchange: Exchange, tmp_path: Path) -> Iterator[Office]:
    intake.enrol(exchange.district, exchange.school_card)
    card = exchange.district_card
    exchange.district.close()
    made = Office(tmp_path / "district")
    made.card = card
    yield made
    if made.process.poll() is None:
        made.stop()


def sent(exchange_: Exchange, office: Office) -> exchange.ExportedBundle:
    school = exchange_.school
    made = exchange.export(school, office.card, [KEY], "none")
    (route,) = exchange.routes(school)
    set_route(school, route.party_id, office.url)
    upload(school, made.uuid, silent())
    return made


def fetched(school: VaultSession) -> list[Verdict]:
    found = carry_out_fetching(plan_fetching(school))
    assert [one.error for one in found] == [None]
    read = take_answers_in(school, found)
    confirm(found, read)
    return [one.receipt.verdict for one in read if one.receipt is not None]


def until(condition, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)


def test_a_file_goes_up_is_taken_in_decided_and_its_receipts_come_back(exchange: Exchange, office: Office) -> None:
    made = sent(exchange, office)
    spool = Spool(spool_folder(office.vault))
    until(lambda: spool.answers(own_identity(exchange.school).fingerprint))
    assert fetched(exchange.school) == [Verdict.RECEIVED]
    assert awaits_answers(exchange.school)
    with contextlib.closing(
        open_vault(office.vault, PASSWORD, wait_seconds=10)
    ) as desk:  # the clerk, beside the server
        (row,) = intake.received(desk)
        assert row.uuid == made.uuid
        intake.decide(desk, made.uuid, Verdict.ACCEPTED, ())
    until(lambda: spool.answers(own_identity(exchange.school).fingerprint))
    assert fetched(exchange.school) == [Verdict.ACCEPTED]
    assert not awaits_answers(exchange.school)
    assert office.stop() == 0


def test_the_desk_takes_in_what_came_while_it_had_the_vault_open(exchange: Exchange, office: Office) -> None:
    with contextlib.closing(open_vault(office.vault, PASSWORD, wait_seconds=10)) as desk:
        made = sent(exchange, office)
        until(lambda: has_arrived(desk))
        (done,) = take_arrived(desk)
        assert done.outcome is not None and done.outcome.bundle == made.uuid
        assert fetched(exchange.school) == [Verdict.RECEIVED]
    assert office.stop(signal.SIGTERM) == 0


def test_killed_at_any_time_nothing_is_lost_or_doubled(exchange: Exchange, office: Office) -> None:
    made = sent(exchange, office)
    office.stop(signal.SIGKILL)
    office.start()
    spool = Spool(spool_folder(office.vault))
    until(lambda: spool.answers(own_identity(exchange.school).fingerprint))
    assert fetched(exchange.school) == [Verdict.RECEIVED]
    assert fetched(exchange.school) == []
    assert office.stop() == 0
    with contextlib.closing(open_vault(office.vault, PASSWORD)) as desk:
        assert [row.uuid for row in intake.received(desk)] == [made.uuid]
        assert spool.arrived() == [] and list(refused_files(desk)) == []


def test_the_upload_goes_on_after_the_server_was_killed(exchange: Exchange, office: Office) -> None:
    identity = own_identity(exchange.school).identity
    server = json.loads((spool_folder(office.vault) / "directory.json").read_text())["server"]
    data = os.urandom(300_000)

    def prove(client: httpx.Client) -> None:
        asked = client.post(office.url, headers={"Upload-Length": "1"})
        challenge = asked.headers["www-authenticate"].split('"')[1]
        client.headers["Authorization"] = make_proof(identity, challenge, server)

    body = {"Content-Type": "application/offset+octet-stream"}
    with httpx.Client(headers={"Tus-Resumable": "1.0.0"}) as client:
        prove(client)
        made = client.post(office.url, headers={"Upload-Length": str(len(data))})
        url = f"http://127.0.0.1:{office.port}{made.headers['location']}"
        client.patch(url, content=data[:200_000], headers={**body, "Upload-Offset": "0"})
        office.stop(signal.SIGKILL)
        office.start()
        prove(client)
        told = client.head(url)
        assert told.headers["upload-offset"] == "200000" and told.headers["upload-length"] == "300000"
        assert client.patch(url, content=b"x", headers={**body, "Upload-Offset": "5"}).status_code == 409
        assert client.patch(url, content=data[200_000:], headers={**body, "Upload-Offset": "200000"}).status_code == 204
        spool = Spool(spool_folder(office.vault))
        until(lambda: bool(spool.refused()))
        (file,) = spool.refused()
        assert file.reason.startswith("bundle.")


def test_strangers_get_nothing(exchange: Exchange, office: Office) -> None:
    stranger = own_identity(exchange.other).identity
    server = json.loads((spool_folder(office.vault) / "directory.json").read_text())["server"]
    with httpx.Client(headers={"Tus-Resumable": "1.0.0"}) as client:
        asked = client.post(office.url, headers={"Upload-Length": "10"})
        assert asked.status_code == 401
        challenge = asked.headers["www-authenticate"].split('"')[1]
        good = make_proof(own_identity(exchange.school).identity, challenge, server)
        for header in (
            "",
            "Bearer x",
            make_proof(stranger, challenge, server),
            make_proof(own_identity(exchange.school).identity, challenge, "0" * 64),
            make_proof(own_identity(exchange.school).identity, "9999999999.aa.bb", server),
            good.replace("sender=", "sender=0"),
            good[:-8] + "AAAAAAAA",
        ):
            refused = client.post(office.url, headers={"Upload-Length": "10", "Authorization": header})
            assert refused.status_code in (401, 403), header
            assert client.get(f"http://127.0.0.1:{office.port}/answers").status_code == 401
        made = client.post(office.url, headers={"Upload-Length": "10", "Authorization": good})
        assert made.status_code == 201
        url = f"http://127.0.0.1:{office.port}{made.headers['location']}"
        assert client.head(url).status_code == 401, "the address alone opens nothing"
        for path in ("/files/../directory.json", "/answers/..%2f..%2fdirectory.json", "/files/" + "a" * 4000):
            answer = client.get(f"http://127.0.0.1:{office.port}{path}", headers={"Authorization": good})
            assert answer.status_code in (404, 405), path
    assert not Spool(spool_folder(office.vault)).arrived()


def test_an_organisation_that_was_never_enrolled_is_told_so(exchange: Exchange, office: Office) -> None:
    other = exchange.other
    (route,) = exchange_routes(other)
    set_route(other, route, office.url)
    found = carry_out_fetching(plan_fetching(other))
    assert [one.error.code for one in found if one.error] == ["transfer.not_allowed"]


def exchange_routes(session: VaultSession) -> list[int]:
    return [route.party_id for route in exchange.routes(session)]
