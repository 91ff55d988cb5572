"""Russian sentences for error codes: «что случилось» and «что сделать». One file a room; a test demands every code.

Sentences are for the chair: plain words, «вы», no jargon, and always the next thing to do. Parameters are put in
with ``str.format``.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Mapping
from typing import NamedTuple

from app.errors import AppError


class Message(NamedTuple):
    """What happened and what to do."""

    what: str
    todo: str = ""


@functools.cache
def catalogue() -> Mapping[str, Message]:
    """All messages by code; the sibling modules each keep a ``MESSAGES`` dictionary."""
    result: dict[str, Message] = {}
    for module in pkgutil.iter_modules(__path__):
        result.update(importlib.import_module(f"{__name__}.{module.name}").MESSAGES)
    return result


def message_for(error: AppError) -> Message:
    """The two sentences of an error, with its parameters put in."""
    message = catalogue()[error.code]
    return Message(message.what.format(**error.params), message.todo.format(**error.params))


def sentence(error: AppError) -> str:
    """One line for the command line."""
    return " ".join(part for part in message_for(error) if part)
