"""Small dialogs of a card: the past, the social passport, dues, a file to keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.enums import AttachmentKind, DuesWay, SocialKind
from app.domain.files import read_limited
from app.domain.vocabulary.words import title_for
from app.progress import Progress
from app.services.members import (
    MemberCard,
    SocialFactDraft,
    attachments,
    end_social_fact,
    member_card,
    record_social_fact,
    update_person,
)
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DateField, label
from app.ui.kit.form_dialog import FormDialog
from app.ui.members.change_choice import ChangeChoice


class PastDialog(FormDialog):
    """The card as it was on a day, and as it was known at the end of another."""

    def __init__(
        self, parent: QWidget, context: UiContext, card: MemberCard, on_card: Callable[[MemberCard], object]
    ) -> None:
        super().__init__(parent, context, "Карточка как раньше", "Показать")
        self._person_id, self._on_card = card.id, on_card
        self.as_of = DateField("Как было на дату", card.as_of)
        known = None if card.known_at is None else card.known_at.astimezone().date()
        self.known = DateField("Что было известно на дату", known)
        self.form.add(
            "Как было на дату", self.as_of, "Имя, работа, категория в конце этого дня – так, как мы знаем сейчас"
        )
        self.form.add(
            "Что было известно на дату",
            self.known,
            "Всё, что записали или исправили позже, не учитывается. Можно вписать одну дату или обе.",
        )
        self.as_of.setFocus()

    def save(self) -> None:
        """Read that card."""
        problems: dict[QWidget, str] = {}
        for field in (self.as_of, self.known):
            if field.is_wrong():
                problems[field] = field.problem(needed=True)
        on, known = self.as_of.date(), self.known.date()
        if not problems and on is None and known is None:
            problems[self.as_of] = "Впишите хотя бы одну дату."
        if self.show_problems(problems):
            return
        session, person_id = self.context.session, self._person_id
        moment = None if known is None else datetime.combine(known, time.max).astimezone(UTC)
        self.work(lambda _: member_card(session, person_id, on, moment), self._on_card)


class SocialDialog(FormDialog):
    """One more line of the social passport."""

    def __init__(self, parent: QWidget, context: UiContext, card: MemberCard) -> None:
        super().__init__(parent, context, "Социальный паспорт", "Записать")
        self._person_id = card.id
        self.form.add_free(label(card.full_name, "strong", wrap=True))
        self.kind = ChoiceBox()
        for kind in SocialKind:
            self.kind.add(title_for(kind), kind)
        self.detail = QLineEdit()
        self.born, self.since, self.until = DateField("Родился"), DateField("С какого дня"), DateField("По какой день")
        self.form.add("Что записать", self.kind)
        self.form.add("Подробнее", self.detail, "Имя ребёнка, группа инвалидности, номер общежития")
        self.form.add("Дата рождения ребёнка", self.born)
        self.form.add("С какого дня", self.since, "Можно не указывать")
        self.form.add("По какой день", self.until, "Например, срок справки об инвалидности")
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self._kind_changed()
        self.kind.setFocus()

    def _kind_changed(self) -> None:
        self.form.set_shown(self.born, self.kind.value() in (SocialKind.CHILD, SocialKind.DISABLED_CHILD))
        if self.isVisible():
            self.fit()

    def save(self) -> None:
        """Record it; without the consent the program refuses."""
        fields = (self.born, self.since, self.until)
        if self.show_problems({f: f.problem() for f in fields if f.is_wrong()}):
            return
        child = self.kind.value() in (SocialKind.CHILD, SocialKind.DISABLED_CHILD)
        draft = SocialFactDraft(
            self.kind.value(),
            self.detail.text(),
            self.born.date() if child else None,
            self.since.date(),
            self.until.date(),
        )
        session, person_id, context = self.context.session, self._person_id, self.context

        def done(_: object) -> None:
            context.toast("Записано в социальный паспорт")

        self.work(lambda _: record_social_fact(session, person_id, draft), done)


class SocialEndDialog(FormDialog):
    """A line of the social passport is true no more."""

    def __init__(self, parent: QWidget, context: UiContext, fact_id: int, what: str) -> None:
        super().__init__(parent, context, f"{what}: больше не так", "Записать")
        self._fact_id = fact_id
        self.until = DateField("С какого дня", date.today())
        self.form.add("С какого дня не так", self.until)
        self.until.setFocus()

    def save(self) -> None:
        """End it."""
        until = self.until.date()
        if until is None:
            self.show_problems({self.until: self.until.problem(needed=True)})
            return
        session, fact_id, context = self.context.session, self._fact_id, self.context

        def done(_: object) -> None:
            context.toast("Социальный паспорт исправлен")

        self.work(lambda _: end_social_fact(session, fact_id, until), done)


class DuesDialog(FormDialog):
    """How a member pays dues."""

    def __init__(self, parent: QWidget, context: UiContext, card: MemberCard) -> None:
        super().__init__(parent, context, "Как платит взносы", "Сохранить")
        self._card = card
        self.form.add_free(label(card.full_name, "strong", wrap=True))
        self.way = ChoiceBox()
        self.way.add("Не записано", None)
        for way in DuesWay:
            self.way.add(title_for(way), way)
        self.way.choose(card.person.dues_way)
        self.form.add("Платит взносы", self.way)
        self.change = ChangeChoice()
        self.form.add_free(self.change)
        self.way.setFocus()

    def save(self) -> None:
        """Write it down with its day."""
        if self.show_problems({}) or not self.change.check():
            self.fit()
            return
        session, context, card = self.context.session, self.context, self._card
        draft, changed_on = replace(card.person, dues_way=self.way.value()), self.change.changed_on()

        def done(_: object) -> None:
            context.toast(f"{card.full_name}: записано, как платит взносы")

        self.work(lambda _: update_person(session, card.id, draft, changed_on=changed_on), done)


class AttachDialog(FormDialog):
    """What the chosen file is."""

    def __init__(self, parent: QWidget, context: UiContext, person_id: int, path: Path) -> None:
        super().__init__(parent, context, "Приложить файл", "Приложить")
        self._person_id, self._path = person_id, path
        self.form.add_free(label(path.name, "strong", wrap=True))
        self.kind = ChoiceBox()
        for kind in (AttachmentKind.APPLICATION, AttachmentKind.CONSENT, AttachmentKind.OTHER):
            self.kind.add(title_for(kind), kind)
        self.title = QLineEdit(path.stem)
        self.form.add("Что это", self.kind)
        self.form.add("Название", self.title)
        self.form.add_free(
            label("PDF, JPEG или PNG. Снимки уменьшаются, сведения о месте съёмки убираются.", "muted", wrap=True)
        )
        self.title.setFocus()

    def save(self) -> None:
        """Keep it inside the vault."""
        session, person_id, path, context = self.context.session, self._person_id, self._path, self.context
        kind, title = self.kind.value(), self.title.text()

        def work(progress: Progress) -> int:
            data = read_limited(path, attachments.LARGEST_ATTACHMENT + 1)
            return attachments.add_attachment(session, person_id, kind, title, data, progress)

        def done(_: object) -> None:
            context.toast("Файл приложен к карточке")

        self.work(work, done)
