"""The workspace: places at the left, the page, the foot line; over them the toast and the progress of long work."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.subjects import Subject
from app.ui.context import UiContext
from app.ui.jobs import Job, Jobs
from app.ui.kit import StatusFoot, Toast, VerticalScroll, button, column, label, row
from app.ui.kit.icons import icon
from app.ui.kit.theme import px
from app.ui.kit.tips import set_tip
from app.ui.pages import Page, PageSpec

_WORDS, _TALL = 620, 700
"""Sizes of the window at 100 %: below them the side bar has no words; has lower buttons, says less of whose it is."""
STRIP_AFTER_MS = 400
"""Work shorter than this shows no progress: a strip that flashes only worries."""


class ProgressStrip(QFrame):
    """What goes on, how many, and «Отменить»; for the job that runs now and has a title."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._job: Job | None = None
        self.title, self.detail = label("", "strong"), label("", "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Ход работы")
        self.cancel = button("Отменить", self._cancel, name="Отменить работу")
        words = column(row(self.title, self.detail, 1, spacing=10), self.bar, spacing=6)
        layout = row(words, self.cancel, spacing=16, margins=(16, 8, 12, 8))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._appear)
        jobs.began.connect(self._began)
        jobs.progressed.connect(self._progressed)
        jobs.ended.connect(self._ended)
        self.hide()

    def _began(self, job: Job) -> None:
        if not job.title:
            return
        self._job = job
        self.title.setText(job.title)
        self.detail.setText("")
        self.bar.setRange(0, 0)
        self.cancel.setEnabled(True)
        self._timer.start(STRIP_AFTER_MS)

    def _appear(self) -> None:
        if self._job is not None:
            self.show()

    def _progressed(self, job: Job, what: str, done: int, total: int) -> None:
        if job is not self._job:
            return
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        numbers = f"{done:,} из {total:,}".replace(",", "\u202f") if total else ""
        self.detail.setText(": ".join(part for part in (what, numbers) if part))
        self.setAccessibleDescription(self.detail.text())

    def _ended(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self._timer.stop()
            self.hide()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.cancel.setEnabled(False)
            self.detail.setText("останавливаю…")


class PlaceButton(QPushButton):
    """A place in the side bar: icon, word, and a number when something waits there."""

    def __init__(self, spec: PageSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec.title, parent)
        self.spec = spec
        self.setProperty("kind", "place")
        self.setAutoDefault(False)
        self.setIcon(icon(spec.icon, "ink", 20, checked="accent"))
        self.setIconSize(QSize(px(20), px(20)))
        self.setAccessibleName(spec.title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.badge = QLabel(self)
        self.badge.setTextFormat(Qt.TextFormat.PlainText)
        self.badge.setProperty("role", "badge")
        self.badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.badge.hide()

    def show_word(self, shown: bool) -> None:
        """Icon and word, or the icon alone with the word as a hint."""
        self.setText(self.spec.title if shown else "")
        set_tip(self, "" if shown else self.spec.title)

    def set_low(self, low: bool) -> None:
        """Lower, where there is little room from top to bottom."""
        self.setFixedHeight(px(34 if low else 42))

    def set_count(self, count: int) -> None:
        """Show or take away the number."""
        self.badge.setText(str(count))
        self.badge.setVisible(count > 0)
        self.setAccessibleName(f"{self.spec.title}, ждут: {count}" if count else self.spec.title)
        self._place()

    def event(self, event: QEvent) -> bool:
        """Keep the number at the right edge."""
        result = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Polish):
            self._place()
        return result

    def _place(self) -> None:
        if hasattr(self, "badge"):
            self.badge.adjustSize()
            top = (self.height() - self.badge.height()) // 2 if self.text() else 0
            self.badge.move(self.width() - self.badge.width() - (px(10) if self.text() else 0), top)


class Workspace(QWidget):
    """An open vault's window content. Pages are made when first visited."""

    lock_requested = Signal()
    restyle_requested = Signal()

    def __init__(self, specs: Sequence[PageSpec], make_context: Callable[[Workspace], UiContext], jobs: Jobs) -> None:
        super().__init__()
        self.setProperty("role", "paper")
        self.context = make_context(self)
        self.specs = {spec.id: spec for spec in specs}
        self.pages: dict[str, QWidget] = {}
        self._areas: dict[str, VerticalScroll] = {}
        self._stale: set[str] = set()
        self._current = ""
        self._narrow = False
        self.organisation, self.place, self.chair = (
            label("", "strong", wrap=True),
            label("", "small", wrap=True),
            label("", "small", wrap=True),
        )
        self.places: dict[str, PlaceButton] = {}
        self.stack = QStackedWidget()
        self.strip = ProgressStrip(jobs)
        self.foot = StatusFoot()
        right = column(self.stack, spacing=0)
        right.setStretch(0, 1)
        right.addWidget(self._inset(self.strip))
        right.addWidget(self.foot)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._side(specs))
        layout.addLayout(right, 1)
        self._toast = Toast(self.stack)
        self.context.notifier.changed.connect(self._changed)
        jobs.began.connect(self._work_began)
        jobs.ended.connect(self._work_ended)
        jobs.delivered.connect(self._delivered)
        for index, spec in enumerate(specs[:9]):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{index + 1}"), self)
            shortcut.activated.connect(lambda page=spec.id: self.show_page(page))

    def _inset(self, widget: QWidget) -> QWidget:
        holder = QWidget()
        holder.setProperty("role", "clear")
        box = QVBoxLayout(holder)
        box.setContentsMargins(px(28), 0, px(28), px(8))
        box.addWidget(widget)
        widget.installEventFilter(self)
        self._strip_holder = holder
        holder.hide()
        return holder

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The strip's holder takes no room while the strip is hidden."""
        if watched is self.strip and event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._strip_holder.setVisible(event.type() is QEvent.Type.ShowToParent)
        return super().eventFilter(watched, event)

    def _side(self, specs: Sequence[PageSpec]) -> QFrame:
        side = QFrame()
        side.setObjectName("side")
        side.setAccessibleName("Места программы")
        side.setFixedWidth(px(244))
        self.side = side
        box = QVBoxLayout(side)
        box.setContentsMargins(px(10), px(20), px(10), px(14))
        box.setSpacing(px(2))
        self._whose = QWidget()
        self._whose.setLayout(column(self.organisation, self.place, self.chair, spacing=0, margins=(10, 0, 6, 16)))
        box.addWidget(self._whose)
        group = QButtonGroup(self)
        group.setExclusive(True)
        stretched = False
        for spec in sorted(specs, key=lambda s: s.below):
            if spec.below and not stretched:
                box.addStretch(1)
                stretched = True
            place = PlaceButton(spec)
            place.setCheckable(True)
            place.clicked.connect(lambda *_, page=spec.id: self.show_page(page))
            group.addButton(place)
            box.addWidget(place)
            self.places[spec.id] = place
        lock = PlaceButton(PageSpec("lock", "Заблокировать", "lock", lambda _: QWidget()))
        set_tip(lock, "Закрыть данные паролем (Ctrl+L)")
        lock.clicked.connect(lambda *_: self.lock_requested.emit())
        box.addWidget(lock)
        self._buttons = [*self.places.values(), lock]
        return side

    # What pages may ask for: ShellActions.

    def show_page(self, page_id: str, **params: object) -> None:
        """Go to a place; it is made on the first visit and refreshed when something it shows has changed."""
        page = self.pages.get(page_id)
        if page is None:
            page = self.specs[page_id].factory(self.context)
            self.pages[page_id] = page
            # In a small window or with large letters a page scrolls as a whole instead of being squeezed.
            self._areas[page_id] = VerticalScroll(column(page, spacing=0), sideways=True)
            self.stack.addWidget(self._areas[page_id])
            self._stale.add(page_id)
        self._current = page_id
        self.places[page_id].setChecked(True)
        self.stack.setCurrentWidget(self._areas[page_id])
        if page_id in self._stale:
            self._refresh(page_id)
        if params and isinstance(page, Page):
            page.open(**params)

    def toast(self, text: str, action: str = "", on_action: Callable[[], object] | None = None) -> None:
        """Say something quietly."""
        self._toast.say(text, action, on_action)

    def set_badge(self, page_id: str, count: int) -> None:
        """The number beside a place."""
        if page_id in self.places:
            self.places[page_id].set_count(count)

    def lock(self) -> None:
        """Ask the window to lock."""
        self.lock_requested.emit()

    def show_help(self, topic: str = "") -> None:
        """The help, opened at a topic; without one, at the page shown now."""
        self.show_page("help", topic=topic or self._current)

    def restyle(self) -> None:
        """Ask the window to make the pages anew."""
        self.restyle_requested.emit()

    # Ours.

    @property
    def current(self) -> str:
        """The id of the place shown."""
        return self._current

    def show_organisation(self, name: str, place: str, chair: str) -> None:
        """Whose vault this is."""
        self.organisation.setText(name)
        roomy = self.height() >= px(_TALL)
        self.place.setText(place)
        self.place.setVisible(roomy and bool(place))
        self.chair.setText(chair)
        self.chair.setVisible(roomy and bool(chair))
        if self._narrow:
            self.foot.show_whose(name)

    def refresh_current(self) -> None:
        """F5."""
        self._refresh(self._current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Large letters in a small window: the side bar keeps its words and gives what it can to the page."""
        super().resizeEvent(event)
        roomy = self.height() >= px(_TALL)
        self.place.setVisible(roomy and bool(self.place.text()))
        self.chair.setVisible(roomy and bool(self.chair.text()))
        narrow = self.width() < px(_WORDS)
        self.side.setFixedWidth(px(68 if narrow else 244))
        for place in self._buttons:
            place.set_low(not roomy)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self._whose.setVisible(not narrow)
        self.foot.show_whose(self.organisation.text() if narrow else "")
        for place in self._buttons:
            place.show_word(not narrow)

    def _work_began(self, job: Job) -> None:
        if job.title:
            self.foot.show_saved("Идёт работа…")

    def _delivered(self, *_: object) -> None:
        self.context.publish()

    def _work_ended(self, *_: object) -> None:
        if not self.context.jobs.busy_titles():
            self.foot.show_saved()

    def _changed(self, changed: frozenset[Subject]) -> None:
        for page_id, page in self.pages.items():
            if isinstance(page, Page) and changed & page.reads:
                if page_id == self._current:
                    self._refresh(page_id)
                else:
                    self._stale.add(page_id)

    def _refresh(self, page_id: str) -> None:
        self._stale.discard(page_id)
        page = self.pages[page_id]
        if isinstance(page, Page):
            page.refresh()
