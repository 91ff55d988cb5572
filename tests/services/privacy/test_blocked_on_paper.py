"""A blocked person stands on no paper and in no file: every service that makes one is walked."""

from __future__ import annotations

import ast
import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from app import services
from app.domain.cards import CardMedium
from app.domain.enums import EventKind, MemberCategory, RoleKind, Sex
from app.domain.meetings import MeetingKind
from app.domain.vocabulary.told import BLOCKED as HIDDEN
from app.errors import UserError
from app.services import cards, meetings, reports
from app.services.cards import NewCard
from app.services.meetings import MeetingDraft
from app.services.members import DecisionDraft, EntryDraft, PersonDraft, add_member
from app.services.members.blocking import without_blocked
from app.services.members.decisions import admission_extract, decide_for_many, decisions
from app.services.members.exporting import birthdays_pdf, export_register, groups_pdf, labels_pdf
from app.services.papers import compose_for, print_papers
from app.services.privacy.consents import record_consent
from app.services.privacy.disclosure import without_consent
from app.services.privacy.ends import block
from app.services.privacy.sheets import consent_sheets
from app.services.queries import Query, What, query_pdf, query_xlsx, run_query
from app.services.session import VaultSession
from app.services.structure import reserve
from app.services.structure import roles as activists
from app.services.structure.body_papers import powers_notices, undertakings
from app.services.vault import journal
from tests.paper_facts import fill_recipients

TODAY = date.today()
JOINED = EntryDraft(EventKind.ADMITTED, date(2020, 5, 1), MemberCategory.WORKING)
BLOCKED, OPEN = "Жмыхов", "Долгов"


def text_of(data: bytes) -> str:
    if data[:4] == b"%PDF":
        document = pypdfium2.PdfDocument(io.BytesIO(data))
        try:
            return " ".join(page.get_textpage().get_text_range() for page in document)
        finally:
            document.close()
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return " ".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return data.decode("utf-8-sig", "replace")


@pytest.fixture
def two(session: VaultSession) -> tuple[VaultSession, list[int]]:
    """Two people alike in everything, the first of them blocked."""
    ids = []
    for surname in (BLOCKED, OPEN):
        draft = PersonDraft(
            surname, "Пётр", "Ильич", sex=Sex.MALE, birth_date=date(1980, 6, 6), position="учитель", phone="8 917 1",
            address=f"ул. Новая, дом {surname}", study_group="А-1", email=f"{len(ids)}@example.org",
        )  # fmt: skip
        ids.append(add_member(session, draft, JOINED))
    record_consent(session, ids, {part.id: True for part in session.profile.consent_parts}, date(2025, 9, 12))
    cards.issue_cards(session, [NewCard(i, f"77{i}") for i in ids], CardMedium.PLASTIC, TODAY)
    block(session, ids[0])
    return session, ids


def exported(session: VaultSession, folder: Path, ending: str) -> bytes:
    path = folder / f"реестр{ending}"
    export_register(session, path)
    return path.read_bytes()


def query(session: VaultSession, make: Callable[..., bytes]) -> bytes:
    return make(session, run_query(session, Query(What.MEMBERS, columns=("name",))))


