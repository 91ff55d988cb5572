"""Recording an election: the meeting, its numbers, and whom it elected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QVBoxLayout, QWidget

from app.domain.bodies import ELECTED, HEADS, PARTS
from app.domain.enums import ElectionKind, ElectionWay, Rating, RoleKind
from app.domain.vocabulary.numbers import people
from app.domain.vocabulary.words import title_for, word_for
from app.services.members import RoleView
from app.services.structure.elections import (
    ElectedDraft,
    ElectionDraft,
    ElectionView,
    planned,
    record_election,
    suggested,
    update_election,
)
from app.services.structure.units import UnitView
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DateField, Form, button, flow, label, link_button
from app.ui.kit.fields import NumberField
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.people_picker import PeoplePicker
from app.ui.kit.theme import px

NOT_RATED = "не оценивали"


class MeetingFields:
    """Fields of the meeting itself, put into a form of two columns."""

    def __init__(self, form: Form) -> None:
        self.kind = ChoiceBox()
        for kind in ElectionKind:
            self.kind.add(title_for(kind), kind)
        self.way = ChoiceBox()
        for way in ElectionWay:
            self.way.add(title_for(way), way)
        self.rating = ChoiceBox()
        self.rating.add(NOT_RATED, None)
        for rating in Rating:
            self.rating.add(word_for(rating), rating)
        self.eligible = NumberField("Состояло на учёте или избрано делегатов")
        self.present = NumberField("Участвовало")
        self.period_from = DateField("Отчётный период с")
        self.term = DateField("Полномочия по")
        self.protocol = QLineEdit()
        form.add("Какие выборы", self.kind)
        form.add("Как проходили", self.way)
        form.add("На учёте, а на конференцию избрано делегатов", self.eligible)
        form.add("Участвовало", self.present)
        form.add("Работа прежнего состава", self.rating)
        form.add("Отчётный период с", self.period_from)
        form.add("Полномочия по какой день", self.term)
        form.add("Номер протокола", self.protocol)

    def show(self, draft: ElectionDraft | ElectionView) -> None:
        """Put values in."""
        self.kind.choose(draft.kind)
        self.way.choose(draft.way)
        self.rating.choose(draft.rating)
        self.eligible.setText("" if draft.eligible is None else str(draft.eligible))
        self.present.setText("" if draft.present is None else str(draft.present))
        self.period_from.set_date(draft.period_from)
        self.term.set_date(draft.term_until)
        self.protocol.setText(draft.protocol)

    def problems(self) -> dict[QWidget, str]:
        """Dates that are none."""
        return {field: field.problem() for field in (self.period_from, self.term) if field.is_wrong()}

    def draft(self, on: date, unit_id: int | None, elected: Sequence[ElectedDraft]) -> ElectionDraft:
        """What is typed."""
        return ElectionDraft(
            on=on,
            elected=tuple(elected),
            unit_id=unit_id,
            kind=self.kind.value(),
            way=self.way.value(),
            period_from=self.period_from.date(),
            term_until=self.term.date(),
            eligible=self.eligible.value(),
            present=self.present.value(),
            rating=self.rating.value(),
            protocol=self.protocol.text(),
        )


class ElectedRow(QFrame):
    """One elected person: the office, rivals, paid work, and how to take the row away."""

    removed = Signal(object)

    def __init__(self, person_id: int, name: str, kinds: Sequence[RoleKind], draft: ElectedDraft) -> None:
        super().__init__()
        self.person_id, self.name = person_id, name
        self.setAccessibleName(f"Избрание: {name}")
        self.kind = ChoiceBox()
        self.kind.setAccessibleName(f"На какую должность избрание: {name}")
        for kind in kinds:
            self.kind.add(title_for(kind), kind)
        self.kind.choose(draft.kind)
        self.kind.setMinimumWidth(px(240))
        self.contested = QCheckBox("кандидатов было больше одного")
        self.contested.setAccessibleName(f"{name}: {self.contested.text()}")
        self.contested.setChecked(draft.contested)
        self.full_time = QCheckBox("освобождённая работа")
        self.full_time.setAccessibleName(f"{name}: {self.full_time.text()}")
        self.full_time.setChecked(draft.full_time)
        self.previous = QLineEdit(draft.previous_post)
        self.previous.setPlaceholderText("прежняя работа (для формы № 4)")
        self.previous.setAccessibleName(f"Прежняя работа: {name}")
        self.previous.setMinimumWidth(px(240))
        away = link_button("Убрать", lambda: self.removed.emit(self), name=f"Убрать из избранных: {name}")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(4), 0, px(4))
        box.setSpacing(px(4))
        box.addWidget(label(name, "strong", wrap=True))
        box.addWidget(flow(self.kind, self.contested, self.full_time, self.previous, away))
        self.kind.currentIndexChanged.connect(lambda *_: self._fold())
        self._fold()

    def _fold(self) -> None:
        kind = self.kind.value()
        self.previous.setVisible(kind is RoleKind.CHAIR)
        self.contested.setVisible(kind in HEADS or kind is RoleKind.GROUP_ORGANISER)

    def draft(self) -> ElectedDraft:
        """What is chosen."""
        return ElectedDraft(
            self.person_id,
            self.kind.value(),
            full_time=self.full_time.isChecked(),
            contested=self.contested.isChecked() and not self.contested.isHidden(),
            previous_post=self.previous.text() if self.kind.value() is RoleKind.CHAIR else "",
        )


class ElectionDialog(FormDialog):
    """A new election. The holders of today are put in: who was elected anew stays, others are taken away."""

    def __init__(
        self, parent: QWidget, context: UiContext, units: Sequence[UnitView], holders: Sequence[RoleView]
    ) -> None:
        super().__init__(parent, context, "Записать выборы", "Записать", columns=2, width=760)
        self._units = {u.id: u for u in units}
        self._names = {r.person_id: r.person_name for r in holders}
        self.rows: list[ElectedRow] = []
        self.where = ChoiceBox()
        self.where.add("Организация: профком, ревизионная комиссия", None)
        for unit in units:
            if unit.kind in PARTS:
                self.where.add(unit.name, unit.id)
        self.on = DateField("Когда", date.today())
        self.form.add("Кто избирал", self.where)
        self.form.add("Когда", self.on)
        self.fields = MeetingFields(self.form)
        words = "Избраны. Оставьте тех, кого избрали снова, остальных уберите, новых добавьте ниже."
        self.form.add_free(label(words, "strong", wrap=True))
        self.elected = QWidget()
        self._box = QVBoxLayout(self.elected)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(6))
        self.form.add_free(self.elected)
        self.count = label("", "muted", wrap=True)
        self.form.add_free(self.count)
        self.picker = PeoplePicker(context, many=True)
        self.form.add("Добавить избранных", self.picker, wide=True)
        self.add_kind = ChoiceBox()
        self.add_kind.setMinimumWidth(px(240))
        self.add_kind.setAccessibleName("Кем избраны отмеченные")
        self.add_button = button("Добавить отмеченных", self.add_marked)
        self.form.add_free(flow(label("как"), self.add_kind, self.add_button))
        self.where.currentIndexChanged.connect(lambda *_: self.suggest())
        self.on.date_changed.connect(self.suggest)
        session = context.session
        context.run(self, lambda _: planned(session, date.today()), self._plan, key="planned")

    def _plan(self, day: date | None) -> None:
        """The day that the calendar knows already is not typed twice."""
        if day is not None:
            self.on.set_date(day)
        self.suggest()

    def _kinds(self) -> tuple[RoleKind, ...]:
        unit = self._units.get(self.where.value())
        return ELECTED[None if unit is None else unit.kind]

    def suggest(self) -> None:
        """Read what the election probably was."""
        session, unit_id, on = self.context.session, self.where.value(), self.on.date()
        if on is not None:
            self.context.run(self, lambda _: suggested(session, unit_id, on), self._show, key="suggested")

    def _show(self, draft: ElectionDraft) -> None:
        self.fields.show(draft)
        for row in list(self.rows):
            self._drop(row)
        self.add_kind.clear_choices()
        for kind in self._kinds():
            self.add_kind.add(title_for(kind), kind)
        member = [kind for kind in self._kinds() if kind not in HEADS]
        self.add_kind.choose(member[-1] if self.where.value() is not None else RoleKind.COMMITTEE_MEMBER)
        for one in draft.elected:
            self._put(one, self._names.get(one.person_id, ""))
        self._tell()

    def _put(self, draft: ElectedDraft, name: str) -> None:
        row = ElectedRow(draft.person_id, name, self._kinds(), draft)
        row.removed.connect(self._drop)
        self.rows.append(row)
        self._box.addWidget(row)

    def _drop(self, row: ElectedRow) -> None:
        self.rows.remove(row)
        self._box.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._tell()

    def _tell(self) -> None:
        number = len({row.person_id for row in self.rows})
        self.count.setText(f"Избрано: {people(number)}." if number else "Пока никого.")
        if self.isVisible():
            self.fit()

    def add_marked(self) -> None:
        """The people marked in the list are elected to the chosen office."""
        kind = self.add_kind.value()
        for person_id, name in self.picker.chosen.items():
            if not any(row.person_id == person_id and row.kind.value() is kind for row in self.rows):
                self._put(ElectedDraft(person_id, kind), name)
        self.picker.chosen.clear()
        self.picker.search.clear()
        self.picker.search.searched.emit("")
        self.picker.summary.clear()
        self._tell()

    def save(self) -> None:
        """Record it: old offices end, new ones begin, the calendar learns the day."""
        on = self.on.date()
        problems: dict[QWidget, str] = {}
        if on is None:
            problems[self.on] = self.on.problem(needed=True)
        problems |= self.fields.problems()
        if not self.rows:
            problems[self.picker] = "Добавьте хотя бы одного избранного."
        if self.show_problems(problems) or on is None:
            return
        draft = self.fields.draft(on, self.where.value(), [row.draft() for row in self.rows])
        session, context = self.context.session, self.context

        def done(_: int) -> None:
            context.toast("Выборы записаны: прежние должности закончены, новые начаты")

        self.work(lambda _: record_election(session, draft), done)


class ElectionChangeDialog(FormDialog):
    """Mending the numbers of an election; its day and the elected stay."""

    def __init__(self, parent: QWidget, context: UiContext, election: ElectionView) -> None:
        super().__init__(parent, context, "Запись о выборах", "Сохранить", columns=2, width=760)
        self._election = election
        self.form.add_free(label(f"{election.unit}, {election.on:%d.%m.%Y}", "strong", wrap=True))
        self.fields = MeetingFields(self.form)
        self.fields.show(election)
        self.fields.kind.setEnabled(False)
        lines = "\n".join(
            f"{r.person_name} – {word_for(r.kind)}"
            + (", впервые" if r.first_elected_on == election.on else "")
            + (", кандидатов было больше одного" if r.contested else "")
            for r in election.elected
        )
        self.form.add_free(label(f"Избраны:\n{lines}", wrap=True))

    def save(self) -> None:
        """Record it."""
        if self.show_problems(self.fields.problems()):
            return
        election, session, context = self._election, self.context.session, self.context
        draft = self.fields.draft(election.on, election.unit_id, ())

        def done(_: None) -> None:
            context.toast("Записано")

        self.work(lambda _: update_election(session, election.id, draft), done)
