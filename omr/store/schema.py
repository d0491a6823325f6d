"""The tables of a batch, and the number that says which program can read them."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

SCHEMA = 2
"""Raised by one with every change of these tables, with a step in ``omr.store.migrate``."""

metadata = MetaData()

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

inputs = Table(
    "inputs",
    metadata,
    Column("id", Integer, primary_key=True, comment="order of intake, from 1"),
    Column("name", String, nullable=False, comment="the file as the office knows it"),
    Column("sha256", String(64), nullable=False, comment="of the file's bytes"),
    Column("size", Integer, nullable=False, comment="bytes"),
    Column("place", String, nullable=False, comment="where its bytes are: below the batch folder, or an absolute path (--link)"),
    Column("pages", Integer, comment="rows the file gives; null until it was opened"),
    UniqueConstraint("name", "sha256"),
)

scans = Table(
    "scans",
    metadata,
    Column("input", ForeignKey("inputs.id"), primary_key=True),
    Column("page", Integer, primary_key=True),
    Column("scan", String, nullable=False),
    Column("status", String, nullable=False),
    Column("reason", String),
    Column("detail", Text, nullable=False),
    Column("dpi", String, comment="repr of a float; of pages without evidence"),
    Column("evidence", LargeBinary),
    Column("outline", Text, comment="of pages with evidence: what collation needs of it, as omr.store.codec.outline writes it"),
    CheckConstraint("(status = 'read') = (evidence is not null)", name="read_has_evidence"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True, comment="order of arrival"),
    *(
        Column(name, Text, nullable=False)
        for name in ("target", "value", "sheet", "section", "item", "scan", "who", "when", "reason", "based_on")
    ),
    Column("recorded", Text, nullable=False, comment="UTC, ISO 8601; for audits, never in results"),
)

GUARD = (
    "CREATE TRIGGER decisions_never_{0} BEFORE {0} ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are only followed by later ones'); END"
)
"""SQLite's own guard, so that no other program can change a decision either."""


def create_tables(connection: Connection) -> None:
    """All tables of an empty batch."""
    metadata.create_all(connection)
    if connection.dialect.name == "sqlite":
        for change in ("update", "delete"):
            connection.execute(text(GUARD.format(change)))
