"""The help: a list of topics and a text; everything is inside the program."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QTextBrowser

from app.ui.context import UiContext
from app.ui.help.topics import read_topic, topics
from app.ui.kit import PageHeader, row
from app.ui.kit.theme import px, theme
from app.ui.pages import Page


class HelpPage(Page):
    """Topics at the left, the text at the right."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Справка")
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("Темы справки")
        self.list.setFixedWidth(px(230))
        for topic in topics():
            item = QListWidgetItem(topic.title)
            item.setData(0x0100, topic.id)
            self.list.addItem(item)
        self.text = QTextBrowser()
        self.text.setAccessibleName("Текст справки")
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(lambda url: self.show_topic(url.toString().removesuffix(".md")))
        self.list.currentItemChanged.connect(self._chosen)
        self.box.addWidget(PageHeader("Справка", "Работает без интернета. На любой странице её открывает клавиша F1."))
        body = row(self.list, self.text, spacing=14)
        body.setStretch(1, 1)
        self.box.addLayout(body, 1)
        self.list.setCurrentRow(0)

    def open(self, **params: object) -> None:
        """``topic``: the name of a place or a topic."""
        self.show_topic(str(params.get("topic", "start")))

    def show_topic(self, topic: str) -> None:
        """Choose a topic in the list."""
        for place in range(self.list.count()):
            if self.list.item(place).data(0x0100) == topic:
                self.list.setCurrentRow(place)
                return
        self.list.setCurrentRow(0)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._show(str(item.data(0x0100)))

    def _show(self, topic: str) -> None:
        document = QTextDocument(self.text)
        document.setDefaultFont(theme().font(16))
        document.setMarkdown(read_topic(topic).text)
        block = document.begin()
        while block.isValid():
            cursor = QTextCursor(block)
            shape = block.blockFormat()
            shape.setLineHeight(135, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            shape.setTopMargin(px(14) if shape.headingLevel() else px(4))
            shape.setBottomMargin(px(6))
            cursor.setBlockFormat(shape)
            block = block.next()
        self.text.setDocument(document)
        self.text.setAccessibleDescription(document.toPlainText()[:200])
