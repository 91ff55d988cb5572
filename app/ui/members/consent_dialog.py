"""Recording a consent in parts for one or many, and withdrawing one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QCheckBox, QWidget

from app.domain.enums import ConsentWay
from app.services.members import MemberCard
from app.services.organisation.profiles import ConsentPartText
from app.services.privacy.consents import record_consent, withdraw_consent
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DateField, Tone, label
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.tips import set_tip
from app.ui.words import WAY, people


def _part_box(part: ConsentPartText, *, checked: bool) -> QCheckBox:
    box = QCheckBox(part.title)
    box.setAccessibleName(f"Часть согласия: {part.title}")
    box.setAccessibleDescription(part.purpose)
    set_tip(box, part.purpose)
    box.setChecked(checked)
    return box


class ConsentDialog(FormDialog):
    """The same parts for everybody chosen."""

    def __init__(self, parent: QWidget, context: UiContext, names: Mapping[int, str]) -> None:
        super().__init__(parent, context, "Записать согласие", "Записать")
        self._ids = list(names)
        who = next(iter(names.values())) if len(names) == 1 else f"Выбрано: {people(len(names))}"
        self._who = who
        self.form.add_free(label(who, "strong", wrap=True))
        self.on = DateField("Дата согласия", date.today())
        self.form.add("Дата на бланке", self.on)
        self.way = ChoiceBox()
        for way in ConsentWay:
            self.way.add(WAY[way].capitalize(), way)
        self.form.add("Как подписано", self.way)
        self.until = DateField("Действует до")
        self.form.add("Действует до", self.until, "Пусто: бессрочно, до отзыва")
        self.form.add_free(label("На что согласен: отметьте так же, как на бланке", "strong", wrap=True))
        self.parts: dict[str, QCheckBox] = {}
        for part in context.session.profile.consent_parts:
            box = _part_box(part, checked=part.required)
            self.parts[part.id] = box
            self.form.add_free(box)
            purpose = part.purpose[:1].upper() + part.purpose[1:].rstrip(".")
            recipient = f" Кому: {part.recipient}." if part.recipient else ""
            self.form.add_free(label(f"{purpose}.{recipient}", "small", wrap=True))
        self.on.setFocus()

    def save(self) -> None:
        """Record it."""
        on, until = self.on.date(), self.until.date()
        problems: dict[QWidget, str] = {}
        if on is None:
            problems[self.on] = "Напишите дату так: 12.09.2026."
        if self.until.is_wrong():
            problems[self.until] = "Напишите дату так: 31.12.2030, или оставьте пустым."
        if self.show_problems(problems) or on is None:
            return
        parts = {name: box.isChecked() for name, box in self.parts.items()}
        session, ids, way, context, who = (
            self.context.session,
            self._ids,
            self.way.value(),
            self.context,
            self._who,
        )

        def done(_: int) -> None:
            context.toast(f"Согласие записано: {who}")

        self.work(lambda _: record_consent(session, ids, parts, on, way=way, valid_until=until), done)


class WithdrawDialog(FormDialog):
    """Which parts a person takes back."""

    def __init__(self, parent: QWidget, context: UiContext, card: MemberCard) -> None:
        super().__init__(parent, context, "Отозвать согласие", "Записать отзыв")
        self._card = card
        self.form.add_free(label(card.full_name, "strong", wrap=True))
        self.on = DateField("С какого дня", date.today())
        self.form.add("С какого дня", self.on)
        given = {part for c in card.consents for part, yes in c.parts.items() if yes and part not in c.withdrawn}
        self.parts: dict[str, QCheckBox] = {}
        for part in context.session.profile.consent_parts:
            if part.id in given:
                box = _part_box(part, checked=True)
                self.parts[part.id] = box
                self.form.add_free(box)
        if not self.parts:
            self.banner.show_state(Tone.INFO, "Отзывать нечего: действующих согласий нет.")
            self.save_button.setEnabled(False)
        self.form.add_free(
            label("С этого дня данные по отозванным частям не уйдут из программы ни в одном файле.", "small", wrap=True)
        )

    def save(self) -> None:
        """Record the withdrawal."""
        on = self.on.date()
        parts = [name for name, box in self.parts.items() if box.isChecked()]
        if on is None:
            self.show_problems({self.on: "Напишите дату так: 12.09.2026."})
            return
        if not parts:
            self.banner.show_state(Tone.WARNING, "Отметьте хотя бы одну часть.")
            return
        session, card, context = self.context.session, self._card, self.context

        def done(_: object) -> None:
            context.toast(f"Отзыв записан: {card.full_name}")

        self.work(lambda _: withdraw_consent(session, card.id, parts, on), done)
