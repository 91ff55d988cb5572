"""The place «Собрания и документы»: its tabs, made when shown, refreshed when something they show has changed."""

from __future__ import annotations

from app.domain.subjects import Subject
from app.ui.context import UiContext
from app.ui.kit.tab import TabPanel, TabSpec
from app.ui.papers.page import PapersPage
from tests.gui.conftest import House


class Counting(TabPanel):
    """Counts how often it was refreshed and what it was asked to open."""

    reads = frozenset({Subject.MEMBERS})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Счётчик")
        self.times = 0
        self.opened: list[dict[str, object]] = []

    def refresh(self) -> None:
        self.times += 1

    def open(self, **params: object) -> None:
        self.opened.append(params)


class Deaf(Counting):
    reads = frozenset()


def test_tabs_are_made_when_shown_and_refreshed_when_stale(house: House) -> None:
    workspace = house.window.workspace
    assert workspace is not None
    page = PapersPage(
        workspace.context,
        (TabSpec("a", "Первая", Counting), TabSpec("b", "Вторая", Deaf), TabSpec("c", "Ещё", Counting)),
    )
    house.bot.addWidget(page)
    page.show()
    page.refresh()
    first = page.panel("a")
    assert isinstance(first, Counting)
    assert (first.times, list(page._panels)) == (1, ["a"])
    workspace.context.notifier.changed.emit(frozenset({Subject.MEMBERS}))
    assert first.times == 2
    workspace.context.notifier.changed.emit(frozenset({Subject.FINANCE}))
    assert first.times == 2
    page.open(tab="b", paper="x")
    second = page.panel("b")
    assert isinstance(second, Counting)
    assert (second.times, second.opened, page.current) == (1, [{"paper": "x"}], "b")
    workspace.context.notifier.changed.emit(frozenset({Subject.MEMBERS}))
    assert (first.times, second.times) == (2, 1), "the first waits until it is shown"
    page.open(tab="a")
    assert first.times == 3
    page.open(tab="nothing", paper="y")
    assert first.opened == [{"paper": "y"}]


def test_the_place_shows_only_tabs_that_are_built(house: House) -> None:
    page = house.go("papers")
    titles = [page.tabs.tabText(n) for n in range(page.tabs.count())]
    assert "Документы" in titles
    assert all(page.panel(spec.id) is not None for spec in page._specs)
