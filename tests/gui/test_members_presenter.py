"""The register on the screen without a screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.domain.enums import EventKind, MemberCategory, Sex
from app.domain.members import ConsentFact, EventFact, PersonRecord, SpanFact
from app.domain.names import normalise
from app.progress import silent
from app.services import queries
from app.services.members import ConsentState, GroupLine, GroupOutcome, MemberRow
from app.services.members.register import Register
from app.services.organisation.profiles import load_profile
from app.ui.members import presenter as module
from app.ui.members.event_dialog import preview_words
from app.ui.members.model import MembersModel
from app.ui.members.presenter import FORMER, NO_CARD, NO_CONSENT, MembersPresenter
from app.ui.today.presenter import age_groups

TODAY = date(2026, 11, 20)


def person(number: int, surname: str, name: str = "Нина", **values: Any) -> MemberRow:
    """A row with sensible values."""
    known: dict[str, Any] = {
        "id": number, "uid": str(number), "surname": surname, "name": name, "patronymic": "Ильинична",
        "sex": Sex.FEMALE, "birth_date": date(1980, 1, 1), "birth_exact": True, "category": MemberCategory.WORKING,
        "since": date(2010, 1, 1), "position": "учитель", "department": "", "study_group": "",
        "card_number": f"12{number:05d}", "phone": "+7 917 000-14-22", "email": "", "consent": ConsentState.GIVEN,
        "ended_on": None, "ended_kind": None,
    }  # fmt: skip
    return MemberRow(**(known | values))


ROWS = (
    person(1, "Ахметова"),
    person(2, "Воробьёва", category=MemberCategory.PENSIONER),
    person(3, "Дьячкова", "Ольга", card_number="", consent=ConsentState.MISSING),
    person(4, "Ёлкина", "Татьяна", consent=ConsentState.WITHDRAWN),
    person(5, "Щербакова", phone="8 (917) 555-66-77"),
)


class View:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.rows: list[MemberRow] = []
        self.subtitle = self.found = self.nothing = ""
        self.counts: dict[str, int | None] = {}
        self.marked = self.not_exact = 0
        self.select: int | None = None

    def show_rows(self, rows: Sequence[MemberRow], select: int | None) -> None:
        self.rows, self.select, self.nothing = list(rows), select, ""

    def show_summary(self, subtitle: str, found: str) -> None:
        self.subtitle, self.found = subtitle, found

    def show_counts(self, counts: dict[str, int | None]) -> None:
        self.counts = counts

    def show_nothing(self, reason: str) -> None:
        self.nothing = reason

    def show_marked(self, count: int) -> None:
        self.marked = count

    def show_not_exact(self) -> None:
        self.not_exact += 1

    def names(self) -> list[str]:
        return [row.surname for row in self.rows]


def record(row: MemberRow, part: str) -> PersonRecord:
    """A record that gives this row on :data:`TODAY`."""
    events = [EventFact(date(2010, 1, 1), EventKind.ADMITTED, None, "")]
    if row.category is None:
        events.append(EventFact(date(2020, 6, 1), EventKind.LEFT, None, ""))
    given = {ConsentState.GIVEN: None, ConsentState.WITHDRAWN: date(2026, 1, 1)}
    consents = (ConsentFact(part, date(2025, 1, 1), None, True, given[row.consent]),) if row.consent in given else ()
    span = SpanFact(
        date(2010, 1, 1), None if row.category else date(2020, 6, 1), row.category or MemberCategory.WORKING
    )
    return PersonRecord(
        id=row.id, uid=row.uid, surname=row.surname, name=row.name, patronymic=row.patronymic,
        search_name=normalise(row.full_name), former_names="", sex=row.sex, birth_date=row.birth_date,
        birth_exact=True, position=row.position, department=row.department, study_group=row.study_group, unit="",
        personnel_number="", work_since=None, work_until=None, education=None, speciality="", phone=row.phone,
        email=row.email, address="", card_number=row.card_number, union_since=None, note="", blocked_on=None,
        erased_on=None, spans=(span,), events=tuple(events), consents=consents,
    )  # fmt: skip


def register_of(*rows: MemberRow) -> Register:
    """A register in memory of these people, read to the end."""
    profile = load_profile("ngsp")
    made = Register(next(part.id for part in profile.consent_parts if part.required))
    for row in rows:
        made.records[row.id] = record(row, made.part)
        made.index.put(made.records[row.id])
    made.order = [row.id for row in rows]
    made.complete = True
    return made


class Session:
    """As much of an open vault as the presenter looks at."""

    profile = load_profile("ngsp")


def at_once(work: Callable[..., Any], on_done: Callable[[Any], object], *, key: str = "") -> None:
    """The job queue of a test."""
    on_done(work(silent()))


@pytest.fixture
def view() -> View:
    return View()


@pytest.fixture
def presenter(view: View, monkeypatch: pytest.MonkeyPatch) -> MembersPresenter:
    register = register_of(*ROWS, person(9, "Зуев", "Пётр", category=None))
    monkeypatch.setattr(module, "read_on", lambda _: register)
    monkeypatch.setattr(module, "first_rows", lambda *_: ROWS[:2])
    made = MembersPresenter(Session(), view, at_once, TODAY)  # type: ignore[arg-type]
    made.load()
    return made


def test_first_look(presenter: MembersPresenter, view: View) -> None:
    assert len(view.rows) == 5
    assert view.subtitle == "5 человек на сегодня"
    assert view.found == ""
    assert view.counts["working"] == 4
    assert view.counts[NO_CONSENT] == 2


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("щерб нина", ["Щербакова"]),
        ("НИНА ЩЕРБ", ["Щербакова"]),
        ("елкина", ["Ёлкина"]),
        ("воробьева", ["Воробьёва"]),
        ("1200004", ["Ёлкина"]),
        ("9175556677", ["Щербакова"]),
        ("щербокова", ["Щербакова"]),
        ("ивановский", []),
        ("нина ахметова учитель", ["Ахметова"]),
    ],
)
def test_search_takes_what_people_type(
    presenter: MembersPresenter, view: View, search: str, expected: list[str]
) -> None:
    presenter.search(search)
    assert view.names() == expected
    words = "точно не нашлось; похожие:" if search == "щербокова" else "найдено"
    assert view.found == f"{words} {len(expected)}"


def test_nothing_says_why(presenter: MembersPresenter, view: View) -> None:
    presenter.search("ивановский")
    assert view.nothing == "search"
    presenter.search("")
    presenter.choose_chip("student")
    assert view.nothing == "chip"


def test_chips(presenter: MembersPresenter, view: View) -> None:
    presenter.choose_chip(NO_CONSENT)
    assert view.names() == ["Дьячкова", "Ёлкина"]
    presenter.search("ольга")
    assert view.names() == ["Дьячкова"]
    presenter.choose_chip(NO_CARD)
    assert view.names() == ["Дьячкова"]


def test_those_who_left_are_another_list(presenter: MembersPresenter, view: View) -> None:
    presenter.mark([1], True)
    presenter.choose_chip(FORMER)
    assert view.names() == ["Зуев"]
    assert "выбыли" in view.subtitle
    assert view.marked == 0


def test_marks_outlive_a_search(presenter: MembersPresenter, view: View) -> None:
    presenter.search("нина")
    presenter.mark_found()
    assert view.marked == 3
    presenter.search("")
    assert [row.surname for row in presenter.marked_rows()] == ["Ахметова", "Воробьёва", "Щербакова"]
    presenter.mark_found()
    assert view.marked == 5
    presenter.mark_found()
    assert view.marked == 0


def test_those_who_are_only_like_the_words_are_not_marked_at_once(presenter: MembersPresenter, view: View) -> None:
    presenter.search("Щербкаова")
    assert view.names() == ["Щербакова"]
    assert view.found == "точно не нашлось; похожие: 1"
    presenter.mark_found()
    assert (view.marked, view.not_exact) == (0, 1)
    presenter.mark([presenter.rows[0].id], True)
    assert view.marked == 1
    presenter.search("щербакова")
    assert view.found == "найдено 1"
    presenter.mark_found()
    assert view.marked == 0


def test_a_person_to_show_gets_the_cursor_once(presenter: MembersPresenter, view: View) -> None:
    presenter.load(select=3)
    assert view.select == 3
    presenter.search("о")
    assert view.select is None


def test_date(presenter: MembersPresenter, view: View) -> None:
    presenter.choose_date(date(2020, 1, 1))
    assert view.subtitle == "6 человек на 01.01.2020"


def test_model_keeps_qts_rules_and_speaks(qapp: object) -> None:
    model = MembersModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show_rows(ROWS)
    model.show_marked({1})
    assert model.rowCount() == 5
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.index(0, 1).data() == "Ахметова Нина Ильинична"
    assert model.index(2, 4).data(Qt.ItemDataRole.AccessibleTextRole) == "Согласие: нет"
    assert model.index(0, 0).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Воробьёва Нина Ильинична: не отмечен"
    heard: list[tuple[int, bool]] = []
    model.mark_changed.connect(lambda person_id, on: heard.append((person_id, on)))
    assert model.setData(model.index(1, 0), Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    assert heard == [(2, True)]
    model.show_columns(("name", "phone", "born"))
    assert model.columnCount() == 4
    assert model.headerData(3, Qt.Orientation.Horizontal) == "Родился"
    assert model.index(0, 3).data() == "01.01.1980"
    assert model.data(QModelIndex()) is None


def test_order_by_a_column_and_back(qapp: object, presenter: MembersPresenter, view: View) -> None:
    model = MembersModel()
    model.order_chosen.connect(presenter.lay_out)
    for expected in ([3, 1, 2, 4, 5], [5, 4, 2, 1, 3], [1, 2, 3, 4, 5]):
        model.sort_by(5)
        assert [row.id for row in view.rows] == expected


def test_groups_have_headings_and_keep_the_order(qapp: object, presenter: MembersPresenter, view: View) -> None:
    model = MembersModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.order_chosen.connect(presenter.lay_out)
    model.group_by("category")
    model.show_rows(view.rows)
    assert [model.index(i, 1).data() for i in range(7)] == [
        "Неработающий пенсионер: 1 человек", "Воробьёва Нина Ильинична", "Работает: 4 человека",
        "Ахметова Нина Ильинична", "Дьячкова Ольга Ильинична", "Ёлкина Татьяна Ильинична",
        "Щербакова Нина Ильинична",
    ]  # fmt: skip
    assert model.row_at(0) is None
    assert model.index(0, 0).data(Qt.ItemDataRole.CheckStateRole) is None
    assert model.row_of(2) == 1
    assert [row.id for row in model.rows()] == [2, 1, 3, 4, 5] == [row.id for row in presenter.rows]


def test_a_long_list_is_ordered_in_runs() -> None:
    numbers = [(n * 7919) % 5003 for n in range(5003)]
    assert module.in_order(numbers, lambda n: n) == sorted(numbers)
    assert module.in_order(numbers, lambda n: n, descending=True) == sorted(numbers, reverse=True)


def test_conditions_narrow_the_list(presenter: MembersPresenter, view: View) -> None:
    fields = queries.fields_of(Session.profile, queries.What.MEMBERS)
    where = queries.read_group({"all": [{"field": "card_number", "op": "empty"}]}, fields)
    presenter.choose_where(where)
    assert view.names() == ["Дьячкова"]
    presenter.choose_chip("pensioner")
    assert (view.names(), view.nothing) == ([], "filter")


def test_what_a_group_operation_will_do() -> None:
    names = {1: "Ахметова Н. И.", 2: "Воробьёва Н. И.", 3: "Дьячкова О. С."}
    lines = [GroupLine(i, names[i], "", refusal="people.not_on_register" if i == 2 else "") for i in names]
    outcome = GroupOutcome(tuple(lines))
    will, skipped = preview_words(names, outcome, EventKind.DEREGISTERED)
    assert will == "Снятие с учёта: 2 человека (Ахметова Н. И., Дьячкова О. С.)."
    assert skipped == "Пропустим 1 человек: Воробьёва Н. И.. Не на учёте в этот день."
    assert preview_words(names, GroupOutcome(()), EventKind.LEFT)[0] == "Ни к кому из выбранных это не подходит."


def test_ages_meet_at_35() -> None:
    rows = [
        person(1, "А", birth_date=date(1990, 11, 21)),
        person(2, "Б", birth_date=date(1990, 11, 20)),
        person(3, "В", birth_date=date(1960, 1, 1), sex=Sex.MALE),
        person(4, "Г", birth_date=None),
    ]
    groups = {group.title: group for group in age_groups(rows, TODAY)}
    assert groups["до 35"].women == 1
    assert groups["36–45"].women == 1
    assert (groups["старше"].men, groups["старше"].total) == (1, 1)
    assert sum(group.total for group in groups.values()) == 3
