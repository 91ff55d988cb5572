"""Writing bytes onto a stick or into a folder, and reading them back before anybody believes in them."""

from __future__ import annotations

import os
from pathlib import Path

from app.domain.files import write_atomically
from app.errors import EnvironmentFault


def write_and_read_back(path: Path, data: bytes) -> None:
    """Write ``path``, wait until it is safe, read it again.

    EnvironmentFault ``files.*``, or ``exchange.not_safe`` when other bytes come back: the stick is failing.
    """
    write_atomically(path, data)
    try:
        with path.open("rb") as stream:
            if hasattr(os, "posix_fadvise"):
                # Ask for the bytes on the stick, not for the computer's memory of them.
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            back = stream.read(len(data) + 1)
    except OSError:
        raise EnvironmentFault("exchange.not_safe", name=path.name) from None
    if back != data:
        raise EnvironmentFault("exchange.not_safe", name=path.name)
