"""A line of the first page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.ui.kit.chips import Tone


@dataclass(frozen=True)
class TodayLine:
    """One thing to do: the word in the chip, what, details, and where the button leads. ``last``: after all others."""

    tone: Tone
    chip: str
    title: str
    text: str
    button: str
    page: str
    params: Mapping[str, object] = field(default_factory=dict)
    last: bool = False
