"""The ledger of dues and expenses: entries of a year, their totals by article of 10-ПБ, the programme's targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from app.domain.dates import Period
from app.domain.enums import CellSource, LedgerKind
from app.domain.finance import ARTICLES, FREE_LINES, LARGEST, LEDGER_FORM, PART_OF, roubles, table_of
from app.domain.names import tidy
from app.errors import UserError
from app.forms.definition import FormDefinition
from app.forms.evaluation import evaluate
from app.forms.values import TypedValues
from app.forms.view import Automatic, TargetView
from app.models import LedgerEntry
from app.services.organisation.profiles import load_profile
from app.services.session import Act, VaultSession, service
from app.storage.finance import LedgerRow
from app.storage.reports.facts import Moment
from app.storage.unit_of_work import UnitOfWork

_FIRST_YEAR = 1990
_FORM_OF = "ngsp"
"""10-ПБ is a form of the federation: where a union has not its own, the delivered one names the articles."""
_WORDS = {
    LedgerKind.OPENING: "остаток на начало года",
    LedgerKind.INCOME: "доходы",
    LedgerKind.EXPENSE: "расходы",
}


@dataclass(frozen=True)
class Article:
    """A row of 10-ПБ that money is written to. ``title`` is official; ``free``: the organisation names it."""

    kind: LedgerKind
    code: str
    title: str
    rule: str
    free: bool = False


@dataclass(frozen=True)
class LedgerDraft:
    """An entry to record. ``amount`` in roubles; an opening balance counts from 1 January of its year."""

    on: date
    kind: LedgerKind
    article: str
    amount: Decimal
    note: str = ""
    line_name: str = ""


@dataclass(frozen=True)
class LedgerEntryView:
    """An entry to show, ``amount`` in roubles."""

    id: int
    on: date
    kind: LedgerKind
    article: str
    title: str
    amount: Decimal
    note: str
    line_name: str
    recorded_at: datetime
    cancelled: bool


@dataclass(frozen=True)
class ArticleTotal:
    """Roubles of a year at a row of 10-ПБ, with its parts (7 in 6), and how many entries."""

    article: Article
    amount: Decimal
    entries: int


@dataclass(frozen=True)
class LedgerTotals:
    """A year in roubles. ``articles`` are those with entries, in the form's order. ``opening`` None: not recorded."""

    year: int
    opening: Decimal | None
    income: Decimal
    expense: Decimal
    articles: tuple[ArticleTotal, ...]
    targets: tuple[TargetView, ...]

    @property
    def closing(self) -> Decimal | None:
        """What is left; None when it is unknown what there was."""
        return None if self.opening is None else self.opening + self.income - self.expense


@service(Act.LOOK)
def articles(session: VaultSession) -> tuple[Article, ...]:
    """Every article that may be chosen, by its official name, in the form's order."""
    form = _form(session)
    return tuple(_article(form, kind, code) for kind, codes in ARTICLES.items() for code in codes)


@service(Act.RECORD)
def add_entry(session: VaultSession, draft: LedgerDraft) -> int:
    """Record an entry; returns its id.

    UserError ``ledger.unknown_article``, ``ledger.amount``, ``ledger.date``, ``ledger.no_line_name``,
    ``ledger.other_line_name`` (a year has one name for a free line), ``ledger.opening_taken``.
    """
    if draft.article not in ARTICLES[draft.kind]:
        raise UserError("ledger.unknown_article", article=draft.article, kind=_WORDS[draft.kind])
    least = Decimal(0) if draft.kind is LedgerKind.OPENING else Decimal("0.01")
    if not draft.amount.is_finite() or not least <= draft.amount <= LARGEST or draft.amount * 100 % 1:
        raise UserError("ledger.amount", amount=roubles(draft.amount) if draft.amount.is_finite() else draft.amount)
    if draft.on > date.today() or draft.on.year < _FIRST_YEAR:
        raise UserError("ledger.date", date=f"{draft.on:%d.%m.%Y}")
    free = draft.kind is LedgerKind.EXPENSE and draft.article in FREE_LINES
    name = tidy(draft.line_name) if free else ""
    if free and not name:
        raise UserError("ledger.no_line_name", article=draft.article)
    year = draft.on.year
    first, last = date(year, 1, 1), date(year, 12, 31)
    with session.unit_of_work() as uow:
        if draft.kind is LedgerKind.OPENING and (draft.kind, draft.article) in uow.ledger.sums(first, last):
            raise UserError("ledger.opening_taken", year=year)
        if free:
            known = uow.ledger.line_name(draft.article, first, last)
            if known is not None and known.casefold() != name.casefold():
                raise UserError("ledger.other_line_name", year=year, article=draft.article, name=known)
            name = known or name
        entry_id = uow.ledger.add(
            LedgerEntry(
                on_date=first if draft.kind is LedgerKind.OPENING else draft.on,
                kind=draft.kind,
                article=draft.article,
                amount=draft.amount,
                note=tidy(draft.note),
                line_name=name,
                recorded_at=datetime.now(UTC),
            )
        )
        uow.journal.record("ledger.recorded", entry=entry_id, kind=draft.kind.value, article=draft.article)
        uow.commit()
    return entry_id


