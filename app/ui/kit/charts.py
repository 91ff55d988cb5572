"""Two small charts, painted; each tells its numbers in words to a screen reader and on hover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.vocabulary.numbers import grouped, people
from app.services.indicators import AgeBand
from app.ui.kit.theme import px, theme
from app.ui.kit.tips import set_tip

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class _Chart(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _say(self, words: str) -> None:
        self.setAccessibleDescription(words)
        set_tip(self, words)
        self.updateGeometry()
        self.update()


class YearChart(_Chart):
    """A column for each year with its number above."""

    def __init__(self) -> None:
        super().__init__("Сколько членов профсоюза по годам")
        self._data: tuple[tuple[int, int], ...] = ()

    def show_data(self, data: Sequence[tuple[int, int]]) -> None:
        """(year, members) from the first year with anybody."""
        first = next((i for i, (_, n) in enumerate(data) if n), len(data))
        self._data = tuple(data[first:])
        self._say("; ".join(f"{year}: {people(number)}" for year, number in self._data))

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(px(300), px(150) if self._data else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the columns."""
        del event
        if not self._data:
            return
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(12.5, tabular=True))
        top = max(n for _, n in self._data) or 1
        slot = min(self.width() / max(len(self._data), 6), px(64))
        bar = slot * 0.66
        text = px(20)
        room = self.height() - 2 * text
        for index, (year, number) in enumerate(self._data):
            height = room * number / top
            x = index * slot + (slot - bar) / 2
            box = QRectF(x, text + room - height, bar, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent"))
            painter.drawRoundedRect(box, px(3), px(3))
            painter.setPen(look.colour("ink"))
            above = QRectF(index * slot, box.top() - text, slot, text)
            painter.drawText(above, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom), grouped(number))
            painter.setPen(look.colour("muted"))
            below = QRectF(index * slot, self.height() - text, slot, text)
            words = str(year) if slot > px(36) else f"’{year % 100:02d}"
            painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom), words)
        painter.end()


class AgeChart(_Chart):
    """A line for each age: women, men, and the number of both."""

    def __init__(self) -> None:
        super().__init__("Члены профсоюза по возрасту и полу")
        self._data: tuple[AgeGroup, ...] = ()

    def show_data(self, data: Sequence[AgeGroup]) -> None:
        """The ages from young to old."""
        self._data = tuple(data)
        self._say("; ".join(f"{g.title} лет: {people(g.total)}, женщин {g.women}, мужчин {g.men}" for g in self._data))

    def sizeHint(self) -> QSize:
        """As high as its lines and the legend."""
        return QSize(px(300), px(30) * len(self._data) + px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines."""
        del event
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(13, tabular=True))
        left, right = px(70), px(48)
        room = max(self.width() - left - right, 10)
        top = max((g.total for g in self._data), default=0) or 1
        women, men, unknown = look.colour("accent"), look.colour("chart_second"), look.colour("line")
        middle = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for index, group in enumerate(self._data):
            y = index * px(30)
            painter.setPen(look.colour("muted"))
            painter.drawText(QRectF(0, y, left, px(24)), middle, group.title)
            x = float(left)
            for number, colour in ((group.women, women), (group.men, men), (group.unknown, unknown)):
                x = self._bar(painter, x, y, room * number / top, colour)
            painter.setPen(look.colour("ink"))
            painter.drawText(QRectF(x + px(6), y, right, px(24)), middle, grouped(group.total))
        y = len(self._data) * px(30) + px(4)
        x = 0.0
        for words, colour in (("женщины", women), ("мужчины", men)):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(x, y + px(5), px(10), px(10)), 2, 2)
            painter.setPen(look.colour("muted"))
            painter.drawText(QRectF(x + px(15), y, px(90), px(20)), middle, words)
            x += px(15) + painter.fontMetrics().horizontalAdvance(words) + px(18)
        painter.end()

    def _bar(self, painter: QPainter, x: float, y: float, width: float, colour: QColor) -> float:
        if width <= 0:
            return x
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(x, y + px(2), max(width - 2, 2), px(20)), px(3), px(3))
        return x + width


class AgePyramidChart(_Chart):
    """Five years of age a line, the old at the top: women to the left, men to the right."""

    def __init__(self) -> None:
        super().__init__("Пирамида возрастов")
        self._data: tuple[AgeBand, ...] = ()

    def show_data(self, data: Sequence[AgeBand]) -> None:
        """The ages from young to old."""
        self._data = tuple(data)
        self._say("; ".join(f"{b.title} лет: женщин {b.women}, мужчин {b.men}" for b in self._data))

    def sizeHint(self) -> QSize:
        """As high as its lines and the legend."""
        return QSize(px(280), px(15) * len(self._data) + px(26) if self._data else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines."""
        del event
        if not self._data:
            return
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(11.5, tabular=True))
        metrics = painter.fontMetrics()
        label = metrics.horizontalAdvance("75 и старше") + px(10)
        top = max(max(b.women, b.men + b.unknown) for b in self._data) or 1
        number = metrics.horizontalAdvance(grouped(top)) + px(8)
        half = max((self.width() - label) / 2 - number, 10)
        middle, line = self.width() / 2, px(15)
        centre, left_of = int(Qt.AlignmentFlag.AlignCenter), int(_MIDDLE | Qt.AlignmentFlag.AlignRight)
        for place, one in enumerate(reversed(self._data)):
            y = place * line
            painter.setPen(look.colour("muted"))
            painter.drawText(QRectF(middle - label / 2, y, label, line), centre, one.title)
            left, right = half * one.women / top, half * one.men / top
            more = half * one.unknown / top
            self._bar(painter, QRectF(middle - label / 2 - left, y + 1, left, line - 3), look.colour("accent"))
            self._bar(painter, QRectF(middle + label / 2, y + 1, right, line - 3), look.colour("chart_second"))
            self._bar(painter, QRectF(middle + label / 2 + right, y + 1, more, line - 3), look.colour("line"))
            painter.setPen(look.colour("ink"))
            at = middle - label / 2 - left - number
            painter.drawText(QRectF(at, y, number - px(4), line), left_of, grouped(one.women))
            at = middle + label / 2 + right + more + px(4)
            painter.drawText(QRectF(at, y, number, line), int(_MIDDLE), grouped(one.men + one.unknown))
        y = len(self._data) * line + px(6)
        painter.setPen(look.colour("muted"))
        painter.drawText(QRectF(0, y, middle - label / 2, px(18)), left_of, "женщины")
        painter.drawText(QRectF(middle + label / 2, y, middle, px(18)), int(_MIDDLE), "мужчины")
        painter.end()

    def _bar(self, painter: QPainter, box: QRectF, colour: QColor) -> None:
        if box.width() > 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(box, px(2), px(2))


@dataclass(frozen=True)
class AgeGroup:
    """Women, men and people of unknown sex of an age."""

    title: str
    women: int
    men: int
    unknown: int = 0

    @property
    def total(self) -> int:
        """Everybody of the age."""
        return self.women + self.men + self.unknown
