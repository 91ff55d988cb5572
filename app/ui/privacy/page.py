"""The place «Согласия и данные»."""

from __future__ import annotations

from app.ui.context import UiContext
from app.ui.kit import PageHeader
from app.ui.pages import Page
from app.ui.privacy.panel import PrivacyPanel


class PrivacyPage(Page):
    """A title over :class:`PrivacyPanel`; what is asked of the page is asked of the panel."""

    reads = PrivacyPanel.reads

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Согласия и личные данные")
        self.panel = PrivacyPanel(context)
        self.box.addWidget(PageHeader("Согласия и личные данные"))
        self.box.addWidget(self.panel, 1)

    def refresh(self) -> None:
        """Read again what is shown."""
        self.panel.refresh()

    def open(self, **params: object) -> None:
        """Show something particular."""
        self.panel.open(**params)
