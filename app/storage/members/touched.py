"""Whose data were written to: so that what is kept in memory of the register is read again for those people only.

Triggers of the connection (TEMP, so never in the file) tell the program the person of every row that is inserted,
changed or deleted in a table about people, whoever writes and however, cascades too. A transaction that is rolled
back has told too much; reading somebody again who has not changed does no harm.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event

from app.models import Base

_THROUGH = {"consent_part": "(SELECT person_id FROM consent WHERE id = {row}.consent_id)"}
"""Tables whose rows name their person through another table."""


def watch(engine: Engine, touched: set[int]) -> None:
    """Put into ``touched`` the ids of people whose rows are written through this engine from the next unit on."""

    def tell(person_id: object) -> None:
        if isinstance(person_id, int):
            touched.add(person_id)

    @event.listens_for(engine, "checkout")
    def _install(connection: Any, record: Any, proxy: Any) -> None:  # noqa: ARG001 - SQLAlchemy's signature
        if record.info.get("watched") is touched:
            return
        connection.create_function("pervichka_touched", 1, tell)
        cursor = connection.cursor()
        for statement in _TRIGGERS:
            cursor.execute(statement)
        cursor.close()
        record.info["watched"] = touched


def _triggers() -> list[str]:
    statements = [
        "CREATE TEMP TRIGGER IF NOT EXISTS touched_unit_update AFTER UPDATE ON main.unit BEGIN "
        "SELECT pervichka_touched(id) FROM person WHERE unit_id = NEW.id; "
        "SELECT pervichka_touched(person_id) FROM role WHERE unit_id = NEW.id; END"
    ]  # the name of a part of the organisation is read with its people
    for table in Base.metadata.sorted_tables:
        if table.name == "person":
            person = "{row}.id"
        elif "person_id" in table.columns:
            person = "{row}.person_id"
        elif table.name in _THROUGH:
            person = _THROUGH[table.name]
        else:
            continue
        for act, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
            calls = " ".join(f"SELECT pervichka_touched({person.format(row=row)});" for row in rows)
            statements.append(
                f"CREATE TEMP TRIGGER IF NOT EXISTS touched_{table.name}_{act.lower()} "
                f"AFTER {act} ON main.{table.name} BEGIN {calls} END"
            )
    return statements


_TRIGGERS = _triggers()
