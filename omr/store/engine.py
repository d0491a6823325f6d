"""The database of a batch, as SQLAlchemy sees it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, ExceptionContext, Insert, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from omr.store import schema
from omr.store.failure import damaged

DAMAGE = ("no such ", "Could not decode to UTF-8")
"""What SQLite says of a damaged database where it does not say that it is damaged."""


def sqlite_engine(path: Path) -> Engine:
    """An engine whose transactions hold all that is done in them: left to itself, Python's driver commits each table as it is made.

    A database found to be damaged, be it while reading, is a BadInput.
    """
    engine = create_engine(URL.create("sqlite", database=str(path)))  # a plain text would end at a "?": two batches in one database

    @event.listens_for(engine, "connect")
    def _leave_transactions_to_us(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    @event.listens_for(engine, "handle_error")
    def _say_damaged(context: ExceptionContext) -> None:
        error = context.original_exception
        if type(error) is sqlite3.DatabaseError or any(sign in str(error) for sign in DAMAGE):  # others are locks, full disks, our guards
            raise damaged(path.parent, error)

    return engine


def insert_new(dialect: str) -> Insert:
    """An insertion into ``scans`` that leaves pages already there as they are. Imported here: each dialect is felt at start-up."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415

        return postgresql.insert(schema.scans).on_conflict_do_nothing()
    from sqlalchemy.dialects import sqlite  # noqa: PLC0415

    return sqlite.insert(schema.scans).on_conflict_do_nothing()
