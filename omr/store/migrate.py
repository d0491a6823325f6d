"""Which batches this program reads, and how one of an older version becomes one of this version: in one transaction, or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Connection, delete, insert, inspect, select, text, tuple_, update

from omr import __version__
from omr.errors import BadInput
from omr.model.page import ScanRef
from omr.store import schema
from omr.store.codec import decode, outline
from omr.store.failure import damaged
from omr.store.naming import distinct

BLOCK = 256
"""Pages migrated at a time: some 2 MB of evidence."""

KEPT = re.compile("[0-9a-f]{16}|[0-9a-f]{64}")
"""What the batch's own copies are called: by the hash of their bytes."""


def prepare(connection: Connection, folder: Path, *, create: bool) -> None:
    """Make the tables of a new batch, or bring those of an older one to this version.

    Raises BadInput for a database that is no batch, or one of a version that this program does not know; it is left as it was.
    """
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        if found != "ok":
            raise damaged(folder, found)
    tables = inspect(connection).get_table_names()
    if not tables and create:
        _refuse_lost(folder)
        schema.create_tables(connection)
        _note(connection, {"schema": str(schema.SCHEMA), "omr": __version__})
    elif not tables:
        raise BadInput(f"{folder}/batch.db is empty", "run `omr scan` into this batch again")
    elif "meta" not in tables:
        raise BadInput(f"{folder}/batch.db is a database of another program", "give another --batch folder")
    _migrate(connection, folder)


def _refuse_lost(folder: Path) -> None:
    """A batch whose database is gone is not begun anew over its scans: its decisions would be forgotten without a word."""
    if any(KEPT.fullmatch(path.stem) for inside in ("scans", "exam") for path in (folder / inside).glob("*")):
        raise BadInput(
            f"{folder} holds scans or an exam, but its batch.db is missing or empty: what was decided in it is not here",
            "put batch.db back from a copy, or scan the files in its scans/ into a new batch folder",
        )


def _migrate(connection: Connection, folder: Path) -> None:
    facts = {row.key: row.value for row in connection.execute(select(schema.meta))}
    found = facts.get("schema", "")
    version = int(found) if found.isascii() and found.isdigit() else 0
    if version == schema.SCHEMA:
        return
    if version not in STEPS:
        age = "a newer" if version > schema.SCHEMA else "another"
        made = f", made by omr {facts['omr']}" if "omr" in facts else ""
        raise BadInput(
            f"{folder} was made by {age} version of omr (schema {found or 'unknown'}{made}; omr {__version__} reads {schema.SCHEMA})",
            "use that version, or scan the files in its scans/ into a new batch folder",
        )
    for step in range(version, schema.SCHEMA):
        STEPS[step](connection)
    _note(connection, {"schema": str(schema.SCHEMA), "omr": __version__})


def _note(connection: Connection, facts: Mapping[str, str]) -> None:
    connection.execute(delete(schema.meta).where(schema.meta.c.key.in_(facts)))
    connection.execute(insert(schema.meta), [{"key": key, "value": value} for key, value in facts.items()])


def _add_outlines(connection: Connection) -> None:
    """1 → 2: what collation needs of a page stands beside its evidence, so that a large batch is collated without unpacking it."""
    connection.execute(text("ALTER TABLE scans ADD COLUMN outline TEXT"))
    table = schema.scans
    key = tuple_(table.c.input, table.c.page)
    last = (0, -1)
    query = select(table.c.input, table.c.page, table.c.scan, table.c.evidence).where(table.c.evidence.is_not(None))
    while rows := connection.execute(query.where(key > last).order_by(table.c.input, table.c.page).limit(BLOCK)).all():
        for row in rows:
            page = decode(row.evidence, ScanRef(f"input {row.input}", row.page, row.scan))
            same = (table.c.input == row.input) & (table.c.page == row.page)
            connection.execute(update(table).where(same).values(outline=outline(page)))
        last = rows[-1].input, rows[-1].page


def _add_what_graders_need(connection: Connection) -> None:
    """2 → 3: what each decision was made on, who has which item at hand, and a quick way to the decisions about one thing."""
    schema.create_tables(connection)
    schema.by_target.create(connection, checkfirst=True)


def _add_samples(connection: Connection) -> None:
    """3 → 4: what was drawn for an audit."""
    schema.create_tables(connection)


def _number_scans(connection: Connection) -> None:
    """4 → 5: which scans came since somebody looked."""
    connection.execute(text("ALTER TABLE scans ADD COLUMN change INTEGER DEFAULT '0' NOT NULL"))
    schema.by_change.create(connection, checkfirst=True)


def _tell_names_apart(connection: Connection) -> None:
    """5 → 6: of several inputs of one name each is shown by another one."""
    for name in ("shown", "origin"):
        connection.execute(text(f"ALTER TABLE inputs ADD COLUMN {name} TEXT DEFAULT '' NOT NULL"))
    table = schema.inputs
    for number, name in connection.execute(select(table.c.id, table.c.name).order_by(table.c.id)).all():
        connection.execute(update(table).where(table.c.id == number).values(shown=distinct(connection, name, "")))
    schema.by_shown.create(connection, checkfirst=True)
    schema.by_origin.create(connection, checkfirst=True)


STEPS: Mapping[int, Callable[[Connection], None]] = {
    1: _add_outlines,
    2: _add_what_graders_need,
    3: _add_samples,
    4: _number_scans,
    5: _tell_names_apart,
}
"""From each older version that is known to the next; every step is kept for ever."""
