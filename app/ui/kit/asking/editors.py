"""What reads an entry from the window: a widget, the value typed into it, and the sentence when there is none."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from app.domain.finance import parse_amount, roubles
from app.ui.context import UiContext
from app.ui.kit.choice import ChoiceBox
from app.ui.kit.fields import DateField, NumberField
from app.ui.kit.fields import PasswordField as PasswordLine
from app.ui.kit.people_picker import PeoplePicker
from app.ui.kit.theme import px
from app.ui.kit.tips import set_tip
from app.ui.kit.typed import listen, put_into, typed_in

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Unclear(Exception):
    """What is typed is not an answer yet; the argument is the sentence to show under the field."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Editor(ABC, Generic[T_co]):
    """Reads one answer. ``typed`` and ``put`` are for drafts: what stands there, half a date too, and back again."""

    widget: QWidget

    @abstractmethod
    def read(self) -> T_co:
        """The answer; :class:`Unclear` when it is none."""

    def typed(self) -> str:
        """What stands in the field, as a text that :meth:`put` takes back."""
        return typed_in(self.widget)

    def put(self, typed: str) -> None:
        """Show what was typed before; what is offered no more changes nothing."""
        put_into(self.widget, typed)

    def listen(self, changed: Callable[[], object]) -> None:
        """Call this after every change."""
        listen(self.widget, changed)


class LineEditor(Editor[str]):
    """One line of text; ``needed`` is the sentence when it is empty."""

    widget: QLineEdit

    def __init__(self, start: str, needed: str = "") -> None:
        self.widget = QLineEdit(start)
        self._needed = needed

    def read(self) -> str:
        """The text without spaces around it."""
        text = self.widget.text().strip()
        if self._needed and not text:
            raise Unclear(self._needed)
        return text


class PasswordEditor(Editor[str]):
    """Hidden letters, taken as they are."""

    widget: PasswordLine

    def __init__(self, name: str, needed: str) -> None:
        self.widget = PasswordLine(name)
        self._needed = needed

    def read(self) -> str:
        """The password; spaces in it count."""
        if not self.widget.text():
            raise Unclear(self._needed)
        return self.widget.text()


class MaybeDayEditor(Editor[date | None]):
    """A date or nothing."""

    widget: DateField

    def __init__(self, name: str, start: date | None) -> None:
        self.widget = DateField(name, start)

    def read(self) -> date | None:
        """The day; None for an empty field."""
        if problem := self.widget.problem():
            raise Unclear(problem)
        return self.widget.date()


class DayEditor(Editor[date]):
    """A date."""

    widget: DateField

    def __init__(self, name: str, start: date | None, needed: str = "", past: str = "") -> None:
        self.widget = DateField(name, start)
        self._needed, self._past = needed, past

    def read(self) -> date:
        """The day."""
        on = self.widget.date()
        if on is None:
            empty = not self.widget.text().strip()
            raise Unclear(self._needed if empty and self._needed else self.widget.problem(needed=True))
        if self._past and on > date.today():
            raise Unclear(self._past)
        return on


class NumberEditor(Editor[int | None]):
    """A whole number or nothing."""

    widget: NumberField

    def __init__(self, name: str, start: int | None) -> None:
        self.widget = NumberField(name, start)

    def read(self) -> int | None:
        """The number; None for an empty field."""
        return self.widget.value()


class AmountEditor(Editor[Decimal]):
    """Roubles and kopecks."""

    widget: QLineEdit

    def __init__(self, start: Decimal | None) -> None:
        self.widget = QLineEdit("" if start is None else roubles(start))

    def read(self) -> Decimal:
        """The sum."""
        try:
            return parse_amount(self.widget.text())
        except ValueError:
            raise Unclear("Напишите сумму так: 12 500,50.") from None


class TextEditor(Editor[str]):
    """Several lines."""

    widget: QPlainTextEdit

    def __init__(self, start: str, needed: str, height: float) -> None:
        self.widget = QPlainTextEdit(start)
        self.widget.setFixedHeight(px(height))
        self.widget.setTabChangesFocus(True)
        self._needed = needed

    def read(self) -> str:
        """The text without empty lines around it."""
        text = self.widget.toPlainText().strip()
        if self._needed and not text:
            raise Unclear(self._needed)
        return text


class ChoiceEditor(Editor[T]):
    """One of several; drafts remember the words, which stay when what is offered is read anew."""

    widget: ChoiceBox

    def __init__(self, offered: Iterable[tuple[str, T]], start: T | None) -> None:
        self.widget = ChoiceBox()
        self._fill(offered)
        self.widget.choose(start)
        self.widget.currentTextChanged.connect(lambda words: set_tip(self.widget, words))

    def _fill(self, offered: Iterable[tuple[str, T]]) -> None:
        for words, value in offered:
            self.widget.add(words, value)

    def offer(self, offered: Iterable[tuple[str, T]], chosen: T | None = None) -> None:
        """Offer others; what was chosen stays chosen when it is among them, else ``chosen``, else the first."""
        offered = tuple(offered)
        if [words for words, _ in offered] == [self.widget.itemText(place) for place in range(self.widget.count())]:
            return
        before = self.widget.value() if self.widget.count() else chosen
        self.widget.blockSignals(True)
        self.widget.clear_choices()
        self._fill(offered)
        self.widget.choose(chosen)
        self.widget.choose(before)
        self.widget.blockSignals(False)
        set_tip(self.widget, self.widget.currentText())

    def read(self) -> T:
        """The chosen value."""
        if not self.widget.count():
            raise Unclear("Здесь пока нечего выбрать.")
        value: T = self.widget.value()
        return value


class TickEditor(Editor[bool]):
    """Yes or no."""

    widget: QCheckBox

    def __init__(self, words: str, start: bool) -> None:
        self.widget = QCheckBox(words)
        self.widget.setAccessibleName(words)
        self.widget.setMinimumHeight(px(32))
        self.widget.setChecked(start)

    def read(self) -> bool:
        """Ticked."""
        return self.widget.isChecked()


class PeopleEditor(Editor[Mapping[int, str]]):
    """People found by typing."""

    widget: PeoplePicker

    def __init__(self, context: UiContext, needed: str, *, many: bool) -> None:
        self.widget = PeoplePicker(context, many=many)
        self._needed = needed

    def read(self) -> Mapping[int, str]:
        """Ids and full names."""
        if not self.widget.chosen:
            raise Unclear(self._needed)
        return dict(self.widget.chosen)
