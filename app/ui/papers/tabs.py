"""The tabs of «Собрания и документы», in their order."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from app.ui.context import UiContext
from app.ui.kit.tab import TabPanel, TabSpec

_ROOMS = (
    ("meetings", "Собрания", "app.ui.meetings.panel", "MeetingsPanel"),
    ("documents", "Документы", "app.ui.papers.documents", "DocumentsPanel"),
    ("cards", "Билеты", "app.ui.cards.panel", "CardsPanel"),
    ("library", "Библиотека", "app.ui.library.documents_panel", "LibraryPanel"),
    ("news", "Новости", "app.ui.library.news_panel", "NewsPanel"),
    ("polls", "Опросы", "app.ui.library.polls_panel", "PollsPanel"),
)
"""Id, word, module and class of each panel; the module is read when the place is first visited."""


def _maker(module: str, name: str) -> Callable[[UiContext], TabPanel]:
    def make(context: UiContext) -> TabPanel:
        panel = getattr(import_module(module), name)(context)
        assert isinstance(panel, TabPanel)
        return panel

    return make


TABS = tuple(TabSpec(i, title, _maker(module, name)) for i, title, module, name in _ROOMS)
