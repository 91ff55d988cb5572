"""What a page is given: the open vault, the job queue, news of changes, and ways to speak to the person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from app.progress import Progress
from app.services.session import VaultSession
from app.services.vault.drafts import KeptDraft
from app.ui.doors import Doors
from app.ui.jobs import Job, Jobs
from app.ui.kit.dialogs import FileChooser
from app.ui.preferences import Preferences
from app.ui.problems import show_problem

T = TypeVar("T")


class Notifier(QObject):
    """Units of work say what they changed; open views refresh from that. Carries a frozenset of :class:`Subject`."""

    changed = Signal(object)


class ShellActions(Protocol):
    """What a page may ask of the window around it."""

    def show_page(self, page_id: str, **params: object) -> None:
        """Go to a place, maybe with something to open there."""

    def toast(self, text: str, action: str = "", on_action: Callable[[], object] | None = None) -> None:
        """Say something quietly, with one action."""

    def set_badge(self, page_id: str, count: int) -> None:
        """A number beside a place at the left; 0 takes it away."""

    def lock(self) -> None:
        """Close the vault and ask for the password."""

    def show_help(self, topic: str = "") -> None:
        """Open the help at a topic."""

    def restyle(self) -> None:
        """The theme or the type size has changed: make the pages anew."""


class SendingAside(Protocol):
    """Sends files through the internet, one after another, beside everything else."""

    @property
    def told(self) -> SignalInstance:
        """How far it is, in words (str); "" when nothing goes on."""

    @property
    def ended(self) -> SignalInstance:
        """A file (uuid, str) was sent, or why not (str)."""

    @property
    def running(self) -> str:
        """The uuid of the file that is being sent; "" when none is."""

    def send(self, uuid: str) -> None:
        """Send this file as soon as the others are done."""

    def look(self) -> None:
        """See whether something is to be sent or fetched now."""

    def stop(self) -> None:
        """The vault is being locked."""


class KeepsDrafts(Protocol):
    """Keeps what is typed in the vault until it is recorded or given up."""

    def find(self, place: str) -> KeptDraft | None:
        """What was typed there before."""

    def places(self) -> tuple[str, ...]:
        """Where something was typed and not recorded."""

    def keep(self, place: str, title: str, typed: Mapping[str, str]) -> None:
        """This stands there now; nothing typed drops it."""

    def drop(self, place: str) -> None:
        """It was recorded, or given up."""


@dataclass(eq=False)
class UiContext:
    """Everything a page needs; made when a vault opens, dropped when it locks."""

    session: VaultSession
    jobs: Jobs
    shell: ShellActions
    preferences: Preferences
    doors: Doors[UiContext]
    files: FileChooser = field(default_factory=FileChooser)
    notifier: Notifier = field(default_factory=Notifier)
    drafts: KeepsDrafts | None = None
    """Keeps what is typed until it is recorded; None where there is no window around the page."""
    uploader: SendingAside | None = None
    """Sends files through the internet; None where there is no window around the page."""

    def run(
        self,
        owner: QWidget,
        work: Callable[[Progress], T],
        on_done: Callable[[T], object] | None = None,
        *,
        title: str = "",
        key: str = "",
        on_error: Callable[[Exception], object] | None = None,
    ) -> Job:
        """Do work in the database's thread; an error without ``on_error`` is shown as a calm dialog over ``owner``.

        What has neither title (long work) nor key (reading, which a newer one replaces) records something: it lasts.
        """
        return self.jobs.run(
            work,
            owner=owner,
            on_done=on_done,
            on_error=on_error or (lambda error: show_problem(owner, error)),
            title=title,
            key=key,
            lasting=not title and not key,
        )

    def publish(self) -> None:
        """Tell every view what was written since the last time; the workspace calls it after each job."""
        changed = self.session.take_changed()
        if changed:
            self.notifier.changed.emit(changed)

    def show_page(self, page_id: str, **params: object) -> None:
        """Go to another place."""
        self.shell.show_page(page_id, **params)

    def toast(self, text: str, action: str = "", on_action: Callable[[], object] | None = None) -> None:
        """Say something quietly."""
        self.shell.toast(text, action, on_action)
