"""Three unions: a chair of each goes the whole way, and no paper of one names another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pypdfium2
import pytest

from app.domain.dates import Period
from app.domain.enums import EventKind, MemberCategory, OrganisationKind, Verdict
from app.forms.evaluation import evaluate
from app.forms.values import parse_values
from app.rendering.form_pdf import form_pdf
from app.rendering.layout import FormHeading
from app.services.exchange import export, read_receipt
from app.services.intake import accept, consolidate, decide, enrol
from app.services.members import EntryDraft, PersonDraft, add_member
from app.services.organisation.passport import draft_from_json, own_card
from app.services.organisation.profiles import available_profiles, load_profile
from app.services.papers import draft_pdf, templates
from app.services.privacy.consents import record_consent
from app.services.privacy.registers import OPERATOR_PAPERS, privacy_paper
from app.services.privacy.sheets import consent_sheets
from app.services.reports import explain, fill, list_reports, report_pdf, set_value, sign
from app.services.session import VaultSession
from app.services.vault.creating import MINIMUM_KDF, create_vault
from tests.conftest import ORGANISATION, PASSWORD
from tests.paper_facts import fill_recipients

NAMES = {
    "ngsp": ("Нефтегаз",),
    "eseur": ("Профсоюз образования", "Профсоюза образования", "Профсоюзу образования", "народного образования"),
    "asm": ("АСМ", "автомобильного и сельскохозяйственного"),
}
YEAR = "2025"


@dataclass
class Union:
    """A primary organisation with two members and the organisation above it."""

    id: str
    primary: VaultSession
    higher: VaultSession
    people: list[int]


@pytest.fixture(scope="module", params=[summary.id for summary in available_profiles()])
def union(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Union]:
    profile = load_profile(request.param)
    folder = tmp_path_factory.mktemp(profile.id)
    sessions = []
    for kind in ("ppo", "tpo"):
        told = {**ORGANISATION, "kind": kind, "union": profile.union_name, "full_name": f"Организация {kind}",
                "short_name": kind, "ogrn": "1021600000014"}  # fmt: skip
        made = create_vault(
            folder / kind, draft_from_json(told), profile=profile.id, password=PASSWORD, kdf=MINIMUM_KDF
        )
        sessions.append(made.session)
    people = [
        add_member(
            sessions[0],
            PersonDraft(surname, "Анна", "Ивановна", birth_date=date(1985, 4, 2), card_number=f"16-{n:05d}"),
            EntryDraft(EventKind.ADMITTED, date(2024, 9, 2), MemberCategory.WORKING),
        )
        for n, surname in enumerate(("Иванова", "Петрова"), start=1)
    ]
    yield Union(profile.id, *sessions, people)
    for session in sessions:
        session.close()


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", " ")


def assert_no_other_union(union_id: str, what: str, text: str) -> None:
    flat = " ".join(text.split())
    others = [word for other, words in NAMES.items() if other != union_id for word in words if word in flat]
    assert not others, f"{what}: {others}"


def test_a_chair_goes_the_whole_way(union: Union) -> None:
    primary, higher = union.primary, union.higher
    main = union.primary.profile.main_parts
    record_consent(primary, union.people, {part.id: part.id == "union" for part in main}, date(2025, 9, 12))
    assert "fnpr-2" in {summary.form for summary in list_reports(primary, YEAR)}
    set_value(primary, "fnpr-2", "II.1.3", 60, YEAR)
    for violation in fill(primary, "fnpr-2", YEAR).view.warnings:
        explain(primary, "fnpr-2", YEAR, violation.rule, "Так и есть.")
    sign(primary, "fnpr-2", YEAR)
    assert text_of(report_pdf(primary, "fnpr-2", YEAR)).count(primary.profile.form("fnpr-2").number)
    sent = export(primary, own_card(higher), [("fnpr-2", YEAR)], "full", password=PASSWORD)
    assert sent.members == 2
    enrol(higher, own_card(primary))
    taken = accept(higher, sent.sealed)
    assert taken.outcome == "taken"
    receipt = read_receipt(primary, decide(higher, taken.bundle, Verdict.ACCEPTED))
    assert receipt.verdict is Verdict.ACCEPTED
    made = consolidate(higher, "fnpr-7", YEAR)
    assert (made.view.cells["II.4.6"].value, made.missing) == (2, ())


def test_no_form_names_another_union(union: Union) -> None:
    profile = union.primary.profile
    for form in profile.forms.values():
        assert_no_other_union(union.id, form.id, repr((form.number, form.title, form.fields, form.tables, form.checks)))
        for kind in form.org_kinds:
            heading = FormHeading(year=2025, period="2025 год", signers=("И. И. Иванова",), org_kind=kind.value)
            assert_no_other_union(union.id, form.id, text_of(form_pdf(form, None, heading=heading, blank=True)))


def test_no_consent_and_no_paper_names_another_union(union: Union) -> None:
    session = union.primary
    fill_recipients(session)
    sheets = text_of(consent_sheets(session, union.people, parts=[part.id for part in session.profile.consent_parts]))
    assert_no_other_union(union.id, "consent", sheets)
    assert any(word in " ".join(sheets.split()) for word in NAMES[union.id])
    for template in templates(session):
        assert_no_other_union(union.id, template.id, text_of(draft_pdf(session, template)))
    for paper in OPERATOR_PAPERS:
        assert_no_other_union(union.id, paper, text_of(privacy_paper(session, paper)))
    calendar = [(d.title, d.when, d.recipient, d.recipient_below) for d in session.profile.deadlines]
    assert_no_other_union(union.id, "calendar", repr(calendar))


@pytest.mark.parametrize(
    ("kind", "directly", "number", "place", "recipient"),
    [
        ("tpo", False, "Форма 2-СП", "территориальной (районной, городской)", "региональная (межрегиональная)"),
        ("tpo", True, "Форма 1-СП", "региональной (межрегиональной)", "Общероссийский Профсоюз образования"),
        ("mpo", True, "Форма 1-СП", "региональной (межрегиональной)", "Общероссийский Профсоюз образования"),
        ("mpo", False, "Форма 1-СП", "региональной (межрегиональной)", "Общероссийский Профсоюз образования"),
    ],
)
def test_a_district_and_a_region_call_their_report_otherwise(
    tmp_path_factory: pytest.TempPathFactory, kind: str, directly: bool, number: str, place: str, recipient: str
) -> None:
    folder = tmp_path_factory.mktemp("eseur")
    told = {**ORGANISATION, "kind": kind, "directly_under_union": directly, "full_name": "Организация",
            "short_name": "о"}  # fmt: skip
    session = create_vault(
        folder / "v", draft_from_json(told), profile="eseur", password=PASSWORD, kdf=MINIMUM_KDF
    ).session
    try:
        (summary,) = [s for s in list_reports(session, YEAR) if s.form == "fnpr-7"]
        assert (summary.number, place in summary.title) == (number, True)
        assert recipient in summary.recipient
        paper = " ".join(text_of(report_pdf(session, "fnpr-7", YEAR)).split())
        assert number in paper
        assert f"СТАТИСТИЧЕСКИЙ ОТЧЕТ {place} организации Профсоюза за 2025 год" in paper
    finally:
        session.close()


def test_a_district_hands_in_before_the_region_must() -> None:
    profile = load_profile("eseur")
    (deadline,) = [d for d in profile.deadlines if d.form == "fnpr-7"]
    assert profile.due(deadline, OrganisationKind.TPO, True, Period(2025)) == date(2026, 2, 1)
    assert profile.due(deadline, OrganisationKind.TPO, False, Period(2025)) == date(2026, 1, 23)


def test_the_education_union_has_forms_for_elections_and_the_reserve() -> None:
    profile = load_profile("eseur")
    assert {"fnpr-4", "fnpr-14", "fnpr-15", "rezerv"} <= set(profile.forms)
    spoken = repr([(d.title, d.when, d.recipient) for d in profile.deadlines])
    assert "5-СП" in spoken and "районная, городская" in spoken
    assert not {d.when for d in profile.deadlines} & {d.when for d in load_profile("ngsp").deadlines if not d.event}


def test_what_the_education_union_calls_its_forms() -> None:
    forms = load_profile("eseur").forms
    numbers = {form_id: form.number for form_id, form in forms.items()}
    assert numbers["fnpr-2"] == "Форма 5-СП"
    assert numbers["fnpr-7"] == "Формы 2-СП и 1-СП"
    assert {"Форма КДК-2", "Форма 4-ПИ", "Форма 19-ТИ"} <= set(numbers.values())
    # Where the table is not the union's own, the title says so, on paper too.
    for form in forms.values():
        assert "таблице" in form.title, form.id


def test_every_form_of_a_union_has_a_day(union: Union) -> None:
    profile = union.primary.profile
    for form in profile.forms.values():
        assert any(profile.deadline(form.id, kind, directly) for kind in form.org_kinds for directly in (True, False))


@pytest.mark.parametrize(
    ("form", "values", "target", "value", "reached"),
    [
        ("fnpr-2", {"II.2.3": 100, "II.2.5": 30, "III.2.3": 10, "III.2.5": 4}, "youth_in_committee", 10, True),
        ("fnpr-2", {"II.2.3": 100, "II.2.5": 30, "III.2.3": 10, "III.2.5": 2}, "youth_in_committee", -10, False),
        ("kdk-1", {"1.801.3": 1}, "agreement", 100, True),
        ("kdk-1", {"1.801.3": 0}, "agreement", 0, False),
        ("kdk-2", {"I.01.4": 3, "I.01.5": 1, "I.03.1.4": 2, "I.03.2.5": 1}, "agreements", 75, False),
    ],
)
def test_the_programme_of_the_machine_builders_is_measured(
    form: str, values: dict[str, object], target: str, value: int, reached: bool
) -> None:
    definition = load_profile("asm").form(form)
    kind = OrganisationKind.TPO if form == "kdk-2" else OrganisationKind.PPO
    view = evaluate(definition, parse_values(definition, {"values": values}), period=Period(2025), org_kind=kind.value)
    (found,) = (t for t in view.targets if t.id == target)
    assert (found.value, found.reached) == (value, reached)
    assert "Программа действий" in found.source
