"""The ledger: what is recorded, refused, cancelled and added up; and the reports that fill themselves from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.enums import CellSource, LedgerKind, OrganisationKind, UserRight
from app.domain.finance import parse_amount, roubles, thousands
from app.errors import AccessError, AppError, UserError
from app.messages import sentence
from app.services import reports
from app.services.finance import ledger
from app.services.finance.ledger import LedgerDraft
from app.services.session import VaultSession
from app.services.vault.creating import check_vault
from app.services.vault.journal import recent

OPENING, INCOME, EXPENSE = LedgerKind.OPENING, LedgerKind.INCOME, LedgerKind.EXPENSE
YEAR = 2025
FORM = "10-pb"


def spent(article: str, amount: str, on: date = date(YEAR, 3, 14), **more: str) -> LedgerDraft:
    return LedgerDraft(on, EXPENSE, article, Decimal(amount), **more)


def got(article: str, amount: str, on: date = date(YEAR, 3, 14)) -> LedgerDraft:
    return LedgerDraft(on, INCOME, article, Decimal(amount))


@contextmanager
def refused(code: str, kind: type[AppError] = UserError) -> Iterator[None]:
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.code == code
    assert sentence(caught.value)


def cells(session: VaultSession, period: int | str = YEAR) -> dict[str, object]:
    view = reports.fill(session, FORM, period).view
    return {name: view.cells[name].value for name in view.cells}


# --- recording


def test_an_entry_is_kept_to_the_kopeck(session: VaultSession) -> None:
    entry_id = ledger.add_entry(session, spent("3", "1234567890.07", note="  семинар  в  мае "))
    (entry,) = ledger.entries(session, YEAR)
    assert entry.id == entry_id
    assert (entry.amount, entry.note, entry.cancelled) == (Decimal("1234567890.07"), "семинар в мае", False)
    assert entry.title == "подготовка и обучение профсоюзных кадров и актива"
    assert ledger.entries(session, YEAR - 1) == ()


def test_articles_are_the_rows_of_the_form_that_are_typed(session: VaultSession) -> None:
    articles = ledger.articles(session)
    form = session.profile.form(FORM)
    typed = {
        (cell.table, cell.row)
        for table in ("1A", "1B")
        for cell in form.tables[table].cells.values()
        if cell.column == "4" and cell.kind.value == "input"
    }
    assert {("1B" if a.kind is EXPENSE else "1A", a.code) for a in articles} == typed
    assert [a.code for a in articles if a.free] == ["11", "15", "28"]
    assert all(a.title for a in articles)


def test_a_union_without_the_form_of_its_own_names_the_same_articles(session: VaultSession) -> None:
    other = replace(session, profile=replace(session.profile, forms={}))
    assert ledger.articles(other) == ledger.articles(session)


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (spent("1", "10"), "ledger.unknown_article"),
        (spent("12", "10"), "ledger.unknown_article"),
        (spent("32", "10"), "ledger.unknown_article"),
        (got("6", "10"), "ledger.unknown_article"),
        (got("1", "10"), "ledger.unknown_article"),
        (spent("3", "0"), "ledger.amount"),
        (spent("3", "-5"), "ledger.amount"),
        (spent("3", "0.001"), "ledger.amount"),
        (spent("3", "1e13"), "ledger.amount"),
        (spent("3", "NaN"), "ledger.amount"),
        (spent("3", "10", date.today() + timedelta(days=1)), "ledger.date"),
        (spent("3", "10", date(206, 1, 1)), "ledger.date"),
        (spent("11", "10"), "ledger.no_line_name"),
    ],
)
def test_what_makes_no_sense_is_refused(session: VaultSession, draft: LedgerDraft, code: str) -> None:
    with refused(code):
        ledger.add_entry(session, draft)
    assert ledger.entries(session, draft.on.year, cancelled=True) == ()


@pytest.mark.parametrize("on", [date(1990, 1, 1), date.today()])
def test_the_first_and_the_last_day_that_may_be_written(session: VaultSession, on: date) -> None:
    ledger.add_entry(session, spent("3", "0.01", on))
    with refused("ledger.date"):
        ledger.add_entry(session, spent("3", "0.01", date(1989, 12, 31)))
    assert [entry.on for entry in ledger.entries(session, on.year)] == [on]


@pytest.mark.parametrize(("amount", "shown"), [("1e13", "10 000 000 000 000,00"), ("-5", "-5,00"), ("NaN", "NaN")])
def test_a_refused_amount_is_told_as_money(session: VaultSession, amount: str, shown: str) -> None:
    with pytest.raises(UserError) as caught:
        ledger.add_entry(session, spent("3", amount))
    assert str(caught.value.params["amount"]).replace("\xa0", " ") == shown


def test_a_free_line_is_called_as_the_organisation_names_it(session: VaultSession) -> None:
    ledger.add_entry(session, spent("15", "10", line_name="Акция помощи"))
    ledger.add_entry(session, spent("3", "20", line_name="не нужно"))
    assert {(e.article, e.title, e.line_name) for e in ledger.entries(session, YEAR)} == {
        ("15", "Акция помощи", "Акция помощи"),
        ("3", "подготовка и обучение профсоюзных кадров и актива", ""),
    }
    shown = {t.article.code: (t.article.title, t.entries) for t in ledger.totals(session, YEAR).articles}
    assert shown == {"15": ("Акция помощи", 1), "3": ("подготовка и обучение профсоюзных кадров и актива", 1)}
    assert {a.code: a.title for a in ledger.articles(session) if a.free}["28"] == "Своя строка 28"


def test_a_free_line_has_one_name_a_year(session: VaultSession) -> None:
    ledger.add_entry(session, spent("15", "10", line_name="Акция помощи"))
    ledger.add_entry(session, spent("15", "20", line_name=" акция  помощи "))
    with refused("ledger.other_line_name"):
        ledger.add_entry(session, spent("15", "30", line_name="Другое"))
    ledger.add_entry(session, spent("15", "30", date(YEAR - 1, 5, 5), line_name="Другое"))
    assert {e.line_name for e in ledger.entries(session, YEAR)} == {"Акция помощи"}


def test_there_is_one_opening_balance_and_it_stands_at_the_beginning(session: VaultSession) -> None:
    draft = LedgerDraft(date(YEAR, 6, 1), OPENING, "1", Decimal("0"))
    first = ledger.add_entry(session, draft)
    assert ledger.entries(session, YEAR)[0].on == date(YEAR, 1, 1)
    with refused("ledger.opening_taken"):
        ledger.add_entry(session, draft)
    ledger.cancel_entry(session, first)
    ledger.add_entry(session, replace(draft, amount=Decimal("55.50")))
    assert ledger.totals(session, YEAR).opening == Decimal("55.50")


def test_a_cancelled_entry_stays_but_counts_nowhere(session: VaultSession) -> None:
    entry_id = ledger.add_entry(session, spent("3", "100", note="ошибка"))
    draft = ledger.cancel_entry(session, entry_id, "не тот год")
    assert draft == spent("3", "100", note="ошибка")
    assert ledger.entries(session, YEAR) == ()
    (shown,) = ledger.entries(session, YEAR, cancelled=True)
    assert (shown.id, shown.cancelled) == (entry_id, True)
    assert ledger.totals(session, YEAR).expense == 0
    with refused("ledger.already_cancelled"):
        ledger.cancel_entry(session, entry_id)
    with refused("ledger.unknown_entry"):
        ledger.cancel_entry(session, entry_id + 1)  # the cancelling row itself
    ledger.add_entry(session, draft)
    assert ledger.totals(session, YEAR).expense == 100
    assert check_vault(session).ok


def test_rights_and_the_journal(session: VaultSession) -> None:
    entry_id = ledger.add_entry(session, spent("3", "100"))
    ledger.cancel_entry(session, entry_id)
    assert {"ledger.recorded", "ledger.cancelled"} <= {e.action for e in recent(session)}
    session.right = UserRight.VIEWER
    assert ledger.entries(session, YEAR) == ()
    for work in (lambda: ledger.add_entry(session, spent("3", "1")), lambda: ledger.cancel_entry(session, entry_id)):
        with refused("access.right_missing", AccessError):
            work()


def test_totals_show_a_part_inside_its_whole(session: VaultSession) -> None:
    ledger.add_entry(session, LedgerDraft(date(YEAR, 1, 1), OPENING, "1", Decimal("1000")))
    ledger.add_entry(session, got("2", "50000.40"))
    ledger.add_entry(session, spent("6", "300"))
    ledger.add_entry(session, spent("7", "200.60"))
    found = ledger.totals(session, YEAR)
    assert (found.income, found.expense, found.closing) == (
        Decimal("50000.40"), Decimal("500.60"), Decimal("50499.80"),
    )  # fmt: skip
    at = {(t.article.kind, t.article.code): t.amount for t in found.articles}
    assert (at[EXPENSE, "6"], at[EXPENSE, "7"]) == (Decimal("500.60"), Decimal("200.60"))
    assert ledger.totals(session, YEAR - 1).closing is None


def test_goals_of_the_programme_are_shares_of_dues(session: VaultSession) -> None:
    assert {t.reached for t in ledger.totals(session, YEAR).targets} == {None}
    for draft in (got("2", "100000"), got("5", "900000"), spent("3", "4000"), spent("4", "3900"), spent("2", "5000")):
        ledger.add_entry(session, draft)
    targets = {t.id: (t.value, t.least, t.reached) for t in ledger.totals(session, YEAR).targets}
    assert targets == {"training": (4, 4, True), "youth": (Decimal("3.9"), 4, False), "information": (5, 3, True)}


# --- reports


def test_the_form_of_an_empty_ledger_knows_nothing(session: VaultSession) -> None:
    values = cells(session)
    assert {values["1A.1.4"], values["1A.2.4"], values["1B.3.4"], values["1B.39.4"]} == {None}
    share = reports.fill(session, "fnpr-2", YEAR).view.fields["training_share_percent"]
    assert share.value is None


def test_form_10_pb_and_the_share_of_training_fill_themselves(session: VaultSession) -> None:
    for draft in (
        LedgerDraft(date(YEAR, 1, 1), OPENING, "1", Decimal("12049.99")),
        got("2", "250000"),
        got("5", "1550"),
        spent("3", "10449.99"),
        spent("3", "0.01"),
        spent("6", "3000"),
        spent("7", "2000"),
        spent("15", "500", line_name="Акция помощи"),
        spent("34", "80000"),
        spent("20", "4000", date(YEAR - 1, 12, 31)),
        spent("20", "4000", date(YEAR + 1, 1, 1)),
    ):
        ledger.add_entry(session, draft)
    view = reports.fill(session, FORM, YEAR).view
    found = {name: cell.value for name, cell in view.cells.items()}
    expected = {
        "1A.1.4": "12.0", "1A.2.4": "250.0", "1A.3.4": "0", "1A.5.4": "1.6", "1A.6.4": "251.6",
        "1B.3.4": "10.5", "1B.6.4": "5.0", "1B.7.4": "2.0", "1B.1.4": "15.5", "1B.12.4": "0.5", "1B.15.4": "0.5",
        "1B.20.4": "0", "1B.31.4": "80.0", "1B.39.4": "96.0", "1B.40.4": "167.6",
    }  # fmt: skip
    assert {name: found[name] for name in expected} == {name: Decimal(text) for name, text in expected.items()}
    assert view.cells["1B.3.4"].source is CellSource.LEDGER
    assert (found["1B.11.4"], found["1B.28.4"]) == (None, None), "rows without a name are not there"
    assert view.fields["line_15_name"].value == "Акция помощи"
    assert view.fields["line_11_name"].value is None
    assert not [v for v in view.violations if v.rule.startswith("1B")]
    share = reports.fill(session, "fnpr-2", YEAR).view.fields["training_share_percent"]
    assert share.value == Decimal("10.9") == found["1B.3.5"]


def test_no_expenses_no_share(session: VaultSession) -> None:
    ledger.add_entry(session, got("2", "250000"))
    assert cells(session)["1B.39.4"] == 0
    assert reports.fill(session, "fnpr-2", YEAR).view.fields["training_share_percent"].value is None


def test_the_half_year_counts_to_the_end_of_june(session: VaultSession) -> None:
    ledger.add_entry(session, got("2", "1000", date(YEAR, 6, 30)))
    ledger.add_entry(session, got("2", "5000", date(YEAR, 7, 1)))
    half = reports.fill(session, FORM, f"{YEAR}-1")
    assert list(half.definition.tables) == ["2"]
    assert half.view.cells["2.2.3"].value == half.view.cells["2.2.9"].value == 1
    assert cells(session)["1A.2.4"] == 6


def test_what_was_transferred_is_the_distribution_of_the_dues(session: VaultSession) -> None:
    ledger.add_entry(session, got("2", "10000.50"))
    for article, amount in (("33", "0.40"), ("35", "1500"), ("37", "250.06"), ("6", "999")):
        ledger.add_entry(session, spent(article, amount))
    row = {column: cells(session)[f"2.2.{column}"] for column in "3456789"}
    # 10,0 thousand of dues without 1,5 and 0,3: each as the form rounds it, so that the row closes.
    assert row == {"3": Decimal("8.2"), "4": 0, "5": 0, "6": Decimal("1.5"), "7": 0, "8": Decimal("0.3"), "9": 10}
    told = reports.why(session, FORM, "2.2.3", YEAR)
    assert sorted(item.text.replace("\u00a0", " ") for item in told.items) == [
        "10 000,50 руб.", "минус 0,40 руб.", "минус 1 500,00 руб.", "минус 250,06 руб.",
    ]  # fmt: skip
    assert "взносы без перечисленного вышестоящим организациям" in told.sentence
    assert not [v.rule for v in reports.fill(session, FORM, YEAR).view.violations if v.rule.startswith("2.transfers")]


def test_an_organisation_above_takes_its_share_from_the_primaries(session: VaultSession) -> None:
    ledger.add_entry(session, got("2", "10000"))
    ledger.add_entry(session, spent("37", "200"))
    with session.unit_of_work() as uow:
        uow.organisation.get().kind = OrganisationKind.TPO
        uow.commit()
    row = {column: cells(session)[f"2.2.{column}"] for column in "345678"}
    assert row == {"3": None, "4": None, "5": None, "6": None, "7": 0, "8": Decimal("0.2")}


def test_why_tells_the_entries(session: VaultSession) -> None:
    ledger.add_entry(session, spent("6", "300", note="концерт"))
    ledger.add_entry(session, spent("7", "200.60", date(YEAR, 4, 1)))
    ledger.cancel_entry(session, ledger.add_entry(session, spent("6", "999")))
    told = reports.why(session, FORM, "1B.6.4", YEAR)
    assert [(i.text.replace("\u00a0", " "), i.on) for i in told.items] == [
        ("300,00 руб. – концерт", date(YEAR, 3, 14)),
        ("200,60 руб.", date(YEAR, 4, 1)),
    ]
    assert "По разделу «Финансы» с 01.01.2025 по 31.12.2025" in told.sentence
    assert "сведений нет" in reports.why(session, FORM, "1A.1.4", YEAR).sentence
    ledger.add_entry(session, LedgerDraft(date(YEAR, 1, 1), OPENING, "1", Decimal("7000")))
    told = reports.why(session, FORM, "1A.1.4", YEAR)
    assert told.source is CellSource.LEDGER
    assert "Финансы" in told.sentence and "7,0" in told.sentence


ARTICLES_OF = {
    INCOME: ["2", "3", "4", "5"],
    EXPENSE: [str(n) for n in range(2, 39) if n not in (12, 19, 31, 32)],
}
one = st.sampled_from([INCOME, EXPENSE]).flatmap(
    lambda kind: st.tuples(
        st.just(kind),
        st.sampled_from(ARTICLES_OF[kind]),
        st.integers(1, 99_999_999),
        st.dates(date(YEAR - 1, 7, 1), date(YEAR + 1, 6, 30)),
        st.booleans(),
    )
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(one, min_size=1, max_size=25))
def test_sums_are_those_of_an_independent_count(session: VaultSession, drawn: list[tuple[object, ...]]) -> None:
    """Added up here in whole kopecks, with no use of the ledger's or the forms' code."""
    for year in (YEAR - 1, YEAR, YEAR + 1):
        for entry in ledger.entries(session, year):
            ledger.cancel_entry(session, entry.id)
    kopecks: dict[tuple[object, object], int] = {}
    for kind, article, amount, on, dropped in drawn:
        name = "своя строка" if kind is EXPENSE and article in ("11", "15", "28") else ""
        draft = LedgerDraft(on, kind, article, Decimal(amount) / 100, line_name=name)  # type: ignore[arg-type, operator]
        entry_id = ledger.add_entry(session, draft)
        if dropped:
            ledger.cancel_entry(session, entry_id)
        elif on.year == YEAR:  # type: ignore[attr-defined]
            kopecks[kind, article] = kopecks.get((kind, article), 0) + amount  # type: ignore[operator]
    found = cells(session)
    inside = {"6": "7", "8": "9", "10": "11"}
    for kind, table in ((INCOME, "1A"), (EXPENSE, "1B")):
        for article in ARTICLES_OF[kind]:
            total = kopecks.get((kind, article))
            if kind is EXPENSE and article in inside:
                parts = [kopecks[p] for p in ((kind, article), (kind, inside[article])) if p in kopecks]
                total = sum(parts) if parts else None
            if total is None and kopecks and not (kind is EXPENSE and article in ("11", "15", "28")):
                total = 0
            # A tenth of a thousand roubles is 10 000 kopecks; half of it goes up.
            tenths = None if total is None else (total + 5_000) // 10_000
            assert found[f"{table}.{article}.4"] == (None if tenths is None else Decimal(tenths) / 10), article
    whole = ledger.totals(session, YEAR)
    for kind, shown in ((INCOME, whole.income), (EXPENSE, whole.expense)):
        assert shown * 100 == sum(amount for (k, _), amount in kopecks.items() if k is kind)


# --- words


@given(st.integers(0, 10**14))
def test_an_amount_written_is_read_back(kopecks: int) -> None:
    amount = Decimal(kopecks) / 100
    assert parse_amount(roubles(amount)) == amount
    assert thousands(amount) == (amount / 1000).quantize(Decimal("0.1"), ROUND_HALF_UP)


@pytest.mark.parametrize("text", [" ", "сто", "1,234", "1.2.3", "-5", "5 руб.", "1e5", ",50"])
def test_what_is_not_an_amount(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_amount(text)


def test_the_ledger_is_in_a_copy(session: VaultSession, tmp_path: Path) -> None:
    from app.services.vault.creating import back_up, open_vault, restore
    from tests.conftest import PASSWORD

    ledger.add_entry(session, spent("3", "100.01"))
    back_up(session, tmp_path / "копия.pervichka-copy")
    restored = restore(tmp_path / "копия.pervichka-copy", tmp_path / "другая", PASSWORD)
    again = open_vault(restored.folder, PASSWORD)
    assert ledger.entries(again, YEAR)[0].amount == Decimal("100.01")
    again.close()


def test_the_signed_report_of_last_year_says_the_opening_balance_first(session: VaultSession) -> None:
    ledger.add_entry(session, LedgerDraft(date(YEAR - 1, 1, 1), OPENING, "1", Decimal("1000")))
    ledger.add_entry(session, got("2", "9000", date(YEAR - 1, 5, 5)))
    ledger.add_entry(session, LedgerDraft(date(YEAR, 1, 1), OPENING, "1", Decimal("7000")))
    assert cells(session)["1A.1.4"] == 7
    for column in "345678":
        reports.set_value(session, FORM, f"2.1.{column}", 100 if column == "3" else 0, YEAR - 1)
        reports.set_value(session, FORM, f"2.2.{column}", 9 if column == "3" else 0, YEAR - 1)
    reports.sign(session, FORM, YEAR - 1)
    told = reports.why(session, FORM, "1A.1.4", YEAR)
    assert (told.value, told.source) == (10, CellSource.PREVIOUS)
    assert "прошлый год" in told.sentence
    assert told.items == ()
    signed = reports.fill(session, FORM, YEAR - 1)
    ledger.add_entry(session, spent("3", "500", date(YEAR - 1, 5, 6)))
    after = reports.fill(session, FORM, YEAR - 1)
    assert after.view.cells["1B.3.4"].value == signed.view.cells["1B.3.4"].value == 0
    assert "1B.3.4" in after.changed_since
