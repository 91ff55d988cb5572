"""Choosing the delegates of a conference."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.vocabulary.numbers import people as people_words
from app.services import meetings
from app.ui.context import UiContext
from app.ui.kit.asking import AskDialog, ask, people, text


def ask_delegates(owner: QWidget, context: UiContext, meeting_id: int) -> AskDialog:
    """Adds delegates from one shop organisation or group at a time."""
    who = people("who", "Кто избран", many=True, needed="Отметьте в списке хотя бы одного.")
    elected_by = text("elected_by", "От кого избраны", hint="Цеховая организация, профгруппа, отдел")
    return ask(
        owner,
        context,
        "Делегаты конференции",
        "Добавить делегатов",
        (who, elected_by),
        lambda answers, _: meetings.set_delegates(context.session, meeting_id, list(answers[who]), answers[elected_by]),
        lambda _, count: context.toast(f"Делегатами записаны: {people_words(count)}."),
        about=str(meeting_id),
    )
