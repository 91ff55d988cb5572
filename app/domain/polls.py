"""Polls and tests for chairs: questions, what counts as an answer, and the result of a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from app.errors import UserError

MOST_QUESTIONS = 100
MOST_OPTIONS = 50
LONGEST_TEXT = 2000
LONGEST_ANSWER = 4000
_LARGEST = Decimal(10) ** 15

PollAnswers = Mapping[str, tuple[str, ...]]
"""Question's id → the chosen options, or one text, or one number as text; an empty tuple: not answered."""


class QuestionKind(StrEnum):
    """How a question is answered."""

    ONE = "one"
    MANY = "many"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True)
class Question:
    """A question. ``options`` of a choice; ``right`` in a test: the right options, or the right number, or text."""

    id: str
    text: str
    kind: QuestionKind
    options: tuple[str, ...] = ()
    right: tuple[str, ...] = ()


@dataclass(frozen=True)
class Poll:
    """A poll, or a test when ``test``. ``until``: the last day to answer."""

    uid: str
    title: str
    text: str
    test: bool
    until: date | None
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Score:
    """How many of the questions that have a right answer were answered rightly."""

    right: int
    total: int


def number_text(text: str) -> str | None:
    """A number in its one spelling (``12.5``), or None when it is not a number."""
    try:
        value = Decimal("".join(text.split()).replace(",", "."))
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) >= _LARGEST:
        return None
    return format(value.normalize() + 0, "f")


def mistake_in(poll: Poll) -> str:
    """What is wrong with a poll, in Russian; empty when nothing is."""
    if not poll.title.strip():
        return "нет названия"
    if not 0 < len(poll.questions) <= MOST_QUESTIONS:
        return f"вопросов должно быть от 1 до {MOST_QUESTIONS}"
    if len({question.id for question in poll.questions}) != len(poll.questions):
        return "номера вопросов повторяются"
    if poll.test and not any(question.right for question in poll.questions):
        return "в тесте ни у одного вопроса нет верного ответа"
    for number, question in enumerate(poll.questions, 1):
        found = _mistake(question, test=poll.test)
        if found:
            return f"вопрос {number}: {found}"
    return ""


def _mistake(question: Question, *, test: bool) -> str:
    texts = (question.id, question.text, *question.options, *question.right)
    if not all(text.strip() for text in texts) or any(len(text) > LONGEST_TEXT for text in texts):
        return f"пустой текст или длиннее {LONGEST_TEXT} знаков"
    if question.right and not test:
        return "верный ответ бывает только в тесте"
    if question.kind in (QuestionKind.ONE, QuestionKind.MANY):
        options = set(question.options)
        if not 2 <= len(question.options) <= MOST_OPTIONS or len(options) != len(question.options):
            return f"нужно от 2 до {MOST_OPTIONS} разных вариантов ответа"
        if not options.issuperset(question.right):
            return "верного ответа нет среди вариантов"
        if question.kind is QuestionKind.ONE and len(question.right) > 1:
            return "верный ответ может быть только один"
        return ""
    if question.options:
        return "варианты бывают только у вопросов с выбором"
    if question.kind is QuestionKind.NUMBER and any(number_text(text) != text for text in question.right):
        return "верный ответ – не число"
    return ""


def cleaned(poll: Poll, given: PollAnswers) -> dict[str, tuple[str, ...]]:
    """Answers in their one spelling, a key for each answered question.

    UserError ``polls.unknown_question``, ``polls.bad_answer`` (question), ``polls.nothing``.
    """
    known = {question.id: question for question in poll.questions}
    result = {}
    for key, texts in given.items():
        if key not in known:
            raise UserError("polls.unknown_question", question=key)
        kept = _clean(known[key], texts)
        if kept:
            result[key] = kept
    if not result:
        raise UserError("polls.nothing")
    return result


def _clean(question: Question, texts: tuple[str, ...]) -> tuple[str, ...]:
    bad = UserError("polls.bad_answer", question=question.text)
    if question.kind is QuestionKind.MANY:
        if not set(texts) <= set(question.options):
            raise bad
        return tuple(option for option in question.options if option in texts)
    texts = tuple(text.strip() for text in texts if text.strip())
    if len(texts) > 1:
        raise bad
    if not texts:
        return ()
    if question.kind is QuestionKind.ONE and texts[0] not in question.options:
        raise bad
    if question.kind is QuestionKind.NUMBER:
        number = number_text(texts[0])
        if number is None:
            raise bad
        return (number,)
    if len(texts[0]) > LONGEST_ANSWER:
        raise bad
    return texts


def result_of(poll: Poll, answers: PollAnswers) -> Score | None:
    """The result of a test; None for a poll. A text is compared without regard to capitals and spaces."""
    asked = [question for question in poll.questions if question.right]
    if not poll.test or not asked:
        return None
    right = sum(_folded(question.right) == _folded(answers.get(question.id, ())) for question in asked)
    return Score(right, len(asked))


def _folded(texts: tuple[str, ...]) -> list[str]:
    return sorted(" ".join(text.split()).casefold() for text in texts)
