"""What happens on a report's page, without any window: the services are real, the display only remembers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.domain.dates import Period
from app.domain.enums import CellSource, ReportState, UserRight
from app.errors import UserError
from app.messages import message_for
from app.progress import silent
from app.rendering.xlsx_names import cell_name
from app.services import reports
from app.services.reports import FilledReport, RuleComparison
from app.services.session import VaultSession
from app.ui.reports.report_presenter import CellStory, ReportPresenter, verdict_for


class Display:
    """Remembers what it was told to show."""

    def __init__(self) -> None:
        self.report: FilledReport | None = None
        self.stories: list[CellStory] = []
        self.refused: list[Exception] = []
        self.said: list[str] = []
        self.edits = 0
        self.was_signed = False
        self.pdf = b""

    def show_report(self, report: FilledReport) -> None:
        self.report = report

    def show_story(self, story: CellStory) -> None:
        self.stories.append(story)

    def show_comparison(self, comparison: RuleComparison) -> None:
        self.comparison = comparison

    def refuse(self, error: Exception) -> None:
        self.refused.append(error)

    def say(self, sentence: str) -> None:
        self.said.append(sentence)

    def warn(self, error: Exception) -> None:
        self.refused.append(error)

    def edited(self) -> None:
        self.edits += 1

    def ask_reason(self, place: str) -> None:
        self.said.append(f"почему: {place}")

    def signed(self) -> None:
        self.was_signed = True

    def show_pdf(self, title: str, pdf: bytes, file_name: str) -> None:
        self.pdf = pdf
        self.said.append(f"{title}|{file_name}")


def at_once(work: Any, on_done: Any = None, *, title: str = "", key: str = "", on_error: Any = None) -> None:
    try:
        result = work(silent())
    except Exception as error:
        if on_error is None:
            raise
        on_error(error)
        return
    if on_done is not None:
        on_done(result)


@pytest.fixture
def display() -> Display:
    return Display()


@pytest.fixture
def presenter(session: VaultSession, display: Display, year: int) -> ReportPresenter:
    made = ReportPresenter(session, display, at_once)
    made.open("fnpr-2", Period(year))
    return made


def number(display: Display, address: str) -> object:
    assert display.report is not None
    return display.report.view.cells[address].value


def test_typing_computes_the_form_anew(presenter: ReportPresenter, display: Display) -> None:
    before = number(display, "II.12.3")
    presenter.type_value("II.11.3", Decimal(2))
    assert number(display, "II.12.3") == before + 2  # type: ignore[operator]
    assert display.edits == 1
    presenter.clear("II.11.3")
    assert number(display, "II.12.3") == before


def test_an_error_blocks_and_the_button_leads_to_it(presenter: ReportPresenter, display: Display) -> None:
    presenter.type_value("II.13.4", Decimal(7))
    assert display.report is not None
    verdict = verdict_for(display.report)
    assert verdict.tone == "error"
    assert verdict.sentence == "Нельзя сдавать: 1 ошибка"
    assert "строка 13" in verdict.detail
    step = presenter.next_step()
    assert (step.word, step.action, step.address) == ("Исправить ошибку", "go", "II.13.4")


def test_a_warning_asks_for_words_and_then_may_go(presenter: ReportPresenter, display: Display) -> None:
    for column in (5, 4, 3):
        presenter.type_value(f"III.1.2.{column}", Decimal(0))
    assert display.report is not None
    assert verdict_for(display.report).sentence == "1 предупреждение: напишите пояснение"
    assert presenter.next_step().word == "Написать пояснение"
    [warning] = display.report.view.warnings
    presenter.explain(warning.rule, "Председатель освобождён от учёта малочисленных")
    assert verdict_for(display.report).sentence == "Можно сдавать"
    assert presenter.next_step().action == "sign"


def test_why_names_the_people_behind_the_number(presenter: ReportPresenter, display: Display) -> None:
    presenter.ask_why("II.3.3")
    story = display.stories[-1]
    assert story.provenance is not None
    assert [item.text.split()[0] for item in story.provenance.items] == ["Ахметов", "Дьячкова", "Жукова"]
    assert story.rule
    assert story.editable


def test_a_typed_number_keeps_its_reason_beside_the_automatic_one(presenter: ReportPresenter, display: Display) -> None:
    presenter.type_value("II.3.4", Decimal(1))
    assert display.said == ["почему: Строка 3, графа 4"]
    presenter.type_value("II.3.3", Decimal(2), "одного приняли в соседней организации")
    view = presenter.view_of("II.3.3")
    assert view is not None
    assert (view.value, view.automatic, view.source) == (Decimal(2), Decimal(3), CellSource.MANUAL)
    presenter.give_reason("II.3.3", "перевели")
    assert len(display.said) == 1
    view = presenter.view_of("II.3.3")
    assert view is not None and view.reason == "перевели"


def test_a_closed_cell_is_refused_and_nothing_changes(presenter: ReportPresenter, display: Display) -> None:
    before = display.report
    presenter.type_value("II.12.3", Decimal(99))
    assert len(display.refused) == 1
    assert before is not None
    assert number(display, "II.12.3") == before.view.cells["II.12.3"].value


def test_only_the_newest_answer_is_shown_while_typing_goes_on(
    session: VaultSession, display: Display, year: int
) -> None:
    waiting: list[Callable[[], None]] = []

    def later(work: Any, on_done: Any = None, **options: Any) -> None:
        waiting.append(lambda: at_once(work, on_done, **options))

    presenter = ReportPresenter(session, display, later)
    presenter.open("fnpr-2", Period(year))
    waiting.pop(0)()
    presenter.type_value("II.11.3", Decimal(1))
    presenter.type_value("II.11.3", Decimal(2))
    shown = display.report
    waiting.pop(0)()
    assert display.report is shown
    waiting.pop(0)()
    assert number(display, "II.11.3") == 2


def test_signing_freezes_and_mending_begins_the_next_revision(
    presenter: ReportPresenter, session: VaultSession, display: Display
) -> None:
    for warning in presenter.report.view.warnings if presenter.report else ():
        presenter.explain(warning.rule, "так и есть")
    presenter.sign()
    assert display.was_signed
    assert display.report is not None and display.report.state is ReportState.SIGNED
    assert not presenter.editable
    assert presenter.next_step().action == "send"
    presenter.reopen()
    assert presenter.editable
    assert reports.fill(session, *("fnpr-2", presenter.key[1])).revision == 2


def test_paper_and_excel(presenter: ReportPresenter, display: Display, tmp_path: Path, year: int) -> None:
    presenter.print_preview()
    assert display.pdf.startswith(b"%PDF")
    assert display.said[-1] == f"Форма № 2 за {year} год|Форма-2-за-{year}-год.pdf"
    path = tmp_path / "форма.xlsx"
    presenter.save_xlsx(path)
    assert path.read_bytes()[:2] == b"PK"
    assert "не зашифрован" in display.said[-1]
    presenter.read_xlsx(path)
    assert display.said[-1].startswith("Прочитано из файла форма.xlsx")
    assert not display.refused


def test_a_total_typed_over_by_hand_in_excel_is_told(
    presenter: ReportPresenter, display: Display, tmp_path: Path
) -> None:
    path = tmp_path / "форма.xlsx"
    presenter.save_xlsx(path)
    book = openpyxl.load_workbook(path)
    ((sheet, place),) = book.defined_names[cell_name("II.12.3")].destinations
    book[sheet][place.replace("$", "")].value = 777
    book.save(path)
    book.close()
    presenter.read_xlsx(path)
    (told,) = display.refused
    assert isinstance(told, UserError)
    message = message_for(told)
    assert "II.12.3" in message.what and "777" in message.what
    assert "не взяты" in message.todo


def test_rights_decide_what_is_offered(session: VaultSession, display: Display, year: int) -> None:
    for right, editable, step in (
        (UserRight.VIEWER, False, ""), (UserRight.RECORDS, True, ""), (UserRight.CHAIR, True, "Подписать и отправить"),
    ):  # fmt: skip
        session.right = right
        presenter = ReportPresenter(session, display, at_once)
        presenter.open("fnpr-2", Period(year))
        assert (presenter.editable, presenter.next_step().word) == (editable, step)
