"""The history of a card: one readable line of dated events; corrections are events too."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.vocabulary.calendar import long_date
from app.services.members import HistoryLine, MemberCard
from app.ui.kit import Chip, Tone, button, label, link_button, row, rule
from app.ui.kit.theme import px
from app.ui.members.card_wishes import CardWishes

_CHIPS = {
    "correction": ("исправление", Tone.NEUTRAL),
    "change": ("изменение", Tone.INFO),
    "outside": ("другая организация", Tone.NEUTRAL),
}


def history_tab(panel: CardWishes, card: MemberCard, box: QVBoxLayout) -> None:
    """The latest first; a link voids what was recorded by mistake."""
    past = button("Как было раньше…", lambda: panel.past_requested.emit(card.id))
    box.addLayout(row(past, 1))
    if not card.history:
        box.addWidget(label("Записей о членстве ещё нет.", "muted", wrap=True))
    for line in card.history:
        box.addWidget(_line(panel, line))
        box.addWidget(rule())


def _line(panel: CardWishes, line: HistoryLine) -> QWidget:
    holder = QWidget()
    inner = QVBoxLayout(holder)
    inner.setContentsMargins(0, 0, 0, 0)
    inner.setSpacing(px(2))
    inner.addWidget(label(line.title, "strong", wrap=True))
    when = long_date(line.on) if line.on is not None else f"записано {long_date(line.day)}"
    detail = line.detail[:1].upper() + line.detail[1:] if line.kind in ("event", "consent") else line.detail
    inner.addWidget(label(". ".join(part for part in (when, detail) if part), "muted", wrap=True))
    late = line.recorded_at is not None and line.on is not None and line.recorded_at.astimezone().date() > line.on
    if late and line.recorded_at is not None:
        who = f", {line.user_name}" if line.user_name else ""
        inner.addWidget(label(f"записано {line.recorded_at.astimezone():%d.%m.%Y}{who}", "small", wrap=True))
    chip = ("отменено", Tone.NEUTRAL) if line.cancelled else _CHIPS.get(line.kind)
    if chip is not None:
        inner.addLayout(row(Chip(*chip), 1))
    if line.event_id is not None and not line.cancelled and panel.may_write:
        what = f"{line.title}, {when}"
        link = link_button("Записано по ошибке…", name=f"Записано по ошибке: {what}")
        link.clicked.connect(lambda *_, i=line.event_id, w=what: panel.cancel_requested.emit(i, w))
        inner.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
    return holder
