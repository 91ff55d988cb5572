"""Recording an entry of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.enums import LedgerKind
from app.domain.finance import parse_amount, roubles
from app.services.finance.ledger import Article, LedgerDraft, add_entry
from app.ui.context import UiContext
from app.ui.finance.models import KIND
from app.ui.kit import ChoiceBox, DateField, label
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.tips import set_tip


class LedgerEntryDialog(FormDialog):
    """Date, article by its official name, sum, note; a name for a row that the form leaves to the organisation."""

    def __init__(self, parent: QWidget, context: UiContext, articles: Sequence[Article], on: date) -> None:
        super().__init__(parent, context, "Записать доход или расход", "Записать", width=640)
        self._articles = articles
        self.kind = ChoiceBox()
        for kind in (LedgerKind.EXPENSE, LedgerKind.INCOME, LedgerKind.OPENING):
            self.kind.add("Остаток на начало года" if kind is LedgerKind.OPENING else KIND[kind], kind)
        self.article = ChoiceBox()
        self.rule = label("", "small", wrap=True)
        self.line_name = QLineEdit()
        self.on = DateField("Дата", on)
        self.amount = QLineEdit()
        self.note = QLineEdit()
        self.form.add("Что записать", self.kind)
        self.form.add("Статья формы № 10-ПБ", self.article)
        self.form.add_free(self.rule)
        self.form.add("Как называется эта строка", self.line_name, "Например: акция «Неделя солидарности»")
        self.form.add("Дата", self.on)
        self.form.add("Сумма, рублей", self.amount, "Рубли и копейки через запятую: 12 500,50")
        self.form.add("Примечание", self.note, "На что или за что. Без фамилий: это книга о деньгах, а не о людях")
        self.kind.currentIndexChanged.connect(lambda *_: self._offer())
        self.article.currentIndexChanged.connect(lambda *_: self._told())
        self._offer()
        self.kind.setFocus()

    def _offer(self) -> None:
        kind = self.kind.value()
        self.article.blockSignals(True)
        self.article.clear_choices()
        for article in self._articles:
            if article.kind is kind:
                self.article.add(f"{article.code}. {article.title}", article)
        self.article.setCurrentIndex(0)
        self.article.blockSignals(False)
        self.form.set_shown(self.article, kind is not LedgerKind.OPENING)
        self._told()

    def _told(self) -> None:
        article: Article | None = self.article.value()
        self.rule.setText(article.rule if article else "")
        set_tip(self.article, article.title if article else "")
        self.form.set_shown(self.line_name, article is not None and article.free)
        # The places of what was shown or hidden are known only when laid out.
        for widget in (self.form, self.area.widget()):
            layout = widget.layout() if widget is not None else None
            if layout is not None:
                layout.activate()
        self.fit()

    def save(self) -> None:
        """Record it."""
        article: Article = self.article.value()
        on, problems = self.on.date(), dict[QWidget, str]()
        try:
            amount = parse_amount(self.amount.text())
        except ValueError:
            amount = None
        if article.free and not self.line_name.text().strip():
            problems[self.line_name] = "Напишите, что это за расход."
        if on is None:
            problems[self.on] = "Напишите дату так: 12.09.2026."
        if amount is None:
            problems[self.amount] = "Напишите сумму так: 12 500,50."
        if self.show_problems(problems) or on is None or amount is None:
            return
        draft = LedgerDraft(on, article.kind, article.code, amount, self.note.text(), self.line_name.text())
        session, context = self.context.session, self.context

        def done(_: int) -> None:
            context.toast(f"Записано: {KIND[draft.kind].lower()}, {roubles(amount)} руб.")

        self.work(lambda _: add_entry(session, draft), done)
