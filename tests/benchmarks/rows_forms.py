"""Rows of the table about forms and papers: a typed cell, «Отчёты», filling, consents, a form as PDF."""

from __future__ import annotations

import io
import json
import math
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pypdfium2
from PySide6.QtWidgets import QApplication
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import event

from app.domain.enums import CellKind, OrganisationCategory, OrganisationKind
from app.forms.definition import ValueType
from app.rendering.consents import ConsentPaper, ConsentPerson, PrintedConsentPart, consent_form_pdf
from app.rendering.fonts import REGULAR, register_fonts
from app.rendering.square import draw_square
from app.services import reports
from app.services.demo import PRACTICE_PASSWORD
from app.services.organisation.passport import OrganisationDraft
from app.services.organisation.profiles import load_profile
from app.services.session import VaultSession
from app.services.vault.creating import create_vault
from app.ui.forms.form_view import FormView
from app.ui.kit.theme import apply_theme
from tests.benchmarks.crowd import add_crowd
from tests.benchmarks.table import Outcome, command, pairs

FORM, PERIOD, YEARS = "fnpr-2", "2025", (2026, 2025, 2024)
MANY, FEW = 50_000, 500
_SCAN = (
    "SELECT p.sex, p.birth_date, s.category FROM membership_span s JOIN person p ON p.id = s.person_id "
    "WHERE s.starts_on <= '2025-12-31' AND (s.ends_on IS NULL OR s.ends_on > '2025-12-31')"
)
"""One walk over the members with what form 2 asks of each."""


def crowd(folder: Path, people: int) -> VaultSession:
    """A new vault with so many invented people, open."""
    draft = OrganisationDraft(
        kind=OrganisationKind.PPO, full_name="ППО студентов", category=OrganisationCategory.HIGHER_EDUCATION
    )
    session = create_vault(folder / f"crowd-{people}", draft, profile="ngsp", password=PRACTICE_PASSWORD).session
    add_crowd(session, people)
    return session


