"""What came into a batch since somebody looked: every change of its scans has a number, so that one look costs next to nothing."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, Integer, String, cast, insert, select, update

from omr.store import schema
from omr.store.codec import serial_of

COUNTER = "changes"
"""The fact about the batch that holds the number of the latest change."""


def begin_change(connection: Connection) -> int:
    """The number of a change, one more than the last. Two that write at once get two, since the first to ask holds the others up."""
    facts = schema.meta.c
    again = update(schema.meta).where(facts.key == COUNTER).values(value=cast(cast(facts.value, Integer) + 1, String))
    if not connection.execute(again).rowcount:
        connection.execute(insert(schema.meta).values(key=COUNTER, value="1"))
    return int(connection.execute(select(facts.value).where(facts.key == COUNTER)).scalar_one())


class Changes:
    """The scans of a batch as they come and go, whichever process stores them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def latest(self) -> int:
        """The number of the latest change, 0 before any."""
        with self._engine.connect() as connection:
            return int(connection.execute(select(schema.meta.c.value).where(schema.meta.c.key == COUNTER)).scalar() or 0)

    def serials(self, after: int) -> frozenset[str]:
        """The serials on the pages that later changes stored; "" where one has none."""
        table = schema.scans
        query = select(table.c.outline).where(table.c.change > after, table.c.outline.is_not(None))
        with self._engine.connect() as connection:
            return frozenset(serial_of(text) for text in connection.execute(query).scalars())
