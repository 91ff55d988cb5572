"""Sending beside everything else: asked for, by itself, stopped by locking; the window never waits for the line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.enums import OutboxState
from app.errors import EnvironmentFault
from app.progress import Progress
from app.services.exchange import outbox, routes, set_automatic, set_route
from app.services.session import VaultSession
from app.transfer.tus import TusUpload
from app.ui.context import UiContext
from app.ui.jobs import Jobs
from app.ui.preferences import Preferences
from app.ui.rooms import Rooms
from app.ui.uploader import Uploader
from tests.services.conftest import Exchange


class Shell:
    """The window around, as far as sending can tell."""

    def toast(self, text: str, *_: object) -> None:
        """Said and gone."""


@pytest.fixture
def school(exchange: Exchange) -> VaultSession:
    """With a sealed file and the address of a server."""
    exchange.send()
    session = exchange.school
    set_route(session, routes(session)[0].party_id, "https://union.example/files/")
    return session


@pytest.fixture
def uploader(school: VaultSession, qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Uploader]:
    jobs, network = Jobs(), Jobs()
    context = UiContext(school, jobs, Shell(), Preferences.load(tmp_path / "window.json"), Rooms())  # type: ignore[arg-type]
    made = Uploader(context, network, jobs)
    yield made
    made.stop()
    network.stop()
    jobs.stop()


def test_asked_for_it_goes_and_is_told(
    uploader: Uploader, school: VaultSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(self: TusUpload, progress: Progress) -> str:
        progress.step("Отправляю файл", 1, 2)
        self.remember("https://union.example/files/1", 1)
        return "https://union.example/files/1"

    monkeypatch.setattr(TusUpload, "run", run)
    words: list[str] = []
    uploader.told.connect(words.append)
    (row,) = outbox(school)
    with qtbot.waitSignal(uploader.ended, timeout=20_000) as ended:
        uploader.send(row.uuid)
    assert ended.args == [row.uuid, ""]
    assert "Отправляю файл: 50 %" in words
    assert words[-1] == ""
    assert outbox(school)[0].state is OutboxState.HANDED_OVER


def test_no_connection_is_told_and_tried_later(
    uploader: Uploader, school: VaultSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(self: TusUpload, progress: Progress) -> str:
        raise EnvironmentFault("transfer.no_connection", host="union.example")

    monkeypatch.setattr(TusUpload, "run", run)
    set_automatic(school, True)
    (row,) = outbox(school)
    with qtbot.waitSignal(uploader.ended, timeout=20_000) as ended:
        uploader.look()
    assert ended.args[0] == row.uuid
    assert "union.example" in ended.args[1]
    upload = outbox(school)[0].upload
    assert upload is not None
    assert upload.next_try_at is not None


def test_nothing_leaves_by_itself_unasked(uploader: Uploader, school: VaultSession, qtbot: QtBot) -> None:
    uploader.look()
    qtbot.waitUntil(uploader._context.jobs.idle, timeout=20_000)
    assert uploader.running == ""
    assert outbox(school)[0].upload is None
