"""No row disappears: what is a person's is taken or named, what is nobody's is told."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from app.services.importing import result_document

HEAD = ["№", "ФИО", "Дата рождения", "Дата вступления", "Телефон"]


def people(session):
    with session.unit_of_work() as uow:
        rows = uow.session.execute(text("SELECT surname, name, department, phone FROM person WHERE id > 1 ORDER BY id"))
        return [tuple(row) for row in rows]


def accounted(document, lines):
    taken = document["created"] + document["updated"] + document["unchanged"]
    held = [row for row in document["doubtful"] if not row["imported"]]
    apart = len(document["duplicates"]) + len(held) + len(document["rejected"])
    return taken + apart == document["rows"] and document["rows"] + len(document["service_rows"]) == lines


NAMES = ["Итогов Иван Петрович", "Всегова Анна Ивановна", "Директоренко Олег Ильич", "Казначей Анна Ивановна",
         "Секретарь Мария", "Директор Иван Петрович", "*Зуева Инна Ильинична", "Зуева Мила Ильинична*",
         "Всего Анна Ивановна", "Бухгалтер Яна", "Примечаниева Яна Ильинична", "Исполнителева Яна"]  # fmt: skip


def test_surnames_like_words_of_totals_and_posts_are_people(session, load, make_xlsx):
    rows = [[n, name, f"{n:02}.05.1978", "01.09.2010", ""] for n, name in enumerate(NAMES, 1)]
    last = [["", "Итого: 12", "", "", ""], ["", "Председатель ППО ________ Иванова А.П.", "", "", ""],
            ["", "Исполнитель: Петрова А.А.", "", "", "8-900-111-22-33"],
            ["", "Дата составления", "01.10.2026", "", ""],
            ["", "* - совместители", "", "", ""]]  # fmt: skip
    document = result_document(load(make_xlsx([HEAD, *rows, *last])))
    assert document["created"] == len(NAMES) and document["rejected"] == []
    assert [row["row"] for row in document["service_rows"]] == [14, 15, 16, 17, 18]
    assert all(row["reason"] and row["text"] for row in document["service_rows"])
    assert accounted(document, len(rows) + len(last))


@pytest.mark.parametrize(
    "mask",
    ["8(___)___-__-__", "+7 (___) ___-__-__", "__.__.____", "__.__.20__", "..........", '"____"____________20__г.',
     "________________", "дд.мм.гггг", "ДД.ММ.ГГГГ", "____@____", "____/____"],
)  # fmt: skip
def test_an_unfilled_mask_is_an_empty_cell(session, load, make_xlsx, mask):
    head = ["ФИО", "Дата рождения", "Дата вступления", "Дата снятия", "Телефон", "E-mail"]
    rows = [["Авдеева Анна Ильинична", "01.05.1978", "01.09.2010", mask, mask, mask],
            ["Бокова Вера Ильинична", mask, "01.09.2011", "", "", ""],
            [mask, mask, mask, mask, mask, mask]]  # fmt: skip
    document = result_document(load(make_xlsx([head, *rows])))
    assert document["created"] == 2 and document["rejected"] == []
    assert [row[3] for row in people(session)] == ["", ""]
    assert accounted(document, 3) or document["service_rows"] == []


@pytest.mark.parametrize("name", ["Сат Чойгана", "Ооржак Мерген", "Цехов Пётр", "Садовникова", "Ли Мин"])
def test_a_name_alone_is_no_heading_and_is_refused_by_name(session, load, make_xlsx, name):
    rows = [["", "Столярный цех", "", "", ""], [1, "Авдеева Анна Ильинична", "01.05.1978", "01.09.2010", ""],
            ["", name, "", "", ""], [2, "Бокова Вера Ильинична", "02.05.1979", "01.09.2011", ""]]  # fmt: skip
    document = result_document(load(make_xlsx([HEAD, *rows])))
    assert [(row["row"], row["name"]) for row in document["rejected"]] == [(4, name)]
    assert [row[2] for row in people(session)] == ["Столярный цех", "Столярный цех"]


def test_the_cases_of_the_issue(session, load, data):
    document = result_document(load(data / "c43a-nameonly.csv"))
    assert [row["name"] for row in document["rejected"]] == ["Сат Чойгана"] and document["waiting"] == 1
    assert result_document(load(data / "c42-mask.csv"))["rejected"] == []
    assert {"Авдеева", "Бокова", "Вершина", "Гусева"} <= {row[0] for row in people(session)}


def test_damaged_numbers_are_told_and_not_stored(session, load, data):
    document = result_document(load(data / "p15.csv"))
    (doubt,) = document["doubtful"]
    assert doubt["name"].startswith("Котова") and "9.00123E+09" in doubt["reason"] and doubt["imported"]
    assert people(session)[0][3] == ""


CONTACTS = ["ФИО", "Дата рождения", "Дата вступления", "№ билета", "Таб. №", "Телефон", "E-mail", "Вид билета"]


@pytest.mark.parametrize(
    ("column", "written", "stored", "note"),
    [
        (3, "утерян", "", "билет: утерян"),
        (3, "1.23457E+11", "", ""),
        (3, "777 (утерян)", "777", "билет: 777 (утерян)"),
        (4, "нет номера", "", "табельный номер: нет номера"),
        (5, "нет телефона", "", "телефон: нет телефона"),
        (5, "89O01112233", "89O01112233", ""),
        (5, "8900111223", "8900111223", ""),
        (5, "8(900)11_-__-__", "", ""),
        (6, "аnna@mail.ru", "anna@mail.ru", ""),
        (6, "щука@mail.ru", "щука@mail.ru", ""),
        (6, "anna@mail.ru; ann2@ya.ru", "anna@mail.ru", "ещё почта: ann2@ya.ru"),
        (6, "спросить у мужа", "", "почта: спросить у мужа"),
    ],
)
def test_words_in_a_numbers_place_and_mixed_alphabets_are_doubts(
    session, load, make_xlsx, column, written, stored, note
):
    row = ["Авдеева Анна Ильинична", "01.05.1978", "01.09.2010", "", "", "", "", ""]
    row[column] = written
    other = ["Бокова Вера Ильинична", "02.05.1979", "01.09.2011", "0012", "15", "89001112233", "v@ya.ru", ""]
    document = result_document(load(make_xlsx([CONTACTS, row, other])))
    (doubt,) = document["doubtful"]
    assert doubt["row"] == 2 and doubt["column"] == CONTACTS[column]
    names = ("card_number", "personnel_number", "phone", "email")
    with session.unit_of_work() as uow:
        kept = uow.session.execute(text("SELECT * FROM person WHERE surname = 'Авдеева'")).mappings().one()
    assert kept[names[column - 3]] == stored
    assert kept["note"] == note


def test_an_address_in_one_alphabet_is_no_doubt(session, load, data):
    document = result_document(load(data / "c22a-email.csv"))
    assert [row["name"].split()[0] for row in document["doubtful"]] == ["Авдеева"]


def test_the_kind_of_a_card_is_carried_over(session, load, make_xlsx):
    rows = [["Авдеева Анна Ильинична", "01.05.1978", "01.09.2010", "0012", "", "", "", "Электронный"],
            ["Бокова Вера Ильинична", "02.05.1979", "01.09.2011", "0013", "", "", "", "пластиковая карта"],
            ["Вершина Яна Ильинична", "03.05.1980", "01.09.2012", "", "", "", "", "бумажный"]]  # fmt: skip
    path = make_xlsx([CONTACTS, *rows])
    load(path)
    with session.unit_of_work() as uow:
        cards = uow.session.execute(text("SELECT number, medium, state FROM union_card ORDER BY id")).all()
        note = uow.session.execute(text("SELECT note FROM person WHERE surname = 'Вершина'")).scalar_one()
    assert [tuple(card) for card in cards] == [("0012", "virtual", "issued"), ("0013", "plastic", "issued")]
    assert note == "вид билета: бумажный"
    again = load(path)
    assert (again.updated, again.unchanged, again.batch_id) == (0, 3, None)


def test_a_person_of_a_hundred_is_a_doubt(load, data):
    result = load(data / "p01.csv")
    assert result.created == 7 and [row.row for row in result.rejected] == [3]
    (old,) = [row for row in result.doubtful if row.name.startswith("Раков")]
    assert "100 лет" in old.reasons[0] or "возраст 100" in old.reasons[0]


def test_quotation_marks_are_kept_as_written(session, load, data):
    load(data / "c18-quote.csv")
    assert [row[2] for row in people(session)] == ['ООО "Ромашка"', 'АО "Василёк', 'ООО "Ромашка"']


def test_a_name_with_a_soft_hyphen_is_found(session, load, data):
    from app.services.members import MemberQuery, list_members

    load(data / "p09.csv")
    (found,) = list_members(session, MemberQuery(as_of=date(2026, 11, 20), search="Петрова-Водкина")).items
    assert found.surname == "Петрова-Водкина"


def test_a_maiden_name_is_kept_and_found(session, load, make_xlsx):
    from app.services.importing import undo
    from app.services.members import MemberQuery, list_members, member_card

    head = ["ФИО", "Дата рождения", "Дата вступления"]
    load(make_xlsx([head, ["Сидорова Анна Петровна", "05.11.1978", "01.09.2010"]]))
    path = make_xlsx([head, ["Сидорова (урожд. Иванова) Анна Петровна", "05.11.1978", "01.09.2010"],
                      ["Лис (Волк) Яна Олеговна", "06.11.1978", "01.09.2010"]], name="новый.xlsx")  # fmt: skip
    result = load(path)
    assert (result.created, result.updated) == (1, 1)
    for search, surname in (("иванова", "Сидорова"), ("волк", "Лис")):
        (found,) = list_members(session, MemberQuery(as_of=date(2026, 11, 20), search=search)).items
        assert found.surname == surname
        card = member_card(session, found.id)
        assert [line.on for line in card.history if line.title.startswith("Раньше")] == [None]
        (former,) = card.former_names
        assert former.until is None and former.full_name.lower().startswith(search)
    assert load(path).batch_id is None
    undo(session, result.batch_id)
    assert list_members(session, MemberQuery(as_of=date(2026, 11, 20), search="иванова")).items == ()
