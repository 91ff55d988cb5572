"""Two histories of membership put together: which events repeat or contradict others and are voided.

Nothing is rubbed out: a voided event stays with the correction beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.domain.enums import EventKind
from app.domain.membership import Event, effective, replay

_REPEATED = "та же запись есть в другой карточке"
_WHY = {
    "already_on_register": "в этот день человек уже состоял на учёте",
    "not_on_register": "в этот день человек уже не состоял на учёте",
    "no_category": "не сказано, кем состоит на учёте",
}


def settle(own: Sequence[Event], others: Sequence[Event]) -> dict[int, str]:
    """Events to be voided so that the joined history makes sense: sequence -> why.

    An event of the other history that this one has too goes first; then, as long as the replay finds a contradiction
    that neither history had alone, the contradicting event. What made no sense before is left as it was.
    """
    voided: dict[int, str] = {}
    mine = Counter((event.kind, event.on, event.category) for event in effective(own))
    for event in effective(others):
        key = (event.kind, event.on, event.category)
        if mine[key]:
            mine[key] -= 1
            voided[event.sequence] = _REPEATED
    before = {problem.sequence for history in (own, others) for problem in replay(history).problems}
    while True:
        joined = [*own, *others, *_voiding(voided, [*own, *others])]
        found = next((p for p in replay(joined).problems if p.sequence not in before), None)
        if found is None:
            return voided
        voided[found.sequence] = _WHY[found.code]


def _voiding(voided: dict[int, str], events: Sequence[Event]) -> list[Event]:
    days = {event.sequence: event.on for event in events}
    return [
        Event(2**62 + n, EventKind.CANCELLED, days[sequence], cancels=sequence) for n, sequence in enumerate(voided)
    ]
