"""A real preview: the very pages that will be printed, saved or only looked at."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPageLayout, QPageSize, QPainter, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QFrame, QWidget

from app.domain.files import write_atomically
from app.errors import AppError
from app.messages import sentence
from app.ui.kit import button, column, icon_button, label, primary_button, row
from app.ui.kit.dialogs import FileChooser, public_title
from app.ui.kit.theme import px
from app.ui.printing.pages import POINTS_PER_INCH, PagesView, PdfPages

_FINEST_DPI = 400
_NOTE = (
    "Распечатанный лист и сохранённый PDF не зашифрованы: их прочтёт каждый, кто их возьмёт. "
    "Не оставляйте файл на чужом компьютере."
)
_NO_PRINTER = "На этом компьютере нет принтера. Сохраните PDF и напечатайте его на другом."


class PrintRun(QFrame):
    """Prints page by page between events, so that the window stays alive and «Отмена» works."""

    finished = Signal(bool)

    def __init__(self, pages: PdfPages, printer: QPrinter, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._pages, self._printer = pages, printer
        first = max(printer.fromPage(), 1)
        last = printer.toPage() or len(pages)
        self._numbers = list(range(first - 1, min(last, len(pages))))
        self._done = 0
        self._painter = QPainter()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._step)
        self.cancelled = False

    @property
    def words(self) -> str:
        """«Печатается страница 2 из 5»."""
        return f"Печатается страница {min(self._done + 1, len(self._numbers))} из {len(self._numbers)}"

    def start(self) -> None:
        """Begin."""
        self._set_page(self._numbers[0] if self._numbers else 0)
        if not self._numbers or not self._painter.begin(self._printer):
            self.finished.emit(False)
            return
        self._timer.start()

    def cancel(self) -> None:
        """Stop after the page in hand."""
        self.cancelled = True

    def _step(self) -> None:
        if self.cancelled or self._done == len(self._numbers):
            self._timer.stop()
            if self.cancelled:
                self._printer.abort()
            self._painter.end()
            self.finished.emit(not self.cancelled)
            return
        number = self._numbers[self._done]
        if self._done:
            self._set_page(number)
            self._printer.newPage()
        dots = min(self._printer.resolution(), _FINEST_DPI)
        image = self._pages.picture(number, dots / POINTS_PER_INCH)
        paper = self._printer.pageLayout().fullRectPixels(self._printer.resolution())
        size = QSizeF(image.width(), image.height()).scaled(QSizeF(paper.size()), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (paper.width() - size.width()) / 2, (paper.height() - size.height()) / 2
        self._painter.drawImage(QRectF(left, top, size.width(), size.height()), image)
        self._done += 1

    def _set_page(self, number: int) -> None:
        width, height = self._pages.sizes[number] if len(self._pages) else (595.0, 842.0)
        sideways = width > height
        size = QPageSize(QSizeF(min(width, height), max(width, height)), QPageSize.Unit.Point)
        turn = QPageLayout.Orientation.Landscape if sideways else QPageLayout.Orientation.Portrait
        self._printer.setFullPage(True)
        self._printer.setPageLayout(QPageLayout(size, turn, QMarginsF(0, 0, 0, 0)))


class PreviewDialog(QDialog):
    """Pages, their number and size; «Печать», «Сохранить PDF». Ctrl+P, Ctrl+S, +, −, Esc."""

    def __init__(
        self,
        title: str,
        pdf: bytes,
        file_name: str,
        parent: QWidget | None = None,
        files: FileChooser | None = None,
        *,
        outside: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(public_title(title))
        self.setAccessibleName(f"Просмотр: {title}")
        self._pdf, self._file_name, self._files = pdf, file_name, files or FileChooser()
        self.pages = PdfPages(pdf, file_name if outside else None)
        self.view = PagesView(self.pages)
        self._run: PrintRun | None = None
        self.page_words = label("", "strong")
        self.zoom_words = label("", "muted")
        self.zoom_words.setMinimumWidth(px(56))
        self.zoom_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.notice = label(_NOTE, "small", wrap=True)
        self.print_button = primary_button("Печать", self.print_pages, shortcut="Ctrl+P")
        self.save_button = button("Сохранить PDF", self.save, shortcut="Ctrl+S")
        self.smaller = button("−", self.view.zoom_out, name="Мельче")
        self.larger = button("+", self.view.zoom_in, name="Крупнее")
        self.whole = button("По ширине", self.view.fit_width, name="По ширине окна")
        self.before = icon_button("back", "Предыдущая страница", lambda: self._turn(-1))
        self.after = icon_button("chevron-right", "Следующая страница", lambda: self._turn(1))
        for one in (self.smaller, self.larger):
            one.setFixedWidth(px(46))
        bar = row(
            self.before,
            self.page_words,
            self.after,
            1,
            self.smaller,
            self.zoom_words,
            self.larger,
            self.whole,
            spacing=8,
        )
        self.cancel_button = button("Отмена", self._cancel_printing)
        self.cancel_button.hide()
        foot = row(self.notice, self.cancel_button, self.save_button, self.print_button, spacing=12)
        foot.setStretch(0, 1)
        outer = column(bar, self.view, foot, spacing=12, margins=(20, 16, 20, 16))
        outer.setStretch(1, 1)
        self.setLayout(outer)
        self.view.moved.connect(lambda *_: self._tell())
        self.view.zoomed.connect(lambda percent: self.zoom_words.setText(f"{percent} %"))
        QShortcut(QKeySequence(QKeySequence.StandardKey.ZoomIn), self, self.view.zoom_in)
        QShortcut(QKeySequence(QKeySequence.StandardKey.ZoomOut), self, self.view.zoom_out)
        self._resize_to_screen()
        self._tell()
        self.view.setFocus()

    def print_pages(self) -> None:
        """Ask for the printer; it prints when the person says so. Without one there is a file to take to another."""
        if not QPrinterInfo.availablePrinterNames():
            self.notice.setText(_NO_PRINTER)
            self.save()
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName("Первичка")  # print queues are seen by everybody
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setMinMax(1, max(len(self.pages), 1))
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.accepted.connect(lambda: self.chosen(printer))
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def chosen(self, printer: QPrinter) -> None:
        """The person chose where to print: on a printer, or into a file, which is saving and asks where."""
        if printer.outputFormat() is QPrinter.OutputFormat.PdfFormat:
            self.save()
        else:
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print all chosen pages on a printer."""
        self._run = PrintRun(self.pages, printer, self)
        self._run.finished.connect(self._printed)
        self.print_button.setEnabled(False)
        self.cancel_button.show()
        self.notice.setText(self._run.words)
        self._run.start()

    def save(self) -> None:
        """Ask where to save the PDF."""
        self._files.save_file(self, "Сохранить PDF", self._file_name, "PDF (*.pdf)", self.save_to)

    def save_to(self, path: Path) -> None:
        """Write the PDF; says in words how it went."""
        try:
            write_atomically(path, self._pdf)
        except AppError as error:
            self.notice.setText(sentence(error))
            return
        self.notice.setText(f"Сохранено: {path.name}. Файл не зашифрован, его откроет каждый.")

    def done(self, result: int) -> None:
        """Let the document go with the window, however it is closed."""
        self._cancel_printing()
        super().done(result)
        self.pages.close()

    def _turn(self, step: int) -> None:
        self.view.go_to(self.view.current_page + step)

    def _tell(self) -> None:
        number = self.view.current_page
        self.page_words.setText(f"Страница {number + 1} из {len(self.pages)}")
        self.before.setEnabled(number > 0)
        self.after.setEnabled(number + 1 < len(self.pages))

    def _cancel_printing(self) -> None:
        if self._run is not None:
            self._run.cancel()

    def _printed(self, whole: bool) -> None:
        self.print_button.setEnabled(True)
        self.cancel_button.hide()
        cancelled = self._run is not None and self._run.cancelled
        if whole:
            self.notice.setText("Отправлено на принтер.")
        elif cancelled:
            self.notice.setText("Печать остановлена.")
        else:
            self.notice.setText("Принтер не ответил. Включите его, проверьте бумагу и нажмите «Печать» ещё раз.")
        self._run = None

    def _resize_to_screen(self) -> None:
        room = self.screen().availableGeometry()
        self.resize(min(px(900), room.width() - 40), min(px(1000), room.height() - 60))


def show_pdf(
    parent: QWidget | None,
    title: str,
    pdf: bytes,
    file_name: str,
    *,
    files: FileChooser | None = None,
    outside: bool = False,
) -> PreviewDialog:
    """Open the preview over a window; ``file_name`` is offered when the PDF is saved.

    ``outside``: somebody else made it; it is drawn in a child process. UserError ``cage.*`` when it does not open.
    """
    over = parent.window() if parent is not None else None
    dialog = PreviewDialog(title, pdf, file_name, over, files, outside=outside)
    dialog.open()
    return dialog
