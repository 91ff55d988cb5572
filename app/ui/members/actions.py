"""What the page of the register offers: the entries of its menus, and what can be done with the marked people.

A room adds its act here as one line; the page and the bar of group operations only show what they find. The word
ends with «…» when a dialog follows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.enums import EventKind

if TYPE_CHECKING:
    from app.ui.members.page import MembersPage


@dataclass(frozen=True)
class PageAction:
    """One entry of a menu. ``writes``: offered only to those who may change the register.

    ``title`` "" is a line between entries. ``name`` is what a screen reader says when the word alone is not enough.
    """

    title: str
    run: Callable[[MembersPage], object]
    writes: bool = True
    name: str = ""


def open_doubles(page: MembersPage) -> None:
    """Who may be recorded twice."""
    from app.ui.members.doubles_dialog import DoublesDialog

    DoublesDialog(page, page.context, may_write=page.may_write).open()


def open_export(page: MembersPage) -> None:
    """All of the register into a file."""
    from app.ui.members.export_dialogs import ExportDialog

    ExportDialog(page, page.context).open()


def open_load(page: MembersPage) -> None:
    """A whole register into an empty vault."""
    from app.ui.members.export_dialogs import load_whole

    load_whole(page, page.context)


def open_labels(page: MembersPage) -> None:
    """Labels of the marked people, or of everybody."""
    from app.ui.members.export_dialogs import LabelsDialog

    LabelsDialog(page, page.context, page.presenter.filter.as_of, [r.id for r in page.presenter.marked_rows()]).open()


def open_groups(page: MembersPage) -> None:
    """Lists by group of the marked people, or of everybody."""
    from app.ui.members.export_dialogs import GroupsDialog

    GroupsDialog(page, page.context, page.presenter.filter.as_of, [r.id for r in page.presenter.marked_rows()]).open()


def open_birthdays(page: MembersPage) -> None:
    """Birthdays of a period."""
    from app.ui.members.export_dialogs import BirthdaysDialog

    BirthdaysDialog(page, page.context).open()


PRINT: list[PageAction] = [
    PageAction("Список…", lambda page: page.print_list(), writes=False),
    PageAction("Бланки согласий…", lambda page: page.print_consents(), writes=False),
    PageAction("Наклейки с адресами…", lambda page: open_labels(page), writes=False),
    PageAction("Списки по группам…", lambda page: open_groups(page), writes=False),
    PageAction("Дни рождения и юбилеи…", lambda page: open_birthdays(page), writes=False),
    PageAction("Другой документ…", lambda page: page.documents_for_people(), writes=False),
]
"""The menu «Печать»: the marked people, or those found when nobody is marked."""

MORE: list[PageAction] = [
    PageAction("Загрузить список…", lambda page: page.import_list()),
    PageAction("Отчёт по параметрам…", lambda page: page.query(), writes=False),
    PageAction("Принять по файлу перевода…", lambda page: page.accept_by_file()),
    PageAction("Решения о приёме…", lambda page: page.show_decisions(), writes=False),
    PageAction("Действия со многими: отменить…", lambda page: page.show_operations(), writes=False),
    PageAction("Двойники…", lambda page: open_doubles(page), writes=False),
    PageAction("Выгрузить реестр…", lambda page: open_export(page)),
    PageAction("Загрузить весь реестр…", lambda page: open_load(page)),
]
"""The menu «Ещё»: acts upon the register as a whole."""

VIEW: list[PageAction] = [
    PageAction("Столбцы…", lambda page: page.choose_columns(), writes=False),
    PageAction("", lambda page: page, writes=False),
    PageAction("Все подряд", lambda page: page.group_by(""), writes=False),
    PageAction("По подразделениям", lambda page: page.group_by("department"), writes=False),
    PageAction("По группам", lambda page: page.group_by("group"), writes=False),
    PageAction("По цехам и профгруппам", lambda page: page.group_by("unit"), writes=False),
    PageAction("По категориям", lambda page: page.group_by("category"), writes=False),
]
"""The menu «Вид»: how the list is laid out."""

MOVEMENTS: list[PageAction] = [
    PageAction("Снять с учёта…", lambda page: page.event_for_marked(EventKind.DEREGISTERED)),
    PageAction("Сменить категорию…", lambda page: page.event_for_marked(EventKind.CATEGORY_CHANGED)),
    PageAction("Принять в профсоюз…", lambda page: page.event_for_marked(EventKind.ADMITTED)),
    PageAction("Другая запись…", lambda page: page.event_for_marked(EventKind.LEFT)),
    PageAction("Решение о приёме…", lambda page: page.decision_for_marked()),
]
"""The menu «Движение» of the marked people."""

FOR_MARKED: list[PageAction] = [
    PageAction("Согласие…", lambda page: page.consent_for_marked(), name="Записать согласие отмеченных"),
    PageAction("Обучение…", lambda page: page.training_for_marked(), name="Записать обучение отмеченных"),
    PageAction(
        "Бланки", lambda page: page.print_consents(), writes=False, name="Напечатать бланки согласий отмеченных"
    ),
]
"""Buttons of the bar that comes with the first mark."""

MORE_FOR_MARKED: list[PageAction] = [
    PageAction("Изменить группу, отдел, должность…", lambda page: page.fields_for_marked()),
    PageAction("Прикрепить к цеху, профгруппе…", lambda page: _assign(page)),
    PageAction("Включить в резерв…", lambda page: _reserve(page)),
    PageAction("Заказать билеты…", lambda page: page.order_cards_for_marked()),
    PageAction("Выдать билеты…", lambda page: page.issue_cards_for_marked()),
    PageAction("Напечатать билеты…", lambda page: page.print_cards_of_marked()),
]
"""The menu «Ещё» of that bar: what is needed less often. ``page.presenter.marked_rows()`` gives the people."""


def _assign(page: MembersPage) -> None:
    page.context.doors.assign_people(page.context, page, {r.id: r.full_name for r in page.presenter.marked_rows()})


def _reserve(page: MembersPage) -> None:
    page.context.doors.add_to_reserve(page.context, page, {r.id: r.full_name for r in page.presenter.marked_rows()})


def offered(actions: Sequence[PageAction], page: MembersPage) -> list[PageAction]:
    """The actions this user may take."""
    return [action for action in actions if page.may_write or not action.writes]


def entries(actions: Sequence[PageAction], page: MembersPage) -> list[tuple[str, Callable[[], object]] | None]:
    """The same as a menu button takes them."""
    return [
        (action.title, lambda run=action.run: run(page)) if action.title else None  # type: ignore[misc]
        for action in offered(actions, page)
    ]
