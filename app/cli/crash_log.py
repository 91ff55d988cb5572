"""The local log of our own mistakes: where in the code and of what class, never a value, so never personal data."""

from __future__ import annotations

import os
import traceback
from datetime import UTC, datetime
from pathlib import Path


def log_folder() -> Path:
    """Where the program keeps its log for this user of the computer."""
    from app.services.program.places import places

    return places().log


def record(error: BaseException) -> Path | None:
    """Add one entry to ``errors.log``; None when even that cannot be written. The error's text is left out."""
    lines = [f"{datetime.now(UTC).isoformat(timespec='seconds')} {type(error).__module__}.{type(error).__qualname__}"]
    lines += [
        f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    path = log_folder() / "errors.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as stream:
            stream.write("\n".join(lines) + "\n")
    except OSError:
        return None
    return path
