"""A person's card at the right: what it is made of is in :mod:`app.ui.members.card_tabs`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from app.domain.dates import full_years
from app.domain.enums import EventKind
from app.domain.vocabulary.numbers import years
from app.domain.vocabulary.words import Wording, title_for
from app.services.members import MemberCard
from app.services.organisation.profiles import ConsentPartText
from app.ui.kit import (
    Banner,
    FlowLayout,
    Tone,
    VerticalScroll,
    button,
    clear_layout,
    column,
    label,
    menu_button,
)
from app.ui.kit.fields import format_date
from app.ui.kit.theme import px
from app.ui.members.card_history import history_tab
from app.ui.members.card_papers import dues_tab, papers_tab
from app.ui.members.card_tabs import consents_tab, data_tab, dropped_picture, roles_tab, trainings_tab
from app.ui.members.card_wishes import CardWishes

TABS = ("Данные", "История", "Согласия", "Должности", "Обучение", "Взносы", "Документы")


class SectionBar(QWidget):
    """Names of the sections, on a second line when the card is narrow: a row of tabs would hide the last ones."""

    chosen = Signal(int)

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self.setAccessibleName("Разделы карточки")
        self.group = QButtonGroup(self)
        flow = FlowLayout(self, spacing=2)
        for index, title in enumerate(titles):
            item = QPushButton(title)
            item.setProperty("kind", "section")
            item.setCheckable(True)
            item.setAutoDefault(False)
            item.setAccessibleName(f"Раздел «{title}»")
            self.group.addButton(item, index)
            flow.addWidget(item)
        self.group.button(0).setChecked(True)
        self.group.idClicked.connect(self.chosen)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_chosen(self, index: int) -> None:
        """The section that is shown now."""
        self.group.button(index).setChecked(True)


class CardPanel(CardWishes):
    """Shows one person; says what is asked for."""

    def __init__(self, parts: Sequence[ConsentPartText], today: date, *, may_write: bool) -> None:
        super().__init__(parts, today, may_write=may_write)
        self.setAcceptDrops(may_write)
        self.subtitle = label("", "muted", wrap=True)
        self.past = Banner()
        self.past.activated.connect(self._ask_for_now)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Разделы карточки")
        self.tabs.tabBar().hide()
        # What it would like counts for nothing: a long card must not make the whole page scroll.
        self.tabs.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.tabs.setMinimumHeight(px(160))
        self.sections = SectionBar(TABS)
        self.sections.chosen.connect(self.tabs.setCurrentIndex)
        self.tabs.currentChanged.connect(self.sections.show_chosen)
        self._boxes: list[QVBoxLayout] = []
        for title in TABS:
            box = column(spacing=0, margins=(0, 12, 10, 8))
            area = VerticalScroll(box)
            area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            area.setAccessibleName(title)
            self._boxes.append(box)
            self.tabs.addTab(area, title)
        self._buttons = QWidget()
        self._flow = FlowLayout(self._buttons, spacing=8)
        self.body.addWidget(self.subtitle)
        self.body.addWidget(self.past)
        self.body.addWidget(self.sections)
        self.body.addWidget(self.tabs, 1)
        self.body.addWidget(self._buttons)
        self.body.setStretch(3, 1)

    def show_card(self, card: MemberCard) -> None:
        """Another person, or the same after a change; the tab stays."""
        self.card = card
        self.set_title(card.full_name)
        self.subtitle.setText(self._summary(card))
        self._show_past(card)
        makers: tuple[Callable[[CardWishes, MemberCard, QVBoxLayout], None], ...] = (
            data_tab, history_tab, consents_tab, roles_tab, trainings_tab, dues_tab, papers_tab,
        )  # fmt: skip
        for box, make in zip(self._boxes, makers, strict=True):
            clear_layout(box)
            inside = column(spacing=10)
            make(self, card, inside)
            box.addLayout(inside)
            box.addStretch(1)
        self._show_buttons(card)
        self.show()

    def show_tab(self, index: int) -> None:
        """By its place in :data:`TABS`."""
        self.tabs.setCurrentIndex(index)

    def _ask_for_now(self) -> None:
        if self.card is not None:
            self.now_requested.emit(self.card.id)

    def _show_past(self, card: MemberCard) -> None:
        if not self.shows_past:
            self.past.hide()
            return
        words = []
        if card.as_of is not None:
            words.append(f"как было {format_date(card.as_of)}")
        if card.known_at is not None:
            known = card.known_at.astimezone()
            words.append(f"что было известно {known:%d.%m.%Y} в {known:%H:%M}")
        self.past.show_state(Tone.INFO, ", ".join(words).capitalize(), link="Показать сейчас")

    def _summary(self, card: MemberCard) -> str:
        words = []
        person, day = card.person, card.as_of or self.today
        if person.birth_date is not None and person.birth_date <= day:
            words.append(years(full_years(person.birth_date, day)))
        if card.category is None:
            words.append("не состоит на учёте")
        elif person.union_since is not None and person.union_since <= day:
            words.append(f"в профсоюзе {years(full_years(person.union_since, day))}")
        elif card.since is not None:
            words.append(f"на учёте с {format_date(card.since)}")
        return ", ".join(words)

    def _show_buttons(self, card: MemberCard) -> None:
        while self._flow.count():
            old = self._flow.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._buttons.setVisible(self.may_write)
        if not self.may_write:
            return
        person_id = card.id
        name = card.full_name
        self._flow.addWidget(button("Изменить", lambda: self.edit_requested.emit(person_id)))
        if card.category is not None:
            kinds = [
                EventKind.DEREGISTERED, EventKind.LEFT, EventKind.EXPELLED, EventKind.DIED, EventKind.CATEGORY_CHANGED,
            ]  # fmt: skip
        else:
            kinds = [EventKind.RESTORED, EventKind.REGISTERED]
        entries: list[tuple[str, Callable[[], object]]] = [
            (f"{title_for(k, Wording.DO)}…", lambda kind=k: self.event_requested.emit(person_id, kind.value))  # type: ignore[misc]
            for k in kinds
        ]
        entries.append(("Перевести в другую организацию…", lambda: self.transfer_requested.emit(person_id)))
        self._flow.addWidget(
            menu_button(
                "Движение", list(entries), name="Движение: снять с учёта, принять, сменить категорию, перевести"
            )
        )
        more = [
            ("Записать согласие…", lambda: self.consent_requested.emit(person_id)),
            ("Отозвать согласие…", lambda: self.withdraw_requested.emit(person_id)),
            ("Напечатать бланк согласия", lambda: self.print_consent_requested.emit(person_id)),
            None,
            ("Что о человеке хранится…", lambda: self.privacy_requested.emit(person_id, name, "answer")),
            ("Обращение о его данных…", lambda: self.privacy_requested.emit(person_id, name, "request")),
            ("Заблокировать данные или снять…", lambda: self.privacy_requested.emit(person_id, name, "block")),
            ("Уничтожить данные…", lambda: self.privacy_requested.emit(person_id, name, "destroy")),
            None,
            ("Записать должность…", lambda: self.role_requested.emit(person_id)),
            ("Записать обучение…", lambda: self.training_requested.emit(person_id)),
            None,
            ("Выбрать фотографию…", lambda: self.photo_requested.emit(person_id)),
            ("Как платит взносы…", lambda: self.dues_requested.emit(person_id)),
            ("Профсоюзные билеты…", lambda: self.cards_requested.emit(person_id)),
            ("Как было раньше…", lambda: self.past_requested.emit(person_id)),
        ]
        self._flow.addWidget(menu_button("Ещё", more, name="Ещё: согласие, должность, обучение, фотография"))
        for index in range(self._flow.count()):
            widget = self._flow.itemAt(index).widget()
            if widget is not None:
                widget.show()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A picture file may be dropped anywhere on the card: it becomes the photo."""
        if self.may_write and self.card is not None and dropped_picture(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the picture."""
        path = dropped_picture(event)
        if path is not None and self.card is not None:
            event.acceptProposedAction()
            self.photo_dropped.emit(self.card.id, path)