WALKED: dict[str, Callable[[VaultSession, list[int], Path], bytes]] = {
    "cards/printing.py print_cards": lambda s, ids, _: cards.print_cards(s, ids).pdf,
    "members/exporting/paper.py birthdays_pdf": lambda s, *_: birthdays_pdf(s, date(2026, 1, 1), date(2026, 12, 31)),
    "members/exporting/paper.py groups_pdf": lambda s, *_: groups_pdf(s, TODAY),
    "members/exporting/paper.py labels_pdf": lambda s, ids, _: labels_pdf(s, TODAY, person_ids=ids)[0],
    "members/exporting/files.py export_register": lambda s, _, folder: b"".join(
        exported(s, folder, ending) for ending in (".csv", ".json")
    ),
    "members/exporting/workbook.py write_workbook": lambda s, _, folder: exported(s, folder, ".xlsx"),
    "members/exporting/members.py write_csv": lambda s, _, folder: exported(s, folder, ".csv"),
    "queries/output.py query_pdf": lambda s, *_: query(s, query_pdf),
    "queries/output.py query_xlsx": lambda s, *_: query(s, query_xlsx),
    "privacy/sheets.py consent_sheets": lambda s, ids, _: (fill_recipients(s), consent_sheets(s, ids))[1],
    "vault/journal.py export": lambda s, *_: journal.export(s, "csv"),
}
NO_PEOPLE = {
    "members/attachments.py checked_photo", "cards/printing.py coverage_paper", "cards/trust.py export_trusted",
    "vault/chair_change.py _act", "demo/practice.py build_practice_vault", "demo/practice.py write_list",
    "demo/walk.py build_demo", "demo/walk.py _exchange", "exchange/leaving.py extra_files",
    "indicators/below.py below_pdf", "indicators/below.py below_xlsx", "indicators/output.py indicators_pdf",
    "indicators/output.py indicators_xlsx", "indicators/output.py passport_pdf", "indicators/output.py passport_xlsx",
    "library/composing.py composed", "library/keeping.py library_of", "library/polls.py results_file",
    "meetings/papers.py agenda_pdf", "organisation/passport.py own_card", "organisation/passport.py key_sheet",
    "organisation/passport.py recovery_sheet", "organisation/overlay.py files_of",
    "organisation/overlay.py definitions_of",
    "privacy/notification.py notice_paper", "privacy/registers.py privacy_paper",
    "privacy/registers.py incident_paper", "privacy/registers.py _processing",
    "privacy/registers.py _threats", "privacy/registers.py _policy", "privacy/registers.py _destructions",
    "privacy/tombstones.py write_beside", "vault/users.py undertaking_paper",
    "program/update_file.py project_keys", "program/updates.py install_update", "program/updates.py go_back",
}  # fmt: skip
"""Numbers, organisations, users of the program; made-up people."""
SEALED = {
    "cards/orders.py order_document", "cards/printing.py order_paper", "exchange/evidence.py kept_files",
    "exchange/evidence.py verified_evidence", "exchange/handover.py sealed_bytes",
    "exchange/mailing.py email_drafts", "exchange/mailing.py write_parts", "exchange/reading.py _unpack",
    "privacy/lists.py make_list",
}  # fmt: skip
"""What was sealed or listed by app.services.privacy.disclosure, tested beside it."""
OTHERS = {
    "intake/bulk.py write_receipts", "intake/bulk.py receipt_letters", "intake/deciding.py decide",
    "intake/members.py received_xlsx", "intake/overview.py _printed", "intake/pairs.py doubles_xlsx",
}  # fmt: skip
"""What other organisations sent here: they block their people themselves."""
OWN = {"privacy/dossier.py dossier_pdf", "privacy/act.py act_pdf", "privacy/registers.py _requests"}
"""Made for the person, or by a duty of 152-ФЗ towards the person: the answer, the act, the register of requests."""
TYPED = {
    "meetings/papers.py protocol_pdf", "meetings/papers.py extract_pdf", "papers/making.py draft_pdf",
    "papers/making.py print_papers", "reports/documents.py report_pdf", "reports/documents.py reports_pdf",
    "reports/documents.py report_xlsx", "reports/editing.py read_xlsx", "vault/journal.py _pdf",
}  # fmt: skip
"""They print what they are given: it comes from papers/subjects.py, which refuses, from facts, or from the keyboard."""
BELOW = {
    "members/decisions.py admission_extract", "meetings/papers.py notices_pdf", "meetings/papers.py invited_pdf",
    "meetings/papers.py present_pdf",
}  # fmt: skip
"""Walked in tests of their own here."""


READ = {
    "members/exporting/reading.py read_caged", "importing/caged.py read_table", "library/files.py examine_caged",
    "members/pictures.py photo_caged", "members/pictures.py scan_caged", "members/pictures.py shown_caged",
    "privacy/record_tables.py read_caged",
}  # fmt: skip
"""The child's part of reading a file from outside: the bytes go to the parent."""


def makers() -> set[str]:
    """Every function of the services that draws a paper, writes a file or gives bytes."""
    root = Path(services.__file__).parent
    found = set()
    for path in sorted(root.rglob("*.py")):
        for one in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(one, ast.FunctionDef):
                continue
            draws = any(
                isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app.rendering")
                for node in ast.walk(one)
            )
            calls = {
                node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                for node in ast.walk(one)
                if isinstance(node, ast.Call)
            }
            writes = calls & {"print_papers", "write_atomically", "write_workbook", "write_csv"}
            gives = "bytes" in (ast.unparse(one.returns) if one.returns else "") and not one.name.startswith("_")
            if draws or writes or gives:
                found.add(f"{path.relative_to(root).as_posix()} {one.name}")
    return found


