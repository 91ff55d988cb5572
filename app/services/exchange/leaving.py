"""«Что уйдёт из этого компьютера»: what a file would carry, in plain sentences, before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.bundle.canonical import parse_canonical
from app.bundle.circular import (
    ANSWERS_PATH,
    LONGEST_NOTE,
    NOTE_PATH,
    GivenAnswers,
    is_plain,
    write_answers,
    write_note,
)
from app.domain.enums import PartyRelation
from app.domain.personal_fields import field_words
from app.domain.vocabulary.numbers import plural
from app.errors import DataError, UserError
from app.models import Party, Report, SignedRevision
from app.services.cards.orders import order_document
from app.services.cards.views import OrderPreview
from app.services.exchange.keyring import enrol_card, find_party
from app.services.exchange.register_part import RegisterDraft, draft_register
from app.services.exchange.views import LeavingFile, LeavingRegister, LeavingReport
from app.services.library.polls import answers_for
from app.services.reports import OPEN_STATES, places_left_empty
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

_COVERED = "Охват билетами, без фамилий: сколько членов на учёте и сколько из них с новыми билетами."
ReportKey = tuple[str, str]
"""(form, period)."""


@dataclass(frozen=True)
class SignedContent:
    """A signed report picked for sending, with its frozen JSON parsed."""

    report: Report
    revision: SignedRevision
    content: dict[str, Any]
    title: str

    @property
    def stem(self) -> str:
        """``fnpr-2_2025``: the name of its files in the package."""
        return f"{self.report.form}_{self.report.period}"


def signed_contents(uow: UnitOfWork, session: VaultSession, reports: Sequence[ReportKey]) -> list[SignedContent]:
    """The last signed revisions of these reports, in order of their keys.

    UserError ``exchange.not_signed`` when a report was never signed, was changed since, or came back to be mended;
    DataError ``exchange.incomplete`` when it was signed with places left empty, as older versions let it be.
    """
    result = []
    for form, period in sorted(set(reports)):
        definition = session.profile.form(form)
        row = uow.reports.find(form, period)
        revision = None if row is None else uow.reports.last_revision(row.id)
        if row is None or revision is None or row.state in OPEN_STATES:
            raise UserError("exchange.not_signed", form=definition.number, period=period)
        missing = places_left_empty(session.profile, form, period, revision.content)
        if missing:
            raise DataError("exchange.incomplete", form=definition.number, period=period, places=missing)
        title = f"{definition.number} за {period} год"
        result.append(SignedContent(row, revision, parse_canonical(revision.content.encode()), title))
    return result


@service(Act.LOOK)
def what_leaves(
    session: VaultSession,
    reports: Sequence[ReportKey],
    register: str = "none",
    to: bytes | int | None = None,
    *,
    card_order: int | None = None,
    answers: bool = False,
    note: str = "",
) -> LeavingFile:
    """Everything that would leave, said plainly. ``to``: a card or a party's id; needed for ``changes``, ``answers``.
    ``card_order``: the number of an order of cards.

    Nothing is stored; a card that is not enrolled yet is only looked at.
    """
    with session.unit_of_work() as uow:
        party = None
        if isinstance(to, bytes):
            # Enrolled only within this unit of work, which is rolled back.
            party = enrol_card(uow, to, PartyRelation.HIGHER)
        elif to is not None:
            party = find_party(uow, to)
        contents = signed_contents(uow, session, reports)
        draft = draft_register(uow, session.profile, register, party, date.today())
        order = None if card_order is None else order_document(uow, session.profile, card_order, date.today())[0]
        told = leaving(contents, draft, order)
        given = answers_for(uow, party.uid) if answers and party is not None else ()
        lines = [f"{'Тест' if p.test else 'Опрос'} «{p.title}»: {_answered(a)}." for p, a in given]
        if answers and not given:
            lines.append("Ответов на опросы этой организации нет.")
        if note.strip():
            lines.append(f"Записка: «{note.strip()}».")
        return replace(told, lines=(*lines, *told.lines))


def extra_files(uow: UnitOfWork, party: Party, *, answers: bool, note: str) -> dict[str, bytes]:
    """The answers to this organisation's polls and the note, by path; UserError ``exchange.bad_note``."""
    files = {}
    given = answers_for(uow, party.uid) if answers else ()
    if given:
        files[ANSWERS_PATH] = write_answers(tuple(one for _, one in given))
    if note:
        if len(note) > LONGEST_NOTE or not is_plain(note):
            raise UserError("exchange.bad_note", length=LONGEST_NOTE)
        files[NOTE_PATH] = write_note(note)
    return files


