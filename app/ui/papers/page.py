"""«Собрания и документы»: a tab for each kind of paper work. Tabs are made when first shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.domain.subjects import Subject
from app.ui.context import UiContext
from app.ui.kit import PageHeader
from app.ui.kit.tab import TabPanel, TabSpec
from app.ui.pages import Page
from app.ui.papers.tabs import TABS


class PapersPage(Page):
    """The tabs; each refreshes itself when it is shown and something it shows has changed."""

    def __init__(self, context: UiContext, tabs: Sequence[TabSpec] = TABS) -> None:
        super().__init__(context, "Собрания и документы")
        self.header = PageHeader("Собрания и документы")
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Собрания и документы")
        self.tabs.tabBar().setAccessibleName("Собрания и документы")
        self._specs = tuple(tabs)
        self._panels: dict[str, TabPanel] = {}
        self._stale: set[str] = set()
        for spec in self._specs:
            holder = QWidget()
            QVBoxLayout(holder).setContentsMargins(0, 0, 0, 0)
            self.tabs.addTab(holder, spec.title)
        self.box.addWidget(self.header)
        self.box.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(lambda *_: self._show_current())
        context.notifier.changed.connect(self._changed)

    @property
    def current(self) -> str:
        """The id of the tab shown."""
        index = self.tabs.currentIndex()
        return self._specs[index].id if index >= 0 else ""

    def panel(self, tab: str) -> TabPanel:
        """The panel of a tab, made on the first visit."""
        if tab not in self._panels:
            index = next(i for i, spec in enumerate(self._specs) if spec.id == tab)
            made = self._panels[tab] = self._specs[index].factory(self.context)
            layout = self.tabs.widget(index).layout()
            assert layout is not None
            layout.addWidget(made)
            self._stale.add(tab)
        return self._panels[tab]

    def refresh(self) -> None:
        """Read again what the tab in sight shows; the others do so when they are shown."""
        self._stale.update(self._panels)
        self._show_current()

    def open(self, **params: object) -> None:
        """``tab`` goes to that tab; the rest is its own."""
        wanted = params.pop("tab", None)
        for index, spec in enumerate(self._specs):
            if spec.id == wanted:
                self.tabs.setCurrentIndex(index)
        self._show_current()
        if params and self.current:
            self.panel(self.current).open(**params)

    def _show_current(self) -> None:
        if self.current:
            panel = self.panel(self.current)
            if self.current in self._stale:
                self._stale.discard(self.current)
                panel.refresh()

    def _changed(self, changed: frozenset[Subject]) -> None:
        for tab, panel in self._panels.items():
            if changed & panel.reads:
                self._stale.add(tab)
        if self.isVisible():
            self._show_current()
