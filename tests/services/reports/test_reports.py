"""A report's life: filled, typed over, explained, signed, reopened, printed, asked why, due."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from app.domain.dates import Period
from app.domain.enums import CellSource, ReportState, UserRight
from app.errors import AccessError, AppError, DataError, UserError
from app.forms.values import dump_values
from app.messages import sentence
from app.models import Remark
from app.services import reports
from app.services.session import VaultSession

FORM = "fnpr-2"


@contextmanager
def refused(code: str, kind: type[AppError] = UserError) -> Iterator[None]:
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.code == code
    assert sentence(caught.value)


def value(session: VaultSession, address: str, period: int = 2025) -> object:
    view = reports.fill(session, FORM, period).view
    return (view.cells.get(address) or view.fields[address]).value


def filled_rightly(session: VaultSession) -> None:
    """Make the report right by typing, with members enough that the chair is not of a small organisation."""
    reports.set_value(session, FORM, "II.2.3", 40, 2025, "реестр ещё не внесён")


def test_a_new_report_is_filled_from_the_passport_the_employer_and_the_chair(session: VaultSession) -> None:
    filled = reports.fill(session, FORM, 2025)
    assert (filled.state, filled.revision, filled.remarks, filled.previous) == (ReportState.DRAFT, 1, (), {})
    assert (
        filled.view.fields["organisation_name"].value == "Первичная профсоюзная организация МБОУ «Средняя школа № 14»"
    )
    assert filled.view.fields["chair_name"].value == "Щербакова Елена Петровна"
    assert filled.view.fields["training_share_percent"].value is None
    cell = filled.view.cells["II.1.3"]
    assert (cell.value, cell.source) == (60, CellSource.EMPLOYER)
    assert filled.view.cells["II.4.3"].value == 0
    assert filled.view.errors == ()


def test_a_typed_number_keeps_the_automatic_one_and_the_reason(session: VaultSession) -> None:
    reports.set_value(session, FORM, "II.2.3", "1 044", "2025", "  двое  не внесены ")
    cell = reports.fill(session, FORM, 2025).view.cells["II.2.3"]
    assert (cell.value, cell.automatic, cell.source, cell.reason) == (
        1044, 0, CellSource.MANUAL, "двое не внесены",
    )  # fmt: skip
    told = reports.why(session, FORM, "II.2.3", 2025)
    assert "Вписано вручную: 1\u00a0044. Причина: двое не внесены." in told.sentence
    assert "на учёте, работающие: 0" in told.sentence
    reports.clear_value(session, FORM, "II.2.3", 2025)
    assert reports.fill(session, FORM, 2025).view.cells["II.2.3"].source is CellSource.REGISTER


def test_typing_the_automatic_number_keeps_it_automatic(session: VaultSession) -> None:
    reports.set_value(session, FORM, "II.1.3", 59, 2025)
    reports.set_value(session, FORM, "II.1.3", 60, 2025)
    assert reports.fill(session, FORM, 2025).view.cells["II.1.3"].source is CellSource.EMPLOYER


def test_values_are_kept_by_their_type(session: VaultSession) -> None:
    reports.set_value(session, FORM, "training_share_percent", "4,25", 2025)
    reports.set_value(session, FORM, "schools_count", 2, 2025)
    reports.set_value(session, FORM, "phone", " 12-34 ", 2025)
    assert value(session, "training_share_percent") == Decimal("4.3")
    assert value(session, "schools_count") == 2
    assert value(session, "phone") == "12-34"
    reports.set_value(session, FORM, "phone", "", 2025)
    assert value(session, "phone") == "+7 843 000-00-14"
    assert value(session, "schools_count", 2024) is None


@pytest.mark.parametrize(
    ("address", "typed", "code"),
    [
        ("II.7.3", 5, "reports.closed_cell"),
        ("II.10.5", 0, "reports.closed_cell"),
        ("II.99.3", 5, "forms.unknown_cell"),
        ("colour", "red", "forms.unknown_field"),
        ("II.1.3", "сто", "forms.not_a_number"),
        ("II.1.3", True, "forms.not_a_number"),
        ("phone", 5, "forms.not_a_text"),
        ("II.1.3", 10**15, "forms.too_big"),
    ],
)
def test_what_cannot_be_typed_is_refused_and_changes_nothing(
    session: VaultSession, address: str, typed: object, code: str
) -> None:
    before = reports.fill(session, FORM, 2025).view
    with refused(code):
        reports.set_value(session, FORM, address, typed, 2025)
    assert reports.fill(session, FORM, 2025).view == before


def test_a_wrong_count_is_kept_and_shown_as_an_error(session: VaultSession) -> None:
    reports.set_value(session, FORM, "II.3.3", -1, 2025)
    assert [v.rule for v in reports.fill(session, FORM, 2025).view.errors] == [
        "count:II.3.3", "II.group:3.4", "II.group:3.5",
    ]  # fmt: skip
    with refused("reports.has_errors", DataError):
        reports.sign(session, FORM, 2025)
    assert reports.fill(session, FORM, 2025).state is ReportState.DRAFT


def test_a_warning_stops_signing_until_it_is_explained(session: VaultSession) -> None:
    filled_rightly(session)
    reports.set_value(session, FORM, "III.1.2.3", 1, 2025)
    with refused("reports.unexplained", DataError):
        reports.sign(session, FORM, 2025)
    with refused("reports.no_such_warning"):
        reports.explain(session, FORM, 2025, "III.vacancy", "нет её")
    reports.explain(session, FORM, 2025, "III.small", "  решение   профкома ")
    signed = json.loads(reports.sign(session, FORM, 2025).content)
    assert signed["explanations"] == [{"rule": "III.small", "text": "решение профкома"}]
    assert [(v["rule"], v["severity"]) for v in signed["violations"]] == [("III.small", "warning")]


def test_an_explanation_can_be_taken_back(session: VaultSession) -> None:
    filled_rightly(session)
    reports.set_value(session, FORM, "III.1.2.3", 1, 2025)
    reports.explain(session, FORM, 2025, "III.small", "решение")
    reports.explain(session, FORM, 2025, "III.small", "")
    assert reports.fill(session, FORM, 2025).view.warnings[0].explanation == ""


def test_a_signed_report_is_frozen_canonical_json(session: VaultSession) -> None:
    filled_rightly(session)
    shown = reports.fill(session, FORM, 2025)
    signed = reports.sign(session, FORM, 2025)
    document = json.loads(signed.content)
    assert signed.content == json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(signed.content.encode()).hexdigest() == signed.sha256
    assert {k: document[k] for k in ("form", "edition", "period", "revision")} == {
        "form": FORM, "edition": "2017-04-03", "period": "2025", "revision": 1,
    }  # fmt: skip
    assert document["values"] == dump_values(shown.definition, shown.view)["values"]
    assert document["values"]["II.9.3"] == 66.7
    assert document["organisation"]["full_name"].startswith("Первичная")
    with refused("reports.already_signed"):
        reports.sign(session, FORM, 2025)


def test_signed_numbers_stand_while_the_vault_moves_on(session: VaultSession) -> None:
    filled_rightly(session)
    before = reports.fill(session, FORM, 2025).view
    first = reports.sign(session, FORM, 2025)
    with session.unit_of_work() as uow:
        uow.organisation.headcounts()[0].employees = 70
        uow.commit()
    filled = reports.fill(session, FORM, 2025)
    assert (filled.state, filled.revision) == (ReportState.SIGNED, 1)
    assert {a: (c.value, c.source) for a, c in filled.view.cells.items()} == {
        a: (c.value, c.source) for a, c in before.cells.items()
    }
    assert filled.view.fields == before.fields
    assert filled.changed_since == ("II.1.3", "II.7.3", "II.9.3")
    assert "сведения изменились" in reports.why(session, FORM, "II.1.3", 2025).sentence
    reports.reopen(session, FORM, 2025)
    filled = reports.fill(session, FORM, 2025)
    assert (filled.state, filled.revision) == (ReportState.DRAFT, 2)
    assert filled.view.cells["II.1.3"].value == 70
    second = reports.sign(session, FORM, 2025)
    assert (first.revision, second.revision) == (1, 2)
    with session.unit_of_work() as uow:
        report = uow.reports.find(FORM, "2025")
        assert report is not None
        kept = [(r.revision, r.content) for r in uow.exchange.earlier_revisions(uow.reports.last_revision(report.id))]  # type: ignore[arg-type]
    assert kept == [(1, first.content)]


def test_changing_a_signed_report_opens_its_next_revision(session: VaultSession) -> None:
    filled_rightly(session)
    reports.sign(session, FORM, 2025)
    reports.set_value(session, FORM, "schools_count", 1, 2025)
    filled = reports.fill(session, FORM, 2025)
    assert (filled.state, filled.revision) == (ReportState.DRAFT, 2)
    assert filled.view.fields["schools_count"].value == 1


def test_remarks_reopen_the_report_and_signing_answers_them(session: VaultSession) -> None:
    filled_rightly(session)
    reports.sign(session, FORM, 2025)
    with session.unit_of_work() as uow:
        report = uow.reports.find(FORM, "2025")
        assert report is not None
        report.state = ReportState.RETURNED
        uow.exchange.add(
            Remark(
                report_id=report.id, bundle_uuid="0", cell="II.3.3", text="Проверьте",
                received_at=datetime(2026, 1, 25, tzinfo=UTC),
            )
        )  # fmt: skip
        uow.commit()
    filled = reports.fill(session, FORM, 2025)
    assert [(r.cell, r.text) for r in filled.remarks] == [("II.3.3", "Проверьте")]
    assert (filled.state, filled.revision) == (ReportState.RETURNED, 2)
    reports.sign(session, FORM, 2025)
    assert reports.fill(session, FORM, 2025).remarks == ()


def test_last_years_signed_numbers_stand_beside(session: VaultSession) -> None:
    reports.set_value(session, FORM, "II.2.3", 38, 2024, "так было")
    for column, number in (("3", 50), ("4", 30), ("5", 10)):
        reports.set_value(session, FORM, f"II.1.{column}", number, 2024)
    reports.sign(session, FORM, 2024)
    previous = reports.fill(session, FORM, "2025").previous
    assert (previous["II.2.3"], previous["II.8.3"], previous["II.9.3"]) == (38, 38, Decimal("76.0"))
    assert previous["chair_name"] == "Щербакова Елена Петровна"
    assert reports.fill(session, FORM, 2024).previous == {}


@pytest.mark.parametrize(
    ("address", "source", "words"),
    [
        ("II.1.3", CellSource.EMPLOYER, "По сведениям работодателя на 31.12.2025 работает: 60."),
        ("II.7.3", CellSource.COMPUTED, "Считается само: Сумма строк 1 и 4"),
        ("II.10.5", None, "Эта ячейка формы не заполняется."),
        ("II.13.3", CellSource.REGISTER, "с 01.01.2025 по 31.12.2025: 0."),
        ("III.1.3", CellSource.ROLES, "на 31.12.2025: председатель: 1."),
        ("IV.1.1.4", CellSource.TRAINING, "краткосрочные семинары, освобождённые: 0."),
        ("chair_name", CellSource.PASSPORT, "Щербакова Елена Петровна"),
        ("schools_count", None, "Вписывается вручную"),
    ],
)
def test_each_number_tells_where_it_came_from(
    session: VaultSession, address: str, source: CellSource | None, words: str
) -> None:
    told = reports.why(session, FORM, address, 2025)
    assert told.source is source
    assert words in told.sentence


def test_a_computed_number_names_what_it_is_made_of(session: VaultSession) -> None:
    assert [item.text for item in reports.why(session, FORM, "II.7.3", 2025).items] == [
        "Таблица II, строка 1, графа 3: 60",
        "Таблица II, строка 4, графа 3: 0",
    ]
    with refused("forms.unknown_cell"):
        reports.why(session, FORM, "V.1.3", 2025)
    with refused("forms.unknown_field"):
        reports.why(session, FORM, "colour", 2025)


def test_the_list_of_reports_says_how_each_stands(session: VaultSession) -> None:
    (one,) = [s for s in reports.list_reports(session, 2025) if s.form == FORM]
    assert (one.form, one.number, one.period, one.due, one.state) == (
        FORM, "Форма № 2", "2025", date(2026, 1, 20), ReportState.DRAFT,
    )  # fmt: skip
    reports.set_value(session, FORM, "II.3.3", 9, 2025)
    reports.set_value(session, FORM, "III.1.3", 0, 2025)
    (one,) = [s for s in reports.list_reports(session, 2025) if s.form == FORM]
    # 3.3 over 2.3; a woman chair (1.4, 1.2.4) where there is no chair; the vacancy, and nobody marked in 1.2
    assert (one.errors, one.warnings) == (3, 2)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 1, 10), [("2025", 10)]),
        (date(2026, 1, 20), [("2025", 0)]),
        (date(2026, 1, 21), [("2025", -1), ("2026", 364)]),
        (date(2026, 12, 31), [("2025", -345), ("2026", 20)]),
    ],
)
def test_the_calendar(session: VaultSession, on: date, expected: list[tuple[str, int]]) -> None:
    assert [(d.period, d.days_left) for d in reports.due(session, on) if d.form == FORM] == expected


def test_a_delivered_report_leaves_the_calendar(session: VaultSession) -> None:
    filled_rightly(session)
    reports.sign(session, FORM, 2025)
    with session.unit_of_work() as uow:
        report = uow.reports.find(FORM, "2025")
        assert report is not None
        report.state = ReportState.HANDED_OVER
        uow.commit()
    assert [d.period for d in reports.due(session, date(2026, 2, 1)) if d.form == FORM] == ["2026"]


def test_an_organisation_directly_under_the_union_has_its_own_day(session: VaultSession) -> None:
    with session.unit_of_work() as uow:
        uow.organisation.get().directly_under_union = True
        uow.commit()
    assert {s.form: s.due for s in reports.list_reports(session, 2025)}[FORM] == date(2026, 2, 1)


@pytest.mark.parametrize("period", ["25", "год", 1800, "2025.0", ""])
def test_a_period_is_a_year(session: VaultSession, period: int | str) -> None:
    with refused("reports.bad_period"):
        reports.fill(session, FORM, period)
    assert reports.as_period("2025") == Period(2025)


def test_an_unknown_form_is_named(session: VaultSession) -> None:
    with refused("forms.unknown"):
        reports.fill(session, "fnpr-99", 2025)


def test_a_viewer_looks_only_and_only_the_chair_signs(session: VaultSession) -> None:
    session.right = UserRight.VIEWER
    reports.fill(session, FORM, 2025)
    with pytest.raises(AccessError):
        reports.set_value(session, FORM, "II.3.3", 1, 2025)
    session.right = UserRight.RECORDS
    filled_rightly(session)
    with pytest.raises(AccessError):
        reports.sign(session, FORM, 2025)


def test_every_change_is_in_the_journal_without_the_numbers(session: VaultSession) -> None:
    filled_rightly(session)
    reports.sign(session, FORM, 2025)
    with session.unit_of_work() as uow:
        acts = [(e.action, e.details) for e in uow.journal.entries()]
    actions = [action for action, _ in acts]
    assert {"report.value_set", "report.signed"} <= set(actions)
    assert not any("Щербакова" in str(details) for action, details in acts if action.startswith("report."))


def test_the_report_is_printed_and_saved(session: VaultSession, tmp_path: Path) -> None:
    assert reports.report_pdf(session, FORM, 2025).startswith(b"%PDF-")
    path = tmp_path / "form2.xlsx"
    path.write_bytes(reports.report_xlsx(session, FORM, 2025))
    assert reports.read_xlsx(session, FORM, 2025, path) == reports.SheetRead((), ())
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sixty = [cell for row in sheet.iter_rows() for cell in row if cell.value == 60]
    assert len(sixty) == 1
    sixty[0].value = 58
    book.save(path)
    book.close()
    assert reports.read_xlsx(session, FORM, 2025, path).changed == ("II.1.3",)
    cell = reports.fill(session, FORM, 2025).view.cells["II.1.3"]
    assert (cell.value, cell.automatic) == (58, 60)
