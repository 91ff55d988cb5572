"""A dialog that records something: fields, problems under them, one filled button, work in the background."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from app.progress import Progress
from app.ui.context import UiContext
from app.ui.kit import Banner, Form, Tone, button, primary_button
from app.ui.kit.dialogs import CalmDialog
from app.ui.problems import one_line

T = TypeVar("T")


class FormDialog(CalmDialog):
    """Override :meth:`save`; call :meth:`work` from it."""

    def __init__(
        self, parent: QWidget, context: UiContext, title: str, save_text: str, *, width: float = 560, columns: int = 1
    ) -> None:
        super().__init__(parent, title, width=width)
        self.context = context
        self.banner = Banner()
        self.form = Form(columns=columns)
        self.content.addWidget(self.banner)
        self.content.addWidget(self.form)
        self._save_text = save_text
        self.busy = False
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

    def reject(self) -> None:
        """Close, but not while it is being written: a refusal would come to nobody."""
        if not self.busy:
            super().reject()

    def _refused(self, error: Exception) -> None:
        self.busy = False
        self.save_button.setEnabled(True)
        self.save_button.setText(self._save_text)
        self.banner.show_state(Tone.ERROR, one_line(error))
        self.fit()
        self.area.verticalScrollBar().setValue(0)
