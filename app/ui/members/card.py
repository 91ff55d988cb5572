"""A person's card at the right: data, history, consents, offices, training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.domain.dates import full_years
from app.domain.enums import EXIT_EVENTS, EventKind, Sex
from app.services.people import ConsentView, EventView, MemberCard
from app.services.profiles import ConsentPartText
from app.ui.members.model import CONSENT_TONE
from app.ui.theme import px
from app.ui.widgets import (
    Chip,
    FlowLayout,
    SidePanel,
    Tone,
    VerticalScroll,
    button,
    clear_layout,
    column,
    facts_grid,
    label,
    link_button,
    menu_button,
    row,
    rule,
)
from app.ui.widgets.fields import format_date
from app.ui.words import CATEGORY, CONSENT, EVENT, EVENT_DO, REASON, ROLE, SEX, TRAINING, WAY, long_date, years


class CardPanel(SidePanel):
    """Shows one person; says what is asked for."""

    edit_requested = Signal(int)
    event_requested = Signal(int, str)
    cancel_requested = Signal(int, str)
    consent_requested = Signal(int)
    withdraw_requested = Signal(int)
    role_requested = Signal(int)
    training_requested = Signal(int)
    print_consent_requested = Signal(int)

    def __init__(self, parts: Sequence[ConsentPartText], today: date, *, may_write: bool) -> None:
        super().__init__(closable=True, width=390)
        self._parts = {part.id: part.title for part in parts}
        self._today, self._may_write = today, may_write
        self.card: MemberCard | None = None
        self.subtitle = label("", "muted", wrap=True)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Разделы карточки")
        self.tabs.tabBar().setExpanding(False)
        self.tabs.tabBar().setProperty("small", "true")
        self.tabs.tabBar().setAccessibleName("Разделы карточки")
        self._boxes: list[QVBoxLayout] = []
        for title in ("Данные", "История", "Согласия", "Должности", "Обучение"):
            box = column(spacing=0, margins=(0, 12, 10, 8))
            area = VerticalScroll(box)
            area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            area.setAccessibleName(title)
            self._boxes.append(box)
            self.tabs.addTab(area, title)
        self._buttons = QWidget()
        self._flow = FlowLayout(self._buttons, spacing=8)
        self.body.addWidget(self.subtitle)
        self.body.addWidget(self.tabs, 1)
        self.body.addWidget(self._buttons)
        self.body.setStretch(1, 1)

    def show_card(self, card: MemberCard) -> None:
        """Another person, or the same after a change; the tab stays."""
        self.card = card
        self.set_title(card.full_name)
        self.subtitle.setText(self._summary(card))
        for box, make in zip(
            self._boxes, (self._data, self._history, self._consents, self._roles, self._trainings), strict=True
        ):
            clear_layout(box)
            inside = column(spacing=10)
            make(card, inside)
            box.addLayout(inside)
            box.addStretch(1)
        self._show_buttons(card)
        self.show()

    def show_tab(self, index: int) -> None:
        """Data 0, history 1, consents 2, offices 3, training 4."""
        self.tabs.setCurrentIndex(index)

    def _summary(self, card: MemberCard) -> str:
        words = []
        person = card.person
        if person.birth_date is not None:
            words.append(years(full_years(person.birth_date, self._today)))
        if card.category is None:
            words.append("не состоит на учёте")
        elif person.union_since is not None:
            words.append(f"в профсоюзе {years(full_years(person.union_since, self._today))}")
        elif card.since is not None:
            words.append(f"на учёте с {format_date(card.since)}")
        return ", ".join(words)

    def _show_buttons(self, card: MemberCard) -> None:
        while self._flow.count():
            old = self._flow.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if not self._may_write:
            return
        person_id = card.id
        self._flow.addWidget(button("Изменить", lambda: self.edit_requested.emit(person_id)))
        if card.category is not None:
            kinds = [
                EventKind.DEREGISTERED, EventKind.LEFT, EventKind.EXPELLED, EventKind.DIED, EventKind.CATEGORY_CHANGED,
            ]  # fmt: skip
        else:
            kinds = [EventKind.RESTORED, EventKind.REGISTERED]
        entries = [(f"{EVENT_DO[k]}…", lambda kind=k: self.event_requested.emit(person_id, kind.value)) for k in kinds]
        self._flow.addWidget(
            menu_button("Движение", list(entries), name="Движение: снять с учёта, принять, сменить категорию")
        )
        more = [
            ("Записать согласие…", lambda: self.consent_requested.emit(person_id)),
            ("Отозвать согласие…", lambda: self.withdraw_requested.emit(person_id)),
            ("Напечатать бланк согласия", lambda: self.print_consent_requested.emit(person_id)),
            None,
            ("Записать должность…", lambda: self.role_requested.emit(person_id)),
            ("Записать обучение…", lambda: self.training_requested.emit(person_id)),
        ]
        self._flow.addWidget(menu_button("Ещё", more, name="Ещё: согласие, должность, обучение"))
        for index in range(self._flow.count()):
            widget = self._flow.itemAt(index).widget()
            if widget is not None:
                widget.show()

    def _data(self, card: MemberCard, box: QVBoxLayout) -> None:
        p = card.person
        born = ""
        if p.birth_date is not None:
            born = long_date(p.birth_date) if p.birth_exact else f"{p.birth_date.year} год"
        pairs = [
            ("Категория", CATEGORY[card.category] if card.category else "не на учёте"),
            ("Должность", p.position),
            ("Подразделение", p.department),
            ("Группа", p.study_group),
            ("Родилась" if p.sex is Sex.FEMALE else "Родился", born),
            ("Пол", SEX[p.sex] if p.sex else ""),
            ("Телефон", p.phone),
            ("Почта", p.email),
            ("Адрес", p.address),
            ("Билет", p.card_number),
            ("В профсоюзе с", long_date(p.union_since) if p.union_since else ""),
            ("На учёте с", long_date(card.since) if card.since else ""),
            ("Заметка", p.note),
        ]
        optional = {"Подразделение", "Группа", "Заметка", "Адрес", "Почта", "Должность"}
        box.addWidget(facts_grid((n, v) for n, v in pairs if v or n not in optional))
        box.addWidget(rule())
        box.addLayout(row(label("Согласие", "strong"), Chip(CONSENT[card.consent], CONSENT_TONE[card.consent]), 1))
        if card.consents:
            self._parts_of(card.consents[-1], box)

    def _parts_of(self, consent: ConsentView, box: QVBoxLayout) -> None:
        for part, given in consent.parts.items():
            withdrawn = consent.withdrawn.get(part)
            if withdrawn is not None:
                chip = Chip("отозвано", Tone.WARNING)
            else:
                chip = Chip("да", Tone.GOOD) if given else Chip("нет", Tone.NEUTRAL)
            words = label(self._parts.get(part, part), wrap=True)
            line = row(chip, words, spacing=8)
            line.setStretch(1, 1)
            line.setAlignment(chip, Qt.AlignmentFlag.AlignTop)
            box.addLayout(line)

    def _history(self, card: MemberCard, box: QVBoxLayout) -> None:
        shown = [event for event in card.events if event.kind is not EventKind.CANCELLED]
        if not shown:
            box.addWidget(label("Записей о членстве ещё нет.", "muted", wrap=True))
        for event in reversed(shown):
            box.addWidget(self._event(event))
            box.addWidget(rule())

    def _event(self, event: EventView) -> QWidget:
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(px(2))
        title = EVENT[event.kind]
        if event.category is not None and event.kind not in EXIT_EVENTS:
            title += f": {CATEGORY[event.category].lower()}"
        inner.addWidget(label(title, "strong", wrap=True))
        detail = [long_date(event.on)]
        if event.reason is not None:
            detail.append(REASON[event.reason])
        if event.basis:
            detail.append(event.basis)
        inner.addWidget(label(", ".join(detail), "muted", wrap=True))
        if event.cancelled:
            inner.addWidget(Chip("отменено", Tone.NEUTRAL))
        elif self._may_write:
            what = f"{title}, {long_date(event.on)}"
            link = link_button("Записано по ошибке…", name=f"Записано по ошибке: {what}")
            link.clicked.connect(lambda *_, i=event.id, w=what: self.cancel_requested.emit(i, w))
            inner.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        return holder

    def _consents(self, card: MemberCard, box: QVBoxLayout) -> None:
        box.addLayout(row(label("Сейчас", "muted"), Chip(CONSENT[card.consent], CONSENT_TONE[card.consent]), 1))
        if not card.consents:
            box.addWidget(
                label("Согласие ещё не записано. Напечатайте бланк, дайте подписать и запишите.", "muted", wrap=True)
            )
        for consent in reversed(card.consents):
            box.addWidget(label(f"Согласие от {format_date(consent.given_on)}", "strong"))
            words = WAY[consent.way]
            if consent.valid_until is not None:
                words += f", до {format_date(consent.valid_until)}"
            box.addWidget(label(words, "small", wrap=True))
            self._parts_of(consent, box)
            for part, on in _withdrawals(consent.withdrawn).items():
                box.addWidget(label(f"Отозвано {format_date(on)}: {self._parts.get(part, part)}", "small", wrap=True))
            box.addWidget(rule())

    def _roles(self, card: MemberCard, box: QVBoxLayout) -> None:
        if not card.roles:
            box.addWidget(label("Выборных должностей нет.", "muted", wrap=True))
        for role in card.roles:
            title = ROLE[role.kind] + (f", {role.unit}" if role.unit else "")
            box.addWidget(label(title, "strong", wrap=True))
            until = f" до {format_date(role.ends_on)}" if role.ends_on else ", сейчас"
            kind = ", освобождённая работа" if role.full_time else ""
            box.addWidget(label(f"с {format_date(role.starts_on)}{until}{kind}", "muted", wrap=True))

    def _trainings(self, card: MemberCard, box: QVBoxLayout) -> None:
        if not card.trainings:
            box.addWidget(label("Обучение не записано.", "muted", wrap=True))
        for training in card.trainings:
            box.addWidget(label(training.title or TRAINING[training.kind], "strong", wrap=True))
            hours = f", {training.hours} ч" if training.hours else ""
            box.addWidget(
                label(f"{format_date(training.on)}, {TRAINING[training.kind].lower()}{hours}", "muted", wrap=True)
            )


def _withdrawals(withdrawn: Mapping[str, date]) -> dict[str, date]:
    return dict(sorted(withdrawn.items(), key=lambda item: item[1]))