@service(Act.RECORD)
def cancel_entry(session: VaultSession, entry_id: int, note: str = "") -> LedgerDraft:
    """Void an entry recorded by mistake; both stay in the ledger. Returns what it said, to record it again.

    UserError ``ledger.unknown_entry``, ``ledger.already_cancelled``.
    """
    with session.unit_of_work() as uow:
        found = uow.ledger.find(entry_id)
        if found is None:
            raise UserError("ledger.unknown_entry", id=entry_id)
        if found.cancelled:
            raise UserError("ledger.already_cancelled")
        uow.ledger.add(
            LedgerEntry(
                on_date=found.on,
                kind=found.kind,
                article=found.article,
                amount=found.amount,
                note=tidy(note),
                line_name=found.line_name,
                cancels_id=entry_id,
                recorded_at=datetime.now(UTC),
            )
        )
        uow.journal.record("ledger.cancelled", entry=entry_id, kind=found.kind.value, article=found.article)
        uow.commit()
    return LedgerDraft(found.on, found.kind, found.article, found.amount, found.note, found.line_name)


@service(Act.LOOK)
def entries(session: VaultSession, year: int, *, cancelled: bool = False) -> tuple[LedgerEntryView, ...]:
    """Entries of a year by date; with the cancelled ones when asked."""
    form = _form(session)
    with session.unit_of_work() as uow:
        rows = uow.ledger.entries(date(year, 1, 1), date(year, 12, 31), cancelled=cancelled)
    return tuple(_view(form, row) for row in rows)


@service(Act.LOOK)
def totals(session: VaultSession, year: int) -> LedgerTotals:
    """Sums of a year by article, and the programme's targets."""
    form = _form(session)
    with session.unit_of_work() as uow:
        rows = uow.ledger.entries(date(year, 1, 1), date(year, 12, 31))
        targets = _targets(uow, form, year)
    at: dict[tuple[LedgerKind, str], list[Decimal]] = {}
    for row in rows:
        at.setdefault((row.kind, row.article), []).append(row.amount)
        if row.kind is LedgerKind.EXPENSE and row.article in PART_OF:
            at.setdefault((row.kind, PART_OF[row.article]), []).append(row.amount)
    names = {row.article: row.line_name for row in rows if row.line_name}
    lines = tuple(
        ArticleTotal(_article(form, kind, code, names), sum(found, Decimal(0)), len(found))
        for kind, codes in ARTICLES.items()
        for code in codes
        if (found := at.get((kind, code)))
    )
    by_kind = {kind: sum((r.amount for r in rows if r.kind is kind), Decimal(0)) for kind in LedgerKind}
    opening = by_kind[LedgerKind.OPENING] if any(r.kind is LedgerKind.OPENING for r in rows) else None
    return LedgerTotals(year, opening, by_kind[LedgerKind.INCOME], by_kind[LedgerKind.EXPENSE], lines, targets)


def _targets(uow: UnitOfWork, form: FormDefinition, year: int) -> tuple[TargetView, ...]:
    """The programme's goals as 10-ПБ would show them with nothing but the ledger in it."""
    asked = {
        address: cell.fact
        for table in form.tables.values()
        for address, cell in table.cells.items()
        if cell.fact is not None and cell.fact.name == "ledger.sum"
    }
    period = Period(year)
    answers = uow.facts.answer(asked.values(), Moment.of(period, form.as_of))
    counted = {address: Automatic(answers[request], CellSource.LEDGER) for address, request in asked.items()}
    return evaluate(form, TypedValues(), counted, period).targets


def _form(session: VaultSession) -> FormDefinition:
    return session.profile.forms.get(LEDGER_FORM) or load_profile(_FORM_OF).form(LEDGER_FORM)


def _article(form: FormDefinition, kind: LedgerKind, code: str, names: Mapping[str, str] | None = None) -> Article:
    row = next(row for row in form.tables[table_of(kind)].rows if row.code == code)
    free = kind is LedgerKind.EXPENSE and code in FREE_LINES
    title = (names or {}).get(code, "") if free else row.title.removeprefix("- ")
    return Article(kind, code, title or f"Своя строка {code}", row.rule, free)


def _view(form: FormDefinition, row: LedgerRow) -> LedgerEntryView:
    article = _article(form, row.kind, row.article, {row.article: row.line_name})
    return LedgerEntryView(
        id=row.id,
        on=row.on,
        kind=row.kind,
        article=row.article,
        title=article.title,
        amount=row.amount,
        note=row.note,
        line_name=row.line_name,
        recorded_at=row.recorded_at,
        cancelled=row.cancelled,
    )
