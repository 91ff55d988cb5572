"""What can be read from an address."""

from __future__ import annotations

import re

_LOCALITY = re.compile(
    r"^(г|с|п|пос|пгт|рп|д|дер|ст|ст-ца|х|аул|город|село|посёлок|деревня|станица)[. ]", re.IGNORECASE
)


def locality(address: str) -> str:
    """The town or village of an address; nothing when it cannot be told."""
    parts = [part.strip() for part in address.split(",")]
    return next((part for part in parts if _LOCALITY.match(part)), "")
