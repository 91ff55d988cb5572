"""Dialogs that open and call back: nothing waits inside a nested loop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QWidget,
)

from app.domain.files import safe_name
from app.ui.kit import (
    VerticalScroll,
    button,
    column,
    label,
    primary_button,
)
from app.ui.kit.theme import px


def public_title(title: str) -> str:
    """A title for the window's frame: «Новый пароль: Иванова А. А.» without the name.

    Titles of windows are seen in the task bar, in lists of windows and by every program that asks the system.
    """
    return title.partition(":")[0]


class CalmDialog(QDialog):
    """A window-modal dialog: heading, content that scrolls when it must, buttons below at the right.

    Fill ``content``; give the buttons to :meth:`set_buttons`, the filled one last.
    """

    def __init__(self, parent: QWidget | None, title: str, *, width: float = 520) -> None:
        super().__init__(parent.window() if parent is not None else None)
        self.setWindowTitle(public_title(title))
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.heading = label(title, "section", wrap=True)
        self.content = column(spacing=14, margins=(2, 2, 12, 2))
        self.area = VerticalScroll(self.content)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(px(12))
        outer = column(self.heading, self.area, self._buttons, spacing=16, margins=(24, 20, 24, 20))
        outer.setStretch(1, 1)
        self.setLayout(outer)
        self._outer = outer
        self._width = px(width)

    def set_buttons(self, *buttons: QPushButton) -> None:
        """From left to right; the last is the default when it is the filled one."""
        self._buttons.addStretch(1)
        for item in buttons:
            self._buttons.addWidget(item)
        if buttons and buttons[-1].property("kind") == "primary":
            buttons[-1].setDefault(True)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its content asks, never higher than the screen."""
        super().showEvent(event)
        self._buttons_last()
        self.fit()

    def _buttons_last(self) -> None:
        """Tab goes through the content first; buttons stand before it in Qt's order when they were made first."""
        inside, widget = [], self.nextInFocusChain()
        while widget is not None and widget is not self:
            if self.area.isAncestorOf(widget):
                inside.append(widget)
            widget = widget.nextInFocusChain()
        before = inside[-1] if inside else self.area
        for place in range(self._buttons.count()):
            item = self._buttons.itemAt(place).widget()
            if item is not None:
                QWidget.setTabOrder(before, item)
                before = item

    def fit(self) -> None:
        """Take the size the content asks for now."""
        screen = self.screen() or QGuiApplication.primaryScreen()
        room = screen.availableGeometry() if screen else None
        width = self._width if room is None else min(self._width, room.width() - px(40))
        margins = self._outer.contentsMargins()
        inner = width - margins.left() - margins.right()
        wanted = self.area.height_for(inner)
        head = self.heading.heightForWidth(inner)
        height = wanted + head + px(40 + 32 + 40) + px(8)
        if room is not None:
            height = min(height, room.height() - px(60))
        self.resize(width, max(height, self.height() if self.isMaximized() else 0))


class ConfirmDialog(CalmDialog):
    """A question with two answers; the safe one has the focus when the other destroys something."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        yes: str,
        on_yes: Callable[[], object],
        *,
        danger: bool = False,
        no: str = "Отмена",
    ) -> None:
        super().__init__(parent, title)
        self.content.addWidget(label(text, wrap=True))
        self.no_button = button(no, self.reject)
        self.yes_button = button(yes, self.accept, danger=True) if danger else primary_button(yes, self.accept)
        self.set_buttons(self.no_button, self.yes_button)
        (self.no_button if danger else self.yes_button).setFocus()
        self.accepted.connect(on_yes)


def confirm(
    parent: QWidget | None,
    title: str,
    text: str,
    yes: str,
    on_yes: Callable[[], object],
    *,
    danger: bool = False,
    no: str = "Отмена",
) -> ConfirmDialog:
    """Ask; ``on_yes`` is called when the person agrees."""
    dialog = ConfirmDialog(parent, title, text, yes, on_yes, danger=danger, no=no)
    dialog.open()
    return dialog


class FileChooser:
    """The system's file dialogs, opened without waiting. Tests put their own object of the same shape in its place."""

    def open_file(self, parent: QWidget, title: str, kinds: str, on_path: Callable[[Path], object]) -> None:
        """Choose one existing file; ``kinds`` as Qt writes them: ``Таблицы (*.xlsx *.csv)``."""
        self._open(parent, title, QFileDialog.FileMode.ExistingFile, kinds, "", on_path)

    def open_files(self, parent: QWidget, title: str, kinds: str, on_paths: Callable[[list[Path]], object]) -> None:
        """Choose several existing files."""
        dialog = QFileDialog(parent, title, "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: on_paths([Path(name) for name in names]))
        dialog.open()

    def save_file(self, parent: QWidget, title: str, name: str, kinds: str, on_path: Callable[[Path], object]) -> None:
        """Choose where to save; ``name`` is proposed, mended when some system would not take it."""
        self._open(parent, title, QFileDialog.FileMode.AnyFile, kinds, safe_name(name), on_path)

    def folder(self, parent: QWidget, title: str, on_path: Callable[[Path], object]) -> None:
        """Choose a folder or stick."""
        self._open(parent, title, QFileDialog.FileMode.Directory, "", "", on_path)

    def _open(
        self, parent: QWidget, title: str, mode: QFileDialog.FileMode, kinds: str, name: str,
        on_path: Callable[[Path], object],
    ) -> None:  # fmt: skip
        dialog = QFileDialog(parent, title, "", kinds)
        dialog.setFileMode(mode)
        if mode == QFileDialog.FileMode.AnyFile:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
            dialog.selectFile(name)
        if mode == QFileDialog.FileMode.Directory:
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: on_path(Path(path)))
        dialog.open()


COPIES = "Копии Первички (*.pervichka-copy)"


LIST_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt", ".json"})


LIST_FILES = f"Таблицы ({' '.join('*' + suffix for suffix in sorted(LIST_SUFFIXES))})"


def is_list_file(path: Path) -> bool:
    """Whether a dropped file may be a list."""
    return path.suffix.lower() in LIST_SUFFIXES
