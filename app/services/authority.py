"""What each right may do: the one table. Every service says with :func:`app.services.session.service` which act it is;
the session asks this table, and what no service declared is the chair's alone."""

from __future__ import annotations

from enum import StrEnum

from app.domain.enums import UserRight
from app.domain.vocabulary.words import word_for

_CHAIR, _DESK, _RECORDS, _VIEWER = UserRight.CHAIR, UserRight.DESK, UserRight.RECORDS, UserRight.VIEWER


class Act(StrEnum):
    """Kinds of what a person does. Whoever may do the act may do everything that is declared as it."""

    LOOK = "look"
    TAKE_NUMBERS = "take_numbers"
    OWN_ACCESS = "own_access"
    RECORD = "record"
    TAKE_NAMES = "take_names"
    HAND_OVER = "hand_over"
    COPY = "copy"
    OPEN_SEALED = "open_sealed"
    RECEIVE = "receive"
    SIGN = "sign"
    SEND = "send"
    TRUST = "trust"
    MAIL = "mail"
    TAKE_ALL = "take_all"
    DESTROY = "destroy"
    JOURNAL = "journal"
    SETTINGS = "settings"
    KEYS = "keys"
    USERS = "users"


_ALL = frozenset(UserRight)
_WRITERS = frozenset({_CHAIR, _DESK, _RECORDS})
_KEY_HOLDERS = frozenset({_CHAIR, _DESK})
_ONLY_CHAIR = frozenset({_CHAIR})

MAY: dict[Act, frozenset[UserRight]] = {
    Act.LOOK: _ALL,
    Act.TAKE_NUMBERS: _ALL,
    Act.OWN_ACCESS: _ALL,
    Act.RECORD: _WRITERS,
    Act.TAKE_NAMES: _WRITERS,
    Act.HAND_OVER: _WRITERS,
    Act.COPY: _WRITERS,
    Act.OPEN_SEALED: _KEY_HOLDERS,
    Act.RECEIVE: _KEY_HOLDERS,
    Act.SIGN: _ONLY_CHAIR,
    Act.SEND: _ONLY_CHAIR,
    Act.TRUST: _ONLY_CHAIR,
    Act.MAIL: _ONLY_CHAIR,
    Act.TAKE_ALL: _ONLY_CHAIR,
    Act.DESTROY: _ONLY_CHAIR,
    Act.JOURNAL: _ONLY_CHAIR,
    Act.SETTINGS: _ONLY_CHAIR,
    Act.KEYS: _ONLY_CHAIR,
    Act.USERS: _ONLY_CHAIR,
}
"""Which rights may do an act."""

TAKES_OUT: dict[Act, str] = {
    act: word_for(act)
    for act in (
        Act.TAKE_NUMBERS, Act.TAKE_NAMES, Act.HAND_OVER, Act.COPY, Act.OPEN_SEALED, Act.RECEIVE, Act.SIGN, Act.SEND,
        Act.MAIL, Act.TAKE_ALL, Act.JOURNAL, Act.KEYS,
    )
}  # fmt: skip
"""What the acts carry out of the program, in the words of the window and of ``docs/security.md``."""


def takes_out(right: UserRight) -> tuple[str, ...]:
    """What somebody with this right can take out of the program."""
    return tuple(words for act, words in TAKES_OUT.items() if right in MAY[act])
