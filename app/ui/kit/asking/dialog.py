"""The dialog that asks: made from its parts, it shows and hides, says what is unclear, and gives whole answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from app.progress import Progress
from app.ui.context import UiContext
from app.ui.kit import Form, flow, label, link_button
from app.ui.kit.asking.editors import ChoiceEditor, Editor, Unclear
from app.ui.kit.asking.entries import Answers, Entry, Note, Part
from app.ui.kit.form_dialog import FormDialog

T = TypeVar("T")
Problems = Mapping[Entry[Any], str]


@dataclass(frozen=True, eq=False)
class Fold:
    """Parts that most people do not need, behind a link with these words."""

    words: str
    parts: Sequence[Part]
    columns: int = 2


class AskDialog(FormDialog):
    """Asks its parts from the top down.

    ``record`` gets whole answers when the filled button is pressed and nothing is unclear. ``check`` sees them before
    and gives the sentence for entries that do not fit together. ``about`` tells dialogs of one title apart (the id of
    the person, of the meeting): what is typed is kept under both until it is recorded, and comes back with the dialog.
    """

    changed = Signal()
    """Something was typed, chosen or ticked."""

    def __init__(
        self,
        owner: QWidget,
        context: UiContext,
        title: str,
        verb: str,
        parts: Sequence[Part | Fold],
        record: Callable[[AskDialog, Answers], object],
        *,
        check: Callable[[Answers], Problems] | None = None,
        width: float = 560,
        columns: int = 1,
        about: str = "",
    ) -> None:
        super().__init__(owner, context, title, verb, width=width, columns=columns, about=about)
        self._record, self._check = record, check
        self._editors: dict[Entry[Any], Editor[Any]] = {}
        self._forms: dict[Entry[Any], Form] = {}
        self._folds: dict[Form, QWidget] = {}
        self._following: list[tuple[QLabel, Callable[[Answers], str]]] = []
        self.answers = Answers(self._answer)
        for part in parts:
            if isinstance(part, Fold):
                self._add_fold(part)
            else:
                self._add(self.form, part)
        self._follow()
        self._start = {entry.key: editor.typed() for entry, editor in self._editors.items()}
        if self._editors:
            next(iter(self._editors.values())).widget.setFocus()

    def _add(self, form: Form, part: Part) -> None:
        if isinstance(part, Note):
            form.add_free(part.make() if part.make else self._note(part))
            return
        editor = part.make(self.context)
        self._editors[part], self._forms[part] = editor, form
        form.add(part.name if part.named else "", editor.widget, part.hint, wide=part.wide)
        editor.listen(lambda: self._on_change(part))

    def _note(self, note: Note) -> QLabel:
        words = note.words
        if isinstance(words, str):
            return label(words, note.role, wrap=True)
        following = label("", note.role, wrap=True)
        self._following.append((following, words))
        return following

    def _add_fold(self, fold: Fold) -> None:
        inside = Form(columns=fold.columns)
        link = link_button(fold.words, lambda: self._unfold(inside))
        for part in fold.parts:
            self._add(inside, part)
        inside.hide()
        self._folds[inside] = link
        self.form.add_free(flow(link))
        self.form.add_free(inside)

    def _unfold(self, inside: Form) -> None:
        if inside in self._folds:
            self._folds.pop(inside).hide()
            inside.show()
            self.refit()

    def field(self, key: str) -> Any:
        """The widget of the entry with this key."""
        return next(editor.widget for entry, editor in self._editors.items() if entry.key == key)

    def renew(self) -> None:
        """Something that offers or notes follow from has become known."""
        self._follow()

    def _answer(self, entry: Entry[Any]) -> Any:
        if entry.shown is not None and not self._is_shown(entry):
            return entry.empty
        return self._editors[entry].read()

    def _is_shown(self, entry: Entry[Any]) -> bool:
        try:
            return entry.shown is None or entry.shown(self.answers)
        except Unclear:
            return False

    def _follow(self) -> None:
        """Offer, show, hide and tell what follows from the answers of now."""
        for entry, editor in self._editors.items():
            if entry.offered is not None and isinstance(editor, ChoiceEditor):
                editor.offer(entry.offered(self.answers), entry.empty)
            if entry.shown is not None:
                self._forms[entry].set_shown(editor.widget, self._is_shown(entry))
        for following, words in self._following:
            told = words(self.answers)
            following.setText(told)
            following.setVisible(bool(told))
        self.refit()

    def _on_change(self, entry: Entry[Any]) -> None:
        self._touched.add(entry.key)
        self._forms[entry].clear_problem(self._editors[entry].widget)
        self._follow()
        self.keep_draft()
        self.changed.emit()

    def whole(self) -> Answers | None:
        """All answers; None when something is unclear, which then stands under its field."""
        values: dict[Entry[Any], Any] = {}
        problems: dict[Entry[Any], str] = {}
        for entry in self._editors:
            try:
                values[entry] = self._answer(entry)
            except Unclear as unclear:
                problems[entry] = unclear.sentence
        whole = Answers.whole(values)
        if not problems and self._check is not None:
            problems = dict(self._check(whole))
        for form in {self.form, *self._forms.values()}:
            form.clear_problems()
        for entry, sentence in problems.items():
            self._unfold(self._forms[entry])
            self._forms[entry].show_problem(self._editors[entry].widget, sentence)
        if problems:
            self._editors[next(entry for entry in self._editors if entry in problems)].widget.setFocus()
            self.fit()
            return None
        return whole

    def save(self) -> None:
        """Give whole answers to what records them."""
        answers = self.whole()
        if answers is not None:
            self._record(self, answers)

    def watch_typing(self) -> None:
        """The entries tell of themselves."""

    def unrecorded(self) -> dict[str, str]:
        """What was typed and differs from the start, by key; never a password."""
        asked = {entry.key: editor for entry, editor in self._editors.items() if not entry.secret}
        typed = {key: editor.typed() for key, editor in asked.items() if key in self._touched}
        return {key: text for key, text in typed.items() if text != self._start[key]}

    def put_unrecorded(self, draft: Mapping[str, str]) -> None:
        """Show what was typed before."""
        for entry, editor in self._editors.items():
            if entry.key in draft and not entry.secret:
                self._unfold(self._forms[entry])
                editor.put(draft[entry.key])


def ask(
    owner: QWidget,
    context: UiContext,
    title: str,
    verb: str,
    parts: Sequence[Part | Fold],
    work: Callable[[Answers, Progress], T],
    done: Callable[[Answers, T], object],
    *,
    check: Callable[[Answers], Problems] | None = None,
    width: float = 560,
    columns: int = 1,
    about: str = "",
) -> AskDialog:
    """Ask over ``owner``; ``work`` records the answers in the database's thread, ``done`` is told when it is done.

    The dialog is open when this returns. A refusal of the work stands in the dialog, with everything that was typed.
    """

    def record(dialog: AskDialog, answers: Answers) -> None:
        dialog.work(lambda progress: work(answers, progress), lambda result: done(answers, result))

    dialog = AskDialog(
        owner, context, title, verb, parts, record, check=check, width=width, columns=columns, about=about
    )
    dialog.open()
    return dialog


def ask_first(
    owner: QWidget,
    context: UiContext,
    title: str,
    verb: str,
    parts: Sequence[Part | Fold],
    then: Callable[[Answers], object],
    *,
    check: Callable[[Answers], Problems] | None = None,
    width: float = 560,
    columns: int = 1,
    about: str = "",
) -> AskDialog:
    """Ask before something that is no work of the database: the dialog closes, then ``then`` gets the answers."""

    def record(dialog: AskDialog, answers: Answers) -> None:
        dialog.accept()
        then(answers)

    dialog = AskDialog(
        owner, context, title, verb, parts, record, check=check, width=width, columns=columns, about=about
    )
    dialog.open()
    return dialog
