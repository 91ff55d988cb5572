"""The tab «Новости»: news and letters, the newest first; what was looked at is no longer new."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.subjects import Subject
from app.services import library
from app.services.library.views import NewsView
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.kit import Chip, EmptyState, Tone, VerticalScroll, button, card_frame, clear_layout, label, row
from app.ui.kit.tab import TabPanel
from app.ui.kit.theme import px

_MOST = 60


class NewsPanel(TabPanel):
    """A card for each piece of news."""

    reads = frozenset({Subject.LIBRARY, Subject.INTAKE})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Новости")
        self.empty = EmptyState(
            "Новостей пока нет", "Они приходят в пакете вышестоящей организации вместе с её письмами.", icon="info"
        )
        self.cards = QVBoxLayout()
        self.cards.setContentsMargins(0, 0, px(6), 0)
        self.cards.setSpacing(px(10))
        self.scroll_area = VerticalScroll(self.cards)
        self.box.addWidget(self.empty)
        self.box.addWidget(self.scroll_area, 1)
        self.rows: tuple[NewsView, ...] = ()

    def refresh(self) -> None:
        """Read the news again."""
        session = self.context.session
        self.context.run(self, lambda _: library.list_news(session), self._show, key="news")

    def read(self, uid: str) -> None:
        """Say that a piece of news was read."""
        session = self.context.session
        self.context.run(self, lambda _: library.mark_read(session, uid))

    def _show(self, rows: tuple[NewsView, ...]) -> None:
        self.rows = rows
        clear_layout(self.cards)
        self.empty.setVisible(not rows)
        self.scroll_area.setVisible(bool(rows))
        for one in rows[:_MOST]:
            self.cards.addWidget(self._card(one))
        if len(rows) > _MOST:
            older = f"Показаны последние {_MOST} новостей из {len(rows)}."
            self.cards.addWidget(label(older, "muted", wrap=True))
        self.cards.addStretch(1)

    def _card(self, one: NewsView) -> QWidget:
        head = label(one.title, "strong", wrap=True)
        top = row(head, Chip("новое", Tone.INFO), spacing=10) if one.fresh else row(head)
        top.setStretch(0, 1)
        parts: list[QWidget] = [label(f"{one.on:%d.%m.%Y}, {one.sender}", "small", wrap=True)]
        for line in one.text.split("\n"):
            if line.strip():
                heading = line.startswith("# ")
                words = label(line.removeprefix("# "), "strong" if heading else "", wrap=True, selectable=True)
                parts.append(words)
        frame = card_frame(top, *parts, spacing=6)
        if one.fresh and self.context.session.may(Act.RECORD):
            done = button("Прочитано", partial(self.read, one.uid), name=f"Прочитано: {one.title}")
            layout = frame.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.addLayout(row(1, done))
        return frame
