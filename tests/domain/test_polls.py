"""Polls and tests: what is wrong with one, what counts as an answer, and the result."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.polls import (
    LONGEST_ANSWER,
    LONGEST_TEXT,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    Poll,
    Question,
    QuestionKind,
    Score,
    cleaned,
    mistake_in,
    number_text,
    result_of,
)
from app.errors import UserError

ONE, MANY, NUMBER, TEXT = QuestionKind.ONE, QuestionKind.MANY, QuestionKind.NUMBER, QuestionKind.TEXT
WHEN = Question("1", "Когда отчёт?", ONE, ("в январе", "в марте"))
WHAT = Question("2", "Что провели?", MANY, ("собрание", "учёбу", "поездку"))
SUM = Question("3", "Сколько истратили?", NUMBER)
WORDS = Question("4", "Что ещё?", TEXT)


def poll(*questions: Question, test: bool = False) -> Poll:
    return Poll("u", "Опрос", "", test, None, questions)


def with_right(question: Question, *right: str) -> Question:
    return replace(question, right=right)


@given(st.decimals(-(10**14), 10**14, allow_nan=False, allow_infinity=False, places=4))
def test_a_number_has_one_spelling(value: Decimal) -> None:
    one = number_text(str(value).replace(".", ","))
    assert one is not None
    assert Decimal(one) == value
    assert number_text(one) == number_text(f" {one} ") == one
    assert "e" not in one.casefold()


@pytest.mark.parametrize("text", ["", "много", "NaN", "Infinity", "1e15", "-1e15", "1,2,3"])
def test_what_is_no_number(text: str) -> None:
    assert number_text(text) is None


@pytest.mark.parametrize(
    "made",
    [
        poll(WHEN, WHAT, SUM, WORDS),
        poll(with_right(WHEN, "в марте"), with_right(WHAT, "собрание", "учёбу"), test=True),
        poll(with_right(SUM, "12.5"), WORDS, test=True),
        poll(with_right(WORDS, "устав"), test=True),
        poll(*(replace(WORDS, id=str(number)) for number in range(MOST_QUESTIONS))),
        poll(replace(WHEN, options=tuple(map(str, range(MOST_OPTIONS))))),
        poll(replace(WORDS, text="а" * LONGEST_TEXT)),
    ],
)
def test_nothing_is_wrong_with_a_whole_poll(made: Poll) -> None:
    assert mistake_in(made) == ""


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (replace(poll(WHEN), title="  "), "нет названия"),
        (poll(), "от 1 до 100"),
        (poll(*(replace(WORDS, id=str(number)) for number in range(MOST_QUESTIONS + 1))), "от 1 до 100"),
        (poll(WHEN, replace(WHAT, id=WHEN.id)), "повторяются"),
        (poll(WHEN, test=True), "ни у одного вопроса"),
        (poll(WORDS, replace(WHEN, text=" ")), "вопрос 2: пустой текст"),
        (poll(replace(WORDS, text="а" * (LONGEST_TEXT + 1))), "вопрос 1: пустой текст или длиннее"),
        (poll(replace(WHEN, options=("да", ""))), "пустой текст"),
        (poll(with_right(WHEN, "в марте")), "только в тесте"),
        (poll(replace(WHEN, options=("одно",))), "от 2 до 50"),
        (poll(replace(WHAT, options=("да", "да", "нет"))), "разных вариантов"),
        (poll(replace(WHAT, options=tuple(map(str, range(MOST_OPTIONS + 1))))), "от 2 до 50"),
        (poll(with_right(WHAT, "поход"), test=True), "нет среди вариантов"),
        (poll(with_right(WHEN, "в январе", "в марте"), test=True), "только один"),
        (poll(replace(WORDS, options=("да", "нет"))), "только у вопросов с выбором"),
        (poll(with_right(SUM, "12,50"), test=True), "не число"),
    ],
)
def test_what_is_wrong_is_said(made: Poll, words: str) -> None:
    assert words in mistake_in(made)


def test_answers_are_kept_in_their_one_spelling() -> None:
    given_ = {"1": (" в марте ",), "2": ("поездку", "собрание"), "3": ("1 200,50",), "4": (" устав ",)}
    assert cleaned(poll(WHEN, WHAT, SUM, WORDS), given_) == {
        "1": ("в марте",),
        "2": ("собрание", "поездку"),
        "3": ("1200.5",),
        "4": ("устав",),
    }
    assert cleaned(poll(WHEN, WORDS), {"1": ("в марте",), "4": ("  ",)}) == {"1": ("в марте",)}
    assert cleaned(poll(WORDS), {"4": ("а" * LONGEST_ANSWER,)}) == {"4": ("а" * LONGEST_ANSWER,)}


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"9": ("да",)}, "polls.unknown_question"),
        ({}, "polls.nothing"),
        ({"4": ("",)}, "polls.nothing"),
        ({"1": ("в мае",)}, "polls.bad_answer"),
        ({"1": ("в январе", "в марте")}, "polls.bad_answer"),
        ({"2": ("собрание", "поход")}, "polls.bad_answer"),
        ({"3": ("много",)}, "polls.bad_answer"),
        ({"4": ("а" * (LONGEST_ANSWER + 1),)}, "polls.bad_answer"),
    ],
)
def test_what_is_no_answer_is_refused(given_: dict[str, tuple[str, ...]], code: str) -> None:
    with pytest.raises(UserError) as caught:
        cleaned(poll(WHEN, WHAT, SUM, WORDS), given_)
    assert caught.value.code == code


def test_the_result_counts_questions_with_a_right_answer() -> None:
    made = poll(
        with_right(WHEN, "в марте"),
        with_right(WHAT, "учёбу", "собрание"),
        SUM,
        with_right(WORDS, "Устав  ППО"),
        test=True,
    )
    right = {"1": ("в марте",), "2": ("собрание", "учёбу"), "3": ("5",), "4": ("устав ппо",)}
    assert result_of(made, right) == Score(3, 3)
    assert result_of(made, {**right, "2": ("собрание",)}) == Score(2, 3)
    assert result_of(made, {}) == Score(0, 3)
    assert result_of(replace(made, test=False), right) is None
    assert result_of(poll(WHEN, test=True), right) is None
