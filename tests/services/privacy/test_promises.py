"""What the printed papers promise is what the data hold and the program does; no paper speaks the program's own words.

``docs/privacy.md`` lists the sentences with the articles and names the tests here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from app.domain.enums import ConsentWay, EventKind, MemberCategory, NoticeKind, RequestKind, SocialKind
from app.services.members import (
    EntryDraft,
    PersonDraft,
    SocialFactDraft,
    add_member,
    record_social_fact,
)
from app.services.organisation.passport import draft_from_json, passport, update_passport
from app.services.organisation.profiles import available_profiles, load_profile
from app.services.papers import draft_pdf, templates
from app.services.privacy import incidents
from app.services.privacy.consents import record_consent
from app.services.privacy.definitions import DAYS, load_privacy
from app.services.privacy.destroying import destroy, plan_destruction
from app.services.privacy.dossier import dossier, dossier_pdf
from app.services.privacy.lists import LIST_FORMATS
from app.services.privacy.notification import notice_paper, record_notice
from app.services.privacy.recipients import recipient_words, recipients, set_recipient
from app.services.privacy.registers import OPERATOR_PAPERS, incident_paper, privacy_paper
from app.services.privacy.requests import CORRECTION, EXTENSION, WORKING_DAYS, add_request
from app.services.privacy.sheets import consent_sheets
from app.services.session import VaultSession
from app.services.vault.creating import MINIMUM_KDF, create_vault
from tests.conftest import ORGANISATION, PASSWORD
from tests.paper_facts import fill_recipients

TODAY = date.today()
ACT_YEARS = 3
"""Roskomnadzor's order № 179: the act and the extract are kept for three years."""


@dataclass
class Practice:
    """A practice organisation of one union: a member with everything and one with nothing but a name."""

    session: VaultSession
    full: int
    bare: int


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.replace("\ufffe", "").split())


