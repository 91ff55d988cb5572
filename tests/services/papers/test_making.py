"""Papers from the register: cases, blanks, sex, corrections, one file, the journal, who may not be printed."""

from __future__ import annotations

import io
from datetime import date

import pypdfium2
import pytest

from app.domain.declension import Case
from app.errors import DataError, OperationCancelled, UserError
from app.progress import Progress
from app.rendering.paper_blocks import PaperSheet, PaperText
from app.services.papers import (
    compose,
    compose_for,
    correct,
    person_values,
    print_papers,
    restore_template,
    save_template,
    template_text,
    templates,
)
from app.services.session import VaultSession

LETTER = '''
id = "own-letter"
title = "Письмо"
group = "notices"
for = "person"
[[fields]]
name = "office"
title = "Кому"
type = "phrase"
[[blocks]]
kind = "paragraph"
text = """{office:dative} {person:dative}|{person:genitive initials_first}|{person:принят|принята}|\\
{person.phone:12}|{date:long}"""
'''
TABLE = """[[blocks]]
kind = "table"
over = "people"
columns = [{ title = "Кто", text = "{number}. {person:instrumental}" }]
"""
EVERYBODY = (
    LETTER[: LETTER.index("[[blocks]]")].replace("own-letter", "own-all").replace('"person"', '"people"') + TABLE
)


def words(sheet: PaperSheet) -> str:
    return "\n".join(block.text for block in sheet.blocks if isinstance(block, PaperText))


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def test_a_paper_for_each_with_cases_and_sex(session: VaultSession, people: list[int]) -> None:
    save_template(session, "own-letter", LETTER)
    made = compose_for(session, "own-letter", people, {"office": "член профкома", "date": date(2026, 11, 20)})
    assert [words(paper.sheet) for paper in made] == [
        "члену профкома Ахметовой Гульнаре Ильдаровне|Г. И. Ахметовой|принята|____________|20 ноября 2026 г.",
        "члену профкома Шевчук Ольге Петровне|О. П. Шевчук|принята|____________|20 ноября 2026 г.",
        "члену профкома Соловью Льву Ильичу|Л. И. Соловья|принят|____________|20 ноября 2026 г.",
        "члену профкома Мамедову Вагифу Али оглы|В. А. Мамедова|принят|____________|20 ноября 2026 г.",
    ]
    assert made[0].blanks == ("person.phone",)


def test_a_correction_is_remembered_for_the_person_until_the_name_changes(
    session: VaultSession, people: list[int]
) -> None:
    from dataclasses import replace

    from app.services.members import member_card, update_person

    save_template(session, "own-letter", LETTER)
    form = next(f for f in compose_for(session, "own-letter", people[2:3])[0].forms if f.case is Case.GENITIVE)
    assert (form.text, form.corrected) == ("Соловья Льва Ильича", False)
    correct(session, {form.correction: "Соловея Льва  Ильича"})
    paper = compose_for(session, "own-letter", people[2:3])[0]
    assert "Л. И. Соловея" in words(paper.sheet)
    assert next(f for f in paper.forms if f.case is Case.GENITIVE).corrected
    card = member_card(session, people[2]).person
    update_person(session, people[2], replace(card, surname="Орлов"))
    assert "Л. И. Орлова" in words(compose_for(session, "own-letter", people[2:3])[0].sheet)
    correct(session, {form.correction: ""})


def test_a_correction_of_an_office_is_remembered_for_every_paper(session: VaultSession, people: list[int]) -> None:
    save_template(session, "own-letter", LETTER)
    correct(session, {(None, "член профкома", Case.DATIVE): "членам профкома"})
    assert words(compose(session, "own-letter", {"office": "член профкома"}).sheet).startswith("членам профкома ____")


def test_one_file_with_a_paper_for_each_and_a_line_in_the_journal(session: VaultSession, people: list[int]) -> None:
    save_template(session, "own-letter", LETTER)
    papers = compose_for(session, "own-letter", people)
    heard: list[tuple[str, int, int]] = []
    pdf = print_papers(session, papers, Progress(lambda *step: heard.append(step)))
    found = pages(pdf)
    assert len(found) == len(people)
    assert "Ахметовой" in found[0]
    assert heard[-1] == ("Складываем страницы", 4, 4)
    assert pdf == print_papers(session, papers)
    with session.unit_of_work() as uow:
        actions = [e for e in uow.journal.entries() if e.action == "paper.made"]
    assert {e.person_uid for e in actions} == {uid for paper in papers for uid in paper.people}
    assert all(e.details == {"paper": "own-letter"} for e in actions)


def test_a_cancelled_batch_gives_nothing_and_records_nothing(session: VaultSession, people: list[int]) -> None:
    save_template(session, "own-letter", LETTER)
    papers = compose_for(session, "own-letter", people)
    with pytest.raises(OperationCancelled):
        print_papers(session, papers, Progress(cancelled=lambda: True))
    with session.unit_of_work() as uow:
        assert not [e for e in uow.journal.entries() if e.action == "paper.made"]


def test_one_paper_about_all(session: VaultSession, people: list[int]) -> None:
    save_template(session, "own-all", EVERYBODY)
    (paper,) = compose_for(session, "own-all", people)
    text = " ".join(pages(print_papers(session, [paper])))
    assert "1. Ахметовой Гульнарой Ильдаровной" in text
    assert "4. Мамедовым Вагифом Али оглы" in text
    assert len(paper.people) == 4


