"""Rows of the table about the window: the start, the first page, a search key, first clicks, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QStandardItemModel
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from app.domain.enums import OrganisationCategory, OrganisationKind
from app.progress import Progress
from app.services.demo import PRACTICE_PASSWORD
from app.services.organisation.passport import OrganisationDraft
from app.services.session import VaultSession
from app.services.vault.creating import create_vault, open_vault
from app.storage.engine import open_engine
from app.storage.vault.files import VaultFiles
from app.ui.kit.dialogs import FileChooser
from app.ui.kit.theme import apply_theme
from app.ui.preferences import Preferences
from app.ui.window import MainWindow, Startup
from tests.benchmarks.crowd import add_crowd
from tests.benchmarks.table import ROOT, Outcome, command, pairs

FEW, MANY = 1_000, 50_000
_BARE_WINDOW = """
from PySide6.QtWidgets import QApplication, QLineEdit
application = QApplication([])
field = QLineEdit()
field.show()
application.processEvents()
"""
_OUR_WINDOW = """
import sys
from pathlib import Path
from app.bootstrap import make_application, make_window
from app.ui.preferences import Preferences
folder = Path(sys.argv[1])
application = make_application(["x"])
window = make_window(Preferences(folder / "window.json"), folder)
window._copies.stop()
window.jobs.cancel_all()
screen = window.show_login(folder)
window.show()
application.processEvents()
import os
os._exit(0)  # the modules that are read beside the hands at the keyboard are not waited for
"""
_MEMORY = """
import json, sys, psutil
from pathlib import Path
if sys.argv[1] == "bare":
    from PySide6.QtWidgets import QApplication, QLineEdit
    application = QApplication([]); field = QLineEdit(); field.show(); application.processEvents()
else:
    from tests.benchmarks.rows_window import opened_window, rest
    window = opened_window(Path(sys.argv[1]))
    window.workspace.show_page("members"); rest(window)
print(json.dumps(psutil.Process().memory_info().rss), flush=True)
import os
os._exit(0)
"""


def crowd(folder: Path, people: int) -> Path:
    """The folder of a new vault with so many invented people, closed."""
    draft = OrganisationDraft(
        kind=OrganisationKind.PPO, full_name="ППО студентов", category=OrganisationCategory.HIGHER_EDUCATION
    )
    place = folder / f"crowd-{people}"
    session = create_vault(place, draft, profile="ngsp", password=PRACTICE_PASSWORD).session
    add_crowd(session, people)
    session.close()
    return place


def _no_practice(parent: Path, progress: Progress) -> tuple[VaultSession, str]:
    raise AssertionError("not asked for")


def until(done: Callable[[], bool], limit: float = 120.0) -> None:
    """Let the window live until this holds."""
    started = time.perf_counter()
    while not done():
        QApplication.processEvents()
        if time.perf_counter() - started > limit:
            raise TimeoutError("the window did not come to rest")


def rest(window: MainWindow) -> None:
    """Until all work is done and shown."""
    for _ in range(3):
        until(window.jobs.idle)
        QApplication.processEvents()


def opened_window(folder: Path) -> MainWindow:
    """The window over a vault, at rest."""
    if not isinstance(QApplication.instance(), QApplication):
        apply_theme(QApplication([]))
    window = MainWindow(Startup(Preferences(folder / "window.json"), folder, _no_practice, FileChooser()))
    window.resize(1366, 768)
    window.show()
    window.open_session(open_vault(folder, PRACTICE_PASSWORD))
    rest(window)
    return window


def _start(folder: Path) -> Iterator[Outcome]:
    place = str(crowd(folder, 5))
    pair = pairs(command(sys.executable, "-c", _OUR_WINDOW, place), command(sys.executable, "-c", _BARE_WINDOW), 9)
    yield pair.outcome("от запуска до поля пароля", "голое окно PySide6 с одним полем", 2.5)


def _bare_opening(folder: Path, key: bytes) -> None:
    """The slot's own Argon2id and the encrypted database, one number read."""
    slot = VaultFiles(folder).header().slots[0]
    kdf = slot.kdf
    Argon2id(salt=slot.salt, length=32, iterations=kdf.passes, lanes=kdf.lanes, memory_cost=kdf.memory_kib).derive(
        PRACTICE_PASSWORD.encode()
    )
    engine = open_engine(VaultFiles(folder).database, key)
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM person").scalar()
    engine.dispose()


