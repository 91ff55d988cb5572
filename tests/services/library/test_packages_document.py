"""``docs/packages.md`` against the code: its examples are read by the program, its limits are the program's."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.bundle import circular
from app.bundle.canonical import canonical
from app.domain import polls
from app.services.library import composing, files
from app.services.library.composing import poll_from

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "packages.md").read_text(encoding="utf-8")


def example(name: str) -> str:
    found = re.search(rf"<!-- example: {name} -->\n```\w+\n(.*?)```", TEXT, re.DOTALL)
    assert found, name
    return found[1]


@pytest.mark.parametrize(
    ("name", "read"),
    [("library", circular.read_library), ("answers", circular.read_answers), ("note", circular.read_note)],
)
def test_an_example_is_read(name: str, read) -> None:  # type: ignore[no-untyped-def]
    assert read(canonical(json.loads(example(name))))


def test_the_poll_of_the_example_is_read(tmp_path: Path) -> None:
    file = tmp_path / "poll.toml"
    file.write_text(example("poll"), encoding="utf-8")
    poll = poll_from(file)
    assert [q.kind.value for q in poll.questions] == ["one", "number"] and poll.test


def test_the_limits_are_those_of_the_program() -> None:
    mib = 1024 * 1024
    for words in (
        f"| Документ | {files.LARGEST_DOCUMENT // mib} МБ, PDF до {files._MOST_PAGES} страниц, "
        f"текст TXT до {files._MOST_PLAIN // mib} МБ, картинка до {files._MOST_PIXELS // 1_000_000} млн точек |",
        f"| Все документы отправителя | {composing.MOST_TOGETHER // mib} МБ, {circular.MOST_DOCUMENTS} штук |",
        f"| Новости | {circular.MOST_NEWS}, текст до {circular.LONGEST_NEWS} знаков |",
        f"| Опросы | {circular.MOST_POLLS}, вопросов до {polls.MOST_QUESTIONS}, вариантов до {polls.MOST_OPTIONS} |",
        f"| Письмо, записка, ответ словами | {circular.LONGEST_NOTE} знаков |",
        f"распакованное – до {files._MOST_UNPACKED // mib} МБ",
    ):
        assert words in TEXT, words
    for word in (*circular.ENDINGS, *(kind.value for kind in polls.QuestionKind), circular.LIBRARY_PATH):
        assert f"`{word}`" in TEXT, word
