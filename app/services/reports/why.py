"""«Почему такое число»: where a value came from, down to the people, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.dates import Period
from app.domain.enums import CellKind, CellSource, LedgerKind
from app.domain.finance import roubles
from app.errors import UserError
from app.forms import facts as fact_kinds
from app.forms.definition import Cell, FactRequest, Field, FormDefinition, ValueType
from app.forms.expressions import Expression, OutsideRef
from app.forms.places import unknown_words
from app.forms.values import format_value
from app.forms.view import CellView, ReportView, Value
from app.services.reports.filling import (
    OPEN_STATES,
    FilledReport,
    filled_in,
    shown_form,
    signed_values,
)
from app.services.reports.wording import fact_words
from app.services.session import Act, VaultSession, service
from app.storage.finance import LedgerRow
from app.storage.reports.facts import Moment
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ProvenanceItem:
    """A person (training, event) behind a number, a cell that a computed one is made from (``person_id`` None), or an
    organisation whose accepted report came into a total: its name, its ``value``, the report and the file of it."""

    person_id: int | None
    text: str
    on: date | None
    organisation: str = ""
    value: Value = None
    form: str = ""
    period: str = ""
    bundle: str = ""


@dataclass(frozen=True)
class Provenance:
    """Where a value came from. ``sentence`` says it in Russian."""

    address: str
    value: Value
    source: CellSource | None
    items: tuple[ProvenanceItem, ...]
    sentence: str


@service(Act.LOOK)
def why(session: VaultSession, form_id: str, address: str, period: Period | int | str) -> Provenance:
    """Explain a cell or a field. Raises UserError ``forms.unknown_cell``, ``forms.unknown_field``."""
    with session.unit_of_work() as uow:
        definition, when = shown_form(uow, session, form_id, period)
        cell, field = definition.cell(address), definition.fields.get(address)
        if cell is None and field is None:
            if "." in address:
                raise UserError("forms.unknown_cell", cell=address, form=definition.number)
            raise UserError("forms.unknown_field", field=address, form=definition.number)
        filled = filled_in(uow, definition, when)
        story = Story(uow, definition, filled, when)
        told = story.tell(cell, field)
    from_below = any(item.bundle for item in told.items)  # those are the reports of the signing
    if filled.state not in OPEN_STATES and address in filled.changed_since and not from_below:
        # The people are those of today's register, the number is the signed one: say so instead of contradicting.
        note = "Отчёт подписан с этим числом; с тех пор сведения изменились, и люди показаны по ним."
        told = Provenance(told.address, told.value, told.source, told.items, f"{told.sentence} {note}")
    return told


def _place(cell: Cell) -> str:
    return f"Таблица {cell.table}, строка {cell.row}, графа {cell.column}"


@dataclass(frozen=True)
class Story:
    """Tells where the numbers of one report come from; for the sibling modules."""

    uow: UnitOfWork
    definition: FormDefinition
    filled: FilledReport
    period: Period

    @property
    def view(self) -> ReportView:
        """The report."""
        return self.filled.view

    def tell(self, cell: Cell | None, field: Field | None) -> Provenance:
        """The story of one place."""
        if cell is not None and cell.kind is not CellKind.INPUT:
            return self._closed(cell)
        place = cell or field
        assert place is not None
        address = cell.address if cell is not None else field.name if field is not None else ""
        shown = self.view.cells[address] if cell is not None else self.view.fields[address]
        items: tuple[ProvenanceItem, ...] = ()
        sentence = ""
        if place.fact is not None:
            asked = self._asked(place.fact)
            items = self.people(asked) or self._things(asked) or self._entries(asked)
            sentence = self._fact_sentence(asked, shown.automatic, place.type)
        elif place.auto is not None:
            items = self._operands(place.auto)
            sentence = f"Заполняется по правилу формы: {self._rule(cell, field)}"
        if self._brought(address, shown):
            items, sentence = self._organisations(address, place.type), self._brought_sentence(address, place.type)
        lacking = self.view.unknown.get(address, ())
        if any(not one.organisation for one in lacking):
            return Provenance(address, None, None, items, f"Нет сведений: {lacking[0].reason}. {sentence}".strip())
        if shown.source is CellSource.MANUAL:
            sentence = self._typed_sentence(shown, place.type, sentence)
        elif not sentence:
            sentence = "Вписывается вручную: программе это число взять неоткуда."
        return Provenance(address, shown.value, shown.source, items, f"{sentence} {self._lacks(address)}".strip())

    def _lacks(self, address: str) -> str:
        """Which numbers a total does not have in it, and whose."""
        lacking = self.view.unknown.get(address, ())
        if not lacking:
            return ""
        told = "; ".join(dict.fromkeys(unknown_words(self.definition, one) for one in lacking))
        return f"Здесь нет чисел, которых никто не знает ({len(lacking)}): {told}."

    def _closed(self, cell: Cell) -> Provenance:
        shown = self.view.cells[cell.address]
        if cell.kind is CellKind.BLOCKED:
            return Provenance(cell.address, None, None, (), "Эта ячейка формы не заполняется.")
        if cell.kind is CellKind.FIXED or cell.compute is None:
            return Provenance(cell.address, shown.value, None, (), "Это число задано самой формой.")
        items = self._operands(cell.compute)
        below = self._organisations(cell.address, cell.type)
        if shown.value is not None and sum(b.value for b in below if isinstance(b.value, Decimal)) == shown.value:
            items += below
        sentence = f"Считается само: {self._rule(cell, None)} {self._lacks(cell.address)}".strip()
        return Provenance(cell.address, shown.value, CellSource.COMPUTED, items, sentence)

    def _brought(self, address: str, shown: CellView) -> bool:
        """The number, or the one typed over, is the accepted reports'."""
        if shown.source is CellSource.CONSOLIDATED:
            return True
        given = None if self.filled.gathered is None else self.filled.gathered.values.get(address)
        return shown.source is CellSource.MANUAL and given is not None and shown.automatic in (None, given)

    def _brought_sentence(self, address: str, kind: ValueType) -> str:
        if self.filled.gathered is None:
            return ""
        count = len({source.uid for source in self.filled.gathered.sources})
        value = self.filled.gathered.values.get(address)
        total = "" if kind is ValueType.TEXT else f": {format_value(value, kind)}"
        word = "организации" if count % 10 == 1 and count % 100 != 11 else "организаций"
        old = sum(source.last_year for source in self.filled.gathered.sources)
        marks = [f"из них за прошлый год: {old}"] if old else []
        own = self.filled.gathered.own.get(address)
        marks += [f"и своё: {format_value(own, kind)}"] if own else []
        more = f" ({'; '.join(marks)})" if marks else ""
        return f"Сведено из отчётов, принятых у {count} {word}{total}{more}."

    def _organisations(self, address: str, kind: ValueType) -> tuple[ProvenanceItem, ...]:
        if self.filled.gathered is None:
            return ()
        result = []
        for part in self.filled.gathered.made.parts.get(address, ()):
            source = self.filled.gathered.sources[part.source]
            mark = " (за прошлый год)" if source.last_year else ""
            text = f"{part.label}{mark}: {format_value(part.value, kind)}"
            on = source.received_at.astimezone().date()
            result.append(
                ProvenanceItem(None, text, on, part.label, part.value, source.form, source.period, source.bundle)
            )
        if self.filled.coverage is not None:
            silent = self.filled.coverage.unknown.get(address, ())
            result += [ProvenanceItem(None, f"{name}: нет сведений, в сумму не вошла", None, name) for name in silent]
        return tuple(result)

    def _rule(self, cell: Cell | None, field: Field | None) -> str:
        if field is not None:
            return field.rule or field.title
        assert cell is not None
        row = next(row for row in self.definition.tables[cell.table].rows if row.code == cell.row)
        return row.rule or row.title

    def _operands(self, formula: Expression) -> tuple[ProvenanceItem, ...]:
        result = []
        for reference in formula.references():
            cell = self.definition.cell(reference)
            if cell is None:
                field = self.definition.fields[reference]
                shown = format_value(self.view.fields[reference].value, field.type) or "пусто"
                result.append(ProvenanceItem(None, f"{field.title}: {shown}", None))
                continue
            if cell.kind is CellKind.BLOCKED:
                continue
            shown = format_value(self.view.cells[reference].value, cell.type) or "пусто"
            result.append(ProvenanceItem(None, f"{_place(cell)}: {shown}", None))
        result += [ProvenanceItem(None, self.outside(ref), None) for ref in formula.outside()]
        return tuple(result)

    def outside_value(self, ref: OutsideRef) -> Value:
        """What is known of a value from elsewhere."""
        if ref.where == "other":
            return self.filled.others.get(ref.form, {}).get(ref.place)
        return (self.filled.previous if ref.where == "previous" else self.filled.facts).get(ref.place)

    def outside_words(self, ref: OutsideRef) -> str:
        """Where a value from elsewhere stands: «КДК-1: Таблица 1, строка 401, графа 3»."""
        if ref.where == "fact":
            return self.definition.facts[ref.place].title
        home = self.definition if ref.where == "previous" else self.definition.siblings.get(ref.form)
        start = f"{self.definition.number} за прошлый год" if ref.where == "previous" else home.number if home else ""
        cell, field = (home.cell(ref.place), home.fields.get(ref.place)) if home else (None, None)
        place = _place(cell) if cell else field.title if field else ref.place
        return f"{start}: {place}" if start else place

    def outside(self, ref: OutsideRef) -> str:
        """A value from elsewhere in words, with the number."""
        home = self.definition if ref.where == "previous" else self.definition.siblings.get(ref.form)
        known = (home.cell(ref.place) or home.fields.get(ref.place)) if home else None
        shown = format_value(self.outside_value(ref), known.type if known else ValueType.COUNT) or "пусто"
        return f"{self.outside_words(ref)}: {shown}"

    def people(self, request: FactRequest) -> tuple[ProvenanceItem, ...]:
        if not fact_kinds.FACT_KINDS[request.name].people:
            return ()
        moment = Moment.of(self.period, self.definition.as_of)
        return tuple(
            ProvenanceItem(p.person_id, f"{p.full_name} – {p.detail}" if p.detail else p.full_name, p.on)
            for p in self.uow.facts.people(request, moment)
        )

    def _asked(self, request: FactRequest) -> FactRequest:
        """What was answered: the form's own question, or the one put when last year's report does not know."""
        other = fact_kinds.instead(request)
        if other is None:
            return request
        before = self.period.years_before()
        signed = None if before is None else self.uow.reports.signed_content(self.definition.id, str(before))
        known = (
            signed is not None and dict(request.arguments)["address"] in signed_values(self.definition, signed).values
        )
        return request if known else other

    def _things(self, request: FactRequest) -> tuple[ProvenanceItem, ...]:
        """Units and their elections."""
        moment = Moment.of(self.period, self.definition.as_of)
        return tuple(ProvenanceItem(None, name, on) for name, on in self.uow.facts.things(request, moment))

    def _entries(self, request: FactRequest) -> tuple[ProvenanceItem, ...]:
        """Entries of the ledger: «12 500,00 руб. – семинар», with their dates."""
        found = self.uow.facts.ledger_entries(request, Moment.of(self.period, self.definition.as_of))
        less = "less" in dict(request.arguments)

        def words(entry: LedgerRow) -> str:
            minus = "минус " if less and entry.kind is LedgerKind.EXPENSE else ""
            return " – ".join(part for part in (f"{minus}{roubles(entry.amount)} руб.", entry.note) if part)

        return tuple(ProvenanceItem(None, words(entry), entry.on) for entry in found)

    def _fact_sentence(self, request: FactRequest, value: Value, kind: ValueType) -> str:
        moment = Moment.of(self.period, self.definition.as_of)
        words = fact_words(request, moment, self._headcount_date(request, moment))
        if value is None:
            return f"{words} – сведений нет."
        return f"{words}: {format_value(value, kind)}."

    def _headcount_date(self, request: FactRequest, moment: Moment) -> date | None:
        return self.uow.facts.headcount_date(moment) if request.name == "employer.headcount" else None

    @staticmethod
    def _typed_sentence(shown: CellView, kind: ValueType, automatic: str) -> str:
        knows = automatic and shown.automatic is not None
        parts: Mapping[str, str] = {
            "typed": f"Вписано вручную: {format_value(shown.value, kind)}.",
            "reason": f"Причина: {shown.reason}." if shown.reason else "",
            "automatic": f"Сама программа сосчитала бы так. {automatic}" if knows else "",
        }
        return " ".join(part for part in parts.values() if part)
