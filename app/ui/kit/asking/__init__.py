"""Dialogs as data: entries say what is asked, :func:`ask` shows them and gives whole answers to a verb."""

from app.ui.kit.asking.dialog import AskDialog, Fold, Problems, ask, ask_first
from app.ui.kit.asking.editors import Editor, Unclear
from app.ui.kit.asking.entries import (
    Answers,
    Entry,
    Note,
    Part,
    amount,
    choice,
    choice_among,
    day,
    day_or_none,
    lines,
    number,
    one_of,
    one_of_or_none,
    own,
    password,
    people,
    person_line,
    text,
    tick,
)

__all__ = [
    "Answers", "AskDialog", "Editor", "Entry", "Fold", "Note", "Part", "Problems", "Unclear", "amount", "ask",
    "ask_first", "choice", "choice_among", "day", "day_or_none", "lines", "number", "one_of", "one_of_or_none",
    "own", "password", "people", "person_line", "text", "tick",
]  # fmt: skip
