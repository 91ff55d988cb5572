"""What is put into a package: a document with its section, news, a poll with its questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLineEdit, QListWidget, QPlainTextEdit, QWidget

from app.bundle.circular import NewsItem
from app.domain.polls import Poll, Question, QuestionKind, number_text
from app.domain.vocabulary.words import title_for, word_for
from app.progress import Progress
from app.services import library
from app.services.library import NewDocument
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DateField, button, flow
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.theme import px


def _lines(height: float) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setFixedHeight(px(height))
    field.setTabChangesFocus(True)
    return field


class DocumentDialog(FormDialog):
    """The section and the words for the search of chosen files; the title of a single one."""

    def __init__(
        self,
        parent: QWidget,
        context: UiContext,
        paths: Sequence[Path],
        on_made: Callable[[tuple[NewDocument, ...]], object],
    ) -> None:
        super().__init__(parent, context, "Документы", "Добавить", width=560)
        self._paths, self._on_made = tuple(paths), on_made
        self.name = QLineEdit(self._paths[0].stem.replace("_", " "))
        self.section, self.keywords = QLineEdit(), QLineEdit()
        self.form.add("Название", self.name)
        self.form.set_shown(self.name, len(self._paths) == 1)
        self.form.add("Раздел", self.section, "Например: Финансы, Охрана труда")
        self.form.add("Слова для поиска", self.keywords, "Кроме слов самого документа, их программа найдёт сама")

    def save(self) -> None:
        """Read the files."""
        section, words = self.section.text().strip(), self.keywords.text().strip()
        title = self.name.text().strip() if len(self._paths) == 1 else ""
        paths = self._paths

        def work(_: Progress) -> tuple[NewDocument, ...]:
            return tuple(library.document_from(path, section, words, title) for path in paths)

        self.work(work, self._on_made)


class NewsDialog(FormDialog):
    """A piece of news."""

    def __init__(self, parent: QWidget, context: UiContext, on_made: Callable[[NewsItem], object]) -> None:
        super().__init__(parent, context, "Новость", "Добавить", width=600)
        self._on_made = on_made
        self.name, self.text = QLineEdit(), _lines(180)
        self.form.add("Заголовок", self.name)
        self.form.add("Текст", self.text, "Строка, начатая с решётки и пробела («# »), станет подзаголовком")

    def save(self) -> None:
        """Check it."""
        if self.show_problems({} if self.name.text().strip() else {self.name: "Впишите заголовок."}):
            return
        title, text = self.name.text(), self.text.toPlainText()
        self.work(lambda _: library.news_of(title, text), self._on_made)


class QuestionDialog(FormDialog):
    """One question; in a test the right answers too."""

    def __init__(
        self, parent: QWidget, context: UiContext, number: int, on_made: Callable[[Question], object], *, test: bool
    ) -> None:
        super().__init__(parent, context, f"Вопрос {number}", "Добавить", width=560)
        self._number, self._on_made, self._test = number, on_made, test
        self.text, self.options, self.right = _lines(64), _lines(110), _lines(64)
        self.kind = ChoiceBox()
        for kind in QuestionKind:
            self.kind.add(title_for(kind), kind)
        self.form.add("Вопрос", self.text)
        self.form.add("Как отвечают", self.kind)
        self.form.add("Варианты ответа", self.options, "Каждый с новой строки")
        self.form.add("Верный ответ", self.right, "Как среди вариантов; несколько – каждый с новой строки")
        self.form.set_shown(self.right, test)
        self.kind.currentIndexChanged.connect(lambda *_: self._follow())

    def _follow(self) -> None:
        self.form.set_shown(self.options, self.kind.value() in (QuestionKind.ONE, QuestionKind.MANY))
        self.refit()

    def save(self) -> None:
        """Check it the way a whole poll is checked."""
        kind: QuestionKind = self.kind.value()
        options = _split(self.options) if kind in (QuestionKind.ONE, QuestionKind.MANY) else ()
        right = _split(self.right) if self._test else ()
        if kind is QuestionKind.NUMBER:
            right = tuple(number_text(text) or text for text in right)
        question = Question(str(self._number), self.text.toPlainText().strip(), kind, options, right)

        def work(_: Progress) -> Question:
            # Checked alone and as in a poll: what the poll would refuse is said here already.
            library.new_poll("Вопрос", (question,), test=bool(right))
            return question

        self.work(work, self._on_made)


class PollDialog(FormDialog):
    """A poll or a test with its questions."""

    def __init__(self, parent: QWidget, context: UiContext, on_made: Callable[[Poll], object]) -> None:
        super().__init__(parent, context, "Опрос или тест", "Добавить", width=620)
        self._on_made = on_made
        self.questions: list[Question] = []
        self.name, self.text = QLineEdit(), _lines(64)
        self.until = DateField("Ответить до")
        self.test = QCheckBox("Это тест: у вопросов есть верные ответы")
        self.list = QListWidget()
        self.list.setAccessibleName("Вопросы")
        self.list.setFixedHeight(px(130))
        self.form.add("Название", self.name)
        self.form.add("Пояснение", self.text)
        self.form.add("Ответить до", self.until, "Можно не указывать")
        self.form.add_free(self.test)
        self.form.add("Вопросы", self.list)
        self.add_button = button("Добавить вопрос…", self.add)
        self.form.add_free(flow(self.add_button, button("Убрать вопрос", self.drop)))

    def add(self) -> QuestionDialog:
        """One more question."""
        number = max((int(q.id) for q in self.questions), default=0) + 1
        dialog = QuestionDialog(self, self.context, number, self._added, test=self.test.isChecked())
        dialog.open()
        return dialog

    def drop(self) -> None:
        """Take the chosen question out."""
        place = self.list.currentRow()
        if place >= 0:
            del self.questions[place]
            self.list.takeItem(place)
        self.test.setEnabled(not self.questions)

    def save(self) -> None:
        """Check it as a whole."""
        problems: dict[QWidget, str] = {}
        if not self.name.text().strip():
            problems[self.name] = "Впишите название."
        if self.until.is_wrong():
            problems[self.until] = self.until.problem(needed=True)
        if not self.questions:
            problems[self.list] = "Добавьте хотя бы один вопрос."
        if self.show_problems(problems):
            return
        title, text, until = self.name.text(), self.text.toPlainText(), self.until.date()
        questions, test = tuple(self.questions), self.test.isChecked()
        self.work(lambda _: library.new_poll(title, questions, text=text, test=test, until=until), self._on_made)

    def _added(self, question: Question) -> None:
        self.questions.append(question)
        self.list.addItem(f"{question.text} ({word_for(question.kind)})")
        self.test.setEnabled(False)


def _split(field: QPlainTextEdit) -> tuple[str, ...]:
    lines = (line.strip() for line in field.toPlainText().split("\n"))
    return tuple(line for line in lines if line)
