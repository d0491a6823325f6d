"""The samples that audits drew: appended, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, func, insert, select

from omr.model.audit import Draw, Sampled
from omr.model.response import ResponseStatus, SheetItem
from omr.store import schema
from omr.store.failure import writing


class Samples:
    """What was drawn from a batch, with the readings of that time."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self._folder, self._engine = folder, engine

    def add(self, draw: Draw, new: Sequence[Sampled]) -> None:
        """Append one drawing and what it added, in one transaction. ``Sampled.after`` is told by the store."""
        with writing(self._folder), self._engine.begin() as connection:
            after = connection.execute(select(func.coalesce(func.max(schema.decisions.c.id), 0))).scalar_one()
            drawn = datetime.now(UTC).isoformat(timespec="seconds")
            key = connection.execute(insert(schema.draws).values(**asdict(draw), after=after, drawn=drawn)).inserted_primary_key
            assert key is not None
            if new:
                connection.execute(insert(schema.sampled), [_row(one, key[0]) for one in new])

    def last(self) -> Draw | None:
        """The latest drawing, None if there was none."""
        table = schema.draws
        with self._engine.connect() as connection:
            row = connection.execute(select(table).order_by(table.c.id.desc()).limit(1)).first()
        return Draw(row.seed, row.wanted, row.population, row.calibration, row.thresholds) if row else None

    def all(self) -> tuple[Sampled, ...]:
        """The whole sample, in the order of its lots."""
        table, draws = schema.sampled, schema.draws
        order = (table.c.rank, table.c.sheet, table.c.section, table.c.item)
        query = select(table, draws.c.after).join(draws, draws.c.id == table.c.draw).order_by(*order)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return tuple(
            Sampled(
                SheetItem(row.sheet, row.section, row.item),
                row.form,
                row.scan,
                row.response,
                ResponseStatus(row.status),
                row.confidence,
                row.rank,
                row.after,
            )
            for row in rows
        )


def _row(one: Sampled, draw: int) -> dict[str, object]:
    named = {"form": one.form, "scan": one.scan, "response": one.response, "status": one.status.value}
    return {**one.place._asdict(), **named, "confidence": one.confidence, "rank": one.rank, "draw": draw}