def _answered(given: GivenAnswers) -> str:
    return plural(len(given.values), "ответ", "ответа", "ответов")


def leaving(
    contents: Sequence[SignedContent], draft: RegisterDraft | None, order: OrderPreview | None = None
) -> LeavingFile:
    """The list and its sentences."""
    found = tuple(_report(content) for content in contents)
    lines: list[str] = []
    for report in found:
        line = f"{report.title}: {plural(report.cells, 'число', 'числа', 'чисел')}, без фамилий членов профсоюза"
        if report.explanations:
            line += f"; {plural(report.explanations, 'пояснение', 'пояснения', 'пояснений')} к предупреждениям"
        if report.unknown:
            line += f"; {plural(report.unknown, 'отметка', 'отметки', 'отметок')} «нет сведений» с пояснением"
        lines.append(line + ".")
    if found:
        lines.append("Название, адрес, телефон организации и фамилия председателя, как в шапке отчёта.")
    register = None
    if draft is not None:
        register = LeavingRegister(
            draft.mode, draft.as_of, len(draft.members), len(draft.gone), draft.fields, draft.excluded
        )
        lines.extend(_register_lines(register))
        if draft.cards is not None and order is None:
            lines.append(_COVERED)
    if order is not None:
        lines.extend(_order_lines(order))
    if draft is None and order is None:
        lines.append("Данные членов профсоюза не передаются.")
    return LeavingFile(found, register, tuple(lines))


def _report(content: SignedContent) -> LeavingReport:
    document = content.content
    filled = [value for part in ("values", "fields") for value in document.get(part, {}).values() if value is not None]
    rows = sum(len(rows) for rows in document.get("lists", {}).values())
    return LeavingReport(
        form=content.report.form,
        period=content.report.period,
        title=content.title,
        revision=content.revision.revision,
        cells=len(filled) + rows,
        explanations=len(document.get("explanations", [])),
        unknown=len({one["place"] for found in document.get("unknown", {}).values() for one in found}),
    )


def _register_lines(register: LeavingRegister) -> list[str]:
    titles = field_words(register.fields)
    people = plural(register.people, "член профсоюза", "члена профсоюза", "членов профсоюза")
    if register.mode == "changes":
        lines = [f"Реестр, только изменения: {people}; о каждом: {titles}."]
        if register.gone:
            gone = plural(register.gone, "человек", "человека", "человек")
            lines.append(f"Отметка, что {gone} больше не в передаваемом реестре (без фамилий).")
    else:
        lines = [f"Реестр целиком: {people}; о каждом: {titles}."]
    if register.excluded:
        count = plural(len(register.excluded), "человек", "человека", "человек")
        shown = [f"{one.name} ({one.sentence})" for one in register.excluded[:20]]
        more = "" if len(register.excluded) <= 20 else f" и ещё {len(register.excluded) - 20}"
        lines.append(f"Не передаются {count}: {', '.join(shown)}{more}.")
    return lines


def _order_lines(order: OrderPreview) -> list[str]:
    count = plural(len(order.lines), "член профсоюза", "члена профсоюза", "членов профсоюза")
    titles = ", ".join(title.lower() for title in order.titles)
    lines = [
        f"Заказ профбилетов: {count}; о каждом: {titles}.",
        _COVERED,
    ]
    if order.left_out:
        shown = [f"{one.name} ({one.why})" for one in order.left_out[:20]]
        more = "" if len(order.left_out) <= 20 else f" и ещё {len(order.left_out) - 20}"
        lines.append(f"В заказ не войдут: {', '.join(shown)}{more}.")
    return lines
