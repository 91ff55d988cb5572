"""The tab «Должности и состав»: offices on a day, or one body beside the membership, printed and saved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.vocabulary.numbers import people
from app.domain.vocabulary.words import word_for
from app.services.members import RoleView
from app.services.structure.bodies import Composition, compositions
from app.services.structure.body_papers import powers_notices, undertakings
from app.services.structure.roles import remove_role, roles_on
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DataTable, DateField, EmptyState, button, label, menu_button, primary_button
from app.ui.kit.dialogs import confirm
from app.ui.kit.fields import format_date
from app.ui.printing.sheets import TableSheet, preview_papers, preview_sheet, save_xlsx
from app.ui.structure.dialogs import ask_end_of_role, ask_role, ask_role_change, ask_undertaking
from app.ui.structure.models import roles_model
from app.ui.structure.panel import TablePanel
from app.ui.structure.paper import composition_sheet
from app.ui.structure.words import office, share_lines, until


class BodiesPanel(TablePanel):
    """All offices, or the composition of the chosen body."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Должности и состав")
        today = date.today()
        self.bodies: tuple[Composition, ...] = ()
        self.all: tuple[RoleView, ...] = ()
        self._wanted: int | None = None
        self.model = roles_model(today)
        self.table = DataTable("Выборные должности")
        self.on = DateField("Должности на дату", today)
        self.on.date_changed.connect(self.refresh)
        self.body = ChoiceBox()
        self.body.setAccessibleName("Какой орган показать")
        self.body.setMinimumContentsLength(16)
        self.body.currentIndexChanged.connect(lambda *_: self._pick())
        self.add_button = primary_button("Записать должность", self.add, shortcut="Ctrl+Shift+D")
        self.change_button = button("Изменить…", self.change, name="Изменить запись о должности")
        self.end_button = button("Закончил работу…", self.end, name="Закончил работу в должности")
        self.more = menu_button(
            "Ещё",
            [
                ("Напечатать состав…", lambda: preview_sheet(self, self.context, self.sheet())),
                ("Сохранить в Excel…", lambda: save_xlsx(self, self.context, self.sheet())),
                None,
                ("Обязательство о неразглашении: напечатать…", self.print_undertaking),
                ("Обязательство о неразглашении: подписано…", self.undertaking),
                ("Уведомление об окончании полномочий…", self.print_notice),
                ("Записано по ошибке…", self.drop),
            ],
            name="Ещё действия с должностями",
        )
        self.add_button.setVisible(self.may_write)
        self.only_writers(self.change_button, self.end_button)
        self.words = label("", "muted", wrap=True)
        self.words.setAccessibleName("Доли женщин и молодёжи в органе")
        self.put(
            (label("На дату"), self.on, self.body, self.add_button, self.change_button, self.end_button, self.more),
            self.table,
            self.model,
            (250, 250, 110, 110, 175, 125),
            EmptyState(
                "Должностей на эту дату нет",
                "Запишите председателя, профком, комиссии и профгруппоргов: из них считаются отчёты.",
                "Записать должность" if self.may_write else "",
                self.add,
                icon="activists",
            ),
            fill=1,
            between=self.words,
        )
        self.words.hide()
        self.table.activated.connect(lambda *_: self.change())

    def refresh(self) -> None:
        """Read offices and bodies."""
        session, on = self.context.session, self.on.date() or date.today()
        self.context.run(self, lambda _: (roles_on(session, on), compositions(session, on)), self._show, key="bodies")

    def _show(self, read: tuple[tuple[RoleView, ...], tuple[Composition, ...]]) -> None:
        self.all, self.bodies = read
        chosen = self._wanted or self.body.value()
        self._wanted = None
        self.body.blockSignals(True)
        self.body.clear_choices()
        self.body.add("Все должности", None)
        for body in self.bodies:
            self.body.add(f"{body.name} ({body.people.total})", body.unit_id)
        self.body.choose(chosen)
        self.body.blockSignals(False)
        self._pick()

    def _pick(self) -> None:
        body = self.chosen_body()
        rows: Sequence[RoleView] = self.all if body is None else [m.role for m in body.members]
        self.model.show_rows(rows)
        self.words.setVisible(body is not None)
        self.words.setText("" if body is None else " ".join(share_lines(body)))
        self.show_table(bool(rows))

    def chosen_body(self) -> Composition | None:
        """The body shown; None for all offices."""
        return next((b for b in self.bodies if b.unit_id == self.body.value()), None)

    def show_body(self, unit_id: int) -> None:
        """Show a body; when bodies were not read yet, as soon as they are."""
        if self.bodies:
            self.body.choose(unit_id)
        else:
            self._wanted = unit_id

    def chosen(self) -> RoleView | None:
        """The office of the chosen row."""
        return self.model.row_at(self.table.current_row())

    def enable(self) -> None:
        """Buttons of the chosen office."""
        role = self.chosen()
        self.change_button.setEnabled(role is not None)
        self.end_button.setEnabled(role is not None and role.ends_on is None)

    def add(self) -> None:
        """Record an office."""
        ask_role(self, self.context, body=self.chosen_body())

    def change(self) -> None:
        """Mend what is known of the chosen office."""
        role = self.chosen()
        if role is not None and self.may_write:
            ask_role_change(self, self.context, role)

    def end(self) -> None:
        """The chosen office ends."""
        role = self.chosen()
        if role is not None:
            ask_end_of_role(self, self.context, role)

    def undertaking(self) -> None:
        """The holders shown undertook not to disclose personal data."""
        role = self.chosen()
        if role is None or not self.may_write:
            self.context.toast("Сначала выберите человека в таблице.")
            return
        ask_undertaking(self, self.context, [role])

    def print_undertaking(self) -> None:
        """A blank undertaking for the chosen person to sign."""
        role = self._asked()
        if role is not None:
            preview_papers(self, self.context, "Обязательство о неразглашении", lambda s: undertakings(s, [role]))

    def print_notice(self) -> None:
        """Tell the chosen person that the powers end."""
        role = self._asked()
        if role is None:
            return
        if role.term_until is None:
            self.context.toast("Не записано, по какой день даны полномочия: нажмите «Изменить…».")
            return
        title = "Уведомление об окончании полномочий"
        preview_papers(self, self.context, title, lambda s: powers_notices(s, [role]))

    def _asked(self) -> RoleView | None:
        role = self.chosen()
        if role is None:
            self.context.toast("Сначала выберите человека в таблице.")
        return role

    def drop(self) -> None:
        """Take the chosen office back after asking."""
        role = self.chosen()
        if role is None or not self.may_write:
            self.context.toast("Сначала выберите запись в таблице.")
            return
        session = self.context.session

        def drop() -> None:
            self.context.run(self, lambda _: remove_role(session, role.id))

        words = f"{role.person_name}, {word_for(role.kind)}. Её не будет и в отчётах, которые ещё не подписаны."
        confirm(self, "Убрать должность, записанную по ошибке?", words, "Убрать", drop, danger=True)

    def sheet(self) -> TableSheet:
        """What is shown, for paper."""
        body = self.chosen_body()
        if body is not None:
            return composition_sheet(body)
        rows = tuple(
            (r.person_name, office(r), format_date(r.starts_on), format_date(r.first_elected_on), until(r))
            for r in self.all
        )
        heads = ("Фамилия, имя, отчество", "Должность", "С какого дня", "Первое избрание", "До какого дня")
        on = self.on.date() or date.today()
        number = people(len({r.person_id for r in self.all}))
        return TableSheet("Актив организации", f"На {format_date(on)}: {number}", heads, rows)