@pytest.fixture(scope="module", params=[summary.id for summary in available_profiles()])
def practice(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    profile = load_profile(request.param)
    told = {**ORGANISATION, "union": profile.union_name, "inn": "1655000004", "ogrn": "1021600000014", "email": ""}
    folder: Path = tmp_path_factory.mktemp(profile.id) / "vault"
    made = create_vault(folder, draft_from_json(told), profile=profile.id, password=PASSWORD, kdf=MINIMUM_KDF)
    session = made.session
    fill_recipients(session)
    entry = EntryDraft(EventKind.ADMITTED, date(2024, 9, 2), MemberCategory.WORKING)
    full = add_member(
        session,
        PersonDraft(
            "Дьячкова", "Ольга", "Сергеевна", birth_date=date(1985, 4, 2), position="учитель", department="школа",
            phone="+7 917 555-44-33", address="г. Нурлат, ул. Первая, д. 3", card_number="16-00001",
        ),
        entry,
    )  # fmt: skip
    bare = add_member(session, PersonDraft("Мерзлякова", "Анна"), entry)
    parts = {part.id: True for part in session.profile.consent_parts}
    record_consent(session, [full], parts, TODAY, way=ConsentWay.SIMPLE_SIGNATURE, record="АИС, № 77-1")
    record_social_fact(session, full, SocialFactDraft(SocialKind.CHILD, "Дьячкова Анна", born_on=date(2015, 4, 2)))
    add_request(session, full, RequestKind.ACCESS, TODAY, "что вы обо мне знаете")
    yield Practice(session, full, bare)
    session.close()


PAPERS: Mapping[str, Callable[[Practice], bytes]] = {
    "согласия": lambda p: consent_sheets(
        p.session, [p.full, p.bare], parts=[part.id for part in p.session.profile.consent_parts]
    ),
    "пустые согласия": lambda p: consent_sheets(p.session, [], blank=True),
    "согласие за ребёнка": lambda p: consent_sheets(p.session, [p.full, p.bare], child=True),
    **{paper: lambda p, paper=paper: privacy_paper(p.session, paper) for paper in OPERATOR_PAPERS},  # type: ignore[misc]
    "уведомление": lambda p: notice_paper(p.session, NoticeKind.FIRST),
    "прекращение": lambda p: notice_paper(p.session, NoticeKind.END),
    "ответ": lambda p: dossier_pdf(dossier(p.session, p.full), p.session.profile),
    "ответ без согласий": lambda p: dossier_pdf(dossier(p.session, p.bare), p.session.profile),
    "акт до уничтожения": lambda p: plan_destruction(p.session, p.full, "отзыв согласия").act,
}


def whole_act(practice: Practice) -> bytes:
    session = practice.session
    entry = EntryDraft(EventKind.ADMITTED, date(2024, 9, 2), MemberCategory.WORKING)
    gone = add_member(session, PersonDraft("Уходящая", "Вера", phone="+7 917 000-00-01"), entry)
    record_consent(session, [gone], {"union": True}, TODAY)
    return destroy(session, plan_destruction(session, gone, "отзыв согласия", paper="нет")).act


# --- no word of the program's own


@pytest.mark.parametrize("paper", PAPERS)
def test_no_paper_about_data_has_a_latin_word(practice: Practice, paper: str) -> None:
    assert re.findall(r"[A-Za-z]{2,}", words(PAPERS[paper](practice))) == []


def test_no_paper_to_be_signed_has_a_latin_word(practice: Practice) -> None:
    for template in templates(practice.session):
        for blank in (True, False):
            text = words(draft_pdf(practice.session, template, blank=blank))
            assert re.findall(r"[A-Za-z]{2,}", text) == [], template.id


def test_the_act_and_an_incident_have_no_latin_word(practice: Practice) -> None:
    session = practice.session
    assert re.findall(r"[A-Za-z]{2,}", words(whole_act(practice))) == []
    draft = incidents.IncidentDraft(incidents.datetime.now(incidents.UTC), "пропала флешка")
    text = words(incident_paper(session, incidents.add_incident(session, draft)))
    address = "pd.rkn.gov.ru/incidents"
    assert re.findall(r"[A-Za-z]{2,}", text.replace(address, "")) == [], "the regulator's own address is Latin"


# --- terms


_NUMBERS = {"один": 1, "два": 2, "три": 3, "пять": 5, "семь": 7, "десять": 10, "десяти": 10, "пяти": 5, "трёх": 3}
_TERM = re.compile(
    r"(\d+|" + "|".join(_NUMBERS) + r") (года|лет|год|дней|дня|рабочих дней|часов|часа)(?![а-яё])", re.IGNORECASE
)
_UNITS = {"года": "годы", "лет": "годы", "год": "годы", "дней": "дни", "дня": "дни", "рабочих дней": "рабочие",
          "часов": "часы", "часа": "часы"}  # fmt: skip


def terms_in(text: str) -> set[tuple[int, str]]:
    """Every term that a text names; dates and years of laws are none."""
    found = set()
    for number, unit in _TERM.findall(re.sub(r"\d\d\.\d\d\.\d{4}|\d{4} года?", "", text)):
        found.add((_NUMBERS.get(number.lower()) or int(number), _UNITS[unit.lower()]))
    return found


def held_terms(session: VaultSession) -> set[tuple[int, str]]:
    """Every term that the data hold or the program counts by."""
    privacy = load_privacy(session.profile.privacy)
    years = {c.years_after for c in privacy.categories} | {g.years for g in privacy.grounds} | {ACT_YEARS}
    years |= {part.term_years for part in session.profile.consent_parts}
    hours = {incidents.FIRST_HOURS, incidents.SECOND_HOURS}
    working = {WORKING_DAYS, EXTENSION, CORRECTION}
    return {
        *((n, "годы") for n in years if n), (DAYS, "дни"), *((n, "рабочие") for n in working),
        *((n, "часы") for n in hours),
    }  # fmt: skip


@pytest.mark.parametrize("paper", PAPERS)
def test_no_paper_names_a_term_that_the_data_do_not_hold(practice: Practice, paper: str) -> None:
    strange = terms_in(words(PAPERS[paper](practice))) - held_terms(practice.session)
    assert strange == set(), f"{paper}: {strange}"


def test_words_and_years_of_a_part_s_term_agree(practice: Practice) -> None:
    for part in practice.session.profile.consent_parts:
        assert terms_in(part.term) == ({(part.term_years, "годы")} if part.term_years else set()), part.id


def test_the_finder_of_terms_would_see_another_one() -> None:
    assert terms_in("хранятся 7 лет; ответ за десять рабочих дней; 24 часа; от 27.07.2006 года") == {
        (7, "годы"), (10, "рабочие"), (24, "часы"),
    }  # fmt: skip


# --- recipients


def test_sheets_register_and_answer_name_the_recipients_that_are_kept_and_no_other(practice: Practice) -> None:
    session = practice.session
    other = ("Другая областная организация", "г. Самара, ул. Чужая, д. 9", "6300000000")
    for told in (None, other):
        if told is not None:
            set_recipient(session, "union", *told)
        shown = recipient_words(recipients(session)["union"])
        sheet = words(consent_sheets(session, [practice.full], parts=["union"]))
        papers = (sheet, words(privacy_paper(session, "processing")), words(PAPERS["ответ"](practice)))
        for text in papers:
            flat = text.replace(" ", "")
            assert shown.replace(" ", "") in flat
            assert (other[1].replace(" ", "") in flat) is (told is not None), "and nobody that the data do not name"
        assert sheet.count("адрес:") == len(recipients(session)["union"]) + 1, "and of the operator"
    set_recipient(session, "union", "", "")


def test_what_goes_to_nobody_says_so(practice: Practice) -> None:
    for part in practice.session.profile.consent_parts:
        text = words(consent_sheets(practice.session, [practice.full], parts=[part.id]))
        assert ("никому не передаются" in text) is (part.to == "nobody")


# --- methods


def test_the_sheet_s_ways_of_handing_over_are_those_of_the_program(practice: Practice) -> None:
    text = words(consent_sheets(practice.session, [practice.full], parts=["messages"]))
    assert "получателям данные передаются на бумаге, в зашифрованном файле или в файле, закрытом паролем" in text
    ways = {"pdf": "на бумаге", "xlsx": "закрытом паролем"}
    assert all(kind.endswith(".age") or ways[kind] in text for kind in LIST_FORMATS), "no list leaves in the open"


def test_advertising_is_named_only_where_the_messages_are_such(practice: Practice) -> None:
    for part in practice.session.profile.consent_parts:
        text = words(consent_sheets(practice.session, [practice.full], parts=[part.id]))
        assert ("рекламного характера" in text) is part.advertising


def test_no_ground_is_an_article_about_notifying(practice: Practice) -> None:
    privacy = load_privacy(practice.session.profile.privacy)
    for ground in (*(c.ground for c in privacy.categories), *(p.ground for p in privacy.processing)):
        assert "статьи 22" not in ground and "статья 22" not in ground
    members = [c for c in privacy.categories if c.id in ("identity", "membership", "work")]
    assert all("пункт 5 части 2 статьи 10" in c.ground and "статьи 6" in c.ground for c in members)


# --- gaps


def test_papers_are_printed_with_gaps_too(practice: Practice) -> None:
    session = practice.session
    own = passport(session)
    update_passport(session, replace(own, phone="", inn="", ogrn="", employer_name="", created_on=None))
    try:
        for paper in PAPERS:
            assert re.findall(r"None|\{|\}", words(PAPERS[paper](practice))) == [], paper
        record_notice(session, NoticeKind.FIRST, TODAY)
        update_passport(session, own)
        text = words(notice_paper(session, NoticeKind.CHANGE))
        assert "1655000004" in text and re.findall(r"[A-Za-z]{2,}", text) == []
    finally:
        update_passport(session, own)


# --- the table of docs/privacy.md


def rows_of_the_table() -> list[tuple[str, str, str]]:
    """(paper, sentence, test) of each row."""
    text = (Path(__file__).parents[3] / "docs" / "privacy.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return [(row[0], row[2].removeprefix("«").removesuffix("»"), row[4].strip("`")) for row in rows[2:]]


def test_every_sentence_of_the_table_stands_on_its_paper(practice: Practice) -> None:
    printed = {name: words(make(practice)) for name, make in PAPERS.items()}
    printed["акт"] = words(whole_act(practice))
    for paper, sentence, _ in rows_of_the_table():
        assert sentence.replace(" ", "") in printed[paper].replace(" ", ""), (paper, sentence)


def test_every_test_of_the_table_is_there() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    for _, sentence, test in rows_of_the_table():
        assert f"def {test}(" in tests, (sentence, test)
    assert {paper for paper, _, _ in rows_of_the_table()} >= {"согласия", "processing", "policy", "уведомление", "акт"}
