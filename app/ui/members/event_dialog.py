"""Recording a membership event for one or many, with what will change told before, and a way back after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from app.domain.enums import DeregistrationReason, EventKind, MemberCategory
from app.errors import UserError
from app.services.people import (
    EventDraft,
    GroupOutcome,
    Undoing,
    cancel_event,
    record_event_for_many,
    undo_operation,
)
from app.ui.context import UiContext
from app.ui.form_dialog import FormDialog
from app.ui.problems import describe
from app.ui.widgets import Choice, DateField, label
from app.ui.words import CATEGORY, EVENT, EVENT_DO, REASON, people

SHOWN_NAMES = 6


def preview_words(names: Mapping[int, str], outcome: GroupOutcome, kind: EventKind) -> tuple[str, str]:
    """What will happen, and whom it does not fit and why; names are cut after a few."""
    done = [names[i] for i in outcome.done]
    will = f"{EVENT[kind]}: {people(len(done))}" if done else "Ни к кому из выбранных это не подходит"
    if 0 < len(done) <= SHOWN_NAMES:
        will += f" ({', '.join(done)})"
    by_reason: dict[str, list[str]] = {}
    for person_id, code in outcome.skipped.items():
        by_reason.setdefault(code, []).append(names[person_id])
    skipped = []
    for code, who in by_reason.items():
        shown = ", ".join(who[:SHOWN_NAMES]) + (f" и ещё {len(who) - SHOWN_NAMES}" if len(who) > SHOWN_NAMES else "")
        skipped.append(f"Пропустим {people(len(who))}: {shown}. {_reason(code)}")
    return will + ".", "\n".join(skipped)


def _reason(code: str) -> str:
    words = {
        "people.already_on_register": "Уже на учёте в этот день.",
        "people.not_on_register": "Не на учёте в этот день.",
        "people.before_birth": "Дата раньше рождения.",
        "people.event_does_not_fit": "Не сходится с более поздними записями.",
        "people.no_category": "Не указана категория.",
    }
    return words.get(code) or describe(UserError(code, date="", id="")).what


class EventDialog(FormDialog):
    """``names``: person id -> name of those it is about."""

    def __init__(
        self,
        parent: QWidget,
        context: UiContext,
        names: Mapping[int, str],
        kind: EventKind,
        *,
        may_choose: bool = False,
    ) -> None:
        super().__init__(parent, context, EVENT_DO.get(kind, EVENT[kind]), "Записать")
        self.names = dict(names)
        self.kind = Choice()
        for item in EVENT_DO:
            self.kind.add(EVENT_DO[item], item)
        self.kind.choose(kind)
        self.on = DateField("Дата", date.today())
        self.reason, self.category = Choice(), Choice()
        for reason in DeregistrationReason:
            self.reason.add(REASON[reason].capitalize(), reason)
        for category in MemberCategory:
            self.category.add(CATEGORY[category], category)
        self.basis = QLineEdit()
        if len(names) == 1:
            self.form.add_free(label(next(iter(names.values())), "strong", wrap=True))
        else:
            self.form.add_free(label(f"Выбрано: {people(len(names))}", "strong"))
        if may_choose:
            self.form.add("Что произошло", self.kind)
        self.form.add("Дата", self.on)
        self.form.add("Причина", self.reason)
        self.form.add("Категория", self.category)
        self.form.add("Основание", self.basis, "Например: заявление от 01.06.2026, протокол № 5")
        self.will: QLabel = label("", "strong", wrap=True)
        self.will.setAccessibleName("Что изменится")
        self.skipped = label("", "muted", wrap=True)
        self.skipped.hide()
        self.content.addWidget(self.will)
        self.content.addWidget(self.skipped)
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self.on.textChanged.connect(lambda *_: self._preview())
        self.category.currentIndexChanged.connect(lambda *_: self._preview())
        self._kind_changed()
        self.on.setFocus()

    def draft(self) -> EventDraft | None:
        """The event as typed; None without a date."""
        on = self.on.date()
        if on is None:
            return None
        kind: EventKind = self.kind.value()
        wants_category = kind in (EventKind.CATEGORY_CHANGED, EventKind.RESTORED, EventKind.REGISTERED)
        return EventDraft(
            kind=kind,
            on=on,
            category=self.category.value() if wants_category else None,
            reason=self.reason.value() if kind is EventKind.DEREGISTERED else None,
            basis=self.basis.text(),
        )

    def _kind_changed(self) -> None:
        kind: EventKind = self.kind.value()
        self.heading.setText(EVENT_DO.get(kind, EVENT[kind]))
        self.form.set_shown(self.reason, kind is EventKind.DEREGISTERED)
        self.form.set_shown(
            self.category, kind in (EventKind.CATEGORY_CHANGED, EventKind.RESTORED, EventKind.REGISTERED)
        )
        self._preview()
        if self.isVisible():
            self.fit()

    def _preview(self) -> None:
        draft = self.draft()
        if draft is None:
            self.will.setText("Впишите дату: дд.мм.гггг.")
            self.skipped.hide()
            return
        session, ids = self.context.session, list(self.names)
        self.context.run(
            self,
            lambda _: record_event_for_many(session, ids, draft, dry_run=True),
            lambda outcome: self._show_preview(outcome, draft),
            key="preview",
            on_error=self._refused,
        )

    def _show_preview(self, outcome: GroupOutcome, draft: EventDraft) -> None:
        will, skipped = preview_words(self.names, outcome, draft.kind)
        self.will.setText(will)
        self.skipped.setText(skipped)
        self.skipped.setVisible(bool(skipped))
        self.save_button.setEnabled(bool(outcome.done))
        if self.isVisible():
            self.fit()

    def save(self) -> None:
        """Record for those it fits."""
        draft = self.draft()
        if draft is None:
            self.show_problems({self.on: "Напишите дату так: 01.06.2026."})
            return
        session, ids, context = self.context.session, list(self.names), self.context
        owner = self.parentWidget() or self

        def done(outcome: GroupOutcome) -> None:
            context.changed("register")

            def undone(undoing: Undoing) -> None:
                context.changed("register")
                context.toast(f"Отменено: {people(undoing.touched)}")

            def undo() -> None:
                operation = outcome.operation_id
                if operation is not None:
                    context.run(owner, lambda _: undo_operation(session, operation), undone, title="Отмена записи")

            who = next(iter(self.names.values())) if len(self.names) == 1 else people(len(outcome.done))
            context.toast(f"{EVENT[draft.kind]}: {who}", "Отменить", undo)

        self.banner.setVisible(False)
        self.work(lambda _: record_event_for_many(session, ids, draft), done)

    def _refused(self, error: Exception) -> None:
        super()._refused(error)
        self.banner.setVisible(True)
        self.save_button.setEnabled(True)


class CancelEventDialog(FormDialog):
    """Voiding an event recorded by mistake."""

    def __init__(self, parent: QWidget, context: UiContext, event_id: int, what: str) -> None:
        super().__init__(parent, context, "Записано по ошибке", "Отменить запись")
        self._event_id = event_id
        self.form.add_free(label(what, "strong", wrap=True))
        self.form.add_free(
            label("Запись останется в истории с пометкой «отменено», а считаться не будет.", "muted", wrap=True)
        )
        self.basis = QLineEdit()
        self.form.add("Почему", self.basis, "Например: перепутали однофамильцев")
        self.banner.hide()

    def save(self) -> None:
        """Void it."""
        session, event_id, basis, context = self.context.session, self._event_id, self.basis.text(), self.context

        def done(_: object) -> None:
            context.changed("register")
            context.toast("Запись отменена")

        self.work(lambda _: cancel_event(session, event_id, basis), done)
