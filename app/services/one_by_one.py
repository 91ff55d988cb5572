"""Of many files each stands alone: whatever one of them makes the program raise is its refusal; the next is read."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import AppError, TrustError

log = logging.getLogger("app.files")


@contextmanager
def only_this_file(name: str) -> Iterator[None]:
    """What was foreseen passes as it is; anything else becomes TrustError ``files.unforeseen`` (``name``).

    Its kind and place go to the log, never its text: that may hold names of people.
    """
    try:
        yield
    except AppError:
        raise
    except Exception as error:
        where = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
        log.info("a file was refused: %s at %s", type(error).__name__, " < ".join(reversed(where[-8:])))
        raise TrustError("files.unforeseen", name=name) from error
