"""Subjects of the house: what a transaction has written to, and what a page of the window reads."""

from __future__ import annotations

from enum import StrEnum


class Subject(StrEnum):
    """A subject as README's table of the house has them, as fine as pages tell them apart."""

    MEMBERS = "members"
    CONSENTS = "consents"
    WAITING = "waiting"
    """Rows of lists that wait for a decision."""
    STRUCTURE = "structure"
    ORGANISATION = "organisation"
    REPORTS = "reports"
    FINANCE = "finance"
    MEETINGS = "meetings"
    PAPERS = "papers"
    CARDS = "cards"
    PRIVACY = "privacy"
    EXCHANGE = "exchange"
    INTAKE = "intake"
    LIBRARY = "library"
    QUERIES = "queries"
    USERS = "users"
    DRAFTS = "drafts"
    """What was typed and is not recorded yet."""
    SETTINGS = "settings"
    JOURNAL = "journal"
    """Every act leaves a line there: no page but the journal's own reads it."""


ALL_BUT_JOURNAL = frozenset(Subject) - {Subject.JOURNAL}
