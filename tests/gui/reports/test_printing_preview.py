"""The preview: real pages, size, saving, printing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.rendering.form_pdf import FormHeading, form_pdf
from app.services.organisation.profiles import load_profile
from app.ui.printing.preview import PreviewDialog


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return form_pdf(load_profile("ngsp").form("fnpr-2"), None, heading=FormHeading(year=2026), blank=True)


@pytest.fixture
def preview(pdf: bytes, qtbot: QtBot, looks: QApplication) -> PreviewDialog:
    made = PreviewDialog("Форма № 2", pdf, "форма.pdf")
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_pages_of_the_paper_are_shown(preview: PreviewDialog) -> None:
    assert preview.page_words.text() == "Страница 1 из 2"
    picture = preview.view.grab().toImage()
    colours = {
        picture.pixelColor(x, y).name() for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)
    }
    assert "#ffffff" in colours
    assert len(colours) > 5  # letters are there, not only white paper
    assert "СТАТИСТИЧЕСКИЙ" in preview.view.accessibleDescription()


def test_pages_and_size_by_keyboard(preview: PreviewDialog, hands: Any) -> None:
    hands.press(preview.view, Qt.Key.Key_End)
    assert preview.page_words.text() == "Страница 2 из 2"
    assert not preview.after.isEnabled()
    hands.press(preview.view, Qt.Key.Key_Home)
    assert preview.page_words.text() == "Страница 1 из 2"
    before = int(preview.zoom_words.text().split()[0])
    hands.press(preview.view, Qt.Key.Key_Plus)
    assert int(preview.zoom_words.text().split()[0]) == pytest.approx(before * 1.2, abs=2)
    hands.press(preview.view, Qt.Key.Key_Minus)
    hands.press(preview.view, Qt.Key.Key_Minus)
    assert int(preview.zoom_words.text().split()[0]) < before


def test_saving_says_that_a_file_is_not_encrypted(preview: PreviewDialog, pdf: bytes, tmp_path: Path) -> None:
    assert "не зашифрованы" in preview.notice.text()
    preview.save_to(tmp_path / "форма.pdf")
    assert (tmp_path / "форма.pdf").read_bytes() == pdf
    assert "не зашифрован" in preview.notice.text()
    preview.save_to(tmp_path / "нет такой папки" / "форма.pdf")
    assert "папк" in preview.notice.text()


def test_printing_sends_every_page(preview: PreviewDialog, tmp_path: Path, qtbot: QtBot) -> None:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "вышло.pdf"))
    preview.print_on(printer)
    qtbot.waitUntil(lambda: preview.notice.text() == "Отправлено на принтер.", timeout=20_000)
    printed = pypdfium2.PdfDocument(tmp_path / "вышло.pdf")
    assert len(printed) == 2
    assert printed[0].get_size() == pytest.approx((595, 842), abs=2)
    printed.close()


def test_printing_can_be_stopped(preview: PreviewDialog, tmp_path: Path, qtbot: QtBot) -> None:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "вышло.pdf"))
    preview.print_on(printer)
    preview.cancel_button.click()
    qtbot.waitUntil(lambda: preview.notice.text() == "Печать остановлена.", timeout=20_000)


def test_without_a_printer_a_file_is_asked_for_and_nothing_is_said_to_be_printed(
    preview: PreviewDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("app.ui.printing.preview.QPrinterInfo.availablePrinterNames", list)
    monkeypatch.setattr(preview._files, "save_file", lambda parent, title, name, kinds, on_path: asked.append(name))
    preview.print_pages()
    assert "нет принтера" in preview.notice.text() and len(asked) == 1
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "print.pdf"))
    preview.chosen(printer)
    assert len(asked) == 2 and not (tmp_path / "print.pdf").exists()
    assert "Отправлено" not in preview.notice.text()
