"""Errors as calm sentences; bugs into a redacted local log. Nothing personal is ever written there."""

from __future__ import annotations

import logging
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.files import too_long
from app.errors import AppError, OperationCancelled
from app.messages import Message, message_for
from app.ui.kit import label, primary_button, row
from app.ui.kit.dialogs import CalmDialog
from app.ui.kit.icons import pixmap

log = logging.getLogger("pervichka")
_ROOT = Path(__file__).resolve().parents[2]

BUG = Message(
    "В программе случилась ошибка. Ваши данные целы: незаконченное действие отменено.",
    "Повторите действие. Если ошибка повторится, закройте и откройте программу и сообщите о ней: "
    "описание записано в журнал на этом компьютере, личных данных в нём нет.",
)


def start_log(folder: Path) -> None:
    """Keep the local log in ``folder``: 3 files of 200 KB at most."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "pervichka.log", maxBytes=200_000, backupCount=2, encoding="utf-8")
    except OSError:
        return  # a write-protected stick: the program runs without a log
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)


def redacted(error: BaseException) -> str:
    """The kind of the error and the places it passed, without its text: texts may carry names of people."""
    frames = traceback.extract_tb(error.__traceback__)
    places = []
    for frame in frames:
        path = Path(frame.filename)
        name = path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name
        places.append(f"{name}:{frame.lineno} {frame.name}")
    return f"{type(error).__name__}: " + " < ".join(reversed(places[-12:]))


def describe(error: BaseException) -> Message:
    """What happened and what to do, for anything that was raised; bugs are logged here."""
    error = too_long(error) or error
    if isinstance(error, AppError):
        try:
            return message_for(error)
        except KeyError:
            log.error("message missing: %s", error.code)
            return BUG
    log.error("bug %s", redacted(error))
    return BUG


def one_line(error: BaseException) -> str:
    """Both sentences in a line, for a banner or a place under a field."""
    return " ".join(part for part in describe(error) if part)


class ProblemDialog(CalmDialog):
    """What happened, what to do, «Понятно»."""

    def __init__(self, parent: QWidget | None, message: Message, title: str = "Не получилось") -> None:
        super().__init__(parent, title)
        picture = QLabel()
        picture.setPixmap(pixmap("warning", "warning", 32))
        what = label(message.what, "strong", wrap=True, selectable=True)
        head = row(picture, what, spacing=14)
        head.setStretch(1, 1)
        head.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
        self.content.addLayout(head)
        if message.todo:
            self.content.addWidget(label(message.todo, wrap=True, selectable=True))
        self.set_buttons(primary_button("Понятно", self.accept))
        self.message = message


def show_problem(parent: QWidget | None, error: BaseException) -> ProblemDialog | None:
    """Open the calm dialog over ``parent``; a cancelled operation shows nothing."""
    if isinstance(error, OperationCancelled):
        return None
    dialog = ProblemDialog(parent, describe(error))
    dialog.open()
    return dialog


def install_hook() -> None:
    """Bugs outside of jobs: logged, one calm dialog, the program goes on."""
    from PySide6.QtWidgets import QApplication

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        application = QApplication.instance()
        if isinstance(application, QApplication):
            show_problem(application.activeWindow(), error)

    sys.excepthook = hook
