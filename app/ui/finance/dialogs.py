"""Recording an entry of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.enums import LedgerKind
from app.domain.finance import roubles
from app.domain.vocabulary.words import Wording, word_for
from app.services.finance.ledger import Article, LedgerDraft, add_entry
from app.ui.context import UiContext
from app.ui.kit.asking import Answers, AskDialog, Note, amount, ask, choice_among, day, one_of, text


def ask_ledger_entry(owner: QWidget, context: UiContext, articles: Sequence[Article], on: date) -> AskDialog:
    """Date, article by its official name, sum, note; a name for a row that the form leaves to the organisation."""
    kind = one_of("kind", "Что записать", (LedgerKind.EXPENSE, LedgerKind.INCOME, LedgerKind.OPENING))

    def offered(answers: Answers) -> list[tuple[str, Article]]:
        return [(f"{found.code}. {found.title}", found) for found in articles if found.kind is answers[kind]]

    opening = next(found for found in articles if found.kind is LedgerKind.OPENING)
    article = choice_among("article", "Статья формы № 10-ПБ", offered, opening).when(
        lambda answers: answers[kind] is not LedgerKind.OPENING
    )
    line_name = text(
        "line_name", "Как называется эта строка", hint="Например: акция «Неделя солидарности»",
        needed="Напишите, что это за расход.",
    ).when(lambda answers: answers[article].free)  # fmt: skip
    when = day("on", "Дата", on)
    total = amount("amount", "Сумма, рублей", hint="Рубли и копейки через запятую: 12 500,50")
    hint = "На что или за что. Без фамилий: это книга о деньгах, а не о людях"
    note = text("note", "Примечание", hint=hint)

    def draft(answers: Answers) -> LedgerDraft:
        found = answers[article]
        return LedgerDraft(answers[when], found.kind, found.code, answers[total], answers[note], answers[line_name])

    def told(answers: Answers, _: object) -> None:
        context.toast(f"Записано: {word_for(answers[kind], Wording.SHORT)}, {roubles(answers[total])} руб.")

    rule = Note(lambda answers: answers[article].rule, "small")
    return ask(
        owner, context, "Записать доход или расход", "Записать", (kind, article, rule, line_name, when, total, note),
        lambda answers, _: add_entry(context.session, draft(answers)), told, width=640,
    )  # fmt: skip
