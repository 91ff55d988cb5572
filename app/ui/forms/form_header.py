"""The heading of a form's table as on paper: grouped headings, and the line with the columns' numbers."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from app.ui.forms.form_model import FIRST_VALUE_COLUMN, FormTableModel
from app.ui.forms.paper import paper_colours
from app.ui.kit.theme import theme

_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter
_PAD = 5


class FormHeader(QHeaderView):
    """Paints all headings itself: a group over its columns, the line of numbers below everything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.sectionResized.connect(self._widths_changed)

    def sizeHint(self) -> QSize:
        """Three bands: groups, headings, numbers; as high as the wrapped headings need."""
        groups, titles, numbers = self._bands()
        return QSize(super().sizeHint().width(), groups + titles + numbers)

    def least_width(self, section: int) -> int:
        """The width in which no word of the heading is cut."""
        metrics = QFontMetrics(theme().font(13))
        words = self._title(section).split() or [""]
        return max(metrics.horizontalAdvance(word) for word in words) + 2 * _PAD + 4

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw every section; there are a dozen at the most."""
        model = self._form()
        painter = QPainter(self.viewport())
        groups, titles, numbers = self._bands()
        colours = paper_colours()
        painter.fillRect(event.rect(), colours.head)
        if model is not None:
            drawn_until = -1
            for section in range(model.columnCount()):
                if self.isSectionHidden(section):
                    continue
                number = QRect(self._left(section), groups + titles, self.sectionSize(section), numbers)
                self._box(painter, number, self._number_text(section), strong=True)
                if section <= drawn_until:
                    continue
                last = self._group_end(section)
                group = self._group(section)
                if groups and group:
                    self._box(painter, QRect(self._left(section), 0, self._span(section, last), groups), group)
                    for inner in range(section, last + 1):
                        box = QRect(self._left(inner), groups, self.sectionSize(inner), titles)
                        self._box(painter, box, self._title(inner))
                    drawn_until = last
                else:
                    box = QRect(self._left(section), 0, self.sectionSize(section), groups + titles)
                    self._box(painter, box, self._title(section), quiet=model.is_previous(section))
        painter.end()

    def _form(self) -> FormTableModel | None:
        model = self.model()
        return model if isinstance(model, FormTableModel) else None

    def _left(self, section: int) -> int:
        return self.sectionViewportPosition(section)

    def _span(self, first: int, last: int) -> int:
        return sum(self.sectionSize(section) for section in range(first, last + 1))

    def _title(self, section: int) -> str:
        model = self._form()
        return "" if model is None else str(model.headerData(section, Qt.Orientation.Horizontal) or "")

    def _group(self, section: int) -> str:
        model = self._form()
        place = section - FIRST_VALUE_COLUMN
        if model is None or not 0 <= place < len(model.table.columns):
            return ""
        column = model.table.columns[place]
        return column.group or column.over

    def _group_end(self, section: int) -> int:
        group, last = self._group(section), section
        while group and self._group(last + 1) == group:
            last += 1
        return last

    def _number_text(self, section: int) -> str:
        model = self._form()
        if model is None or model.is_previous(section):
            return ""
        if section < FIRST_VALUE_COLUMN:
            return model.table.stub_codes[section]
        column = model.table.columns[section - FIRST_VALUE_COLUMN]
        return column.printed or column.code

    def _bands(self) -> tuple[int, int, int]:
        """Heights of the groups' band (0 when there are none), the headings' band and the line of numbers."""
        model = self._form()
        metrics = QFontMetrics(theme().font(13))
        line = metrics.height() + 2 * _PAD
        if model is None:
            return 0, line, line
        groups, titles, tall = 0, line, line
        section = 0
        while section < model.columnCount():
            last = self._group_end(section)
            if self._group(section):
                groups = max(groups, self._need(metrics, self._span(section, last), self._group(section)))
                for inner in range(section, last + 1):
                    titles = max(titles, self._need(metrics, self.sectionSize(inner), self._title(inner)))
            elif not self.isSectionHidden(section):
                tall = max(tall, self._need(metrics, self.sectionSize(section), self._title(section)))
            section = last + 1
        return groups, max(titles, tall - groups), line

    @staticmethod
    def _need(metrics: QFontMetrics, width: int, text: str) -> int:
        return metrics.boundingRect(QRect(0, 0, max(width - 2 * _PAD, 20), 4000), int(_WRAP), text).height() + 2 * _PAD

    def _box(self, painter: QPainter, box: QRect, text: str, *, strong: bool = False, quiet: bool = False) -> None:
        colours = paper_colours()
        painter.setPen(QPen(colours.line, 1))
        painter.drawLine(box.topRight(), box.bottomRight())
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.setPen(colours.muted if quiet else colours.ink)
        painter.setFont(theme().font(13, bold=strong))
        painter.drawText(box.adjusted(_PAD, 2, -_PAD, -2), int(_WRAP), text)

    def _widths_changed(self) -> None:
        self.updateGeometry()
        self.viewport().update()
