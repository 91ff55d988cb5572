"""People in JSON from 1С and other programs: an ordinary list, with the personnel number as the key."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.messages import sentence
from app.models import Consent, ConsentPart, MembershipEvent, Person, PersonChange, Role, Training
from app.services.importing import Decisions, GoneAs, ListComparison, apply, preview
from app.services.importing.json_people import JSON_COLUMNS, JSON_WORDS
from app.services.members import member_card
from app.services.members.exporting.document import DERIVED, FORMAT, NESTED

DOCUMENT = (Path(__file__).parents[3] / "docs" / "register-json.md").read_text(encoding="utf-8")
ANNA = {
    "personnel_number": "00042", "surname": "Иванова", "name": "Анна", "patronymic": "Петровна", "sex": "female",
    "birth_date": "1978-11-05", "category": "working", "position": "учитель", "since": "2010-09-01",
    "first_time": True,
}  # fmt: skip


@pytest.fixture
def write(tmp_path):
    def write(people, **more):
        path = tmp_path / "kadry.json"
        path.write_text(json.dumps({"format": FORMAT, "version": 1, "people": people, **more}), encoding="utf-8")
        return path

    return write


def test_the_example_of_the_documentation_is_taken(session, tmp_path):
    path = tmp_path / "example.json"
    path.write_text(re.search(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)[1], encoding="utf-8")
    result = apply(session, preview(session, path))
    assert (result.created, result.doubtful, result.rejected) == (1, (), ())


def test_the_documentation_names_every_field_and_value():
    first, _, full = DOCUMENT.partition("## Полная выгрузка")
    fields = re.findall(r"^\| `(\w+)` \|", first, re.MULTILINE)
    assert fields == list(JSON_COLUMNS)
    for values in JSON_WORDS.values():
        for value in values:
            shown = json.dumps(value) if isinstance(value, bool) else value
            assert f"`{shown}`" in first, value
    assert re.findall(r"^\| `(\w+)` \|", full, re.MULTILINE) == list(NESTED)
    assert all(f"`{name}`" in full for name in DERIVED)
    tables = (MembershipEvent, PersonChange, Consent, ConsentPart, Role, Training, Person)
    columns = {column.name for table in tables for column in table.__table__.columns}
    told = set(re.findall(r"`(\w+)`", full.split("| Список |")[1].split("`tables`")[0]))
    enums = {"admitted", "registered", "deregistered", "left", "expelled", "died", "category_changed", "restored",
             "cancelled"}  # fmt: skip
    assert told - columns - enums - set(NESTED) - {"parts"} == set()


def test_the_number_knows_a_married_woman(session, write):
    apply(session, preview(session, write([ANNA])))
    renamed = {**ANNA, "surname": "Серова", "position": "завуч"}
    result = apply(session, preview(session, write([renamed], as_of="2026-09-01")))
    assert (result.created, result.updated) == (0, 1)
    with session.unit_of_work() as uow:
        (known,) = [p for p in uow.imports.register() if p.personnel_number == "00042"]
    card = member_card(session, known.id)
    assert (card.person.surname, card.person.position) == ("Серова", "завуч")


def test_the_same_number_of_another_person_is_another_person(session, write):
    apply(session, preview(session, write([ANNA])))
    other = {**ANNA, "surname": "Цой", "name": "Вера", "birth_date": "1990-01-01"}
    assert apply(session, preview(session, write([other]))).created == 1


def test_whoever_the_personnel_program_no_longer_has_is_dismissed(session, write):
    oleg = {**ANNA, "personnel_number": "7", "surname": "Ким", "name": "Олег", "patronymic": "Ильич", "sex": "male"}
    apply(session, preview(session, write([ANNA, oleg])))
    decisions = Decisions(compare=ListComparison(date(2026, 9, 1), finished=None, others=GoneAs.DISMISSED))
    result = apply(session, preview(session, write([ANNA]), decisions=decisions), decisions)
    assert result.taken_off == 1 and result.gone[0].name == "Ким Олег Ильич"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "не JSON"),
        ("{}", "format"),
        (json.dumps({"format": FORMAT}), "people"),
        (json.dumps({"format": FORMAT, "people": [{**ANNA, "sex": "ж"}]}), "«sex»: ж"),
        (json.dumps({"format": FORMAT, "people": [{**ANNA, "birth_date": "05.11.1978"}]}), "birth_date"),
        (json.dumps({"format": FORMAT, "people": [{**ANNA, "phone": ["1"]}]}), "phone"),
    ],
)
def test_what_does_not_fit_is_told_in_words(session, tmp_path, content, told):
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        preview(session, path)
    assert caught.value.code == "importing.json" and told in sentence(caught.value)
