"""Drafts: what was typed into the window and is not recorded yet outlives locking, closing and a pulled plug.

They lie in the encrypted vault, each user has their own, and go when what they were for is recorded or given up, at a
destruction (they may name the person), and after :data:`KEPT_DAYS`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain.bounded_json import MalformedJson, parse_bounded
from app.services.session import Act, VaultSession, service

KEPT_DAYS = 90
LARGEST_DRAFT = 200_000
"""Characters of one draft; what is longer is not kept."""


@dataclass(frozen=True)
class KeptDraft:
    """What was typed, by field, into what, when, and on which page of the window."""

    place: str
    title: str
    page: str
    typed: Mapping[str, str]
    at: datetime


@service(Act.LOOK)
def kept_drafts(session: VaultSession) -> tuple[KeptDraft, ...]:
    """This user's drafts, the newest first."""
    with session.unit_of_work() as uow:
        return tuple(KeptDraft(row.place, row.title, row.page, _fields(row.typed), row.at) for row in uow.drafts.all())


def _fields(typed: str) -> dict[str, str]:
    """What stands in the column, by field; a row that somebody else wrote by hand gives nothing."""
    try:
        document = parse_bounded(typed.encode())
    except MalformedJson:
        return {}
    return {key: text for key, text in document.items() if isinstance(text, str)} if isinstance(document, dict) else {}


@service(Act.RECORD)
def keep_drafts(session: VaultSession, drafts: Mapping[str, KeptDraft | None]) -> None:
    """Write down what stands in each place now; None or nothing typed: it is recorded or given up."""
    with session.unit_of_work() as uow:
        for place, draft in drafts.items():
            typed = json.dumps(dict(draft.typed), ensure_ascii=False) if draft is not None and draft.typed else ""
            if draft is None or not typed or len(typed) > LARGEST_DRAFT:
                uow.drafts.drop(place)
            else:
                uow.drafts.put(place, draft.title, draft.page, typed, draft.at)
        uow.drafts.drop_all(before=datetime.now(UTC) - timedelta(days=KEPT_DAYS))
        uow.commit()
