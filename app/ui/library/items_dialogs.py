"""What is put into a package: a document with its section, news, a poll with its questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLineEdit, QListWidget, QPlainTextEdit, QWidget

from app.bundle.circular import NewsItem
from app.domain.polls import Poll, Question, QuestionKind, number_text
from app.domain.vocabulary.words import word_for
from app.services import library
from app.services.library import NewDocument
from app.ui.context import UiContext
from app.ui.kit import DateField, button, flow
from app.ui.kit.asking import Answers, AskDialog, ask, lines, one_of, text
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.theme import px


def _lines(height: float) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setFixedHeight(px(height))
    field.setTabChangesFocus(True)
    return field


def ask_documents(
    owner: QWidget, context: UiContext, paths: Sequence[Path], on_made: Callable[[tuple[NewDocument, ...]], object]
) -> AskDialog:
    """The section and the words for the search of chosen files; the title of a single one."""
    single = len(paths) == 1
    name = text("title", "Название", paths[0].stem.replace("_", " ")).when(lambda _: single)
    section = text("section", "Раздел", hint="Например: Финансы, Охрана труда")
    keywords = text("keywords", "Слова для поиска", hint="Кроме слов самого документа, их программа найдёт сама")

    def read(answers: Answers) -> tuple[NewDocument, ...]:
        given = answers[section], answers[keywords], answers[name]
        return tuple(library.document_from(path, *given) for path in paths)

    return ask(
        owner,
        context,
        "Документы",
        "Добавить",
        (name, section, keywords),
        lambda answers, _: read(answers),
        lambda _, made: on_made(made),
        about="|".join(path.name for path in paths),
    )


def ask_news(owner: QWidget, context: UiContext, on_made: Callable[[NewsItem], object]) -> AskDialog:
    """A piece of news."""
    title = text("title", "Заголовок", needed="Впишите заголовок.")
    hint = "Строка, начатая с решётки и пробела («# »), станет подзаголовком"
    body = lines("text", "Текст", hint=hint, height=180)
    return ask(
        owner,
        context,
        "Новость",
        "Добавить",
        (title, body),
        lambda answers, _: library.news_of(answers[title], answers[body]),
        lambda _, made: on_made(made),
        width=600,
    )


def ask_question(
    owner: QWidget, context: UiContext, number: int, on_made: Callable[[Question], object], *, test: bool
) -> AskDialog:
    """One question; in a test the right answers too. It is checked the way a whole poll is checked."""
    words = lines("text", "Вопрос")
    kind = one_of("kind", "Как отвечают", QuestionKind)
    options = lines("options", "Варианты ответа", hint="Каждый с новой строки", height=110).when(
        lambda answers: answers[kind] in (QuestionKind.ONE, QuestionKind.MANY)
    )
    hint = "Как среди вариантов; несколько – каждый с новой строки"
    right = lines("right", "Верный ответ", hint=hint).when(lambda _: test)

    def check(answers: Answers) -> Question:
        correct = _split(answers[right])
        if answers[kind] is QuestionKind.NUMBER:
            correct = tuple(number_text(line) or line for line in correct)
        question = Question(str(number), answers[words], answers[kind], _split(answers[options]), correct)
        # Checked alone and as in a poll: what the poll would refuse is said here already.
        library.new_poll("Вопрос", (question,), test=bool(correct))
        return question

    return ask(
        owner,
        context,
        f"Вопрос {number}",
        "Добавить",
        (words, kind, options, right),
        lambda answers, _: check(answers),
        lambda _, made: on_made(made),
    )


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

    def add(self) -> AskDialog:
        """One more question."""
        number = max((int(q.id) for q in self.questions), default=0) + 1
        return ask_question(self, self.context, number, self._added, test=self.test.isChecked())

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


def _split(typed: str) -> tuple[str, ...]:
    stripped = (line.strip() for line in typed.split("\n"))
    return tuple(line for line in stripped if line)
