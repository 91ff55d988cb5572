"""What the receiving server brought while the desk has the vault open: taken in at once, shown at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from app.domain.subjects import Subject
from app.progress import Progress
from app.services.intake.spooling import SpooledFile, has_arrived, publish, take_arrived
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.words import plural

_LOOK_EVERY = 3_000
"""Milliseconds between looks into the folder where the server lays files down; no database is asked."""


class Arrivals(QObject):
    """Lives as long as the workspace of a user who may take files in."""

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._looking = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        if context.session.may(Act.RECEIVE) and not context.session.read_only:
            self._timer.start(_LOOK_EVERY)
            context.notifier.changed.connect(self._changed)

    def stop(self) -> None:
        """The vault is being locked."""
        self._timer.stop()

    def look(self) -> None:
        """Take in what waits."""
        session = self._context.session
        if self._looking or session.closed or not has_arrived(session):
            return
        self._looking = True

        def take(progress: Progress) -> tuple[SpooledFile, ...]:
            return take_arrived(session, progress)

        self._context.jobs.run(take, owner=self, on_done=self._taken, on_error=lambda _: self._taken(()))

    def _taken(self, files: Sequence[SpooledFile]) -> None:
        self._looking = False
        taken = [file for file in files if file.outcome is not None]
        if taken:
            self._context.toast(f"Пришло по сети: {plural(len(taken), 'файл', 'файла', 'файлов')}.", "", None)
        elif files:
            self._context.toast("По сети пришёл файл, который нельзя принять. Он отложен.", "", None)

    def _changed(self, changed: frozenset[Subject]) -> None:
        """A decision or a new key: lay the receipts down and tell the server who may send."""
        session = self._context.session
        if changed & {Subject.INTAKE, Subject.EXCHANGE} and not session.closed:
            self._context.jobs.run(lambda _: publish(session), owner=self, on_error=lambda _: None, key="publish")
