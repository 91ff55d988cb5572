"""The tab «Выборы»: what was elected when, by whom, and the report that follows."""

from __future__ import annotations

from datetime import date

from app.domain.enums import OrganisationKind
from app.services.members import RoleView
from app.services.organisation.passport import passport
from app.services.structure.body_papers import election_protocol
from app.services.structure.elections import ElectionView, elections, undo_election
from app.services.structure.roles import roles_on
from app.services.structure.units import UnitView, structure
from app.ui.context import UiContext
from app.ui.kit import DataTable, EmptyState, button, link_button, primary_button
from app.ui.kit.dialogs import confirm
from app.ui.printing.sheets import preview_papers
from app.ui.structure.election_dialog import ElectionChangeDialog, ElectionDialog
from app.ui.structure.models import elections_model
from app.ui.structure.panel import TablePanel
from app.ui.words import ROLE, long_date

ElectionsRead = tuple[tuple[ElectionView, ...], tuple[UnitView, ...], tuple[RoleView, ...], OrganisationKind]


class ElectionsPanel(TablePanel):
    """The list of elections."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Выборы")
        self._units: tuple[UnitView, ...] = ()
        self._holders: tuple[RoleView, ...] = ()
        self._kind = OrganisationKind.PPO
        self.model = elections_model()
        self.table = DataTable("Выборы")
        self.add_button = primary_button("Записать выборы", self.add, shortcut="Ctrl+Shift+V")
        self.change_button = button("Изменить…", self.change, name="Изменить запись о выборах")
        self.report_button = button("Отчёт о выборах", self.report, name="Открыть отчёт об итогах выборов")
        self.protocol_button = button("Протокол…", self.protocol, name="Протокол собрания: напечатать")
        self.protocol_button.setEnabled(False)
        self.undo_button = link_button("Отменить запись…", self.undo, name="Отменить запись о выборах")
        self.add_button.setVisible(self.may_write)
        self.only_writers(self.change_button, self.undo_button)
        self.report_button.setEnabled(False)
        self.put(
            (self.add_button, self.change_button, self.report_button, self.protocol_button, self.undo_button),
            self.table,
            self.model,
            (105, 170, 170, 105, 160, 245, 115),
            EmptyState(
                "Выборы не записаны",
                "Одна запись заканчивает прежние должности, начинает новые и заполняет отчёт о выборах.",
                "Записать выборы" if self.may_write else "",
                self.add,
                icon="activists",
            ),
            fill=1,
        )
        self.table.activated.connect(lambda *_: self.change())

    def refresh(self) -> None:
        """Read elections, and what a new one needs."""
        session = self.context.session

        def read() -> ElectionsRead:
            today = date.today()
            return (
                elections(session), structure(session, today).units, roles_on(session, None), passport(session).kind
            )  # fmt: skip

        self.context.run(self, lambda _: read(), self._show, key="elections")

    def _show(self, read: ElectionsRead) -> None:
        found, self._units, self._holders, self._kind = read
        self.model.show_rows(found)
        self.show_table(bool(found))

    def chosen(self) -> ElectionView | None:
        """The election of the chosen row."""
        return self.model.row_at(self.table.current_row())

    def enable(self) -> None:
        """Buttons of the chosen election."""
        one = self.chosen()
        self.change_button.setEnabled(one is not None)
        self.undo_button.setEnabled(one is not None and one.can_undo)
        self.report_button.setEnabled(one is not None and one.unit_id is None)
        self.protocol_button.setEnabled(one is not None)

    def add(self) -> None:
        """Record an election."""
        ElectionDialog(self, self.context, self._units, self._holders).open()

    def change(self) -> None:
        """Mend the chosen one."""
        one = self.chosen()
        if one is not None and self.may_write:
            ElectionChangeDialog(self, self.context, one).open()

    def report(self) -> None:
        """Go to the report that follows the chosen election."""
        one = self.chosen()
        if one is not None:
            form = "fnpr-4" if self._kind is OrganisationKind.PPO else "fnpr-15"
            self.context.show_page("reports", form=form, period=one.on.isoformat())

    def protocol(self) -> None:
        """The protocol of the chosen election, filled as far as it is recorded."""
        one = self.chosen()
        if one is not None:
            preview_papers(self, self.context, "Протокол", lambda s: [election_protocol(s, one, ROLE)])

    def undo(self) -> None:
        """Take the chosen election back after asking."""
        one = self.chosen()
        if one is None:
            return
        session, context = self.context.session, self.context

        def undo() -> None:
            def done(_: None) -> None:
                context.toast("Запись о выборах отменена")

            context.run(self, lambda _: undo_election(session, one.id), done)

        words = f"{one.unit}, {long_date(one.on)}. Должности, которые она начала, исчезнут, прежние продолжатся."
        confirm(self, "Отменить запись о выборах?", words, "Отменить запись", undo, danger=True)
