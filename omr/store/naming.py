"""What a file is called in every result: as the office names it, and told apart from another of that name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection, delete, or_, select

from omr.model.paths import path_text
from omr.store import schema


def origin_of(path: Path) -> str:
    """Where a file was found, as text; links are not followed, since the office knows its own way there."""
    return path_text(Path(os.path.abspath(path)))  # noqa: PTH100  (absolute() would keep "..")


def distinct(connection: Connection, name: str, origin: str) -> str:
    """The name if no input is shown by it, else with as many of the folders above it as tell them apart; numbered where a file was
    written anew in the same place, or no folders are known.
    """
    ways = [*_ways(name, origin)]
    taken = _shown(connection, ways)
    table = schema.inputs
    before = select(table.c.shown).where((table.c.name == name) & (table.c.origin == origin)).order_by(table.c.id)
    base = connection.execute(before).scalar() if name in taken and origin else None
    free = None if base else next((way for way in ways if way not in taken), None)
    return free or next(f"{base or name} ({number})" for number in count(2) if not _shown(connection, [f"{base or name} ({number})"]))


def forget_failed(connection: Connection, name: str, origin: str) -> None:
    """Take away the rows that say that this file could not be read: found there, or moved from where it was then."""
    table = schema.inputs
    failed = (table.c.sha256 == "") & or_(table.c.name.in_([*_ways(name, origin)]), table.c.origin == origin)
    gone = [row.id for row in connection.execute(select(table).where(failed)) if row.origin == origin or not _is_there(row.origin)]
    if gone:
        connection.execute(delete(schema.scans).where(schema.scans.c.input.in_(gone)))
        connection.execute(delete(table).where(table.c.id.in_(gone)))


def _is_there(origin: str) -> bool:
    """Whether something is where a file was found; of a member of an archive, whether that is."""
    return bool(origin) and (os.path.lexists(origin) or any(above.is_file() for above in Path(origin).parents))


def _ways(name: str, origin: str) -> Iterator[str]:
    """The name, then with one more of the folders that lead to it each time."""
    yield name
    parts = PurePosixPath(origin).parts
    own = len(PurePosixPath(name).parts)
    if "/".join(parts[-own:]) == name:
        yield from ("/".join(parts[-more:]) for more in range(own + 1, len(parts)))


def _shown(connection: Connection, names: Sequence[str]) -> frozenset[str]:
    shown = schema.inputs.c.shown
    return frozenset(connection.execute(select(shown).where(shown.in_(names))).scalars())
