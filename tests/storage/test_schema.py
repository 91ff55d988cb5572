"""Migrations: the models and the revisions say the same, and run up and down on the encrypted database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from app.errors import EnvironmentFault, UserError
from app.models import Base
from app.storage import schema
from app.storage.engine import open_engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(tmp_path / "vault.db", b"k" * 32, create=True)
    yield opened
    opened.dispose()


def test_the_migrated_schema_is_what_the_models_say(engine: Engine) -> None:
    schema.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, Base.metadata) == []
        inspector = inspect(connection)
        for table in Base.metadata.sorted_tables:
            checks = {c["name"] for c in inspector.get_check_constraints(table.name)}
            wanted = {c.name for c in table.constraints if type(c).__name__ == "CheckConstraint"}
            assert wanted <= checks, f"alembic does not compare checks: {table.name}"
            keys = {
                tuple(k["constrained_columns"]): k["options"].get("ondelete")
                for k in inspector.get_foreign_keys(table.name)
            }
            assert keys == {(fk.parent.name,): fk.ondelete for fk in table.foreign_keys}, table.name


def test_up_down_and_up_again(engine: Engine) -> None:
    schema.upgrade(engine)
    schema.downgrade(engine, "base")
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert schema.revision_of(connection) == schema.HEAD


def test_the_programs_revision_is_the_last_one() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [schema.HEAD]
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert all(r.isdigit() and len(r) == 4 for r in revisions), "newer is told by number"


def test_the_revisions_are_valid_for_postgresql() -> None:
    """The same operations are rendered for PostgreSQL, where a server keeps its intake."""
    from alembic.operations import Operations

    statements: list[str] = []
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": _Lines(statements)}
    )
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())
    with Operations.context(context):
        for script in reversed(scripts):
            script.module.upgrade()
    made = "\n".join(statements)
    for table in Base.metadata.tables:
        assert f"CREATE TABLE {table} (" in made or f'CREATE TABLE "{table}" (' in made
    assert "BYTEA" in made and "TIMESTAMP WITHOUT TIME ZONE" in made


class _Lines:
    """Collects what alembic writes."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def write(self, piece: str) -> None:
        self._lines.append(piece)

    def flush(self) -> None:
        """Nothing is held back."""


def test_a_database_of_a_later_program_and_one_without_a_revision_are_refused(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(EnvironmentFault):
        schema.revision_of(connection)
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    with engine.connect() as connection, pytest.raises(UserError) as caught:
        schema.revision_of(connection)
    assert caught.value.code == "vault.newer"


def test_a_failing_migration_leaves_the_database_as_it_was(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE zz_probe (id INTEGER)"))
        connection.execute(text("CREATE TABLE report (id INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        schema.upgrade(engine)
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {"zz_probe", "report"}
