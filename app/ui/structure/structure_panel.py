"""The tab «Структура»: shop organisations, groups and commissions with their numbers on a day."""

from __future__ import annotations

from datetime import date

from app.domain.enums import UnitKind
from app.domain.vocabulary.numbers import people
from app.domain.vocabulary.words import title_for
from app.services.structure.units import Structure, UnitView, remove_unit, structure
from app.ui.context import UiContext
from app.ui.kit import DataTable, DateField, EmptyState, button, label, menu_button, primary_button
from app.ui.kit.dialogs import confirm
from app.ui.kit.fields import format_date
from app.ui.printing.sheets import TableSheet, preview_sheet, save_xlsx
from app.ui.structure.models import units_model
from app.ui.structure.panel import TablePanel
from app.ui.structure.structure_dialogs import ask_assignment, ask_end_of_unit, ask_unit


class StructurePanel(TablePanel):
    """The tree as a table; the indent tells what is inside of what."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Структура")
        self.found: Structure | None = None
        self.model = units_model()
        self.table = DataTable("Подразделения и органы")
        self.on = DateField("Структура на дату", date.today())
        self.on.date_changed.connect(self.refresh)
        self.add_button = primary_button("Добавить подразделение", self.add, shortcut="Ctrl+Shift+N")
        self.assign_button = button("Прикрепить людей…", self.assign)
        self.change_button = button("Изменить…", self.change, name="Изменить подразделение")
        self.close_button = button("Закрыть…", self.close_chosen, name="Закрыть подразделение")
        self.more = menu_button(
            "Ещё",
            [
                ("Напечатать…", lambda: preview_sheet(self, self.context, self.sheet())),
                ("Сохранить в Excel…", lambda: save_xlsx(self, self.context, self.sheet())),
                None,
                ("Добавлено по ошибке – удалить…", self.drop),
            ],
            name="Ещё действия со структурой",
        )
        self.only_writers(self.change_button, self.close_button)
        self.add_button.setVisible(self.may_write)
        self.assign_button.setVisible(self.may_write)
        self.words = label("", "muted", wrap=True)
        self.put(
            (
                label("На дату"), self.on, self.add_button, self.assign_button, self.change_button, self.close_button,
                self.more,
            ),
            self.table,
            self.model,
            (270, 185, 220, 75, 75, 85, 85),
            EmptyState("Подразделений нет", "Структура читается…", icon="activists"),
            between=self.words,
        )  # fmt: skip
        self.table.activated.connect(lambda *_: self.change())

    def refresh(self) -> None:
        """Read the tree."""
        session, on = self.context.session, self.on.date() or date.today()
        self.context.run(self, lambda _: structure(session, on), self._show, key="structure")

    def _show(self, found: Structure) -> None:
        chosen = self.chosen()
        self.found = found
        self.model.show_rows(found.units)
        parts = [u for u in found.units if u.is_part]
        words = f"На {format_date(found.on)} состоят на учёте {people(found.total.total)}"
        if parts:
            words += f", ни к какому подразделению не прикреплены {people(found.without.total)}"
        self.words.setText(words + ".")
        self.show_table(bool(found.units))
        for place, unit in enumerate(found.units):
            if chosen is not None and unit.id == chosen.id:
                self.table.selectRow(place)

    def chosen(self) -> UnitView | None:
        """The unit of the chosen row."""
        return self.model.row_at(self.table.current_row())

    def enable(self) -> None:
        """Buttons of the chosen unit."""
        unit = self.chosen()
        self.change_button.setEnabled(unit is not None)
        always = unit is not None and unit.kind in (UnitKind.COMMITTEE, UnitKind.AUDIT)
        self.close_button.setEnabled(unit is not None and not always)
        self.assign_button.setEnabled(self.found is not None and any(u.is_part for u in self.found.units))

    def add(self) -> None:
        """A new unit."""
        if self.found is not None:
            ask_unit(self, self.context, self.found.units)

    def change(self) -> None:
        """Change the chosen unit."""
        unit = self.chosen()
        if unit is not None and self.found is not None and self.may_write:
            ask_unit(self, self.context, self.found.units, unit)

    def close_chosen(self) -> None:
        """The chosen unit is no more from a day on."""
        unit = self.chosen()
        if unit is not None and self.found is not None:
            ask_end_of_unit(self, self.context, unit, self.found.units)

    def assign(self) -> None:
        """People belong to the chosen unit."""
        unit = self.chosen()
        if self.found is not None:
            part = unit.id if unit is not None and unit.is_part else None
            ask_assignment(self, self.context, self.found.units, part)

    def drop(self) -> None:
        """Take the chosen unit back after asking."""
        unit = self.chosen()
        if unit is None or not self.may_write:
            self.context.toast("Сначала выберите подразделение в таблице.")
            return
        session = self.context.session

        def drop() -> None:
            self.context.run(self, lambda _: remove_unit(session, unit.id))

        confirm(self, "Удалить подразделение, добавленное по ошибке?", unit.name, "Удалить", drop, danger=True)

    def sheet(self) -> TableSheet:
        """The tree for paper."""
        units = self.found.units if self.found else ()
        on = self.found.on if self.found else date.today()
        rows = tuple(
            (
                "\u2003" * u.depth + u.name,
                title_for(u.kind),
                ", ".join(u.heads),
                *(str(n) if u.is_part else "" for n in (u.members.total, u.members.women, u.members.youth)),
                str(u.held),
            )
            for u in units
        )
        heads = ("Название", "Что это", "Во главе", "Членов", "Женщин", "До 35 лет", "В составе")
        return TableSheet("Структура организации", f"На {format_date(on)}. {self.words.text()}", heads, rows)
