"""The settings: sections at the left, one of them at the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QWidget

from app.domain.subjects import Subject
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, PageHeader, VerticalScroll, card_frame, column, row
from app.ui.kit.theme import px
from app.ui.pages import Page
from app.ui.settings.journal import JournalSection
from app.ui.settings.look import LookSection
from app.ui.settings.organisation import HeadcountSection, PassportSection
from app.ui.settings.safety import AboutSection, CopiesSection, KeySection
from app.ui.settings.security import SecuritySection
from app.ui.settings.users import UsersSection


class SettingsSection(Protocol):
    """A part of the settings reads itself anew."""

    def refresh(self) -> None:
        """Read again."""


SECTIONS: tuple[tuple[str, str, Callable[[UiContext], QWidget]], ...] = (
    ("organisation", "Организация", PassportSection),
    ("headcount", "Численность", HeadcountSection),
    ("users", "Пользователи", UsersSection),
    ("security", "Безопасность", SecuritySection),
    ("copies", "Запасные копии", CopiesSection),
    ("journal", "Журнал", JournalSection),
    ("key", "Ключ организации", KeySection),
    ("look", "Вид", LookSection),
    ("about", "О программе", AboutSection),
)


class SettingsPage(Page):
    """Sections are made when first shown."""

    reads = frozenset({Subject.ORGANISATION, Subject.USERS, Subject.SETTINGS, Subject.STRUCTURE})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Настройки")
        self.list = QListWidget()
        self.list.setAccessibleName("Разделы настроек")
        self.list.setFixedWidth(px(200))
        self.stack = QStackedWidget()
        self.sections: dict[str, QWidget] = {}
        for name, title, _ in SECTIONS:
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.list.addItem(item)
        self.list.currentRowChanged.connect(self._show)
        self.chooser = ChoiceBox()
        self.chooser.setAccessibleName("Раздел настроек")
        for name, title, _ in SECTIONS:
            self.chooser.add(title, name)
        self.chooser.activated.connect(self.list.setCurrentRow)
        self.chooser.hide()
        body = row(self.list, self.stack, spacing=16)
        body.setStretch(1, 1)
        self.stack.setMinimumHeight(px(260))
        self.box.addWidget(PageHeader("Настройки"))
        self.box.addWidget(self.chooser)
        self.box.addLayout(body, 1)
        self.list.setCurrentRow(0)

    def refresh(self) -> None:
        """Read the shown section again."""
        current = self.sections.get(self.section)
        if current is not None:
            cast(SettingsSection, current).refresh()

    @property
    def section(self) -> str:
        """The name of the shown section."""
        return SECTIONS[max(self.list.currentRow(), 0)][0]

    def open(self, **params: object) -> None:
        """``section``: one of :data:`SECTIONS`."""
        names = [name for name, _, _ in SECTIONS]
        if params.get("section") in names:
            self.list.setCurrentRow(names.index(str(params["section"])))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for the list of sections, a drop-down takes its place."""
        super().resizeEvent(event)
        narrow = self.width() < px(640)
        self.list.setVisible(not narrow)
        self.chooser.setVisible(narrow)

    def _show(self, place: int) -> None:
        name, title, make = SECTIONS[place]
        self.chooser.setCurrentIndex(place)
        if name not in self.sections:
            section = make(self.context)
            section.setAccessibleName(title)
            area = VerticalScroll(column(card_frame(section, title=title)))
            area.setAccessibleName(title)
            self.sections[name] = section
            self.stack.addWidget(area)
            self.stack.setCurrentWidget(area)
        else:
            self.stack.setCurrentIndex(list(self.sections).index(name))
        cast(SettingsSection, self.sections[name]).refresh()
