"""The journal's chain over salted marks, so that a destroyed person can be unlinked without breaking it.

The old chain is verified on the way, then written anew. Where it was already broken it stays broken: the digests from
the first wrong entry on are kept, and ``vault check`` goes on naming that entry. Salts of old entries come from their
old digests, so that two copies of one vault brought up apart still agree; an old digest contains the uid, which nobody
can guess once it is erased.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COLUMNS = (("person_salt", 32), ("person_mark", 64), ("details_salt", 32), ("details_mark", 64))

_ENTRY = sa.table(
    "journal_entry",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime),
    *(sa.column(name, sa.Text) for name in ("user_name", "action", "person_uid", "details", "digest")),
    *(sa.column(name, sa.Text) for name, _ in _COLUMNS),
)
_SETTING = sa.table("setting", sa.column("name", sa.Text), sa.column("value", sa.Text))


def upgrade() -> None:
    """Add the columns and write the chain anew."""
    for name, length in _COLUMNS:
        op.add_column("journal_entry", sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
    if not op.get_context().as_sql:
        _rechain(_plain_digest, _marked_digest, _salts)


def downgrade() -> None:
    """The chain over the texts themselves; what was erased stays erased."""
    if not op.get_context().as_sql:
        _rechain(_marked_digest, _plain_digest, lambda _: {})
    for name, _ in reversed(_COLUMNS):
        op.drop_column("journal_entry", name)


def _rechain(
    old: Callable[[str, Any], str], new: Callable[[str, Any], str], salts: Callable[[Any], dict[str, str]]
) -> None:
    connection = op.get_bind()
    changes: list[dict[str, Any]] = []
    before = after = ""
    for number, row in enumerate(connection.execute(sa.select(_ENTRY).order_by(_ENTRY.c.id)).mappings(), start=1):
        if row["id"] != number or old(before, row) != row["digest"]:
            break
        before = row["digest"]
        entry = {**row, **salts(row)}
        after = new(after, entry)
        changes.append({"number": number, "before": before, "after": after, **salts(row)})
    if not changes:
        return
    values = {name: sa.bindparam(name) for name in salts({"digest": "", "person_uid": None})}
    statement = sa.update(_ENTRY).where(_ENTRY.c.id == sa.bindparam("number"))
    connection.execute(statement.values(digest=sa.bindparam("after"), **values), changes)
    _last_backup(connection, {change["number"]: change for change in changes})


def _last_backup(connection: sa.Connection, changes: dict[int, dict[str, Any]]) -> None:
    """The last copy remembers a digest of the chain: the same entry's new one."""
    found = connection.execute(sa.select(_SETTING.c.value).where(_SETTING.c.name == "last_backup")).scalar()
    last = json.loads(found) if found else None
    change = changes.get(last["journal"]) if isinstance(last, dict) else None
    if last is None or change is None or change["before"] != last["digest"]:
        return
    value = json.dumps({**last, "digest": change["after"]}, ensure_ascii=False, sort_keys=True)
    connection.execute(sa.update(_SETTING).where(_SETTING.c.name == "last_backup").values(value=value))


def _salts(row: Any) -> dict[str, str]:
    def salt(kind: str) -> str:
        return hashlib.sha256(f"{kind} salt:{row['digest']}".encode()).hexdigest()[:32]

    return {"person_salt": "" if row["person_uid"] is None else salt("person"), "details_salt": salt("details")}


def _plain_digest(previous: str, row: Any) -> str:
    return _digest(previous, row, row["person_uid"], row["details"])


def _marked_digest(previous: str, row: Any) -> str:
    person = row["person_mark"] or None
    if row["person_uid"] is not None:
        person = _mark("person", row["person_salt"], row["person_uid"])
    return _digest(previous, row, person, row["details_mark"] or _mark("details", row["details_salt"], row["details"]))


def _mark(kind: str, salt: str, text: str) -> str:
    return hashlib.sha256(f"{kind}:{salt}:{text}".encode()).hexdigest()


def _digest(previous: str, row: Any, person: str | None, details: str) -> str:
    document = {
        "id": row["id"],
        "at": row["at"].isoformat(timespec="microseconds") + "+00:00",
        "user": row["user_name"],
        "action": row["action"],
        "person": person,
        "details": details,
    }
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((previous + canonical).encode()).hexdigest()
