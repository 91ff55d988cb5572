"""Sending through the internet beside everything else: one thread for the network, the vault only between its steps.

Nothing here waits for the line: the vault's queue tells what is due, the network's thread sends, and how far it came
goes back through the vault's queue. Locking the vault stops it; the next time it goes on from the same byte.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.domain.enums import Verdict
from app.errors import AppError, OperationCancelled
from app.progress import Progress
from app.services.exchange.fetching import (
    Fetched,
    FetchedAnswer,
    FetchPlan,
    awaits_answers,
    carry_out_fetching,
    confirm,
    plan_fetching,
    take_answers_in,
)
from app.services.exchange.uploading import (
    PASSING,
    Keeper,
    UploadPlan,
    carry_out,
    due_uploads,
    end_upload,
    is_automatic,
    note_upload,
    plan_upload,
    queue_upload,
    queue_waiting,
)
from app.services.session import Act
from app.ui.jobs import Jobs
from app.ui.problems import one_line

if TYPE_CHECKING:
    from app.ui.context import UiContext

_LOOK_EVERY = 60_000
"""Milliseconds between looks at what is due; a connection that appears is told at once."""


class Uploader(QObject):
    """Lives as long as the workspace. ``told``: what to say in the foot line ("" when nothing goes on)."""

    told = Signal(str)
    ended = Signal(str, str)
    """A file's number, and the sentence of what stopped it ("" when all of it is there)."""
    _remembered = Signal(str, str, int)
    _stepped = Signal(str, int, int)

    def __init__(self, context: UiContext, network: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._network = context, network
        self._running = ""
        self.percent = 0
        self._asked: list[str] = []
        queued = Qt.ConnectionType.QueuedConnection
        self._remembered.connect(self._note, queued)
        self._stepped.connect(self._step, queued)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        if context.session.may(Act.HAND_OVER):
            self._timer.start(_LOOK_EVERY)

    @property
    def running(self) -> str:
        """The number of the file being sent; "" when none is."""
        return self._running

    def send(self, uuid: str) -> None:
        """Send a file now, whether sending by itself is on or not."""
        session = self._context.session
        self._context.jobs.run(
            lambda _: queue_upload(session, uuid),
            owner=self,
            on_done=lambda _: self._ask(uuid),
            on_error=self._refused(uuid),
        )

    def look(self) -> None:
        """Go on with what is due, when sending by itself is switched on."""
        if self._running:
            return
        session = self._context.session

        def due(_: Progress) -> tuple[str, ...]:
            if not is_automatic(session):
                return ()
            queue_waiting(session)
            return due_uploads(session)

        self._context.jobs.run(due, owner=self, on_done=self._due, on_error=lambda _: None, key="due")
        self._context.jobs.run(self._whom_to_ask, owner=self, on_done=self._fetch, on_error=lambda _: None, key="fetch")

    def stop(self) -> None:
        """Stop what goes on; it is not an error, and nothing that arrived is lost."""
        self._timer.stop()
        self._asked.clear()
        self._network.cancel_all()

    def _whom_to_ask(self, _: Progress) -> tuple[FetchPlan, ...]:
        session = self._context.session
        return plan_fetching(session) if is_automatic(session) and awaits_answers(session) else ()

    def _fetch(self, plans: tuple[FetchPlan, ...]) -> None:
        if plans:
            self._network.run(
                lambda _: carry_out_fetching(plans),
                owner=self,
                on_done=self._read,
                on_error=lambda _: None,
                key="fetch",
            )

    def _read(self, fetched: tuple[Fetched, ...]) -> None:
        session = self._context.session
        if session.closed or not any(one.answers for one in fetched):
            return

        def told(read: tuple[FetchedAnswer, ...]) -> None:
            self._network.run(lambda _: confirm(fetched, read), owner=self, on_error=lambda _: None)
            new = [one.receipt for one in read if one.receipt is not None and one.receipt.outcome == "new"]
            if new:
                accepted = new[-1].verdict is Verdict.ACCEPTED
                self._context.toast(f"{'Принято' if accepted else 'Пришла квитанция'}: {new[-1].title}.", "", None)

        self._context.jobs.run(
            lambda _: take_answers_in(session, fetched), owner=self, on_done=told, on_error=lambda _: None
        )

    def _due(self, uuids: tuple[str, ...]) -> None:
        for uuid in uuids:
            self._ask(uuid)

    def _ask(self, uuid: str) -> None:
        if uuid not in self._asked and uuid != self._running:
            self._asked.append(uuid)
        self._next()

    def _next(self) -> None:
        if self._running or not self._asked:
            return
        uuid = self._running = self._asked.pop(0)
        session = self._context.session
        self._context.jobs.run(
            lambda _: plan_upload(session, uuid), owner=self, on_done=self._begin, on_error=self._refused(uuid)
        )

    def _begin(self, plan: UploadPlan | None) -> None:
        if plan is None:
            self._running = ""
            self._next()
            return
        keeper = Keeper(plan, lambda url, sent: self._remembered.emit(plan.uuid, url, sent))

        def work(progress: Progress) -> str:
            told = Progress(lambda what, done, total: self._stepped.emit(what, done, total), progress.cancelled)
            carry_out(plan, keeper.remember, told)
            return plan.uuid

        self._network.run(
            work, owner=self, on_done=lambda uuid: self._end(uuid, None), on_error=lambda e: self._end(plan.uuid, e)
        )

    def _step(self, what: str, done: int, total: int) -> None:
        if self._running and total:
            self.percent = min(done * 100 // total, 99)
            self.told.emit(f"{what}: {self.percent} %")
        elif self._running:
            self.told.emit(what)

    def _note(self, uuid: str, url: str, sent: int) -> None:
        session = self._context.session
        if not session.closed:
            self._context.jobs.run(lambda _: note_upload(session, uuid, url, sent), owner=self, on_error=lambda _: None)

    def _end(self, uuid: str, error: Exception | None) -> None:
        session = self._context.session
        self._running = ""
        self.percent = 0
        self.told.emit("")
        if session.closed or isinstance(error, OperationCancelled):
            return
        if error is not None and not isinstance(error, AppError):
            raise error
        known = error
        self._context.jobs.run(
            lambda _: end_upload(session, uuid, known), owner=self, on_done=lambda _: self._ended(uuid, known)
        )

    def _ended(self, uuid: str, error: AppError | None) -> None:
        if error is None:
            self._context.toast("Файл передан через интернет. Когда его примут, придёт квитанция.", "", None)
        elif error.code not in PASSING:
            self._context.toast(one_line(error), "", None)
        self.ended.emit(uuid, "" if error is None else one_line(error))
        self._next()

    def _refused(self, uuid: str) -> Callable[[Exception], None]:
        def refused(error: Exception) -> None:
            if self._running == uuid:
                self._running = ""
            self.ended.emit(uuid, one_line(error))
            self._next()

        return refused
