"""«Документы»: which document, for whom, what to write in it; then names in their cases, and the pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QStackedWidget, QWidget

from app.domain.subjects import Subject
from app.progress import Progress
from app.services.papers import (
    ComposedPaper,
    Correction,
    ForWhom,
    PaperSubject,
    Sifted,
    Template,
    compose_for,
    correct,
    people_for,
    print_papers,
    sift,
    templates,
    usable,
)
from app.services.papers.loading import scope_of
from app.services.queries import SavedKind, SavedName, load_selection, saved_names, select_members
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.kit import (
    ChoiceBox,
    DataTable,
    VerticalScroll,
    button,
    clear_layout,
    column,
    flow,
    label,
    primary_button,
    row,
)
from app.ui.kit.tab import TabPanel
from app.ui.kit.theme import px
from app.ui.papers.dialogs import CalmNote, CheckDialog, PeopleDialog
from app.ui.papers.fields_form import FieldsForm
from app.ui.papers.models import PapersModel
from app.ui.words import people, plural

_GROUPS = {
    ForWhom.REGISTER: "Все, кто на учёте",
    ForWhom.WITHOUT_CONSENT: "Все без согласия",
    ForWhom.WITHOUT_CARD: "Все без номера билета",
    ForWhom.FORMER: "Все бывшие члены",
}


class DocumentsPanel(TabPanel):
    """The list at the left, the chosen document at the right (below it in a narrow window)."""

    reads = frozenset({Subject.PAPERS, Subject.QUERIES})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Документы")
        self.may_change = context.session.may(Act.SETTINGS)
        self._wanted = ""
        self.chosen: dict[int, str] = {}
        self.saved: list[str] = []
        self._template: Template | None = None
        self.form: FieldsForm | None = None
        self.model = PapersModel()
        self.table = DataTable("Документы", row_height=36)
        self.table.setModel(self.model)
        self.table.set_widths(240, stretch=0)
        self.table.horizontalHeader().hide()
        self.table.setMinimumWidth(px(230))
        self.table.setMinimumHeight(px(150))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._open_current())

        self.title, self.law = label("", "section", wrap=True), label("", "small", wrap=True)
        self.whom = ChoiceBox()
        self.whom.setAccessibleName("Для кого")
        self.whom.currentIndexChanged.connect(lambda *_: self._whom_changed())
        self.pick = button("Выбрать людей…", self.choose_people)
        self.who = label("", "muted", wrap=True)
        self.whom_box = QWidget()
        self.whom_box.setLayout(
            column(label("Для кого", "strong"), row(self.whom, self.pick, spacing=10), self.who, spacing=6)
        )
        self.asked = column(spacing=0)
        self.make = primary_button("Подготовить", self.prepare, shortcut="Ctrl+P")
        self.edit = button("Изменить текст…", self.edit_text)
        self.edit.setVisible(self.may_change)
        self.blank = button("Пустой бланк", self.print_blank)
        inside = column(
            self.title, self.law, self.whom_box, self.asked, flow(self.make, self.blank, self.edit), 1,
            spacing=14, margins=(18, 16, 18, 16),
        )  # fmt: skip
        self.details = QFrame()
        self.details.setProperty("card", "true")
        self.details.setAccessibleName("Документ")
        self.details.setLayout(inside)
        self.area = VerticalScroll(column(self.details, 1, spacing=0))
        self.stack = QStackedWidget()
        self.stack.addWidget(label("Выберите документ.", "muted", wrap=True))
        self.stack.addWidget(self.area)
        self._split = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._split.setSpacing(px(16))
        self._split.addWidget(self.table, 2)
        self._split.addWidget(self.stack, 3)
        self.box.addLayout(self._split, 1)

    def refresh(self) -> None:
        """Read the documents again; the chosen one stays."""
        session = self.context.session

        def read(_: Progress) -> tuple[tuple[Template, ...], tuple[SavedName, ...]]:
            return templates(session), saved_names(session, SavedKind.SELECTION)

        self.context.run(self, read, lambda found: self._show(*found), key="papers")

    def open(self, **params: object) -> None:
        """``paper`` chooses a document, ``people`` (ids) for whom, ``names`` their names."""
        given = params.get("people")
        if isinstance(given, dict):
            self.chosen = {int(i): str(name) for i, name in given.items()}
            session, ids = self.context.session, list(self.chosen)
            self.context.run(self, lambda _: usable(session, ids), self._leave_usable)
        wanted = params.get("paper")
        if isinstance(wanted, str):
            self._wanted = wanted
            self._choose(wanted)

    def _leave_usable(self, ids: Sequence[int]) -> None:
        self.chosen = {i: name for i, name in self.chosen.items() if i in set(ids)}
        if self.chosen:
            self.whom.choose("chosen")
        self._whom_changed()

    def _show(self, found: Sequence[Template], saved: Sequence[SavedName]) -> None:
        self.saved = [kept.name for kept in saved if kept.works]
        if self._template is not None:
            self._offer(self._template)
        keep = self._wanted or (self._template.id if self._template else "")
        self.model.show_templates(found)
        known = [t.id for t in found]
        self._choose(keep if keep in known else next(iter(known), ""))

    def _choose(self, template_id: str) -> None:
        place = self.model.place_of(template_id)
        if place >= 0:
            self.table.selectRow(place)
            self._open_current()

    def _open_current(self) -> None:
        template = self.model.template_at(self.table.current_row())
        if template is None or template == self._template:
            return
        self._template, self._wanted = template, ""
        self.title.setText(template.title)
        self.law.setText(f"Основание: {template.law}." if template.law else "")
        self.law.setVisible(bool(template.law))
        self._offer(template)
        clear_layout(self.asked)
        self.form = FieldsForm(template, {})
        self.asked.addWidget(self.form)
        self.stack.setCurrentIndex(1)
        self.area.verticalScrollBar().setValue(0)

    def _offer(self, template: Template) -> None:
        self.whom_box.setVisible(template.subject is not PaperSubject.ORGANISATION)
        self.blank.setVisible(template.subject is not PaperSubject.ORGANISATION)
        before = self.whom.value()
        self.whom.blockSignals(True)
        self.whom.clear_choices()
        self.whom.add("Выбранные люди", "chosen")
        for group, words in _GROUPS.items():
            if group is not ForWhom.FORMER or template.status != "on_register":
                self.whom.add(words, group)
        for name in self.saved:
            self.whom.add(f"Отбор «{name}»", name)
        self.whom.choose(before or "chosen")
        self.whom.blockSignals(False)
        self._whom_changed()

    def _whom_changed(self) -> None:
        chosen = self.whom.value() == "chosen"
        self.pick.setVisible(chosen)
        if not chosen:
            self.who.setText("")
        elif not self.chosen:
            self.who.setText("Никто не выбран.")
        else:
            names = list(self.chosen.values())
            more = f" и ещё {people(len(names) - 3)}" if len(names) > 4 else ""
            self.who.setText(", ".join(names[:3] if more else names) + more)
        self.who.setVisible(bool(self.who.text()))

    def choose_people(self) -> None:
        """Open the list of people."""
        if self._template is None:
            return

        def chosen(marked: dict[int, str]) -> None:
            self.chosen = marked
            self._whom_changed()

        PeopleDialog(self, self.context, self._template.status, self.chosen, chosen).open()

    def prepare(self) -> None:
        """Make the papers and show their names in their cases."""
        template, form = self._template, self.form
        if template is None or form is None or form.problems_found():
            return
        if template.subject is PaperSubject.ORGANISATION:
            self._prepare(template, (), form.values())
            return
        group = self.whom.value()
        if group == "chosen":
            if not self.chosen:
                self.choose_people()
                return
            self._prepare(template, tuple(self.chosen), form.values())
            return
        session = self.context.session
        values = form.values()

        def found(rows: Sequence[Any]) -> None:
            if rows:
                self._prepare(template, tuple(person.id for person in rows), values)
            else:
                self.context.toast("В этой группе никого нет")

        def people_of(_: Progress) -> Sequence[Any]:
            if isinstance(group, ForWhom):
                return people_for(session, group)
            return select_members(session, load_selection(session, group), date.today())

        self.context.run(self, people_of, found)

    def print_blank(self) -> None:
        """The document with empty places, to be filled by hand."""
        if self._template is not None and self.form is not None and not self.form.problems_found():
            self._prepare(self._template, (), self.form.values())

    def _prepare(self, template: Template, ids: Sequence[int], values: dict[str, Any]) -> None:
        session = self.context.session

        def work(progress: Progress) -> tuple[Sifted, tuple[ComposedPaper, ...]]:
            sifted = sift(session, template, ids)
            if ids and not sifted.ids:
                return sifted, ()
            return sifted, compose_for(session, template.id, sifted.ids, values, progress)

        self.context.run(
            self, work, lambda made: self._check(template, values, *made), title="Готовлю документы", key="compose"
        )

    def _check(
        self, template: Template, values: dict[str, Any], sifted: Sifted, papers: Sequence[ComposedPaper]
    ) -> None:
        ids, left_out = sifted.ids, [f"{name} – {reason}" for name, reason in sifted.left_out]
        if not papers:
            CalmNote(self, "Документ сделать не о ком", left_out).open()
            return
        forms = [form for paper in papers for form in paper.forms]
        scope = scope_of(template.subject, template.fields, template.lists).names
        blanks = [scope[name].title for name in papers[0].blanks if name in scope] if len(papers) == 1 else []
        count = plural(len(papers), "документ", "документа", "документов")
        whom = f" – {people(len(ids))}" if template.subject is PaperSubject.PEOPLE and ids else ""
        if not forms and not blanks and not left_out:
            self._print(template, ids, values, {}, papers)
            return
        agreed = partial(self._agreed, template, ids, values, papers)
        CheckDialog(self, self.context, f"{template.title}: {count}{whom}", forms, blanks, left_out, agreed).open()

    def _agreed(
        self, template: Template, ids: Sequence[int], values: dict[str, Any], papers: Sequence[ComposedPaper],
        typed: dict[Correction, str],
    ) -> None:  # fmt: skip
        self._print(template, ids, values, typed, papers)

    def _print(
        self, template: Template, ids: Sequence[int], values: dict[str, Any], typed: dict[Correction, str],
        papers: Sequence[ComposedPaper],
    ) -> None:  # fmt: skip
        session = self.context.session

        def work(progress: Any) -> bytes:
            made = papers
            if typed:
                correct(session, typed)
                made = compose_for(session, template.id, ids, values, progress)
            return print_papers(session, made, progress)

        self.context.run(
            self, work, lambda pdf: self._preview(template.title, pdf), title="Складываю страницы", key="print"
        )

    def _preview(self, title: str, pdf: bytes) -> None:
        from app.ui.printing.preview import show_pdf

        show_pdf(self, title, pdf, f"{title}.pdf", files=self.context.files)

    def edit_text(self) -> None:
        """Open the document's wording beside its look."""
        if self._template is not None and self.may_change:
            from app.ui.papers.editor import TemplateEditor

            TemplateEditor(self, self.context, self._template).open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the document goes below the list."""
        super().resizeEvent(event)
        narrow = self.width() < px(620)
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._split.direction() != direction:
            self._split.setDirection(direction)
