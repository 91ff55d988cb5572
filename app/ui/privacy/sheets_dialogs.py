"""A stack of signed sheets by scanner and keyboard; records of another system; the list of what leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.domain.files import read_limited
from app.errors import AppError
from app.progress import Progress
from app.services.members.attachments import LARGEST_ATTACHMENT
from app.services.privacy.consents import record_consent
from app.services.privacy.disclosure import Disclosure, disclosure
from app.services.privacy.sheets import ScannedSheet, scanned
from app.services.privacy.signature_records import Found, RecordRow, read_records, take_records
from app.ui.context import UiContext
from app.ui.kit import Banner, DataTable, DateField, Tone, button, column, flow, label, primary_button, row
from app.ui.kit.dialogs import CalmDialog
from app.ui.kit.theme import px
from app.ui.privacy.tables import allowed_model, records_model, withheld_model
from app.ui.problems import one_line
from app.ui.words import CONSENT, people


class ScanDialog(CalmDialog):
    """The scanner types the square sign and Enter; figures mark the parts; Enter records and waits for the next sheet.

    Everything by keyboard: 1, 2, 3 turn a part on and off, Enter records, Esc leaves the sheet.
    """

    def __init__(self, parent: QWidget, context: UiContext) -> None:
        super().__init__(parent, "Записать подписанные листы", width=680)
        self.context = context
        self.sheet: ScannedSheet | None = None
        self.count = 0
        self._scan: Path | None = None
        self.banner = Banner()
        self.on = DateField("Дата на листах", date.today())
        self.code = QLineEdit()
        self.code.setAccessibleName("Знак с листа")
        self.code.setPlaceholderText("Наведите сканер на квадрат в углу листа")
        self.code.installEventFilter(self)
        self.who = label("Положите первый лист под сканер.", "section", wrap=True)
        self.before = label("", "small", wrap=True)
        self.boxes: list[QCheckBox] = []
        self.parts = column(spacing=6)
        self.file_words = label("", "small", wrap=True)
        self.attach = button("Приложить копию листа…", self._choose_scan)
        self.record = primary_button("Записать и взять следующий", self._record)
        self.skip = button("Отложить лист", self._next)
        self.total = label("Записано: 0", "strong")
        for item in (
            self.banner,
            flow(label("Дата на листах"), self.on, self.total),
            self.code,
            self.who,
            self.before,
        ):
            self.content.addWidget(item)
        self.content.addLayout(self.parts)
        self.content.addLayout(row(self.attach, self.file_words, 1))
        self.content.addWidget(
            label("Клавиши: сканер вводит знак · 1, 2, 3 – отметить часть · Enter – записать.", "small", wrap=True)
        )
        self.close_button = button("Закончить", self.accept)
        self.set_buttons(self.close_button, self.skip, self.record)
        self._show()
        self.code.setFocus()

    def _entered(self) -> None:
        if self.code.text().strip():
            self.read(self.code.text())
        elif self.sheet is not None:
            self._record()

    def read(self, text: str) -> None:
        """What the scanner typed."""
        session = self.context.session
        self.code.clear()
        self.context.run(self, lambda _: scanned(session, text), self._found, key="sheet", on_error=self._wrong)

    def _wrong(self, error: Exception) -> None:
        self.sheet = None
        self._show()
        self.banner.show_state(Tone.ERROR, one_line(error))

    def _found(self, sheet: ScannedSheet) -> None:
        self.sheet, self._scan = sheet, None
        self.banner.hide()
        self._show()

    def _show(self) -> None:
        for box in self.boxes:
            self.parts.removeWidget(box)
            box.deleteLater()
        self.boxes = []
        sheet = self.sheet
        self.record.setEnabled(sheet is not None)
        self.skip.setEnabled(sheet is not None)
        self.attach.setEnabled(sheet is not None)
        self.file_words.setText(self._scan.name if self._scan is not None else "")
        if sheet is None:
            self.who.setText("Положите лист под сканер.")
            self.before.setText("")
            return
        self.who.setText(sheet.name)
        told = [f"{p.title}: {CONSENT[sheet.recorded[p.id]]}" for p in sheet.parts if p.id in sheet.recorded]
        self.before.setText(f"Редакция {sheet.edition}. Сейчас записано – {'; '.join(told)}.")
        for number, part in enumerate(sheet.parts, start=1):
            box = QCheckBox(f"{number}. {part.title} – согласен(на)")
            box.setAccessibleName(f"{part.title}: согласен")
            box.setChecked(True)
            self.boxes.append(box)
            self.parts.addWidget(box)
        self.code.setFocus()
        if self.isVisible():
            self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A figure in the empty line marks a part; a scanner's sign begins with 5, and no sheet has five parts."""
        if watched is self.code and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._entered()  # and not the dialog's default button as well
                return True
            number = event.text()
            if self.sheet is not None and not self.code.text() and number.isdigit() and len(number) == 1:
                place = int(number) - 1
                if 0 <= place < len(self.boxes):
                    self.boxes[place].toggle()
                    return True
        return super().eventFilter(watched, event)

    def _choose_scan(self) -> None:
        def chosen(path: Path) -> None:
            self._scan = path
            self._show()

        self.context.files.open_file(
            self, "Копия подписанного листа", "PDF, JPEG, PNG (*.pdf *.jpg *.jpeg *.png)", chosen
        )

    def _record(self) -> None:
        sheet, on = self.sheet, self.on.date()
        if sheet is None:
            return
        if on is None:
            self.banner.show_state(Tone.WARNING, "Напишите дату так: 12.09.2026.")
            self.on.setFocus()
            return
        parts = {part.id: box.isChecked() for part, box in zip(sheet.parts, self.boxes, strict=True)}
        session, path = self.context.session, self._scan

        def work(progress: Progress) -> int:
            data = None if path is None else read_limited(path, LARGEST_ATTACHMENT)
            return record_consent(
                session, [sheet.person_id], parts, on, edition=sheet.edition, scan=data, progress=progress
            )

        def done(_: int) -> None:
            self.count += 1
            self.total.setText(f"Записано: {self.count}")
            self._next()

        self.context.run(self, work, done, on_error=lambda error: self.banner.show_state(Tone.ERROR, one_line(error)))

    def _next(self) -> None:
        self.sheet, self._scan = None, None
        self._show()
        self.code.setFocus()