def statements(session: VaultSession, work: Callable[[], object]) -> int:
    """How many SQL statements a piece of work sends."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(session.database.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(session.database.engine, "before_cursor_execute", note)
    return len(sent)


def milliseconds(work: Callable[[], object], before: Callable[[], object], times: int = 5) -> list[float]:
    """How long each run takes, after something unmeasured."""
    taken = []
    for _ in range(times):
        before()
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def _scan(session: VaultSession) -> None:
    connection = session.database.engine.raw_connection()
    try:
        connection.cursor().execute(_SCAN).fetchall()
    finally:
        connection.close()


def _typing(session: VaultSession) -> Iterator[Outcome]:
    """A number typed into form 2 until the page shows what it changes."""
    filled = reports.fill(session, FORM, PERIOD)
    page = FormView(filled.definition)
    page.resize(1140, 730)
    page.show_report(filled.view)
    page.grab()
    place = next(a for a, c in filled.view.cells.items() if c.kind is CellKind.INPUT)
    numbers = iter(range(1, 10_000))

    def typed() -> None:
        reports.set_value(session, FORM, place, str(next(numbers)), PERIOD, "замер")
        reports.fill(session, FORM, PERIOD)

    def shown() -> None:
        typed()
        page.show_report(reports.fill(session, FORM, PERIOD).view)
        page.grab()

    def add() -> None:
        sum((Decimal(number) for number in range(10_000)), Decimal(0))

    pair = pairs(shown, add, 15)
    taken, bare = median(pair.ours), median(pair.bare)
    yield Outcome("набрать число: новые числа на странице, 50 000", "10 000 сложений Decimal", taken * 1000, 20, "мс",
                  taken, bare)  # fmt: skip
    yield Outcome("то же", "запросов", statements(session, typed), 10, "запр.")


def _lists(session: VaultSession) -> Iterator[Outcome]:
    forget = session.database.memory.clear
    read = partial(reports.list_years, session, YEARS)
    forget()
    yield Outcome("«Отчёты», три года, все формы, 50 000", "запросов", statements(session, read), 40, "запр.")
    first = milliseconds(read, forget)
    yield Outcome("то же, первый раз", "время", median(first), 150, "мс", median(first) / 1000)
    again = milliseconds(read, lambda: None)
    yield Outcome("то же, снова", "время", median(again), 150, "мс", median(again) / 1000)


def _filling(many: VaultSession, few: VaultSession) -> Iterator[Outcome]:
    for session, people, aim in ((many, "50 000", 1.2), (few, "500", 4.0)):

        def fill(session: VaultSession = session) -> None:
            session.database.memory.clear()
            reports.fill(session, FORM, PERIOD)

        yield pairs(fill, partial(_scan, session)).outcome(f"форма № 2 из {people}", "один голый проход", aim)
    counts = []
    for session in (few, many):
        session.database.memory.clear()
        counts.append(statements(session, partial(reports.fill, session, FORM, PERIOD)))
    yield Outcome("открыть форму", "запросов, 50 000", counts[1], 20, "запр.")
    yield Outcome("открыть форму: рост от 500 до 50 000", "запросов", counts[1] - counts[0], 0, "запр.")


def _consents() -> Outcome:
    profile = load_profile("ngsp")
    edition = profile.consent_edition
    parts = tuple(
        PrintedConsentPart(p.title, p.purpose, p.recipient, p.fields, p.recipient_address, p.term)
        for p in profile.main_parts
    )
    paper = ConsentPaper(edition.text, edition.id, parts, "ППО студентов", "Казань", "Профсоюз")
    people = [ConsentPerson(f"Иванова Анна {n}", f"Казань, {n}", "01.01.2000", str(10**38 + n)) for n in range(1000)]
    register_fonts()
    lines = _lines_of(consent_form_pdf(paper, people[:1]))

    def bare() -> None:
        canvas = Canvas(io.BytesIO(), pageCompression=1)
        for person in people:
            for page in lines:
                canvas.setFont(REGULAR, 10)
                for number, line in enumerate(page):
                    canvas.drawString(57, 780 - 12 * number, line)
                if page is lines[0]:
                    draw_square(canvas, person.code, 480, 760, 20 * mm)
                canvas.showPage()
        canvas.save()

    pair = pairs(lambda: consent_form_pdf(paper, people), bare, 3, warm=False)
    return pair.outcome("1 000 согласий одним PDF", "голый reportlab: те же строки и квадраты", 1.2)


def _lines_of(pdf: bytes) -> list[list[str]]:
    """The text of each page, line by line."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range().splitlines() for page in document]
    finally:
        document.close()


def _one_form(folder: Path) -> Outcome:
    what, against = "форма № 2 в PDF, вся команда", "LibreOffice из того же XLSX"
    office = shutil.which("soffice")
    if office is None:
        return Outcome(what, f"{against}: LibreOffice здесь нет", math.inf, 0.7)
    definition = load_profile("ngsp").forms[FORM]
    values = {
        address: 1
        for table in definition.tables.values()
        for address, cell in table.cells.items()
        if cell.kind is CellKind.INPUT and cell.type not in (ValueType.TEXT, ValueType.DATE)
    }
    told = folder / "values.json"
    told.write_text(json.dumps({"values": values}), encoding="utf-8")
    render = (sys.executable, "-m", "app", "form", "render", FORM, "--values", str(told), "--period", PERIOD, "--to")
    sheet = folder / "form.xlsx"
    command(*render, str(sheet))()
    ours = command(*render, str(folder / "form.pdf"))
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    there = str(folder / "theirs")
    theirs = command(office, home, "--headless", "--convert-to", "pdf", "--outdir", there, str(sheet))
    return pairs(ours, theirs, 5).outcome(what, against, 0.7)


def rows(folder: Path) -> Iterator[Outcome]:
    """Everything about forms and papers."""
    application = QApplication([])
    apply_theme(application)
    yield _one_form(folder)
    yield _consents()
    few = crowd(folder, FEW)
    many = crowd(folder, MANY)
    try:
        yield from _filling(many, few)
        yield from _lists(many)
        yield from _typing(many)
    finally:
        few.close()
        many.close()
