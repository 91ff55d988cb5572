"""What a receipt said, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QFrame, QWidget

from app.bundle.receipt import AT_MEMBER
from app.domain.enums import Verdict
from app.domain.vocabulary.words import word_for
from app.forms.definition import FormDefinition
from app.services.exchange.views import ReceiptOutcome, ReceivedRemark
from app.ui.exchange.words import VERDICT_TONES, remark_place, remarks_count
from app.ui.kit import Chip, Tone, button, column, label, link_button, primary_button, row
from app.ui.kit.fitting import FittingDialog

_MEANING = {
    Verdict.RECEIVED: "Файл дошёл и проверен. Решения ещё нет: придёт вторая квитанция.",
    Verdict.ACCEPTED: "Отчёты приняты. Делать больше ничего не нужно.",
    Verdict.RETURNED: "Отчёты вернули с замечаниями. Исправьте их, подпишите и отправьте снова.",
    Verdict.REFUSED: "Файл не приняли. Прочитайте замечания и свяжитесь с вышестоящей организацией.",
}
_REPEATED = {
    "repeated": "Эту квитанцию вы уже читали, ничего не изменилось.",
    "late": "Решение по этому файлу уже пришло раньше; квитанция сохранена, состояние не изменилось.",
}

_SEND_WHOLE = (
    "Файл дошёл, но под этим номером там уже есть другой ваш файл: так бывает после возврата из старой копии. "
    "Ничего не потеряно. Подготовьте файл ещё раз, а реестр в нём отправьте целиком: номер программа возьмёт верный."
)


class ReceiptDialog(FittingDialog):
    """The verdict, the remarks, and a way to the cell of each."""

    def __init__(
        self,
        owner: QWidget,
        outcome: ReceiptOutcome,
        forms: Mapping[str, FormDefinition],
        on_mend: Callable[[ReceivedRemark], object],
    ) -> None:
        super().__init__(owner, f"Квитанция от: {outcome.sender.short_name}", width=560)
        self._forms = forms
        word = word_for(outcome.verdict)
        chip = Chip(word, Tone(VERDICT_TONES[outcome.verdict]))
        self.content.addLayout(row(chip, label(outcome.title, "strong", wrap=True), spacing=10))
        self.meaning = _REPEATED.get(outcome.outcome, _MEANING[outcome.verdict])
        if outcome.send_whole and outcome.outcome == "new":
            self.meaning = _SEND_WHOLE
        self.content.addWidget(label(self.meaning, wrap=True, selectable=True))
        self.mend_buttons: list[QWidget] = []
        if outcome.remarks:
            self.content.addWidget(label(remarks_count(len(outcome.remarks)).capitalize(), "strong"))
        for remark in outcome.remarks:
            self._add(remark, on_mend)
        first = next((remark for remark in outcome.remarks if remark.form and remark.form != AT_MEMBER), None)
        if outcome.verdict is Verdict.RETURNED and first is not None:
            self.set_buttons(
                button("Закрыть", self.reject), primary_button("Исправить", lambda: self._go(first, on_mend))
            )
        else:
            self.set_buttons(primary_button("Понятно", self.accept))

    def _add(self, remark: ReceivedRemark, on_mend: Callable[[ReceivedRemark], object]) -> None:
        box = QFrame()
        box.setProperty("banner", "warning")
        words = column(label(remark_place(remark, self._forms), "small"), label(remark.text, wrap=True), spacing=2)
        line = row(words, spacing=8, margins=(14, 10, 10, 10))
        line.setStretch(0, 1)
        if remark.person_id is not None:
            card = link_button("Открыть карточку", lambda: self._go(remark, on_mend), name=f"Карточка: {remark.person}")
            line.addWidget(card)
            self.mend_buttons.append(card)
        elif remark.form and remark.form != AT_MEMBER:
            mend = link_button("Исправить", lambda: self._go(remark, on_mend), name=f"Исправить: {remark.text}")
            line.addWidget(mend)
            self.mend_buttons.append(mend)
        box.setLayout(line)
        self.content.addWidget(box)

    def _go(self, remark: ReceivedRemark, on_mend: Callable[[ReceivedRemark], object]) -> None:
        self.accept()
        on_mend(remark)
