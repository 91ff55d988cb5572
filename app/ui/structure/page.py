"""The place «Актив и обучение»: structure, offices and bodies, elections, trainings, the reserve, a tab each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.domain.subjects import Subject
from app.ui.context import UiContext
from app.ui.kit import PageHeader
from app.ui.pages import Page
from app.ui.structure.bodies_panel import BodiesPanel
from app.ui.structure.elections_panel import ElectionsPanel
from app.ui.structure.panel import TablePanel
from app.ui.structure.reserve_panel import ReservePanel
from app.ui.structure.structure_panel import StructurePanel
from app.ui.structure.trainings_panel import TrainingsPanel

P = TypeVar("P", bound=TablePanel)
TABS = ("structure", "roles", "elections", "training", "reserve")


class ActivistsPage(Page):
    """Five tabs; what is behind is read when it is looked at."""

    reads = frozenset({Subject.STRUCTURE, Subject.MEMBERS, Subject.ORGANISATION, Subject.MEETINGS})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Актив и обучение")
        self.header = PageHeader("Актив и обучение", "Из этих записей считаются отчёты о кадрах, выборах и обучении")
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Разделы актива")
        self.tabs.tabBar().setAccessibleName("Разделы актива")
        self._stale: set[int] = set()
        self.structure = self._add(StructurePanel, "Структура")
        self.bodies = self._add(BodiesPanel, "Должности и состав")
        self.elections = self._add(ElectionsPanel, "Выборы")
        self.trainings = self._add(TrainingsPanel, "Обучение")
        self.reserve = self._add(ReservePanel, "Резерв")
        self.tabs.setCurrentIndex(1)
        self.tabs.currentChanged.connect(self._show)
        self.box.addWidget(self.header)
        self.box.addWidget(self.tabs, 1)

    def _add(self, make: Callable[[UiContext], P], title: str) -> P:
        panel = make(self.context)
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(panel)
        self.tabs.addTab(holder, title)
        return panel

    @property
    def panels(self) -> tuple[TablePanel, ...]:
        """The tabs in their order."""
        return (self.structure, self.bodies, self.elections, self.trainings, self.reserve)

    def refresh(self) -> None:
        """Read the tab that is shown; the others when they are."""
        self._stale = set(range(len(self.panels)))
        self._show(self.tabs.currentIndex())

    def _show(self, place: int) -> None:
        if place in self._stale:
            self._stale.discard(place)
            self.panels[place].refresh()

    def open(self, **params: object) -> None:
        """``tab``: one of :data:`TABS`; ``unit``: the body to show the composition of."""
        tab = str(params.get("tab") or "")
        if tab in TABS:
            self.tabs.setCurrentIndex(TABS.index(tab))
        unit = params.get("unit")
        if isinstance(unit, int):
            self.bodies.show_body(unit)
