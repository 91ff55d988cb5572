"""One person or two: periods that follow, namesakes of one day, slips of a digit, with and without the comparison."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.services.importing import (
    Decisions,
    GoneAs,
    ListComparison,
    RowStatus,
    apply,
    decide_rows,
    preview,
    result_document,
)
from app.services.members import MemberQuery, count_members, list_members
from app.services.members.doubles.likeness import one_digit_off

HEAD = [
    "ФИО",
    "Дата рождения",
    "Принят на учёт",
    "Снят с учёта",
    "Причина",
    "Должность",
    "Телефон",
    "E-mail",
    "№ билета",
]
KOTOVA = ["Котова Анна Ильинична", "01.05.1978", "01.09.2010", "", "", "учитель", "89001112233", "k@ya.ru", "0012345"]
MISHIN = ["Мишин Олег Ильич", "12.03.1980", "01.09.2011", "", "", "слесарь", "89004445566", "m@ya.ru", "0012346"]
COMPARED = Decisions(compare=ListComparison(date(2026, 9, 1), others=GoneAs.OTHER))


def events(session, surname):
    query = (
        "SELECT e.kind, e.on_date FROM membership_event e JOIN person p ON p.id = e.person_id "
        "WHERE p.surname = :s ORDER BY e.on_date, e.id"
    )
    with session.unit_of_work() as uow:
        return [(kind, str(on)) for kind, on in uow.session.execute(text(query), {"s": surname})]


def count(session, surname):
    with session.unit_of_work() as uow:
        query = "SELECT count(*) FROM person WHERE surname = :s"
        return uow.session.execute(text(query), {"s": surname}).scalar_one()


@pytest.fixture
def register(session, load, make_xlsx):
    """The two of the register, Мишин named by every later list."""
    return load(make_xlsx([HEAD, KOTOVA, MISHIN]))


def waiting(result):
    return [row for row in result_document(result)["doubtful"] if not row["imported"]]


def test_two_periods_are_one_person(session, load, data):
    result = load(data / "p08.csv")
    assert result.created == 1 and not result.waiting
    expected = [("admitted", "2010-09-01"), ("left", "2018-06-15"), ("restored", "2021-09-01")]
    assert events(session, "Котова") == expected
    assert load(data / "p08.csv").batch_id is None


def test_two_periods_with_other_posts_and_no_order_are_one_person_too(session, load, make_xlsx):
    back = [*KOTOVA[:2], "01.09.2021", "", "", "завуч", "", "", ""]
    first = [*KOTOVA[:3], "15.06.2018", "по собственному желанию", "учитель", "", "", ""]
    result = load(make_xlsx([HEAD, back, first]))
    assert (result.created, result.waiting) == (1, 0)
    assert [kind for kind, _ in events(session, "Котова")] == ["admitted", "left", "restored"]


def test_namesakes_of_one_day_are_asked_about_and_never_melted(session, load, data):
    result = load(data / "p16.csv")
    assert (result.created, len(result.duplicates), result.waiting) == (1, 0, 2)
    assert [row["row"] for row in waiting(result)] == [3, 4]
    assert [row["row"] for row in result_document(result)["doubtful"]] == [2, 3, 4]
    with session.unit_of_work() as uow:
        posts = uow.session.execute(text("SELECT position FROM person WHERE surname = 'Ли'")).scalars().all()
    assert posts == ["учитель"]
    again = load(data / "p16.csv")
    assert (again.created, again.updated, again.batch_id, again.waiting) == (0, 0, None, 2)


def test_the_preview_decides_about_namesakes(session, data):
    shown = preview(session, data / "p16.csv")
    rows = {row.row: row for row in shown.rows}
    assert rows[3].twin == rows[2].key
    decisions = Decisions(link={rows[3].key: None}, join=frozenset({rows[4].key}))
    shown = decide_rows(session, shown, decisions)
    assert [row.status for row in shown.rows] == [RowStatus.NEW, RowStatus.NEW]
    result = apply(session, shown, decisions)
    assert (result.created, result.waiting) == (2, 0)
    assert count(session, "Ли") == 2


def test_two_who_were_decided_to_be_two_stay_two(session, load, data):
    shown = preview(session, data / "p16.csv")
    decisions = Decisions(link={row.key: None for row in shown.rows if row.waits})
    assert apply(session, shown, decisions).created == 3
    again = load(data / "p16.csv")
    assert (again.created, again.updated, again.waiting) == (0, 0, 0)


CHANGED = {
    "digit": [*KOTOVA[:1], "01.05.1979", *KOTOVA[2:6], "", "", ""],
    "swapped": [*KOTOVA[:1], "05.01.1978", *KOTOVA[2:6], "", "", ""],
    "neighbours": [*KOTOVA[:1], "10.05.1978", *KOTOVA[2:6], "", "", ""],
    "surname": ["Волкова Анна Ильинична", *KOTOVA[1:6], "", "", ""],
    "misprint": ["Котава Анна Ильинична", *KOTOVA[1:6], "", "", ""],
    "shorter": ["Котова Анна", *KOTOVA[1:6], "", "", ""],
    "order": ["Анна Котова", *KOTOVA[1:6], "", "", ""],
    "telephone": ["Волкова Анна Ильинична", "02.07.1985", *KOTOVA[2:6], "8 900 111 22 33", "", ""],
    "mail": ["Котова Анна Ильинична", "02.07.1985", *KOTOVA[2:6], "", "K@ya.ru", ""],
    "card": ["Лапина Вера Олеговна", "02.07.1985", *KOTOVA[2:6], "", "", "0012345"],
}


@pytest.mark.parametrize("compare", [False, True])
@pytest.mark.parametrize("kind", CHANGED)
def test_somebody_like_one_of_the_register_waits(session, load, make_xlsx, register, kind, compare):
    path = make_xlsx([HEAD, CHANGED[kind], MISHIN], name="новый.xlsx")
    decisions = COMPARED if compare else Decisions()
    before = count_members(session, date(2026, 11, 1)).total
    result = apply(session, preview(session, path, decisions=decisions), decisions)
    (row,) = waiting(result)
    assert row["row"] == 2 and row["reason"]
    assert (result.created, result.taken_off) == (0, 0)
    assert count_members(session, date(2026, 11, 1)).total == before
    if compare:
        (gone,) = [row for row in result.gone if row.name.startswith("Котова")]
        assert not gone.certain and gone.leaves is None


def test_an_other_birth_date_is_asked_about_only_when_somebody_would_be_gone(session, load, make_xlsx, register):
    other = [KOTOVA[0], "17.11.1990", "01.09.2015", "", "", "повар", "", "", ""]
    path = make_xlsx([HEAD, other, MISHIN], name="новый.xlsx")
    shown = preview(session, path, decisions=COMPARED)
    assert shown.rows[0].status is RowStatus.HELD
    assert load(path).created == 1


def test_a_real_namesake_beside_the_known_person_is_new(session, load, make_xlsx, register):
    other = [KOTOVA[0], "01.05.1979", "01.09.2015", "", "", "повар", "", "", ""]
    result = load(make_xlsx([HEAD, KOTOVA, other], name="новый.xlsx"))
    assert (result.created, result.waiting) == (0, 1)
    family = ["Котов Олег Сергеевич", "17.11.1990", "01.09.2015", "", "", "повар", "89001112233", "", ""]
    assert load(make_xlsx([HEAD, KOTOVA, family], name="семья.xlsx")).created == 1


def test_two_people_with_one_card_number_are_a_doubt(load, data):
    document = result_document(load(data / "c23a-card.csv"))
    assert document["created"] == 2
    assert [(row["row"], row["imported"]) for row in document["doubtful"]] == [(2, True), (3, True)]


def test_a_leaving_that_lies_ahead_is_planned(session, load, make_xlsx):
    ahead = date.today() + timedelta(days=40)
    row = [*KOTOVA[:3], f"{ahead:%d.%m.%Y}", "уволена", "учитель", "", "", ""]
    died = [*MISHIN[:3], f"{ahead:%d.%m.%Y}", "умер", "слесарь", "", "", ""]
    result = load(make_xlsx([HEAD, row, died]))
    assert (result.created, len(result.doubtful), result.rejected) == (2, 2, ())
    assert events(session, "Котова")[-1] == ("deregistered", str(ahead))
    assert events(session, "Мишин") == [("admitted", "2011-09-01")]
    for day, expected in ((date.today(), 1), (ahead - timedelta(days=1), 1), (ahead, 0)):
        assert len(list_members(session, MemberQuery(as_of=day, search="котова")).items) == expected


def test_the_dead_are_not_registered_again_without_a_question(session, load, make_xlsx):
    died = [*KOTOVA[:3], "15.06.2018", "умерла", "учитель", "", "", ""]
    load(make_xlsx([HEAD, died]))
    back = [*KOTOVA[:2], "01.09.2021", "", "", "учитель", "", "", ""]
    for path in (make_xlsx([HEAD, back], name="2.xlsx"), make_xlsx([HEAD, died, back], name="3.xlsx")):
        result = load(path)
        (row,) = waiting(result)
        assert "умер" in row["reason"] or "смерть" in row["reason"]
        assert [kind for kind, _ in events(session, "Котова")] == ["admitted", "died"]


GARBLED = {
    "bad birth": ["Котова Анна Ильинична", "31.02.1978", *KOTOVA[2:]],
    "digits": ["Котова 7", *KOTOVA[1:]],
    "no name": ["", *KOTOVA[1:]],
    "error": ["#ССЫЛКА!", "", "01.09.2010", "", "", "", "", "", ""],
    "name only": ["Котова Анна", "", "", "", "", "", "", "", ""],
    "footer": ["Председатель Котова А.И.", "", "", "", "", "", "", "", ""],
}


@pytest.mark.parametrize("kind", GARBLED)
def test_nobody_is_taken_off_for_a_row_that_was_not_understood(session, make_xlsx, register, kind):
    path = make_xlsx([HEAD, MISHIN, GARBLED[kind]], name="новый.xlsx")
    result = apply(session, preview(session, path, decisions=COMPARED), COMPARED)
    (gone,) = [row for row in result.gone if row.name.startswith("Котова")]
    assert not gone.certain and gone.leaves is None and "строк" in gone.why
    assert [kind for kind, _ in events(session, "Котова")] == ["admitted"]


def test_a_row_left_out_blocks_nobody(session, make_xlsx, register):
    path = make_xlsx([HEAD, MISHIN, GARBLED["error"]], name="новый.xlsx")
    shown = preview(session, path, decisions=COMPARED)
    (bad,) = [row for row in shown.rows if row.waits]
    decisions = Decisions(compare=COMPARED.compare, skip=frozenset({bad.key}))
    assert apply(session, decide_rows(session, shown, decisions), decisions).taken_off >= 1
    assert events(session, "Котова")[-1][0] == "deregistered"


@given(st.dates(date(1930, 1, 1), date(2010, 12, 31)), st.integers(0, 7), st.integers(0, 9))
def test_one_digit_off_is_what_it_says(day, place, digit):
    written = f"{day:%d%m%Y}"
    other = written[:place] + str(digit) + written[place + 1 :]
    try:
        changed = date(int(other[4:]), int(other[2:4]), int(other[:2]))
    except ValueError:
        return
    if changed.year < 1900:
        return
    assert one_digit_off(day, changed) is (changed != day)
    assert one_digit_off(changed, day) is (changed != day)