def _unlock(folder: Path, people: int) -> Iterator[Outcome]:
    """From the password to the lines of the first page."""
    with_key = open_vault(folder, PRACTICE_PASSWORD)
    key = bytes(with_key.database.key)
    with_key.close()
    taken, bare = [], []
    window = MainWindow(Startup(Preferences(folder / "window.json"), folder, _no_practice, FileChooser()))
    window.resize(1366, 768)
    window.show()
    for _ in range(5):
        started = time.perf_counter()
        _bare_opening(folder, key)
        bare.append(time.perf_counter() - started)
        started = time.perf_counter()
        window.open_session(open_vault(folder, PRACTICE_PASSWORD))
        until(lambda: window.workspace is not None and window.workspace.pages["today"].today is not None)
        QApplication.processEvents()
        taken.append(time.perf_counter() - started)
        rest(window)
        window.lock()
        rest(window)
    window.shut()
    ours, least = median(taken[1:]), median(bare[1:])
    what = f"от пароля до заполненной первой страницы, {people}"
    yield Outcome(what, "Argon2id ячейки и одно число из SQLCipher", ours / least, 1.4, "×", ours, least)


def _press(widget: QWidget, letter: str) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter))


def _others(page: Any, before: object) -> bool:
    """Other rows than before are shown."""
    return page.presenter.rows is not before


def _search(window: MainWindow) -> Iterator[Outcome]:
    """A key in the search line until the list is painted anew."""
    assert window.workspace is not None
    window.workspace.show_page("members")
    page = window.workspace.pages["members"]
    rest(window)
    names = [row.full_name for row in page.presenter.rows]
    times, bare = [], []
    for word in ("анна", "иван", "маг", "ольга", "пётр"):
        for letter in word:
            shown = page.presenter.rows
            started = time.perf_counter()
            _press(page.search, letter)
            until(partial(_others, page, shown), 10)
            page.table.viewport().repaint()
            times.append(time.perf_counter() - started)
            started = time.perf_counter()
            [name for name in names if word in name.lower()]
            bare.append(time.perf_counter() - started)
            rest(window)
        page.search.clear()
        page.search.searched.emit("")
        rest(window)
    slowest = quantiles(times, n=100)[98]
    yield Outcome("буква в поиске до показа, 50 000, p99", "время, с паузой", slowest * 1000, 60, "мс", slowest,
                  median(bare))  # fmt: skip


class _Heart:
    """A timer of the event loop that remembers its longest pause."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(0)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now

    def begin(self) -> None:
        """Forget what was before."""
        QApplication.processEvents()
        self.longest, self._last = 0.0, time.perf_counter()


def _first_clicks(window: MainWindow) -> Iterator[Outcome]:
    """The first visit of each place, and how long the window ever stood."""
    workspace = window.workspace
    assert workspace is not None

    def bare() -> None:
        table, model = QTableView(), QStandardItemModel(MANY, 5)
        table.setModel(model)
        table.resize(1140, 730)
        table.grab()

    least = median(pairs(bare, bare, 3).ours)
    heart, slowest, stood, where, when = _Heart(), 0.0, 0.0, "", ""
    for place in workspace.specs:
        heart.begin()
        started = time.perf_counter()
        workspace.show_page(place)
        QApplication.processEvents()
        taken = time.perf_counter() - started
        rest(window)
        QApplication.processEvents()
        if taken > slowest:
            slowest, where = taken, place
        if heart.longest > stood:
            stood, when = heart.longest, place
    yield Outcome(f"первый щелчок по месту, 50 000 (дольше всех {where})", "голая таблица того же размера",
                  slowest / least, 3, "×", slowest, least)  # fmt: skip
    yield Outcome(f"окно стояло при обходе мест (дольше всего {when})", "время", stood * 1000, 50, "мс", stood)


def _memory(folder: Path) -> Iterator[Outcome]:
    def resident(what: str) -> float:
        child = subprocess.run(
            [sys.executable, "-c", _MEMORY, what], check=True, stdout=subprocess.PIPE, cwd=ROOT, text=True
        )
        return float(json.loads(child.stdout)) / 2**20

    more = resident(str(folder)) - resident("bare")
    yield Outcome("память: открыт список 50 000", "сверх голого окна", more, 90, "МБ")


def rows(folder: Path) -> list[Outcome]:
    """All of them."""
    found = list(_start(folder))
    application = QApplication([])
    apply_theme(application)
    few, many = crowd(folder, FEW), crowd(folder, MANY)
    found += _unlock(few, FEW)
    found += _unlock(many, MANY)
    window = opened_window(many)
    for part in (_search, _first_clicks):
        found += part(window)
    window.shut()
    found += _memory(many)
    return found
