"""What is typed into dialogs and cells is kept in the vault a moment after the last key, until it is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal

from app.services.session import Act, VaultSession
from app.services.vault.drafts import KeptDraft, keep_drafts
from app.ui.jobs import Jobs

REST_MS = 1000
"""So long after the last key a draft is written down."""


class Drafts(QObject):
    """The drafts of one user of an open vault; ``page`` tells where in the window the person is."""

    changed = Signal()
    """There are more or fewer than before."""

    def __init__(self, session: VaultSession, jobs: Jobs, page: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._jobs, self._page = session, jobs, page
        self._kept: dict[str, KeptDraft] = {}
        self._unwritten: dict[str, KeptDraft | None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self.write)

    def know(self, kept: Sequence[KeptDraft]) -> None:
        """What lies in the vault; what was typed since then wins."""
        self._kept = {draft.place: draft for draft in kept} | self._kept
        self.changed.emit()

    def find(self, place: str) -> KeptDraft | None:
        """What was typed there before."""
        return self._kept.get(place)

    def places(self) -> tuple[str, ...]:
        """Where something was typed and not recorded."""
        return tuple(self._kept)

    def keep(self, place: str, title: str, typed: Mapping[str, str]) -> None:
        """This stands there now; nothing typed drops it."""
        if not typed:
            self.drop(place)
            return
        known = len(self._kept)
        page = self._kept[place].page if place in self._kept else self._page()
        draft = KeptDraft(place, title, page, dict(typed), datetime.now(UTC))
        self._kept[place] = self._unwritten[place] = draft
        self._timer.start()
        if len(self._kept) != known:
            self.changed.emit()

    def drop(self, place: str) -> None:
        """It was recorded, or given up."""
        if self._kept.pop(place, None) is not None:
            self._unwritten[place] = None
            self._timer.start(0)
            self.changed.emit()

    def write(self) -> None:
        """Write down now, in the database's thread."""
        unwritten, session = self._take(), self._session
        if unwritten:
            self._jobs.run(
                lambda _: keep_drafts(session, unwritten),
                owner=self,
                on_error=lambda _: self._put_back(unwritten),
                lasting=True,
            )

    def _put_back(self, unwritten: Mapping[str, KeptDraft | None]) -> None:
        """The disk took nothing: it goes with the next key, or when the vault is closed."""
        self._unwritten = {**unwritten, **self._unwritten}

    def write_here(self) -> None:
        """Write down at once, in this thread: the worker has stopped, the vault is about to be closed."""
        unwritten = self._take()
        if unwritten:
            keep_drafts(self._session, unwritten)

    def _take(self) -> dict[str, KeptDraft | None]:
        self._timer.stop()
        unwritten, self._unwritten = self._unwritten, {}
        session = self._session
        return unwritten if not session.closed and not session.read_only and session.may(Act.RECORD) else {}

    @property
    def words(self) -> str:
        """«Начато и не записано: 2»; nothing when there is nothing."""
        return f"Начато и не записано: {len(self._kept)}" if self._kept else ""
