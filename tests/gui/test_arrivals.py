"""The desk's window takes in what the server laid down while the window has the vault open."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from app.services import intake
from app.services.session import VaultSession
from app.storage.intake.spool import Spool, spool_folder
from app.ui.arrivals import Arrivals
from tests.gui.conftest import House
from tests.services.conftest import Exchange, exchange, exchange_template

__all__ = ["exchange", "exchange_template"]


def lay_down(session: VaultSession, name: str, data: bytes) -> Spool:
    """As the server does when the last byte came."""
    spool = Spool(spool_folder(session.folder))
    spool.prepare()
    sha256 = hashlib.sha256(data).hexdigest()
    upload = spool.begin("f" * 64, name, len(data), sha256, largest=10**8)
    spool.append(upload, 0, data)
    assert spool.finish(upload)
    return spool


@pytest.fixture
def desk(empty_house: House, exchange: Exchange) -> House:
    sent = exchange.send()
    intake.enrol(exchange.district, exchange.school_card)
    empty_house.window.open_session(exchange.district)
    empty_house.settle()
    empty_house.sent = sent  # type: ignore[attr-defined]
    return empty_house


def look(house: House) -> None:
    (arrivals,) = house.window.findChildren(Arrivals)
    arrivals.look()
    house.settle()


def test_a_file_from_the_net_is_on_the_page_at_once_and_answered(desk: House, exchange: Exchange) -> None:
    page: Any = desk.go("intake")
    before = page.received_model.rowCount()
    spool = lay_down(exchange.district, "отчёт.pervichka", desk.sent.sealed)  # type: ignore[attr-defined]
    look(desk)
    assert page.received_model.rowCount() == before + 1
    assert desk.toast().startswith("Пришло по сети: 1")
    assert spool.arrived() == [] and len(spool.answers(intake.parties(exchange.district)[0].fingerprint)) == 1


def test_a_file_that_cannot_be_taken_in_is_set_aside_and_stops_nothing(desk: House, exchange: Exchange) -> None:
    spool = lay_down(exchange.district, "мусор.pervichka", b"x" * 1000)
    lay_down(exchange.district, "отчёт.pervichka", desk.sent.sealed)  # type: ignore[attr-defined]
    look(desk)
    assert [file.name for file in spool.refused()] == ["мусор.pervichka"]
    assert len(intake.received(exchange.district)) == 1


def test_uploads_end_by_themselves(exchange: Exchange) -> None:
    spool = lay_down(exchange.district, "x.pervichka", b"1")
    left = spool.begin("f" * 64, "y.pervichka", 5, "", largest=100)
    assert spool.expire(datetime.now(UTC)) == 0
    assert spool.expire(datetime(2100, 1, 1, tzinfo=UTC)) == 2
    assert spool.upload(left.id) is None
