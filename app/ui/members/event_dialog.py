"""Recording a membership event for one or many, with what will change told before, and a way back after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from app.domain.enums import DeregistrationReason, EventKind, MemberCategory
from app.domain.vocabulary.numbers import people
from app.domain.vocabulary.words import Wording, title_for
from app.services.members import EventDraft, GroupOutcome, record_event_for_many
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DateField, label
from app.ui.kit.form_dialog import FormDialog
from app.ui.members.decision_fields import DecisionFields
from app.ui.members.group_dialogs import undo_act
from app.ui.members.group_preview import OutcomeDialog, PreviewTable, why_skipped

SHOWN_NAMES = 6
_OFFERED = (
    EventKind.DEREGISTERED, EventKind.LEFT, EventKind.EXPELLED, EventKind.DIED,
    EventKind.ADMITTED, EventKind.RESTORED, EventKind.REGISTERED, EventKind.CATEGORY_CHANGED,
)  # fmt: skip
_WITH_CATEGORY = (EventKind.ADMITTED, EventKind.CATEGORY_CHANGED, EventKind.RESTORED, EventKind.REGISTERED)


def preview_words(names: Mapping[int, str], outcome: GroupOutcome, kind: EventKind) -> tuple[str, str]:
    """What will happen, and whom it does not fit and why; names are cut after a few."""
    done = [names[i] for i in outcome.done]
    will = (
        f"{title_for(kind, Wording.NEUTRAL)}: {people(len(done))}" if done else "Ни к кому из выбранных это не подходит"
    )
    if 0 < len(done) <= SHOWN_NAMES:
        will += f" ({', '.join(done)})"
    by_reason: dict[str, list[str]] = {}
    for person_id, code in outcome.skipped.items():
        by_reason.setdefault(code, []).append(names[person_id])
    skipped = []
    for code, who in by_reason.items():
        shown = ", ".join(who[:SHOWN_NAMES]) + (f" и ещё {len(who) - SHOWN_NAMES}" if len(who) > SHOWN_NAMES else "")
        skipped.append(f"Пропустим {people(len(who))}: {shown}. {why_skipped(code)}")
    return will + ".", "\n".join(skipped)


class EventDialog(FormDialog):
    """``names``: person id -> name of those it is about. One sees a sentence, many a table of what changes."""

    def __init__(
        self,
        parent: QWidget,
        context: UiContext,
        names: Mapping[int, str],
        kind: EventKind,
        *,
        may_choose: bool = False,
    ) -> None:
        many = len(names) > 1
        super().__init__(parent, context, title_for(kind, Wording.DO), "Записать", width=720 if many else 560)
        self.names = dict(names)
        self.kind = ChoiceBox()
        for item in _OFFERED:
            self.kind.add(title_for(item, Wording.DO), item)
        self.kind.choose(kind)
        self.on = DateField("Дата", date.today())
        self.reason, self.category = ChoiceBox(), ChoiceBox()
        for reason in DeregistrationReason:
            self.reason.add(title_for(reason), reason)
        for category in MemberCategory:
            self.category.add(title_for(category), category)
        self.basis, self.organisation = QLineEdit(), QLineEdit()
        self.decision = DecisionFields()
        if len(names) == 1:
            self.form.add_free(label(next(iter(names.values())), "strong", wrap=True))
        else:
            self.form.add_free(label(f"Выбрано: {people(len(names))}", "strong"))
        if may_choose:
            self.form.add("Что произошло", self.kind)
        self.form.add("Дата", self.on)
        self.form.add("Причина", self.reason)
        self.form.add("Категория", self.category)
        self.form.add("Организация", self.organisation, "Из какой пришёл или в какую перешёл")
        self.form.add("Основание", self.basis, "Например: заявление от 01.06.2026")
        self.form.add_free(self.decision)
        self.will: QLabel = label("", "strong", wrap=True)
        self.will.setAccessibleName("Что изменится")
        self.skipped = label("", "muted", wrap=True)
        self.skipped.hide()
        self.content.addWidget(self.will)
        self.content.addWidget(self.skipped)
        self.table = PreviewTable()
        self.table.setVisible(many)
        self.content.addWidget(self.table)
        self.decision.tick.toggled.connect(self.refit)
        self.reason.currentIndexChanged.connect(self._kind_changed)
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
        return EventDraft(
            kind=kind,
            on=on,
            category=self.category.value() if kind in _WITH_CATEGORY else None,
            reason=self.reason.value() if kind is EventKind.DEREGISTERED else None,
            basis=self.basis.text(),
            organisation=self.organisation.text() if self._wants_organisation() else "",
            decision=self.decision.draft(),
        )

    def _wants_organisation(self) -> bool:
        kind = self.kind.value()
        transferred = self.reason.value() is DeregistrationReason.TRANSFERRED
        return kind is EventKind.REGISTERED or (kind is EventKind.DEREGISTERED and transferred)

    def _kind_changed(self, *_: object) -> None:
        kind: EventKind = self.kind.value()
        self.form.set_shown(self.organisation, self._wants_organisation())
        self.heading.setText(title_for(kind, Wording.DO))
        self.form.set_shown(self.reason, kind is EventKind.DEREGISTERED)
        self.form.set_shown(self.category, kind in _WITH_CATEGORY)
        self._preview()
        self.refit()

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
        self.table.show_lines(outcome.lines)
        self.will.setText(will)
        self.skipped.setText(skipped)
        self.skipped.setVisible(bool(skipped))
        self.save_button.setEnabled(bool(outcome.done))
        self.refit()

    def save(self) -> None:
        """Record for those it fits."""
        draft = self.draft()
        if draft is None:
            self.show_problems({self.on: self.on.problem(needed=True)})
            return
        if not self.decision.check():
            self.fit()
            return
        session, ids, context = self.context.session, list(self.names), self.context
        owner = self.parentWidget() or self

        def done(outcome: GroupOutcome) -> None:

            who = next(iter(self.names.values())) if len(self.names) == 1 else people(len(outcome.done))
            context.toast(
                f"{title_for(draft.kind, Wording.NEUTRAL)}: {who}",
                "Отменить",
                lambda: undo_act(owner, context, outcome.operation_id),
            )
            if outcome.skipped:
                OutcomeDialog(owner, context, title_for(draft.kind, Wording.NEUTRAL), outcome).open()

        self.banner.setVisible(False)
        self.work(lambda _: record_event_for_many(session, ids, draft), done)

    def _refused(self, error: Exception) -> None:
        super()._refused(error)
        self.banner.setVisible(True)
        self.save_button.setEnabled(True)
