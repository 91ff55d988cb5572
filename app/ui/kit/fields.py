"""Fields: search, date, password, and a form of named fields with problems under them."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QIntValidator, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.ui.kit.icons import icon
from app.ui.kit.labels import label, set_label_role
from app.ui.kit.theme import px

DEBOUNCE_MS = 120


class SearchField(QLineEdit):
    """One search line. ``searched`` fires a moment after the last keystroke, at once on Enter; Esc empties it."""

    searched = Signal(str)

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "search")
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setClearButtonEnabled(False)
        self.addAction(QAction(icon("search", "muted"), "", self), QLineEdit.ActionPosition.LeadingPosition)
        self.found = QLabel(self)
        self.found.setTextFormat(Qt.TextFormat.PlainText)
        self.found.setProperty("role", "small")
        self.found.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self._fire)
        self.textChanged.connect(lambda *_: self._timer.start())
        self.returnPressed.connect(self._fire)

    def show_found(self, text: str) -> None:
        """«найдено 2» at the right end of the line."""
        self.found.setText(text)
        self.found.adjustSize()
        self.setTextMargins(0, 0, self.found.width() + px(12) if text else 0, 0)
        self._place()
        self.setAccessibleDescription(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the line."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._fire()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the count at the right end."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        self.found.move(self.width() - self.found.width() - px(12), (self.height() - self.found.height()) // 2)

    def _fire(self) -> None:
        self._timer.stop()
        self.searched.emit(self.text())


_DATE = re.compile(r"^\s*(\d{1,2})[.\-/ ](\d{1,2})[.\-/ ](\d{2}|\d{4})\s*$")


def parse_date(text: str, *, century_of: date | None = None) -> date | None:
    """A Russian date as people type it: ``5.11.1978``, ``05.11.78``, ``05111978``; None when it is not one.

    Two figures of a year mean the latest such year that is not after ``century_of`` (today by default) plus one year.
    """
    compact = text.strip()
    if re.fullmatch(r"\d{8}", compact):
        compact = f"{compact[:2]}.{compact[2:4]}.{compact[4:]}"
    match = _DATE.match(compact)
    if match is None:
        return None
    day, month, year = (int(part) for part in match.groups())
    if len(match.group(3)) == 2:
        limit = (century_of or date.today()).year + 1
        year += limit - limit % 100
        if year > limit:
            year -= 100
    try:
        result = date(year, month, day)
    except ValueError:
        return None
    return result if 1900 <= result.year <= 2200 else None


def looks_like_date(text: str) -> bool:
    """Figures in the places of a date, though there may be no such day: ``31.02.1960``."""
    return bool(_DATE.match(text) or re.fullmatch(r"\s*\d{8}\s*", text))


def format_date(value: date | None) -> str:
    """``05.11.1978``; nothing for None."""
    return "" if value is None else f"{value:%d.%m.%Y}"


class DateField(QLineEdit):
    """A date typed by hand: дд.мм.гггг. Old people and keyboards like it better than a calendar."""

    date_changed = Signal()

    def __init__(self, name: str, value: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText("дд.мм.гггг")
        self.setMaximumWidth(px(170))
        self.set_date(value)
        self.editingFinished.connect(self._tidy)

    def set_date(self, value: date | None) -> None:
        """Show a date."""
        self.setText(format_date(value))

    def date(self) -> date | None:
        """The typed date; None when the line is empty or not a date (see :meth:`is_wrong`)."""
        return parse_date(self.text())

    def is_wrong(self) -> bool:
        """Something is typed that is not a date."""
        return bool(self.text().strip()) and self.date() is None

    def problem(self, *, needed: bool = False) -> str:
        """What is wrong with what is typed, in a sentence; nothing when it is a date, or empty and not ``needed``."""
        text = self.text().strip()
        if self.date() is not None or not (text or needed):
            return ""
        if looks_like_date(text):
            return f"Такого дня нет: {text}. Проверьте число, месяц и год."
        return f"Напишите дату так: {format_date(date.today())}."

    def _tidy(self) -> None:
        value = self.date()
        if value is not None and self.text() != format_date(value):
            self.setText(format_date(value))
        set_label_role(self, "problem", "true" if self.is_wrong() else "false")
        self.date_changed.emit()


class PasswordField(QLineEdit):
    """Hidden letters, with an eye to look at them."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)

    def show_letters(self, shown: bool) -> None:
        """Show or hide the letters."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


class Form(QFrame):
    """Named fields one under another: the name above, the field, and the problem in words below it."""

    def __init__(self, parent: QWidget | None = None, *, columns: int = 1) -> None:
        super().__init__(parent)
        from PySide6.QtWidgets import QGridLayout

        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(12))
        self._columns = self._wanted = columns
        self._entries: list[tuple[QWidget, bool]] = []
        self._next = 0
        self.free: list[QWidget] = []
        """What was added without a name."""
        self._problems: dict[QWidget, QLabel] = {}
        self._boxes: dict[QWidget, QWidget] = {}

    def add(self, name: str, field: QWidget, hint: str = "", *, wide: bool = False) -> QWidget:
        """Put a field under its name, when it has one; ``wide`` takes a whole line."""
        if name and not field.accessibleName():
            field.setAccessibleName(name)
        problem = label("", "problem", wrap=True)
        problem.hide()
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(4))
        if name:
            title = label(name, "strong", wrap=True)
            title.setBuddy(field)
            layout.addWidget(title)
        layout.addWidget(field)
        if hint:
            layout.addWidget(label(hint, "small", wrap=True))
        layout.addWidget(problem)
        layout.addStretch(1)
        self._place(box, wide)
        self._problems[field] = problem
        self._boxes[field] = box
        return field

    def add_free(self, widget: QWidget, *, wide: bool = True) -> None:
        """Something without a name above it: a check box, a sentence."""
        self.free.append(widget)
        self._place(widget, wide)

    def _place(self, box: QWidget, wide: bool) -> None:
        self._entries.append((box, wide))
        self._put(box, wide)

    def _put(self, box: QWidget, wide: bool) -> None:
        if wide and self._next % self._columns:
            self._next += self._columns - self._next % self._columns
        line, place = divmod(self._next, self._columns)
        self._grid.addWidget(box, line, place, 1, self._columns if wide else 1)
        self._next += self._columns if wide else 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fewer columns where there is no room for them."""
        super().resizeEvent(event)
        columns = max(1, min(self._wanted, self.width() // px(190)))
        if columns != self._columns:
            for index in range(self._columns):
                self._grid.setColumnStretch(index, 0)
            self._columns, self._next = columns, 0
            for box, wide in self._entries:
                self._grid.removeWidget(box)
                self._put(box, wide)
        for index in range(self._columns):
            self._grid.setColumnStretch(index, 1)

    def minimumSizeHint(self) -> QSize:
        """Narrow: the columns fold."""
        return QSize(px(180), super().minimumSizeHint().height())

    def set_shown(self, field: QWidget, shown: bool) -> None:
        """Show or hide a field with its name."""
        self._boxes[field].setVisible(shown)

    def show_problem(self, field: QWidget, text: str) -> None:
        """Say under the field what is wrong; an empty text clears it."""
        problem = self._problems[field]
        problem.setText(text)
        problem.setVisible(bool(text))
        set_label_role(field, "problem", "true" if text else "false")
        field.setAccessibleDescription(text)

    def clear_problem(self, field: QWidget) -> None:
        """Forget what was wrong with this field: it is being mended."""
        if self._problems[field].text():
            self.show_problem(field, "")

    def clear_problems(self) -> None:
        """Forget every problem."""
        for field in self._problems:
            self.show_problem(field, "")

    def problems(self) -> list[str]:
        """The sentences shown now."""
        return [p.text() for p in self._problems.values() if p.text()]


class NumberField(QLineEdit):
    """A whole number or nothing."""

    def __init__(self, name: str, value: int | None = None) -> None:
        super().__init__("" if value is None else str(value))
        self.setAccessibleName(name)
        self.setValidator(QIntValidator(0, 9_999_999, self))

    def value(self) -> int | None:
        """The number; None when the field is empty."""
        text = self.text().replace("\u202f", "").replace(" ", "")
        return int(text) if text.isdigit() else None
