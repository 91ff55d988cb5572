"""Work off the window's thread: delivered here, in order, dropped when nobody waits for it any more."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.errors import AccessError, OperationCancelled
from app.progress import Progress
from app.ui.jobs import Jobs
from app.ui.problems import BUG, describe, redacted
from app.ui.shell import ProgressStrip


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    queue = Jobs()
    yield queue
    queue.stop()


def test_result_comes_back_to_the_windows_thread(jobs: Jobs, qtbot: QtBot) -> None:
    owner, seen = QObject(), []
    jobs.run(
        lambda _: threading.get_ident(),
        owner=owner,
        on_done=lambda worker: seen.append((worker, QThread.currentThread() is owner.thread())),
    )
    qtbot.waitUntil(lambda: bool(seen))
    worker, here = seen[0]
    assert worker != threading.get_ident()
    assert here


def test_one_after_another(jobs: Jobs, qtbot: QtBot) -> None:
    owner, order = QObject(), []
    for number in range(20):
        jobs.run(lambda _, n=number: n, owner=owner, on_done=order.append)
    qtbot.waitUntil(jobs.idle)
    assert order == list(range(20))


def test_newer_search_replaces_an_older_one(jobs: Jobs, qtbot: QtBot) -> None:
    owner, gate, seen = QObject(), threading.Event(), []
    jobs.run(lambda _: gate.wait(5), owner=owner)
    for word in ("щ", "ще", "щер"):
        jobs.run(lambda _, w=word: w, owner=owner, on_done=seen.append, key="search")
    gate.set()
    qtbot.waitUntil(jobs.idle)
    assert seen == ["щер"]


def test_stopping_calls_off_everything_but_what_was_recorded(qapp: QApplication) -> None:
    jobs, owner, gate, done = Jobs(), QObject(), threading.Event(), list[str]()
    jobs.run(lambda _: gate.wait(5), owner=owner)
    jobs.run(lambda _: done.append("made"), owner=owner)
    jobs.run(lambda _: done.append("read"), owner=owner, key="read")
    jobs.run(lambda _: done.append("recorded"), owner=owner, lasting=True)
    jobs.cancel_all()
    gate.set()
    jobs.stop()
    assert done == ["recorded"]


def test_nobody_hears_a_result_whose_owner_is_gone(jobs: Jobs, qtbot: QtBot) -> None:
    import shiboken6

    owner, gate, seen = QObject(), threading.Event(), []
    jobs.run(lambda _: gate.wait(5), owner=owner, on_done=seen.append)
    shiboken6.delete(owner)
    gate.set()
    qtbot.waitUntil(jobs.idle)
    assert seen == []


def test_error_goes_to_who_asked_and_a_cancelled_one_to_nobody(jobs: Jobs, qtbot: QtBot) -> None:
    owner, seen, failed = QObject(), [], []
    jobs.failed.connect(failed.append)

    def refuse(_: Progress) -> None:
        raise AccessError("vault.wrong_password")

    def stopped(_: Progress) -> None:
        raise OperationCancelled

    jobs.run(refuse, owner=owner, on_error=seen.append)
    jobs.run(refuse, owner=owner)
    jobs.run(stopped, owner=owner, on_error=seen.append)
    qtbot.waitUntil(jobs.idle)
    assert [error.code for error in seen] == ["vault.wrong_password"]
    assert [error.code for error in failed] == ["vault.wrong_password"]


def test_long_work_shows_how_far_it_is_and_stops_when_asked(jobs: Jobs, qtbot: QtBot) -> None:
    owner, gate, done = QObject(), threading.Event(), []
    strip = ProgressStrip(jobs)
    qtbot.addWidget(strip)

    def work(progress: Progress) -> None:
        progress.step("Читаю строки", 3, 10)
        gate.wait(5)
        progress.step("Читаю строки", 4, 10)

    jobs.run(work, owner=owner, on_done=lambda _: done.append(1), title="Загрузка")
    qtbot.waitUntil(strip.isVisible, timeout=3000)
    assert strip.title.text() == "Загрузка"
    assert strip.detail.text() == "Читаю строки: 3 из 10"
    strip.cancel.click()
    gate.set()
    qtbot.waitUntil(jobs.idle)
    assert done == []
    assert not strip.isVisible()


def test_a_bug_is_told_calmly_and_logged_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ValueError, match="Щербакова") as caught:
        raise ValueError("Щербакова Нина Ильинична")
    assert describe(caught.value) == BUG
    assert "Щербакова" not in redacted(caught.value)
    assert Path(__file__).name in redacted(caught.value)
    assert "Щербакова" not in caplog.text
    assert "bug ValueError" in caplog.text