def test_every_maker_of_papers_and_files_is_walked_or_has_a_reason() -> None:
    known = set(WALKED) | NO_PEOPLE | SEALED | OTHERS | OWN | TYPED | BELOW | READ
    assert makers() - known == set(), "does it leave blocked people out? add it to WALKED"
    assert known - makers() == set(), "no longer there"


@pytest.mark.parametrize("name", sorted(WALKED))
def test_a_blocked_person_is_on_no_paper_and_in_no_file(two, name: str, tmp_path: Path) -> None:
    session, ids = two
    text = text_of(WALKED[name](session, ids, tmp_path))
    assert BLOCKED.casefold() not in text.casefold()
    assert OPEN.casefold() in text.casefold()


def test_cards_say_who_is_left_out_and_why(two) -> None:
    session, ids = two
    made = cards.print_cards(session, ids)
    assert [(one.person_id, one.why) for one in made.left_out] == [(ids[0], "данные заблокированы")]
    with pytest.raises(UserError) as refused:
        cards.print_cards(session, ids[:1])
    assert refused.value.code == "cards.nothing_to_print"
    with pytest.raises(UserError) as refused:
        consent_sheets(session, ids[:1])
    assert refused.value.code == "consents.nobody"


def test_lists_of_a_meeting(two) -> None:
    session, ids = two
    kind = MeetingKind.GENERAL
    number = meetings.save_meeting(session, MeetingDraft(kind, TODAY, "10:00", "зал"))
    for person in ids:
        meetings.check_in_person(session, number, person)
    invited = text_of(meetings.invited_pdf(session, number))
    present = text_of(meetings.present_pdf(session, number))
    assert BLOCKED not in invited + present
    assert OPEN in invited and OPEN in present
    assert HIDDEN in present, "who came is still counted"
    notices = text_of(meetings.notices_pdf(session, number, ids))
    assert notices.count("Уважаемый") == 1


def test_the_extract_of_a_decision(two) -> None:
    session, ids = two
    decide_for_many(session, ids, DecisionDraft("7", date(2020, 4, 1)))
    extract = text_of(admission_extract(session, decisions(session)[0].decision.id))
    assert OPEN in extract and BLOCKED not in extract


def test_a_list_in_a_report_counts_and_does_not_name(two) -> None:
    session, ids = two
    reserve.add_candidates(session, ids, reserve.CandidateDraft(listed_on=date(2025, 3, 1)))
    year = str(TODAY.year - 1)
    lines = reports.fill(session, "rezerv", year).view.lists["1"]
    assert sorted(str(line["2"]) for line in lines) == sorted([HIDDEN, f"{OPEN} Пётр Ильич"])
    assert all(line.get("3") is None for line in lines if line["2"] == HIDDEN)
    for data in (reports.report_pdf(session, "rezerv", year), reports.report_xlsx(session, "rezerv", year)):
        assert BLOCKED not in text_of(data) and OPEN in text_of(data)


def test_papers_about_offices_and_the_reserve(two) -> None:
    session, ids = two
    for person in ids:
        activists.set_role(session, person, RoleKind.COMMITTEE_MEMBER, date(2024, 1, 1))
    roles = activists.roles_on(session, TODAY)
    told = text_of(print_papers(session, undertakings(session, roles)))
    assert BLOCKED not in told and OPEN in told
    assert powers_notices(session, roles) == ()
    with pytest.raises(UserError):
        compose_for(session, "membership-certificate", ids[:1])


def test_tables_of_the_window(two) -> None:
    session, _ = two
    rows = [(f"{BLOCKED} Пётр Ильич", "учитель", "46"), ("Профгруппа", f"{BLOCKED} Пётр Ильич, {OPEN} Пётр Ильич", "2")]
    assert without_blocked(session, rows) == (
        (HIDDEN, "", ""), ("Профгруппа", f"{HIDDEN}, {OPEN} Пётр Ильич", "2"),
    )  # fmt: skip


def test_whoever_makes_an_open_file_is_told_about_those_without_a_consent(two) -> None:
    session, ids = two
    before = without_consent(session)
    unwilling = add_member(session, PersonDraft("Несогласная", "Анна", "Петровна"), JOINED)
    assert without_consent(session) == before + 1
    assert without_consent(session, [*ids, unwilling]) == 1
    assert without_consent(session, ids) == 0, "a blocked one is in no file at all"
