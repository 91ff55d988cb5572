"""The library, news and polls: what a higher organisation sends for reading and answering."""

from app.services.library.composing import (
    LIMIT_WORDS,
    Additions,
    NewDocument,
    document_from,
    new_poll,
    news_from,
    news_of,
    poll_from,
)
from app.services.library.polls import answer_poll, list_polls, poll_results, results_file, results_table
from app.services.library.reading import fresh, list_documents, list_news, mark_read, open_document, own_library

__all__ = [
    "LIMIT_WORDS",
    "Additions",
    "NewDocument",
    "answer_poll",
    "document_from",
    "fresh",
    "list_documents",
    "list_news",
    "list_polls",
    "mark_read",
    "new_poll",
    "news_from",
    "news_of",
    "open_document",
    "own_library",
    "poll_from",
    "poll_results",
    "results_file",
    "results_table",
]  # fmt: skip
