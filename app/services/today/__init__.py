"""Сегодня: one list of what there is to do, ranked by one table of urgency, for the window and the command line."""

from app.services.today.listing import to_do
from app.services.today.tasks import Task
from app.services.today.urgency import TaskKind, Urgency

__all__ = ["Task", "TaskKind", "Urgency", "to_do"]
