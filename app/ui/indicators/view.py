"""«Показатели» behind the list of reports: tabs of tables with print and Excel."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QTabWidget

from app.domain.files import write_atomically
from app.progress import Progress
from app.ui.context import UiContext
from app.ui.indicators.sheets import BelowSheet, NumbersSheet, PassportSheet, YearsSheet
from app.ui.kit import PageHeader, button, column
from app.ui.kit.pane import PaneBehind


class IndicatorsView(PaneBehind):
    """Tabs read when they are shown."""

    def __init__(self, context: UiContext, *, higher: bool) -> None:
        super().__init__()
        self.context = context
        self.setAccessibleName("Показатели")
        self.setProperty("role", "clear")
        self.back_button = button("К отчётам", self.closed.emit)
        self.who_button = button("Кто за числом", self._who, name="Показать, кто стоит за выбранным числом")
        self.print_button = button("Печать…", self.print_sheet)
        self.xlsx_button = button("Excel…", self.save_xlsx, name="Сохранить в Excel")
        self.header = PageHeader(
            "Показатели",
            "Каждое число открывается: видно, кто за ним стоит.",
            [self.back_button, self.who_button, self.print_button, self.xlsx_button],
        )
        self.years, self.passport = YearsSheet(context), PassportSheet(context)
        self.below = BelowSheet(context) if higher else None
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Показатели")
        self.tabs.tabBar().setAccessibleName("Показатели")
        if self.below is not None:
            self.tabs.addTab(self.below, "По организациям")
        self.tabs.addTab(self.years, "По годам")
        self.tabs.addTab(self.passport, "Паспорт на дату")
        self.tabs.currentChanged.connect(lambda *_: self.refresh())
        inside = column(self.header, self.tabs, spacing=12)
        inside.setStretch(1, 1)
        self.setLayout(inside)
        for sheet in self.sheets:
            sheet.cell_changed.connect(self._cell_changed)
        self._cell_changed()

    @property
    def sheets(self) -> list[NumbersSheet]:
        """All tables."""
        return [sheet for sheet in (self.below, self.years, self.passport) if sheet is not None]

    @property
    def sheet(self) -> NumbersSheet:
        """The table in sight."""
        found = self.tabs.currentWidget()
        assert isinstance(found, NumbersSheet)
        return found

    def refresh(self) -> None:
        """Read the table in sight again."""
        self.sheet.refresh()
        self.who_button.setText("Открыть отчёт" if self.sheet is self.below else "Кто за числом")
        self._cell_changed()

    def show_tab(self, name: str) -> None:
        """``years``, ``passport`` or ``below``; "" stays."""
        wanted = {"years": self.years, "passport": self.passport, "below": self.below}.get(name)
        if wanted is not None:
            self.tabs.setCurrentWidget(wanted)
        self.refresh()
        self.sheet.table.setFocus()

    def _cell_changed(self) -> None:
        self.who_button.setEnabled(self.sheet.can_open())

    def _who(self) -> None:
        self.sheet.open_current()

    def print_sheet(self) -> None:
        """Look at the pages, print them."""
        sheet, title = self.sheet, self.sheet.accessibleName()

        def show(pdf: bytes | None) -> None:
            from app.ui.printing.preview import show_pdf

            if pdf is not None:
                show_pdf(self, title, pdf, f"{sheet.file_name}.pdf", files=self.context.files)

        self.context.run(self, lambda _: sheet.pdf(), show, title="Готовлю показатели к печати")

    def save_xlsx(self) -> None:
        """Choose where, then save."""
        sheet = self.sheet

        def write(path: Path) -> None:
            def work(_: Progress) -> Path:
                data = sheet.xlsx()
                if data is not None:
                    write_atomically(path, data)
                return path

            def done(saved: Path) -> None:
                self.context.toast(f"Сохранено: {saved.name}. Файл не зашифрован.")

            self.context.run(self, work, done, title="Сохраняю таблицу")

        name = f"{sheet.file_name}.xlsx"
        self.context.files.save_file(self, "Куда сохранить таблицу", name, "Таблица Excel (*.xlsx)", write)
