"""Clients that other people wrote, against our server: they only need the header that proves who sends."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tusclient.client import TusClient

from app.bundle.proof import make_proof
from app.intake.senders import Senders
from app.intake.server import make_server
from app.services.organisation.passport import own_identity
from app.storage.intake.spool import Spool, SpoolSender
from tests.intake.running import Running
from tests.services.conftest import Exchange

DATA = random.Random(3).randbytes(700_000)
SERVER = "ab" * 32


@pytest.fixture
def running(exchange: Exchange, tmp_path: Path) -> Iterator[Running]:
    """The HTTP side alone, with a directory of one sender; no vault behind it."""
    identity = own_identity(exchange.school).identity
    spool = Spool(tmp_path / "spool")
    spool.prepare()
    spool.put_directory(
        SERVER, "Районная", [SpoolSender(identity.fingerprint, identity.certificate_pem.decode(), "ППО")]
    )
    with Running(make_server(spool, Senders(spool)), spool) as made:
        asked = httpx.post(f"{made.url}/files", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "1"})
        made.proof = make_proof(identity, asked.headers["www-authenticate"].split('"')[1], SERVER)
        yield made


def test_tuspy_uploads_in_pieces_and_goes_on(running: Running) -> None:
    client = TusClient(f"{running.url}/files", headers={"Authorization": running.proof})
    first = client.uploader(
        file_stream=io.BytesIO(DATA), chunk_size=100_000, metadata={"filename": "отчёт.pervichka"}, upload_checksum=True
    )
    first.upload_chunk()
    first.upload_chunk()
    again = client.uploader(file_stream=io.BytesIO(DATA), chunk_size=300_000, url=first.url)
    assert again.get_offset() == 200_000
    again.upload()
    (arrived,) = running.spool.arrived()
    assert running.spool.data(arrived) == DATA
    assert arrived.name == "отчёт.pervichka"


def test_tuspy_without_a_proof_gets_nothing(running: Running) -> None:
    client = TusClient(f"{running.url}/files")
    with pytest.raises(Exception, match="401"):
        client.uploader(file_stream=io.BytesIO(DATA), chunk_size=100_000).upload()
    assert running.spool.uploads() == [] and running.spool.arrived() == []