def test_nobody_gives_a_blank_to_fill_by_hand(session: VaultSession) -> None:
    (paper,) = compose_for(session, "application-admission")
    assert "person" in paper.blanks
    assert "_" * 30 in pages(print_papers(session, [paper]))[0].replace("\r\n", "")


@pytest.mark.parametrize("column", ["blocked_on", "erased_on"])
def test_blocked_and_destroyed_people_are_refused(session: VaultSession, people: list[int], column: str) -> None:
    with session.unit_of_work() as uow:
        person = uow.people.find(people[1])
        assert person is not None
        setattr(person, column, date(2026, 1, 1))
        uow.commit()
    for act in (
        lambda: compose_for(session, "application-admission", people),
        lambda: person_values(session, people[1]),
    ):
        with pytest.raises(UserError) as raised:
            act()
        assert raised.value.code == "papers.person_unusable"
        assert raised.value.params == {"id": people[1]}


def test_values_are_refused_that_the_paper_does_not_know_or_that_are_no_dates(session: VaultSession) -> None:
    save_template(session, "own-letter", LETTER)
    with pytest.raises(UserError) as raised:
        compose(session, "own-letter", {"salary": "много"})
    assert raised.value.code == "papers.unknown_value"
    with pytest.raises(UserError) as raised:
        compose(session, "own-letter", {"date": "31.02.2026"})
    assert raised.value.code == "papers.bad_value"
    with pytest.raises(UserError) as raised:
        compose(session, "no-such", {})
    assert raised.value.code == "papers.unknown"


def test_an_own_wording_stands_until_the_original_is_restored(session: VaultSession) -> None:
    before = template_text(session, "application-admission")
    assert not before.changed
    with pytest.raises(DataError) as raised:
        save_template(session, "application-admission", before.text.replace("{person:genitive", "{person:genitiv"))
    assert raised.value.code == "papers.broken_template"
    assert template_text(session, "application-admission") == before
    save_template(session, "application-admission", before.text.replace("ЗАЯВЛЕНИЕ", "ПРОШЕНИЕ"))
    (paper,) = compose_for(session, "application-admission")
    assert "ПРОШЕНИЕ" in words(paper.sheet)
    assert next(t for t in templates(session) if t.id == "application-admission").changed
    restore_template(session, "application-admission")
    assert template_text(session, "application-admission") == before
    with pytest.raises(UserError):
        save_template(session, "not-own", LETTER)


def test_a_wording_that_a_later_program_cannot_read_does_not_stop_the_list(
    session: VaultSession, caplog: pytest.LogCaptureFixture
) -> None:
    from datetime import UTC, datetime

    with session.unit_of_work() as uow:
        uow.papers.keep_template("application-admission", "id = 5", datetime.now(UTC), "x")
        uow.commit()
    found = next(t for t in templates(session) if t.id == "application-admission")
    assert not found.changed
    assert not compose_for(session, "application-admission")[0].people
    assert "application-admission" in caplog.text


def test_a_viewer_may_not_change_wordings_or_cases(session: VaultSession) -> None:
    from app.domain.enums import UserRight
    from app.errors import AccessError

    session.right = UserRight.VIEWER
    with pytest.raises(AccessError):
        save_template(session, "own-letter", LETTER)
    with pytest.raises(AccessError):
        correct(session, {(None, "x", Case.DATIVE): "y"})


def test_a_paper_that_leaves_obeys_the_consent(session: VaultSession, people: list[int]) -> None:
    from app.services.papers import sift
    from app.services.privacy.consents import record_consent

    template = next(t for t in templates(session) if t.id == "card-order")
    assert sift(session, template, people).ids == ()
    with pytest.raises(UserError) as raised:
        compose_for(session, "card-order", people)
    assert (raised.value.code, raised.value.params["reason"]) == ("papers.person_withheld", "нет согласия")
    part = next(part.id for part in session.profile.consent_parts if part.required)
    record_consent(session, people[:2], {part: True}, date(2026, 1, 10))
    sifted = sift(session, template, people)
    assert sifted.ids == tuple(people[:2])
    assert set(sifted.left_out) == {("Соловей Лев Ильич", "нет согласия"), ("Мамедов Вагиф Али оглы", "нет согласия")}
    wider = template_text(session, "card-order").text.replace("{person.union_since}", "{person.position}{person.phone}")
    save_template(session, "card-order", wider)
    (paper,) = compose_for(session, "card-order", sifted.ids)
    text = " ".join(pages(print_papers(session, [paper])))
    assert "Ахметова Гульнара" in text
    assert "02.04.1985" in text
    assert "воспитатель" not in text, "the channel does not carry the position, whatever the wording says"


def test_an_answer_to_a_withdrawal_takes_its_dates_from_the_card_unless_told(
    session: VaultSession, people: list[int]
) -> None:
    from app.services.privacy.consents import record_consent, withdraw_consent

    part = next(part.id for part in session.profile.consent_parts if part.required)
    record_consent(session, people[:1], {part: True}, date(2026, 1, 10))
    assert person_values(session, people[0], date(2026, 2, 1))["person.consent_date"] == date(2026, 1, 10)
    withdraw_consent(session, people[0], [part], date(2026, 3, 2))
    day = {"date": date(2026, 3, 5)}
    text = words(compose_for(session, "notice-withdrawal", people[:1], day)[0].sheet)
    assert "от 2 марта 2026 г." in text
    assert "не позднее 1 апреля 2026 г." in text
    told = {**day, "destroy_by": date(2026, 3, 20)}
    assert "не позднее 20 марта 2026 г." in words(compose_for(session, "notice-withdrawal", people[:1], told)[0].sheet)
