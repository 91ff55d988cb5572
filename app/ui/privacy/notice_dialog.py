"""The notification of Roskomnadzor was sent: which, when, under which number."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.enums import NoticeKind
from app.domain.vocabulary.words import word_for
from app.progress import Progress
from app.services.privacy.notification import NoticeState, NoticeView, number_notice, record_notice
from app.ui.context import UiContext
from app.ui.kit import DateField, label
from app.ui.kit.form_dialog import FormDialog


class NoticeDialog(FormDialog):
    """The first notice, or a change of it; of the last one that has no number yet, its number."""

    def __init__(self, parent: QWidget, context: UiContext, state: NoticeState) -> None:
        super().__init__(parent, context, "Уведомление Роскомнадзора", "Записать", width=560)
        last = state.notices[-1] if state.filed else None
        self.waits: NoticeView | None = last if last is not None and not last.number and not state.changed else None
        self.kind = NoticeKind.FIRST if not state.filed else NoticeKind.CHANGE
        self.on = DateField("День отправки", date.today())
        self.number = QLineEdit()
        self.number.setAccessibleName("Номер")
        if self.waits is None:
            self.form.add_free(label(f"Что отправлено: {word_for(self.kind)}.", wrap=True))
            self.form.add("День отправки", self.on)
            self.form.add("Номер, если уже известен", self.number)
        else:
            self.form.add_free(
                label(f"Отправлено {self.waits.sent_on:%d.%m.%Y}. Впишите номер, который прислали.", wrap=True)
            )
            self.form.add("Номер", self.number)

    def save(self) -> None:
        """Keep it."""
        session, context, waits = self.context.session, self.context, self.waits
        kind, number, on = self.kind, self.number.text(), self.on.date()

        def work(_: Progress) -> None:
            if waits is not None:
                number_notice(session, waits.id, number)
            else:
                record_notice(session, kind, on or date.today(), number)

        self.work(work, lambda _: context.toast("Записано"))


__all__ = ["NoticeDialog"]
