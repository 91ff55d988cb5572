"""Offices on a date and trainings of a year, in two tabs."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from app.services.activists import remove_role, remove_training, roles_on, trainings
from app.services.people import RoleView, TrainingView
from app.services.session import WRITERS
from app.ui.activists.dialogs import EndRoleDialog, RoleDialog, TrainingDialog
from app.ui.activists.models import roles_model, trainings_model
from app.ui.context import UiContext
from app.ui.dialogs import confirm
from app.ui.pages import Page
from app.ui.theme import px
from app.ui.widgets import (
    Choice,
    DataTable,
    DateField,
    EmptyState,
    PageHeader,
    button,
    flow,
    label,
    link_button,
    primary_button,
)
from app.ui.words import ROLE, people


class ActivistsPage(Page):
    """Two tables with their buttons."""

    topics = frozenset({"roles", "training", "register"})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Актив и обучение")
        self.may_write = context.session.right in WRITERS
        today = date.today()
        actions: list[QWidget] = []
        if self.may_write:
            actions = [
                button("Записать обучение", self.add_training),
                primary_button("Записать должность", self.add_role),
            ]
        self.header = PageHeader("Актив и обучение", "", actions)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Должности и обучение")
        self.tabs.tabBar().setAccessibleName("Должности и обучение")
        self.on = DateField("Должности на дату", today)
        self.on.date_changed.connect(self.refresh)
        self.roles = roles_model(today)
        self.role_table = DataTable("Выборные должности")
        self.role_table.setModel(self.roles)
        self.role_table.set_widths(270, 300, 120, 140, 130)
        self.role_table.set_widths(stretch=1)
        self.role_stack = QStackedWidget()
        self.role_stack.setMinimumHeight(px(220))
        self.role_stack.addWidget(self.role_table)
        self.role_stack.addWidget(
            EmptyState(
                "Должностей на эту дату нет",
                "Запишите председателя, профком, комиссии и профгруппоргов: из них считаются отчёты.",
                "Записать должность" if self.may_write else "",
                self.add_role,
                icon="activists",
            )
        )
        self.year = Choice()
        self.year.setAccessibleName("Год обучения")
        for year in range(today.year + 1, today.year - 8, -1):
            self.year.add(str(year), year)
        self.year.choose(today.year)
        self.year.currentIndexChanged.connect(lambda *_: self.refresh())
        self.trainings = trainings_model()
        self.training_table = DataTable("Обучение за год")
        self.training_table.setModel(self.trainings)
        self.training_table.set_widths(270, 240, 300, 70, 110)
        self.training_table.set_widths(stretch=1)
        self.training_stack = QStackedWidget()
        self.training_stack.addWidget(self.training_table)
        self.training_stack.addWidget(
            EmptyState(
                "Обучение за этот год не записано",
                "Одну запись можно сделать сразу для многих.",
                "Записать обучение" if self.may_write else "",
                self.add_training,
                icon="activists",
            )
        )
        self.end_button = button("Закончил работу…", self.end_role, name="Закончил работу в должности")
        self.wrong_role = link_button("Записано по ошибке…", self.drop_role, name="Должность записана по ошибке")
        self.wrong_training = link_button("Записано по ошибке…", self.drop_training, name="Обучение записано по ошибке")
        self.tabs.addTab(
            self._tab(flow(label("На дату"), self.on, self.end_button, self.wrong_role), self.role_stack), "Должности"
        )
        self.tabs.addTab(
            self._tab(flow(label("За год"), self.year, self.wrong_training), self.training_stack), "Обучение"
        )
        for widget in (self.end_button, self.wrong_role, self.wrong_training):
            widget.setVisible(self.may_write)
            widget.setEnabled(False)
        self.role_table.selectionModel().currentRowChanged.connect(lambda *_: self._enable())
        self.training_table.selectionModel().currentRowChanged.connect(lambda *_: self._enable())
        self.box.addWidget(self.header)
        self.box.addWidget(self.tabs, 1)

    def _tab(self, tools: QWidget, stack: QStackedWidget) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, px(12), 0, 0)
        box.setSpacing(px(12))
        box.addWidget(tools)
        box.addWidget(stack, 1)
        return holder

    def refresh(self) -> None:
        """Read both tables."""
        session, on, year = self.context.session, self.on.date() or date.today(), self.year.value()
        self.context.run(self, lambda _: (roles_on(session, on), trainings(session, year)), self._show, key="activists")

    def open(self, **params: object) -> None:
        """``tab``: ``training`` shows the second."""
        if params.get("tab") == "training":
            self.tabs.setCurrentIndex(1)

    def _show(self, read: tuple[tuple[RoleView, ...], tuple[TrainingView, ...]]) -> None:
        roles, learned = read
        self.roles.show_rows(roles)
        self.trainings.show_rows(learned)
        self.role_stack.setCurrentIndex(0 if roles else 1)
        self.training_stack.setCurrentIndex(0 if learned else 1)
        holders = len({role.person_id for role in roles})
        pupils = len({training.person_id for training in learned})
        year = self.year.currentText()
        self.header.set_subtitle(f"В активе {people(holders)}; за {year} год учились {people(pupils)}")
        self._enable()

    def _enable(self) -> None:
        role = self.roles.row_at(self.role_table.current_row())
        self.end_button.setEnabled(role is not None and role.ends_on is None)
        self.wrong_role.setEnabled(role is not None)
        self.wrong_training.setEnabled(self.trainings.row_at(self.training_table.current_row()) is not None)

    def add_role(self) -> None:
        """Record an office."""
        RoleDialog(self, self.context).open()

    def add_training(self) -> None:
        """Record a training for one or many."""
        TrainingDialog(self, self.context).open()

    def end_role(self) -> None:
        """The chosen office ends."""
        role = self.roles.row_at(self.role_table.current_row())
        if role is not None:
            EndRoleDialog(self, self.context, role).open()

    def drop_role(self) -> None:
        """Take the chosen office back after asking."""
        role = self.roles.row_at(self.role_table.current_row())
        if role is None:
            return
        session = self.context.session

        def drop() -> None:
            self.context.run(self, lambda _: remove_role(session, role.id), lambda _: self.context.changed("roles"))

        words = f"{role.person_name}, {ROLE[role.kind].lower()}. Её не будет и в отчётах, которые ещё не подписаны."
        confirm(self, "Убрать должность, записанную по ошибке?", words, "Убрать", drop, danger=True)

    def drop_training(self) -> None:
        """Take the chosen training back after asking."""
        training = self.trainings.row_at(self.training_table.current_row())
        if training is None:
            return
        session = self.context.session

        def drop() -> None:
            self.context.run(
                self, lambda _: remove_training(session, training.id), lambda _: self.context.changed("training")
            )

        words = f"{training.person_name}: {training.title or 'обучение'}."
        confirm(self, "Убрать обучение, записанное по ошибке?", words, "Убрать", drop, danger=True)