class RecordsDialog(CalmDialog):
    """Records of simple electronic signatures as they were understood; one button takes the new ones."""

    def __init__(self, parent: QWidget, context: UiContext, path: Path) -> None:
        super().__init__(parent, "Записи об электронной подписи", width=820)
        self.context, self._path = context, path
        self._rows: Sequence[RecordRow] = ()
        self.banner = Banner()
        self.words = label(f"Читаю {path.name}…", wrap=True)
        self.model = records_model()
        self.table = DataTable("Записи из файла", row_height=36)
        self.table.setModel(self.model)
        self.table.set_widths(260, 220, 140, 200, stretch=3)
        self.table.setMinimumHeight(px(320))
        self.take = primary_button("Записать новые", self._take)
        self.take.setEnabled(False)
        for widget in (self.banner, self.words, self.table):
            self.content.addWidget(widget)
        self.set_buttons(button("Отмена", self.reject), self.take)
        session = context.session

        def work(progress: Progress) -> tuple[RecordRow, ...]:
            return read_records(session, path.name, read_limited(path, LARGEST_ATTACHMENT), progress)

        context.run(self, work, self._show, on_error=self._wrong)

    def _wrong(self, error: Exception) -> None:
        self.words.setText("")
        self.banner.show_state(Tone.ERROR, one_line(error))

    def _show(self, rows: Sequence[RecordRow]) -> None:
        self._rows = rows
        self.model.show_rows(rows)
        new = sum(r.found is Found.NEW for r in rows)
        bad = sum(r.found not in (Found.NEW, Found.KNOWN) for r in rows)
        self.words.setText(f"Записей: {len(rows)}. Новых: {new}. Не подошло: {bad} – они не будут записаны.")
        self.take.setEnabled(new > 0)

    def _take(self) -> None:
        session, rows, context = self.context.session, self._rows, self.context

        def done(count: int) -> None:
            self.accept()
            context.toast(f"Записано согласий: {count}")

        context.run(self, lambda _: take_records(session, rows), done, on_error=self._wrong)


class LeavingDialog(CalmDialog):
    """Who leaves by a channel, in which fields, and who stays and why: looked at before anything is made."""

    def __init__(self, parent: QWidget, context: UiContext, channel: str, title: str) -> None:
        super().__init__(parent, f"Что уйдёт: {title.lower()}", width=900)
        self.context = context
        self.words = label("Читаю…", wrap=True)
        self.leaving = DataTable("Уйдут", row_height=34)
        self.leaving.setMinimumHeight(px(220))
        self.stay_words = label("", "section", wrap=True)
        self.staying = DataTable("Останутся", row_height=34)
        self.staying.setMinimumHeight(px(130))
        for widget in (self.words, self.leaving, self.stay_words, self.staying):
            self.content.addWidget(widget)
        self.set_buttons(primary_button("Понятно", self.accept))
        session = context.session
        context.run(self, lambda _: disclosure(session, channel), self._show, on_error=self._wrong)

    def _wrong(self, error: Exception) -> None:
        self.words.setText(one_line(error) if isinstance(error, AppError) else "Не получилось прочитать.")

    def _show(self, told: Disclosure) -> None:
        self.words.setText(
            f"Уйдут {people(len(told.allowed))}. Кому: {told.recipient}. О каждом: {', '.join(told.field_titles)}. "
            "Больше ничего."
        )
        self.gone, self.kept = allowed_model(told), withheld_model()
        self.gone.show_rows(told.allowed)
        self.kept.show_rows(told.withheld)
        self.leaving.setModel(self.gone)
        self.leaving.set_widths(280, *([150] * (self.gone.columnCount() - 1)), stretch=0)
        self.staying.setModel(self.kept)
        self.staying.set_widths(320, 320, stretch=0)
        self.stay_words.setText(f"Останутся {people(len(told.withheld))}" if told.withheld else "Не останется никто")
        self.staying.setVisible(bool(told.withheld))
        self.leaving.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if self.isVisible():
            self.fit()
