"""Choosing the delegates of a conference."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from app.services import meetings
from app.ui.context import UiContext
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.people_picker import PeoplePicker
from app.ui.words import people


class DelegatesDialog(FormDialog):
    """Adds delegates from one shop organisation or group at a time."""

    def __init__(self, parent: QWidget, context: UiContext, meeting_id: int) -> None:
        super().__init__(parent, context, "Делегаты конференции", "Добавить делегатов")
        self._meeting = meeting_id
        self.picker = PeoplePicker(context, many=True)
        self.elected_by = QLineEdit()
        self.form.add("Кто избран", self.picker)
        self.form.add("От кого избраны", self.elected_by, "Цеховая организация, профгруппа, отдел")
        self.picker.setFocus()

    def save(self) -> None:
        """Keep them."""
        chosen = list(self.picker.chosen)
        if not chosen:
            self.show_problems({self.picker: "Отметьте в списке хотя бы одного."})
            return
        session, context, meeting, by = self.context.session, self.context, self._meeting, self.elected_by.text()

        def done(count: int) -> None:
            context.toast(f"Делегатами записаны: {people(count)}.")

        self.work(lambda _: meetings.set_delegates(session, meeting, chosen, by), done)
