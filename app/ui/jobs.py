"""Work off the window's thread: one worker for the database, results delivered on the window's thread.

A result whose owner is gone, or whose job was replaced by a newer one of the same key, is dropped.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QThread, Signal

from app.errors import OperationCancelled
from app.progress import Progress

T = TypeVar("T")
_TELL_EVERY = 0.05


@dataclass(eq=False)
class Job:
    """One piece of work on its way."""

    work: Callable[[Progress], Any]
    owner: QObject
    title: str
    key: str
    on_done: Callable[[Any], object] | None
    on_error: Callable[[Exception], object] | None
    lasting: bool = False
    cancelled: bool = False
    told: float = field(default=0.0)

    def cancel(self) -> None:
        """Ask to stop; the work stops at its next step and its result is not delivered."""
        self.cancelled = True


class _Worker(QThread):
    """Takes jobs from the queue one after another."""

    landed = Signal(object, object, object)
    progressed = Signal(object, str, int, int)
    began = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.waiting: queue.SimpleQueue[Job | None] = queue.SimpleQueue()

    def run(self) -> None:
        """Qt: the thread's body."""
        while (job := self.waiting.get()) is not None:
            if job.cancelled:
                self.landed.emit(job, None, OperationCancelled())
                continue
            self.began.emit(job)
            try:
                result = job.work(Progress(self._teller(job), lambda j=job: j.cancelled))  # type: ignore[misc]
            except Exception as error:  # delivered to the window, which knows errors from bugs
                self.landed.emit(job, None, error)
            else:
                self.landed.emit(job, result, None)
            del job

    def _teller(self, job: Job) -> Callable[[str, int, int], None]:
        def tell(what: str, done: int, total: int) -> None:
            now = time.monotonic()
            if now - job.told >= _TELL_EVERY or done == total:
                job.told = now
                self.progressed.emit(job, what, done, total)

        return tell


class Jobs(QObject):
    """The queue of the window. ``failed`` carries errors nobody else took."""

    began = Signal(object)
    progressed = Signal(object, str, int, int)
    ended = Signal(object)
    delivered = Signal(object)
    """After everybody was told of a job's end: what it wrote may be published now."""
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live: list[Job] = []
        self._worker = _Worker(self)
        queued = Qt.ConnectionType.QueuedConnection
        self._worker.landed.connect(self._land, queued)
        self._worker.progressed.connect(self._progress, queued)
        self._worker.began.connect(self._begin, queued)
        self._worker.start()

    def run(
        self,
        work: Callable[[Progress], T],
        *,
        owner: QObject,
        on_done: Callable[[T], object] | None = None,
        on_error: Callable[[Exception], object] | None = None,
        title: str = "",
        key: str = "",
        lasting: bool = False,
    ) -> Job:
        """Do ``work`` in the worker, then ``on_done`` here.

        ``title`` is what the progress strip shows; work without a title is never shown. With a ``key``, a newer job
        of the same owner and key replaces an older one. ``lasting``: a person has recorded something, which locking and
        closing wait for instead of calling it off. Errors go to ``on_error`` or, without it, to :attr:`failed`.
        """
        if key:
            for job in self._live:
                if job.key == key and job.owner is owner:
                    job.cancel()
        job = Job(work, owner, title, key, on_done, on_error, lasting)
        self._live.append(job)
        self._worker.waiting.put(job)
        return job

    def idle(self) -> bool:
        """Nothing is waiting, running or undelivered."""
        return not self._live

    def busy_titles(self) -> tuple[str, ...]:
        """Titles of what goes on now."""
        return tuple(job.title for job in self._live if job.title)

    def cancel_all(self) -> None:
        """Ask everything to stop but what a person has just recorded."""
        for job in self._live:
            if not job.lasting:
                job.cancel()

    def stop(self) -> None:
        """Cancel, wait for what is being recorded and for the worker to end, deliver nothing more."""
        self.cancel_all()
        self._worker.waiting.put(None)
        self._worker.wait()
        self._live.clear()

    def _begin(self, job: Job) -> None:
        if job in self._live:
            self.began.emit(job)

    def _progress(self, job: Job, what: str, done: int, total: int) -> None:
        if job in self._live and not job.cancelled:
            self.progressed.emit(job, what, done, total)

    def _land(self, job: Job, result: object, error: Exception | None) -> None:
        if job not in self._live:
            return
        self._live.remove(job)
        self.ended.emit(job)
        try:
            self._deliver(job, result, error)
        finally:
            self.delivered.emit(job)

    def _deliver(self, job: Job, result: object, error: Exception | None) -> None:
        if not shiboken6.isValid(job.owner):
            return
        if isinstance(error, OperationCancelled) or (error is None and job.cancelled and job.key):
            return
        if error is not None:
            if job.cancelled:
                return
            if job.on_error is not None:
                job.on_error(error)
            else:
                self.failed.emit(error)
        elif job.on_done is not None:
            job.on_done(result)
