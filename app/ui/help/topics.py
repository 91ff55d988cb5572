"""Texts of the help: Markdown files of ``resources/help``, the first line of each is its title. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.files import resource_path

ORDER = (
    "start",
    "today",
    "members",
    "activists",
    "reports",
    "indicators",
    "finance",
    "papers",
    "privacy",
    "meetings",
    "cards",
    "exchange",
    "intake",
    "settings",
    "safety",
)
"""Order in the list; the names of places are topics, so that F1 opens the text of the page shown."""


@dataclass(frozen=True)
class Topic:
    """One text."""

    id: str
    title: str
    text: str


def topics() -> tuple[Topic, ...]:
    """All texts in their order."""
    return tuple(read_topic(topic) for topic in ORDER)


def read_topic(topic: str) -> Topic:
    """One text; the beginner's when there is no such topic."""
    path = resource_path("help", f"{topic}.md")
    if topic not in ORDER or not path.is_file():
        return read_topic("start")
    text = path.read_text("utf-8")
    return Topic(topic, text.splitlines()[0].lstrip("# ").strip(), text)
