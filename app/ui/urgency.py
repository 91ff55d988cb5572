"""The colour of what is pressing, in every room the same."""

from __future__ import annotations

from collections.abc import Mapping

from app.services.today import Urgency
from app.ui.kit.chips import Tone

TONES: Mapping[Urgency, Tone] = {
    Urgency.OVERDUE: Tone.ERROR,
    Urgency.SOON: Tone.WARNING,
    Urgency.OPEN: Tone.INFO,
    Urgency.LATER: Tone.NEUTRAL,
    Urgency.PLEASANT: Tone.GOOD,
}
