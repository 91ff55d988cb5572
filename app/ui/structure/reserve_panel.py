"""The tab «Резерв»: who is prepared for which post, and its form."""

from __future__ import annotations

from datetime import date

from app.services.structure.reserve import (
    CandidateView,
    remove_candidate,
    reserve,
)
from app.ui.context import UiContext
from app.ui.kit import DataTable, DateField, EmptyState, button, label, menu_button, primary_button
from app.ui.kit.dialogs import confirm
from app.ui.kit.fields import format_date
from app.ui.printing.sheets import TableSheet, preview_sheet, save_xlsx
from app.ui.structure.models import reserve_model
from app.ui.structure.panel import TablePanel
from app.ui.structure.reserve_dialogs import ask_candidate, ask_end_of_candidate


class ReservePanel(TablePanel):
    """The reserve on a day."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Резерв")
        self.found: tuple[CandidateView, ...] = ()
        self.model = reserve_model()
        self.table = DataTable("Резерв кадров")
        self.on = DateField("Резерв на дату", date.today())
        self.on.date_changed.connect(self.refresh)
        self.add_button = primary_button("Включить в резерв", self.add, shortcut="Ctrl+Shift+R")
        self.change_button = button("Изменить…", self.change, name="Изменить запись в резерве")
        self.end_button = button("Исключить…", self.end, name="Исключить из резерва")
        self.more = menu_button(
            "Ещё",
            [
                ("Форма: Приложение № 6", self.report),
                ("Напечатать…", lambda: preview_sheet(self, self.context, self.sheet())),
                ("Сохранить в Excel…", lambda: save_xlsx(self, self.context, self.sheet())),
                None,
                ("Записано по ошибке…", self.drop),
            ],
            name="Ещё действия с резервом",
        )
        self.add_button.setVisible(self.may_write)
        self.only_writers(self.change_button, self.end_button)
        self.put(
            (label("На дату"), self.on, self.add_button, self.change_button, self.end_button, self.more),
            self.table,
            self.model,
            (230, 180, 75, 150, 170, 105, 150),
            EmptyState(
                "Резерва нет",
                "Включите тех, кого готовят в председатели: раз в два года о них спрашивает Приложение № 6.",
                "Включить в резерв" if self.may_write else "",
                self.add,
                icon="activists",
            ),
            fill=1,
        )
        self.table.activated.connect(lambda *_: self.change())

    def refresh(self) -> None:
        """Read the reserve."""
        session, on = self.context.session, self.on.date() or date.today()
        self.context.run(self, lambda _: reserve(session, on), self._show, key="reserve")

    def _show(self, found: tuple[CandidateView, ...]) -> None:
        self.found = found
        self.model.show_rows(found)
        self.show_table(bool(found))

    def chosen(self) -> CandidateView | None:
        """The candidate of the chosen row."""
        return self.model.row_at(self.table.current_row())

    def enable(self) -> None:
        """Buttons of the chosen candidate."""
        one = self.chosen()
        self.change_button.setEnabled(one is not None)
        self.end_button.setEnabled(one is not None)

    def add(self) -> None:
        """Put people into the reserve."""
        ask_candidate(self, self.context)

    def change(self) -> None:
        """Change the chosen candidate."""
        one = self.chosen()
        if one is not None and self.may_write:
            ask_candidate(self, self.context, one)

    def end(self) -> None:
        """The chosen candidate leaves the reserve."""
        one = self.chosen()
        if one is not None:
            ask_end_of_candidate(self, self.context, one)

    def report(self) -> None:
        """Go to the form of the reserve."""
        year = (self.on.date() or date.today()).year
        # The form is of two years, named by the second of them, which is odd.
        self.context.show_page("reports", form="rezerv", period=str(year if year % 2 else year - 1))

    def drop(self) -> None:
        """Take the chosen entry back after asking."""
        one = self.chosen()
        if one is None or not self.may_write:
            self.context.toast("Сначала выберите запись в таблице.")
            return
        session = self.context.session

        def drop() -> None:
            self.context.run(self, lambda _: remove_candidate(session, one.id))

        confirm(self, "Убрать запись, сделанную по ошибке?", f"{one.name}: {one.post}", "Убрать", drop, danger=True)

    def sheet(self) -> TableSheet:
        """The reserve for paper."""
        rows = tuple(
            (
                c.name,
                format_date(c.birth_date),
                c.post,
                c.position,
                c.education,
                c.speciality,
                format_date(c.listed_on),
                format_date(c.trained_on),
            )
            for c in self.found
        )
        heads = (
            "Фамилия, имя, отчество", "Дата рождения", "На какую должность", "Работает", "Образование",
            "Специальность", "В резерве с", "Обучение",
        )  # fmt: skip
        return TableSheet("Резерв кадров", f"На {format_date(self.on.date() or date.today())}", heads, rows)
