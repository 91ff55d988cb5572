"""A dialog that records something: fields, problems under them, one filled button, work in the background."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QWidget
from shiboken6 import isValid

from app.progress import Progress
from app.ui.context import UiContext
from app.ui.kit import Banner, Form, Tone, button, primary_button
from app.ui.kit.dialogs import CalmDialog, confirm, public_title
from app.ui.kit.typed import fields_in, listen_to_hands, put_into, typed_in
from app.ui.problems import one_line

T = TypeVar("T")


class FormDialog(CalmDialog):
    """Override :meth:`save`; call :meth:`work` from it.

    What is typed is kept under the title and ``about`` (the id of the person, of the meeting) until it is recorded or
    given up, and comes back when the dialog is opened again.
    """

    def __init__(
        self, parent: QWidget, context: UiContext, title: str, save_text: str, *, width: float = 560, columns: int = 1,
        about: str = "",
    ) -> None:  # fmt: skip
        super().__init__(parent, title, width=width)
        self.context = context
        self.banner = Banner()
        self.form = Form(columns=columns)
        self.content.addWidget(self.banner)
        self.content.addWidget(self.form)
        self._save_text = save_text
        self.busy = False
        self._about, self._title = about, public_title(title)
        self._watched: dict[str, QWidget] | None = None
        self._start: dict[str, str] = {}
        self._touched: set[str] = set()
        self.save_button = primary_button(save_text, self.save)
        self.cancel_button = button("Отмена", self.reject)
        self.set_buttons(self.cancel_button, self.save_button)

    def save(self) -> None:
        """What the filled button does."""

    def refit(self, *_: object) -> None:
        """Take the size asked for now, once the dialog is on the screen; signals with any arguments may call it."""
        if self.isVisible():
            self.fit()

    def show_problems(self, problems: dict[QWidget, str]) -> bool:
        """Say under each field what is wrong; the first gets the cursor. True when there is any."""
        self.form.clear_problems()
        for field, text in problems.items():
            self.form.show_problem(field, text)
        if problems:
            next(iter(problems)).setFocus()
            self.fit()
        return bool(problems)

    def work(self, work: Callable[[Progress], T], on_done: Callable[[T], object]) -> None:
        """Do it in the background; the dialog closes when it is done and says so calmly when it is not."""
        self.busy = True
        self.save_button.setEnabled(False)
        self.save_button.setText("Записываю…")

        def done(result: T) -> None:
            self.busy = False
            self.accept()
            on_done(result)

        self.context.run(self, work, done, on_error=self._refused)

    # What is typed and not recorded yet.

    def showEvent(self, event: QShowEvent) -> None:
        """From the first time on, keep what is typed; show what was typed here before."""
        super().showEvent(event)
        if self._watched is None:
            self._watched = {}
            self.watch_typing()
            self._take_up()

    def watch_typing(self) -> None:
        """Find the fields and listen to them; they stand as they are at the start."""
        self._watched = fields_in(self.area)
        self._start = {name: typed_in(field) for name, field in self._watched.items()}
        for name, field in self._watched.items():
            listen_to_hands(field, partial(self._touch, name))

    def _touch(self, name: str) -> None:
        self._touched.add(name)
        self.keep_draft()

    def unrecorded(self) -> dict[str, str]:
        """What was typed and differs from the start, by field; never a password."""
        watched = {name: field for name, field in (self._watched or {}).items() if name in self._touched}
        typed = {name: typed_in(field) for name, field in watched.items() if isValid(field)}
        return {name: text for name, text in typed.items() if text != self._start[name]}

    def put_unrecorded(self, draft: Mapping[str, str]) -> None:
        """Show what was typed before."""
        for name, field in (self._watched or {}).items():
            if name in draft:
                self._touched.add(name)
                put_into(field, draft[name])

    @property
    def _place(self) -> str:
        """Under which name drafts of this dialog are kept: its title, and what else it is about."""
        about = self._about or "|".join(found.text() for found in self._told())
        return f"{self._title}|{about}"

    def _told(self) -> list[QLabel]:
        """Words in bold at the top: the names of those it is about."""
        return [found for found in self.form.free if isinstance(found, QLabel) and found.property("role") == "strong"]

    def keep_draft(self) -> None:
        """A field has changed."""
        if self.context.drafts is not None:
            self.context.drafts.keep(self._place, self._title, self.unrecorded())

    def _take_up(self) -> None:
        drafts = self.context.drafts
        found = drafts.find(self._place) if drafts is not None else None
        if found is None:
            return
        self.put_unrecorded(found.typed)
        when = found.at.astimezone()
        words = f"Это вписано {when:%d.%m.%Y} в {when:%H:%M} и ещё не записано. Проверьте и запишите."
        self.banner.show_state(Tone.NEUTRAL, words)
        self.refit()

    def accept(self) -> None:
        """Recorded: there is nothing to keep any more."""
        self._forget()
        super().accept()

    def reject(self) -> None:
        """Close, but not while it is being written; what was typed is given up only when the person says so."""
        if self.busy:
            return
        if not self.unrecorded():
            super().reject()
            return
        confirm(
            self, "Не записывать то, что вписано?", "Вы что-то вписали и ещё не записали.",
            "Не записывать", self._give_up, danger=True, no="Вернуться",
        )  # fmt: skip

    def _give_up(self) -> None:
        self._forget()
        super().reject()

    def _forget(self) -> None:
        if self.context.drafts is not None:
            self.context.drafts.drop(self._place)

    def _refused(self, error: Exception) -> None:
        self.busy = False
        self.save_button.setEnabled(True)
        self.save_button.setText(self._save_text)
        self.banner.show_state(Tone.ERROR, one_line(error))
        self.fit()
        self.area.verticalScrollBar().setValue(0)
