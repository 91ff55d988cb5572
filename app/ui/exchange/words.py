"""What is said about files that leave and come. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath

from app.bundle.receipt import AT_MEMBER
from app.domain.dates import Period
from app.domain.enums import OutboxState, Verdict
from app.domain.vocabulary.numbers import plural
from app.domain.vocabulary.words import word_for
from app.errors import EnvironmentFault
from app.forms.definition import FormDefinition
from app.messages import message_for
from app.services.exchange.views import HandoverView, OutboxRow, ReceiptView, ReceivedRemark, UploadView
from app.ui.forms.wording import place_words
from app.ui.words import moment

OUTBOX_TONES = {
    OutboxState.PREPARED: "warning",
    OutboxState.HANDED_OVER: "info",
    OutboxState.RECEIVED: "info",
    OutboxState.ACCEPTED: "good",
    OutboxState.RETURNED: "error",
    OutboxState.REFUSED: "error",
    OutboxState.REPLACED: "neutral",
    OutboxState.WITHDRAWN: "warning",
}
VERDICT_TONES = {
    Verdict.RECEIVED: "info",
    Verdict.ACCEPTED: "good",
    Verdict.RETURNED: "warning",
    Verdict.REFUSED: "error",
}
REGISTER_CHOICES = (
    ("none", "Не передавать", "Уйдут только отчёты, без фамилий."),
    ("changes", "Только изменения", "Кто прибыл, выбыл или изменился с последнего принятого файла."),
    ("full", "Реестр целиком", "Все, кто дал согласие на передачу; только поля, которые назначил профсоюз."),
)


def handover_words(handover: HandoverView, now: datetime) -> str:
    """«записан в «Флешка», сегодня в 14:05»"""
    place = PurePath(handover.place).name or handover.place
    return f"{word_for(handover.way)} «{place}», {moment(handover.at, now)}"


def upload_words(upload: UploadView, now: datetime) -> str:
    """«отправляется через интернет: 40 %», and what stopped it."""
    so_far = f"отправляется через интернет: {upload.percent} %"
    if not upload.error:
        return so_far
    what = message_for(EnvironmentFault(upload.error, host=upload.host)).what
    again = f" Следующая попытка {moment(upload.next_try_at, now)}." if upload.next_try_at else ""
    return f"{so_far}. {what}{again}"


def receipt_words(receipt: ReceiptView, now: datetime) -> str:
    """«квитанция: принято, вчера в 9:10»"""
    return f"квитанция: {word_for(receipt.verdict)}, {moment(receipt.issued_at, now)}"


def outbox_detail(row: OutboxRow, now: datetime) -> str:
    """The quiet line under a state: the last thing that happened to the file."""
    if row.receipts:
        return receipt_words(row.receipts[-1], now)
    if row.upload is not None and not row.upload.finished:
        return f"отправляется через интернет: {row.upload.percent} %"
    if row.handovers:
        return handover_words(row.handovers[-1], now)
    return f"запечатан {moment(row.created_at, now)}"


def remark_place(remark: ReceivedRemark, forms: Mapping[str, FormDefinition]) -> str:
    """«Форма № 2 за 2026 год: раздел II, строка 3, графа 3»; «Об отчёте в целом» without a cell."""
    if remark.form == AT_MEMBER:
        return remark.person or "О члене профсоюза, которого здесь больше нет"
    definition = forms.get(remark.form)
    if definition is None or not remark.cell:
        return "Об отчёте в целом"
    place = place_words(definition, remark.cell, with_table=True)
    return f"{definition.number} за {Period.parse(remark.period).words}: {place[0].lower()}{place[1:]}"


def remarks_count(number: int) -> str:
    """«2 замечания»"""
    return plural(number, "замечание", "замечания", "замечаний")
