"""The tables of a batch, and the number that says which program can read them."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

SCHEMA = 6
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
    Column("shown", Text, nullable=False, server_default="", comment="its name in all results, which is no other's"),
    Column("origin", Text, nullable=False, server_default="", comment="where it was found first; unknown until schema 6"),
    UniqueConstraint("name", "sha256"),
)

by_shown = Index("inputs_by_shown", inputs.c.shown, unique=True)
by_origin = Index("inputs_by_origin", inputs.c.origin)

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
    Column("change", Integer, nullable=False, server_default="0", comment="number of the change that stored it; 0 until schema 5"),
    CheckConstraint("(status = 'read') = (evidence is not null)", name="read_has_evidence"),
)

by_change = Index("scans_by_change", scans.c.change)

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

by_target = Index("decisions_by_target", *(decisions.c[name] for name in ("target", "sheet", "section", "item", "scan")))

grounds = Table(
    "grounds",
    metadata,
    Column("decision", ForeignKey("decisions.id"), primary_key=True),
    Column("text", Text, nullable=False, comment="JSON: what was read, with which scores, thresholds and version, and where the crop is"),
)

leases = Table(
    "leases",
    metadata,
    Column("sheet", Text, primary_key=True),
    Column("section", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("who", Text, nullable=False, comment="the grader that the item was handed to"),
    Column("until", Float, nullable=False, comment="seconds since 1970, UTC: then it may be handed to another"),
)

draws = Table(
    "draws",
    metadata,
    Column("id", Integer, primary_key=True, comment="order of drawing"),
    Column("seed", Integer, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("population", Integer, nullable=False, comment="responses that the sample was drawn from"),
    Column("calibration", Text, nullable=False),
    Column("thresholds", Text, nullable=False, comment="JSON"),
    Column("after", Integer, nullable=False, comment="id of the latest decision at that time, 0 for none"),
    Column("drawn", Text, nullable=False, comment="UTC, ISO 8601; for audits, never in results"),
)

sampled = Table(
    "sampled",
    metadata,
    Column("draw", ForeignKey("draws.id"), primary_key=True),
    Column("sheet", Text, primary_key=True),
    Column("section", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("scan", Text, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("form", "response", "status", "rank")),
    Column("confidence", Float, nullable=False),
)

GUARD = """CREATE TRIGGER IF NOT EXISTS {1}_never_{0} BEFORE {0} ON {1}
BEGIN SELECT RAISE(ABORT, '{1} are only followed by later ones'); END"""
"""SQLite's own guard, so that no other program can change a decision or a sample either."""


def create_tables(connection: Connection) -> None:
    """All tables of a batch that are not there yet."""
    metadata.create_all(connection)
    if connection.dialect.name == "sqlite":
        for table in (decisions, grounds, draws, sampled):
            for change in ("update", "delete"):
                connection.execute(text(GUARD.format(change, table.name)))
