"""To whom each part of the consent goes: the chain from the passport is shown, the rest is written here."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QLineEdit, QWidget

from app.progress import Progress
from app.services.privacy.recipients import Recipient, Told, recipient_words, set_recipient
from app.ui.context import UiContext
from app.ui.kit import label
from app.ui.kit.form_dialog import FormDialog

_WORDS = "Названия и адреса печатаются на листах согласия: без адреса получателя лист не печатается."
_TITLES = {
    "chain": ("Ещё одна организация между ними", "Её адрес", "Её ИНН", "Её ключ для списков (age1…)"),
    "operator": ("Оператор", "Адрес оператора", "ИНН оператора", "Его ключ для списков (age1…)"),
    "named": ("Получатель", "Адрес", "ИНН", "Ключ для списков (age1…)"),
}


class RecipientsDialog(FormDialog):
    """A group of lines for each part whose data go to somebody."""

    def __init__(self, parent: QWidget, context: UiContext, told: Told, written: Mapping[str, Recipient]) -> None:
        super().__init__(parent, context, "Кому передаются данные", "Сохранить", width=680)
        self.form.add_free(label(_WORDS, wrap=True))
        self.fields: dict[str, tuple[QLineEdit, ...]] = {}
        for part in context.session.profile.main_parts:
            if part.to == "nobody":
                continue
            self.form.add_free(label(part.title, "strong", wrap=True))
            if part.to == "chain":
                words = recipient_words(told[part.id]) if told[part.id] else "вышестоящая организация не вписана"
                self.form.add_free(label(f"По паспорту организации: {words}.", "small", wrap=True))
            known = written.get(part.id, Recipient("", ""))
            fields = tuple(QLineEdit(text) for text in (known.name, known.address, known.inn, known.key))
            for title, field in zip(_TITLES[part.to], fields, strict=True):
                field.setAccessibleName(f"{title}: {part.title}")
                self.form.add(title, field)
            self.fields[part.id] = fields

    def save(self) -> None:
        """Keep them."""
        session, context = self.context.session, self.context
        told = {part: tuple(field.text() for field in fields) for part, fields in self.fields.items()}

        def work(_: Progress) -> None:
            for part, (name, address, inn, key) in told.items():
                set_recipient(session, part, name, address, inn, key)

        def done(_: object) -> None:
            context.toast("Получатели записаны; напечатанные раньше листы остаются прежними")

        self.work(work, done)


__all__ = ["RecipientsDialog"]
