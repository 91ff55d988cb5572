"""The window over a register of 50,000: how long the first rows take, and how long the window ever stands still.

A heartbeat of the event loop is measured while a person types, scrolls, sorts, marks everybody, opens a card, goes to
another date and writes an event; its longest pause is what a hand would feel. :func:`window_times` gives
the numbers; alone it prints its own table: ``python -m tests.benchmarks.window [PEOPLE]``.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.cli.output import Reply, say, table_lines
from app.domain.enums import EventKind, OrganisationCategory, OrganisationKind
from app.progress import Progress
from app.services.demo import PRACTICE_PASSWORD
from app.services.members import EventDraft, record_event
from app.services.organisation.passport import OrganisationDraft
from app.services.session import VaultSession
from app.services.vault.creating import create_vault
from app.ui.kit.dialogs import FileChooser
from app.ui.kit.theme import apply_theme
from app.ui.preferences import Preferences
from app.ui.window import MainWindow, Startup
from tests.benchmarks.crowd import add_crowd

PEOPLE = 50_000
WINDOW_STEPS = (
    "увидеть первые строки списка",
    "набрать имя и фамилию",
    "набрать с опечаткой",
    "прокрутить до конца",
    "расставить по столбцу",
    "отметить всех",
    "снять отметки",
    "открыть карточку",
    "перейти на другую дату",
    "вернуться на сегодня",
    "записать событие и увидеть",
    "показать по группам",
)
"""What :func:`window_times` measures."""


class Heart:
    """A timer of the event loop that remembers its longest pause."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    def reset(self) -> None:
        """Begin anew."""
        QApplication.processEvents()
        self.longest, self._last = 0.0, time.perf_counter()


def _until(done: Callable[[], bool], limit: float = 60.0) -> float:
    started = time.perf_counter()
    while not done():
        QApplication.processEvents()
        if time.perf_counter() - started > limit:
            raise TimeoutError("the window did not come to rest")
    return time.perf_counter() - started


def _wait(seconds: float) -> None:
    until = time.perf_counter() + seconds
    _until(lambda: time.perf_counter() > until)


def _press(widget: QWidget, key: Qt.Key, text: str = "") -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def _no_practice(parent: Path, progress: Progress) -> tuple[VaultSession, str]:
    raise AssertionError("not asked for")


def crowded_vault(folder: Path, people: int = PEOPLE) -> VaultSession:
    """A new vault with so many invented people, open."""
    draft = OrganisationDraft(
        kind=OrganisationKind.PPO, full_name="ППО студентов", category=OrganisationCategory.HIGHER_EDUCATION
    )
    session = create_vault(folder / "crowd", draft, profile="ngsp", password=PRACTICE_PASSWORD).session
    add_crowd(session, people)
    return session


def window_times(session: VaultSession, folder: Path, people: int = PEOPLE) -> dict[str, tuple[float, float]]:
    """(until the result is shown, longest pause of the event loop) in seconds, by what the person does."""
    window = MainWindow(Startup(Preferences(folder / "window.json"), folder, _no_practice, FileChooser()))
    window.resize(1366, 768)
    window.show()
    window.open_session(session)
    _until(lambda: window.workspace is not None)
    workspace = window.workspace
    assert workspace is not None
    result: dict[str, tuple[float, float]] = {}
    heart = Heart()

    def step(name: str, act: Callable[[], object], done: Callable[[], bool] | None = None) -> None:
        heart.reset()
        started = time.perf_counter()
        act()
        if done is not None:
            _until(done)
        taken = time.perf_counter() - started
        _until(window.jobs.idle)
        _wait(0.2)
        result[name] = (taken, heart.longest)

    step("увидеть первые строки списка", lambda: workspace.show_page("members"), lambda: _rows(workspace) > 0)
    page = workspace.pages["members"]
    _until(lambda: _rows(workspace) > people // 2)

    def typing(line: str) -> Callable[[], None]:
        def act() -> None:
            for letter in line:
                _press(page.search, Qt.Key.Key_unknown, letter)
                _wait(0.15)

        return act

    def clear() -> None:
        _press(page.search, Qt.Key.Key_Escape)
        _until(lambda: _rows(workspace) > people // 2)

    step("набрать имя и фамилию", typing("анна мар"), lambda: 0 < _rows(workspace) < people // 4)
    clear()
    step("набрать с опечаткой", typing("бавогриво"), lambda: page.presenter.filter.search == "бавогриво")
    clear()

    def scroll() -> None:
        bar = page.table.verticalScrollBar()
        for place in range(0, bar.maximum(), max(bar.maximum() // 60, 1)):
            bar.setValue(place)
            QApplication.processEvents()

    step("прокрутить до конца", scroll)
    first = page.model.row_at(0)
    step("расставить по столбцу", lambda: page.model.sort_by(5), lambda: page.model.row_at(0) is not first)
    step("отметить всех", page.presenter.mark_found)
    step("снять отметки", page.unmark)
    step("открыть карточку", lambda: page.show_person_at(5), page.card.isVisible)
    shown = page.presenter.rows
    step(
        "перейти на другую дату",
        lambda: page.presenter.choose_date(date(2022, 1, 1)),
        lambda: page.presenter.rows is not shown,
    )
    step("вернуться на сегодня", lambda: page.presenter.choose_date(page.today), lambda: _rows(workspace) > people // 2)
    someone = next(row for row in page.presenter.rows if row.ended_on is None)
    before = page.presenter.rows

    def write() -> None:
        draft = EventDraft(EventKind.LEFT, page.today)
        context = workspace.context
        context.run(page, lambda _: record_event(session, someone.id, draft))

    step("записать событие и увидеть", write, lambda: page.presenter.rows is not before)
    step("показать по группам", lambda: page.list_acts.group_by("group"), lambda: page.model.row_at(0) is None)
    window.shut()
    return result


def _rows(workspace: object) -> int:
    page = workspace.pages.get("members")  # type: ignore[attr-defined]
    return 0 if page is None or page.lists.currentWidget() is not page.table else page.model.rowCount()


def main() -> int:
    """Measure and show."""
    application = QApplication([])
    apply_theme(application)
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with tempfile.TemporaryDirectory(prefix="pervichka-window-") as folder:
        times = window_times(crowded_vault(Path(folder), people), Path(folder), people)
    rows = ((name, round(taken * 1000), round(pause * 1000)) for name, (taken, pause) in times.items())
    lines = table_lines(("Что делает человек", "До показа, мс", "Окно стояло, мс"), rows)
    return say(Reply(lines=lines), as_json=False)


if __name__ == "__main__":
    sys.exit(main())
