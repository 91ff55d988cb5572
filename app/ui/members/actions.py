"""What the page of the register offers: the entries of its menus, and what can be done with the marked people.

A room adds its act here as one line; the page and the bar of group operations only show what they find. The word
ends with «…» when a dialog follows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.enums import EventKind
from app.ui.members.list_acts import ListActs


@dataclass(frozen=True)
class PageAction:
    """One entry of a menu. ``writes``: offered only to those who may change the register.

    ``title`` "" is a line between entries. ``name`` is what a screen reader says when the word alone is not enough.
    """

    title: str
    run: Callable[[ListActs], object]
    writes: bool = True
    name: str = ""


def open_doubles(acts: ListActs) -> None:
    """Who may be recorded twice."""
    from app.ui.members.doubles_dialog import DoublesDialog

    DoublesDialog(acts.owner, acts.context, may_write=acts.may_write).open()


def open_export(acts: ListActs) -> None:
    """All of the register into a file."""
    from app.ui.members.export_dialogs import ExportDialog

    ExportDialog(acts.owner, acts.context).open()


def open_load(acts: ListActs) -> None:
    """A whole register into an empty vault."""
    from app.ui.members.export_dialogs import load_whole

    load_whole(acts.owner, acts.context)


def open_labels(acts: ListActs) -> None:
    """Labels of the marked people, or of everybody."""
    from app.ui.members.export_dialogs import LabelsDialog

    LabelsDialog(acts.owner, acts.context, acts.presenter.filter.as_of, list(acts.marked_names())).open()


def open_groups(acts: ListActs) -> None:
    """Lists by group of the marked people, or of everybody."""
    from app.ui.members.export_dialogs import GroupsDialog

    GroupsDialog(acts.owner, acts.context, acts.presenter.filter.as_of, list(acts.marked_names())).open()


def open_birthdays(acts: ListActs) -> None:
    """Birthdays of a period."""
    from app.ui.members.export_dialogs import BirthdaysDialog

    BirthdaysDialog(acts.owner, acts.context).open()


PRINT: list[PageAction] = [
    PageAction("Список…", lambda acts: acts.print_list(), writes=False),
    PageAction("Бланки согласий…", lambda acts: acts.print_consents(), writes=False),
    PageAction("Наклейки с адресами…", lambda acts: open_labels(acts), writes=False),
    PageAction("Списки по группам…", lambda acts: open_groups(acts), writes=False),
    PageAction("Дни рождения и юбилеи…", lambda acts: open_birthdays(acts), writes=False),
    PageAction("Другой документ…", lambda acts: acts.documents_for_people(), writes=False),
]
"""The menu «Печать»: the marked people, or those found when nobody is marked."""

MORE: list[PageAction] = [
    PageAction("Загрузить список…", lambda acts: acts.import_list()),
    PageAction("Отчёт по параметрам…", lambda acts: acts.query(), writes=False),
    PageAction("Принять по файлу перевода…", lambda acts: acts.accept_by_file()),
    PageAction("Решения о приёме…", lambda acts: acts.show_decisions(), writes=False),
    PageAction("Действия со многими: отменить…", lambda acts: acts.show_operations(), writes=False),
    PageAction("Двойники…", lambda acts: open_doubles(acts), writes=False),
    PageAction("Выгрузить реестр…", lambda acts: open_export(acts)),
    PageAction("Загрузить весь реестр…", lambda acts: open_load(acts)),
]
"""The menu «Ещё»: acts upon the register as a whole."""

VIEW: list[PageAction] = [
    PageAction("Столбцы…", lambda acts: acts.choose_columns(), writes=False),
    PageAction("", lambda acts: acts, writes=False),
    PageAction("Все подряд", lambda acts: acts.group_by(""), writes=False),
    PageAction("По подразделениям", lambda acts: acts.group_by("department"), writes=False),
    PageAction("По группам", lambda acts: acts.group_by("group"), writes=False),
    PageAction("По цехам и профгруппам", lambda acts: acts.group_by("unit"), writes=False),
    PageAction("По категориям", lambda acts: acts.group_by("category"), writes=False),
]
"""The menu «Вид»: how the list is laid out."""

MOVEMENTS: list[PageAction] = [
    PageAction("Снять с учёта…", lambda acts: acts.event_for_marked(EventKind.DEREGISTERED)),
    PageAction("Сменить категорию…", lambda acts: acts.event_for_marked(EventKind.CATEGORY_CHANGED)),
    PageAction("Принять в профсоюз…", lambda acts: acts.event_for_marked(EventKind.ADMITTED)),
    PageAction("Другая запись…", lambda acts: acts.event_for_marked(EventKind.LEFT)),
    PageAction("Решение о приёме…", lambda acts: acts.decision_for_marked()),
]
"""The menu «Движение» of the marked people."""

FOR_MARKED: list[PageAction] = [
    PageAction("Согласие…", lambda acts: acts.consent_for_marked(), name="Записать согласие отмеченных"),
    PageAction("Обучение…", lambda acts: acts.training_for_marked(), name="Записать обучение отмеченных"),
    PageAction(
        "Бланки", lambda acts: acts.print_consents(), writes=False, name="Напечатать бланки согласий отмеченных"
    ),
]
"""Buttons of the bar that comes with the first mark."""

MORE_FOR_MARKED: list[PageAction] = [
    PageAction("Изменить группу, отдел, должность…", lambda acts: acts.fields_for_marked()),
    PageAction("Прикрепить к цеху, профгруппе…", lambda acts: _assign(acts)),
    PageAction("Включить в резерв…", lambda acts: _reserve(acts)),
    PageAction("Заказать билеты…", lambda acts: acts.order_cards_for_marked()),
    PageAction("Выдать билеты…", lambda acts: acts.issue_cards_for_marked()),
    PageAction("Напечатать билеты…", lambda acts: acts.print_cards_of_marked()),
]
"""The menu «Ещё» of that bar: what is needed less often. ``acts.presenter.marked_rows()`` gives the people."""


def _assign(acts: ListActs) -> None:
    acts.context.doors.assign_people(acts.context, acts.owner, acts.marked_names())


def _reserve(acts: ListActs) -> None:
    acts.context.doors.add_to_reserve(acts.context, acts.owner, acts.marked_names())


def offered(actions: Sequence[PageAction], acts: ListActs) -> list[PageAction]:
    """The actions this user may take."""
    return [action for action in actions if acts.may_write or not action.writes]


def entries(actions: Sequence[PageAction], acts: ListActs) -> list[tuple[str, Callable[[], object]] | None]:
    """The same as a menu button takes them."""
    return [
        (action.title, lambda run=action.run: run(acts)) if action.title else None  # type: ignore[misc]
        for action in offered(actions, acts)
    ]
