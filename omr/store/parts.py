"""Files that were taken in while they were still being copied, and of which not all was there to read."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, case, delete, func, select, update

from omr.model.page import Reason
from omr.store import schema
from omr.store.changes import begin_change

UNFINISHED = tuple(reason.value for reason in (Reason.EMPTY_FILE, Reason.UNREADABLE_FILE, Reason.UNREADABLE_PAGE))
"""Why there is no page where a file ends too soon."""


class Part(NamedTuple):
    """A file of which not all could be read; ``none_read`` where nothing of it could."""

    id: int
    origin: str
    sha256: str
    size: int
    none_read: bool


def parts(connection: Connection) -> tuple[Part, ...]:
    """The files of which not all could be read, in order of intake."""
    files, rows = schema.inputs.c, schema.scans.c
    lost = rows.reason.in_(UNFINISHED)
    none_read = (func.sum(case((lost, 1), else_=0)) == func.count(rows.page)).label("none_read")
    query = (
        select(files.id, files.origin, files.sha256, files.size, none_read)
        .join(schema.scans, rows.input == files.id)
        .where(files.sha256 != "", files.id.in_(select(rows.input).where(lost)))
        .group_by(files.id)
        .order_by(files.id)
    )
    found = connection.execute(query).all()
    return tuple(Part(row.id, row.origin, row.sha256, row.size, bool(row.none_read)) for row in found)


def forget(connection: Connection, part: Part) -> None:
    """Take away the rows of a file that say what could not be read of it, and the file itself if it has no other; not those about which
    somebody has decided anything.
    """
    rows, said = schema.scans.c, schema.decisions.c
    lost = (rows.input == part.id) & rows.reason.in_(UNFINISHED)
    if connection.execute(select(said.id).where(said.scan != "", said.scan.in_(select(rows.scan).where(lost)))).first():
        return
    begin_change(connection)
    connection.execute(delete(schema.scans).where(lost))
    left = connection.execute(select(func.count()).where(rows.input == part.id)).scalar_one()
    mine = schema.inputs.c.id == part.id
    connection.execute(update(schema.inputs).where(mine).values(pages=left) if left else delete(schema.inputs).where(mine))
