"""Pages of a PDF as pictures, drawn when they come into sight."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.errors import UserError
from app.rendering.pdf_pages import OwnPages, StrangersPages
from app.ui.kit.theme import px, theme

POINTS_PER_INCH = 72
_KEPT = 6
_GAP = 16
_ZOOM_STEP = 1.2
_LEAST, _MOST = 0.25, 5.0


_UNDRAWN = "Эту страницу показать нельзя: она повреждена."


class PdfPages:
    """An open PDF: sizes of its pages in points, and pictures of them.

    ``outside``: a stranger's document, its name; a child process draws it. UserError ``cage.*`` when it does not open.
    """

    def __init__(self, pdf: bytes, outside: str | None = None) -> None:
        self._document = OwnPages(pdf) if outside is None else StrangersPages(pdf, outside)
        self._undrawn = False
        self.closed = False
        self.sizes: tuple[tuple[float, float], ...] = self._document.sizes

    def __len__(self) -> int:
        return len(self.sizes)

    def picture(self, number: int, scale: float) -> QImage:
        """A page as a picture, ``scale`` pixels a point."""
        if not self._undrawn:
            try:
                drawn = self._document.picture(number, scale)
            except UserError:
                self._undrawn = True  # nobody waits for it a second time
            else:
                return QImage(drawn.pixels, drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB32).copy()
        return self._blank(number, scale)

    def _blank(self, number: int, scale: float) -> QImage:
        width, height = (min(4000, max(1, round(side * scale))) for side in self.sizes[number])
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.setPen(QColor("black"))
        painter.drawText(image.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, _UNDRAWN)
        painter.end()
        return image

    def text(self, number: int) -> str:
        """The words of a page, for screen readers."""
        if self._undrawn:
            return _UNDRAWN
        try:
            return self._document.words(number)
        except UserError:
            return ""

    def close(self) -> None:
        """Let the document go; nothing is drawn after that."""
        self.closed = True
        self._document.close()


class PagesView(QAbstractScrollArea):
    """Pages one under another; ``moved`` says which is in sight, ``zoomed`` the scale in percent."""

    moved = Signal(int)
    zoomed = Signal(int)

    def __init__(self, pages: PdfPages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages = pages
        self._fit = True
        self._zoom = 1.0
        self._page = -1
        self._pictures: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Просмотр страниц")
        self.verticalScrollBar().valueChanged.connect(lambda *_: self._tell_page())

    @property
    def current_page(self) -> int:
        """The page in the middle of the window, from 0."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return max((n for n, box in enumerate(self._boxes()) if box.top() <= middle), default=0)

    def go_to(self, number: int) -> None:
        """Scroll to a page."""
        boxes = self._boxes()
        if 0 <= number < len(boxes):
            self.verticalScrollBar().setValue(boxes[number].top() - px(_GAP) // 2)

    def zoom_in(self) -> None:
        """A step larger."""
        self._set_zoom(self._scale() / self._unit() * _ZOOM_STEP)

    def zoom_out(self) -> None:
        """A step smaller."""
        self._set_zoom(self._scale() / self._unit() / _ZOOM_STEP)

    def fit_width(self) -> None:
        """As wide as the window."""
        self._fit = True
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages in sight."""
        del event
        if self.pages.closed:
            return
        look = theme()
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), look.colour("side"))
        offset = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        for number, box in enumerate(self._boxes()):
            shown = box.translated(-offset)
            if not shown.intersects(self.viewport().rect()):
                continue
            painter.fillRect(shown, QColor("white"))
            painter.drawImage(shown, self._picture(number))
            painter.setPen(QPen(look.colour("line"), 1))
            painter.drawRect(shown.adjusted(0, 0, -1, -1))
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted page follows the window."""
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """+ and − change the size, Page Up/Down, Home, End and arrows move."""
        bar, key = self.verticalScrollBar(), event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif key == Qt.Key.Key_Minus:
            self.zoom_out()
        elif key == Qt.Key.Key_0:
            self.fit_width()
        elif key == Qt.Key.Key_PageDown:
            bar.setValue(bar.value() + bar.pageStep())
        elif key == Qt.Key.Key_PageUp:
            bar.setValue(bar.value() - bar.pageStep())
        elif key == Qt.Key.Key_Home:
            bar.setValue(0)
        elif key == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            bar.setValue(bar.value() + (px(60) if key == Qt.Key.Key_Down else -px(60)))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl with the wheel changes the size."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y() > 0:
                self.zoom_in()
            else:
                self.zoom_out()
            return
        super().wheelEvent(event)

    # Geometry

    def _unit(self) -> float:
        """Pixels a point at 100 %."""
        return float(self.logicalDpiX()) / POINTS_PER_INCH

    def _scale(self) -> float:
        if not self._fit:
            return self._zoom * self._unit()
        widest = max((width for width, _height in self.pages.sizes), default=1.0)
        return max(self.viewport().width() - 2 * px(_GAP), 100) / widest

    def _boxes(self) -> list[QRect]:
        scale, top, result = self._scale(), px(_GAP), []
        widest = max((round(width * scale) for width, _height in self.pages.sizes), default=0)
        room = max(self.viewport().width(), widest + 2 * px(_GAP))
        for width, height in self.pages.sizes:
            size = QSize(round(width * scale), round(height * scale))
            result.append(QRect(QPoint((room - size.width()) // 2, top), size))
            top += size.height() + px(_GAP)
        return result

    def _arrange(self) -> None:
        boxes = self._boxes()
        bottom = boxes[-1].bottom() + px(_GAP) if boxes else 0
        right = max((box.width() for box in boxes), default=0) + 2 * px(_GAP)
        height, width = self.viewport().height(), self.viewport().width()
        self.verticalScrollBar().setPageStep(max(height, 1))
        self.verticalScrollBar().setSingleStep(px(40))
        self.verticalScrollBar().setRange(0, max(0, bottom - height))
        self.horizontalScrollBar().setPageStep(max(width, 1))
        self.horizontalScrollBar().setRange(0, 0 if self._fit else max(0, right - width))
        self.zoomed.emit(round(self._scale() / self._unit() * 100))
        self._tell_page()
        self.viewport().update()

    def _set_zoom(self, zoom: float) -> None:
        page = self.current_page
        self._fit = False
        self._zoom = min(max(zoom, _LEAST), _MOST)
        self._arrange()
        self.go_to(page)

    def _picture(self, number: int) -> QImage:
        ratio = self.devicePixelRatioF()
        key = (number, round(self._scale() * ratio * 1000))
        if key not in self._pictures:
            self._pictures[key] = self.pages.picture(number, self._scale() * ratio)
            while len(self._pictures) > _KEPT:
                self._pictures.popitem(last=False)
        self._pictures.move_to_end(key)
        return self._pictures[key]

    def _tell_page(self) -> None:
        page = self.current_page
        if page != self._page and len(self.pages) and not self.pages.closed:
            self._page = page
            self.setAccessibleDescription(self.pages.text(page)[:4000])
            self.moved.emit(page)
        self.viewport().update()
