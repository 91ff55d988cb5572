"""The panel beside a form: why this number, who stands behind it, last year's, the rule, what can be done."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.domain.enums import CellKind, CellSource, Severity
from app.domain.vocabulary.words import Wording, title_for
from app.forms.definition import FormDefinition, ValueType
from app.forms.view import Violation
from app.services.reports import Provenance, ProvenanceItem
from app.ui.forms.values import Rejected, edit_text, parse_value, shown_value
from app.ui.forms.wording import address_parts, kind_words, place_words, severity_word
from app.ui.kit import (
    Chip,
    SidePanel,
    Tone,
    button,
    clear_layout,
    column,
    label,
    link_button,
    primary_button,
    row,
    rule,
)
from app.ui.kit.theme import px
from app.ui.reports.report_presenter import CellStory

_SHOWN_PEOPLE = 200


class WhyPanel(SidePanel):
    """Emits what the person wants: ``typed`` (address, value, reason), ``cleared``, ``explained`` (rule, text),
    ``reasoned`` (address, reason), ``followed`` (bundle, form, period) to an organisation's accepted report,
    ``taken_apart`` (rule) to see what a comparison with other reports is made of."""

    typed = Signal(str, object, str)
    cleared = Signal(str)
    reasoned = Signal(str, str)
    explained = Signal(str, str)
    followed = Signal(str, str, str)
    taken_apart = Signal(str)
    unknown_said = Signal(str, str)
    """Address and reason: «нет сведений»."""

    def __init__(self, definition: FormDefinition, previous_year: int, parent: QWidget | None = None) -> None:
        super().__init__("Почему это число", width=330, parent=parent)
        self.setMinimumWidth(px(250))
        self._definition = definition
        self._previous_year = previous_year
        self._story: CellStory | None = None
        self._address = ""
        self._override_box: QWidget | None = None
        self._inner = QWidget()
        self._inner.setProperty("role", "clear")
        self.content = QVBoxLayout(self._inner)
        self.content.setContentsMargins(0, 0, px(6), 0)
        self.content.setSpacing(px(10))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName("Подробности о числе")
        self._scroll.setWidget(self._inner)
        self._scroll.setMinimumHeight(px(120))
        self.body.addWidget(self._scroll, 1)
        self.content.addWidget(
            label("Выберите клетку, и здесь будет видно, откуда взялось число и кто за ним стоит.", "muted", wrap=True)
        )
        self.content.addStretch(1)
        self.override_value: QLineEdit | None = None
        self.override_reason: QLineEdit | None = None
        self.unknown_reason: QLineEdit | None = None
        self.explanations: dict[str, QPlainTextEdit] = {}

    def show_story(self, story: CellStory) -> None:
        """Say everything about a cell; what is being typed here stays when the cell is the same."""
        if self._address == story.address and self._typing():
            self._story = story
            return
        self._story, self._address = story, story.address
        clear_layout(self.content)
        self.override_value = self.override_reason = self.unknown_reason = None
        self.explanations = {}
        place = place_words(self._definition, story.address)
        self.set_title(self._question(story), place if address_parts(story.address) else "Поле формы")
        self._add_violations(story)
        self._add_sentence(story)
        self._add_people(story.provenance)
        self._add_previous(story)
        self._add_comparisons(story)
        self._add_override(story)
        self._add_unknown(story)
        self._add_rule(story)
        self.content.addStretch(1)
        self.setAccessibleDescription(f"{place}. {self._sentence(story)}")

    # Sections

    def _question(self, story: CellStory) -> str:
        value = shown_value(story.view.value, self._type())
        if story.view.kind is CellKind.BLOCKED:
            return "Здесь не пишут"
        if not value:
            return "Пока пусто"
        return f"Почему {value}" if self._type() is not ValueType.TEXT else "Откуда это"

    def _sentence(self, story: CellStory) -> str:
        if story.provenance is not None and story.provenance.sentence:
            return story.provenance.sentence
        if story.view.kind is not CellKind.INPUT:
            return kind_words(story.view.kind).capitalize() + "."
        if story.view.source is not None and story.view.value is not None:
            return title_for(story.view.source, Wording.FULL) + "."
        return "Число вписывают сюда вручную."

    def _add_sentence(self, story: CellStory) -> None:
        self.content.addWidget(label(self._sentence(story), "muted", wrap=True))

    def _add_violations(self, story: CellStory) -> None:
        for violation in story.violations:
            self._add_violation(violation, story)
        for text in story.remarks:
            box = QFrame()
            box.setProperty("banner", "warning")
            words = (label("Замечание", "strong"), label(text, wrap=True))
            box.setLayout(column(*words, spacing=4, margins=(12, 10, 12, 10)))
            box.setAccessibleName(f"Замечание вышестоящей организации: {text}")
            self.content.addWidget(box)

    def _add_violation(self, violation: Violation, story: CellStory) -> None:
        error = violation.severity is Severity.ERROR
        tone = Tone.ERROR if error else Tone.GOOD if violation.explanation.strip() else Tone.WARNING
        self.content.addWidget(Chip(severity_word(violation), tone))
        self.content.addWidget(label(violation.message, wrap=True, selectable=True))
        if violation.source:
            self.content.addWidget(label(violation.source, "small", wrap=True))
        if not error and self._may_explain(story):
            field = QPlainTextEdit(violation.explanation)
            field.setAccessibleName(f"Пояснение: {violation.message}")
            field.setPlaceholderText("Напишите, почему так. Пояснение уйдёт вместе с отчётом.")
            field.setTabChangesFocus(True)
            field.setFixedHeight(px(84))
            self.explanations[violation.rule] = field
            rule_id = violation.rule
            save = button("Записать пояснение", lambda: self.explained.emit(rule_id, field.toPlainText().strip()))
            self.content.addWidget(field)
            self.content.addLayout(row(save, 1))
        elif not error and violation.explanation:
            self.content.addWidget(label(f"Пояснение: {violation.explanation}", wrap=True))
        self.content.addWidget(rule())

    def _add_comparisons(self, story: CellStory) -> None:
        for check in self._definition.checks:
            if check.outside and story.address in check.cells and not check.list:
                text = f"Сверка: {check.source[:1].lower()}{check.source[1:]}"
                self.content.addWidget(label(text, "small", wrap=True))
                opener = link_button("Из чего сложилась", partial(self.taken_apart.emit, check.id), name=text)
                self.content.addLayout(row(opener, 1))

    def _may_explain(self, story: CellStory) -> bool:
        return self.property("editable") is True or story.editable

    def _add_people(self, provenance: Provenance | None) -> None:
        if provenance is None or not provenance.items:
            return
        for item in provenance.items[:_SHOWN_PEOPLE]:
            self.content.addWidget(rule())
            name = label(item.text, wrap=True, selectable=True)
            name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            day = label("" if item.on is None else f"{item.on:%d.%m.%Y}", "small")
            line = row(name, day, spacing=8)
            line.setStretch(0, 1)
            self.content.addLayout(line)
            if item.bundle:
                self.content.addLayout(row(self._link_to(item), 1))
        more = len(provenance.items) - _SHOWN_PEOPLE
        if more > 0:
            self.content.addWidget(label(f"и ещё {more}", "muted"))
        self.content.addWidget(rule())

    def _link_to(self, item: ProvenanceItem) -> QWidget:
        return link_button(
            "Открыть отчёт",
            lambda: self.followed.emit(item.bundle, item.form, item.period),
            name=f"Открыть отчёт: {item.organisation}",
        )

    def _add_previous(self, story: CellStory) -> None:
        text = shown_value(story.previous, self._type())
        if not text or story.view.kind is CellKind.BLOCKED:
            return
        box = QFrame()
        box.setProperty("banner", "info")
        was = f"За {self._previous_year} год было {text}."
        box.setLayout(column(label(was, wrap=True), margins=(12, 10, 12, 10)))
        self.content.addWidget(box)

    def _add_override(self, story: CellStory) -> None:
        if not story.editable:
            return
        typed = story.view.source is CellSource.MANUAL
        automatic = shown_value(story.view.automatic, self._type())
        if typed and automatic and story.view.automatic != story.view.value:
            if story.provenance is None:
                self.content.addWidget(label(f"Вписано вами. Сама программа насчитала {automatic}.", wrap=True))
            self._add_reason(story, automatic)
        elif typed and automatic:
            self.content.addLayout(row(button("Снова считать само", lambda: self.cleared.emit(story.address)), 1))
        elif story.view.automatic is not None or story.view.source not in (None, CellSource.MANUAL):
            word = "Вписать другое число" if self._type() is not ValueType.TEXT else "Вписать другое"
            self.override_button = button(word, self._open_override)
            self.content.addLayout(row(self.override_button, 1))

    def _add_unknown(self, story: CellStory) -> None:
        """«Нет сведений» of an empty place, its reason, and the way back."""
        own = next((one for one in story.unknown if not one.organisation), None)
        if story.view.kind is not CellKind.INPUT or not story.editable:
            return
        if own is not None:
            if story.provenance is None:
                self.content.addWidget(label(f"Нет сведений: {own.reason}", wrap=True))
            back = button("Убрать «нет сведений»", lambda: self.cleared.emit(story.address))
            self.content.addLayout(row(back, 1))
        elif story.view.value is None and self._type() is not ValueType.TEXT:
            self.unknown_reason = QLineEdit()
            self.unknown_reason.setAccessibleName("Почему нет сведений")
            self.unknown_reason.setPlaceholderText("Почему никто не знает")
            self.unknown_reason.returnPressed.connect(self._say_unknown)
            self.unknown_save = button("Нет сведений", self._say_unknown)
            self.content.addWidget(self.unknown_reason)
            self.content.addLayout(row(self.unknown_save, 1))
            told = "Место останется пустым, пояснение уйдёт с отчётом, нулём это не станет."
            self.content.addWidget(label(told, "small", wrap=True))

    def _say_unknown(self) -> None:
        if self.unknown_reason is None:
            return
        reason = self.unknown_reason.text().strip()
        if not reason:
            self.unknown_reason.setFocus()
            return
        self.unknown_reason = None
        self.unknown_said.emit(self._address, reason)

    def _add_reason(self, story: CellStory, automatic: str) -> None:
        self.override_reason = QLineEdit(story.view.reason)
        self.override_reason.setAccessibleName("Почему число другое")
        self.override_reason.setPlaceholderText("Почему число другое?")
        self.override_reason.editingFinished.connect(self._reason_done)
        self.content.addWidget(self.override_reason)
        back = button(f"Вернуть {automatic}", lambda: self.cleared.emit(story.address))
        self.content.addLayout(row(back, 1))

    def _open_override(self) -> None:
        if self._story is None or self.override_value is not None:
            return
        story = self._story
        place = self.content.count() - 2 - int(bool(story.rule))
        box = QWidget()
        box.setProperty("role", "clear")
        self.override_value = QLineEdit(edit_text(story.view.value, self._type()))
        self.override_value.setAccessibleName("Другое число")
        self.override_value.selectAll()
        self.override_reason = QLineEdit()
        self.override_reason.setAccessibleName("Почему число другое")
        self.override_reason.setPlaceholderText("Почему число другое?")
        self.override_problem = label("", "problem", wrap=True)
        self.override_problem.hide()
        self.override_save = primary_button("Вписать", self._save_override)
        self.override_save.setProperty("kind", "secondary")
        self.override_value.returnPressed.connect(self._save_override)
        self.override_reason.returnPressed.connect(self._save_override)
        box.setLayout(
            column(
                label("Другое число", "strong"),
                self.override_value,
                label("Почему", "strong"),
                self.override_reason,
                self.override_problem,
                row(self.override_save, button("Отмена", self._close_override), 1, spacing=8),
                spacing=6,
            )
        )
        self.override_button.hide()
        self.content.insertWidget(max(place, 0), box)
        self._override_box = box
        self.override_value.setFocus()

    def _save_override(self) -> None:
        if self._story is None or self.override_value is None or self.override_reason is None:
            return
        try:
            value = parse_value(self.override_value.text(), self._type())
        except Rejected as reason:
            self._complain(str(reason))
            return
        if value is None:
            self._complain("Напишите число.")
            return
        reason_text = self.override_reason.text().strip()
        address = self._address
        self._close_override()
        self.typed.emit(address, value, reason_text)

    def _complain(self, sentence: str) -> None:
        self.override_problem.setText(sentence)
        self.override_problem.show()

    def _close_override(self) -> None:
        box = self._override_box
        self.override_value = self.override_reason = None
        if box is not None:
            box.hide()
            box.deleteLater()
            self._override_box = None
            self.override_button.show()
            self.override_button.setFocus()

    def _reason_done(self) -> None:
        if self._story is None or self.override_reason is None:
            return
        reason = self.override_reason.text().strip()
        if reason != self._story.view.reason:
            self.reasoned.emit(self._address, reason)

    def _add_rule(self, story: CellStory) -> None:
        if not story.rule:
            return
        text = label(story.rule, "muted", wrap=True, selectable=True)
        text.hide()
        toggle = link_button("? Как заполнять", lambda: text.setVisible(text.isHidden()))
        holder = QWidget()
        holder.setProperty("role", "clear")
        holder.setLayout(column(row(toggle, 1), text, spacing=4))
        self.content.addWidget(holder)
        self.rule_toggle, self.rule_text = toggle, text

    def _type(self) -> ValueType:
        cell = self._definition.cell(self._address)
        if cell is not None:
            return cell.type
        field = self._definition.fields.get(self._address)
        return ValueType.TEXT if field is None else field.type

    def _typing(self) -> bool:
        """Something is half typed in the panel."""
        fields = [*self.explanations.values()]
        if any(field.hasFocus() and field.document().isModified() for field in fields):
            return True
        if self.unknown_reason is not None and self.unknown_reason.text():
            return True
        return self.override_value is not None
