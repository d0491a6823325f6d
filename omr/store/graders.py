"""What several graders at once need of a batch: nobody decides on what is no longer so, and no two are handed the same item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, delete, func, insert, literal, or_, select, update

from omr.model.response import Decision, SheetItem, Target
from omr.store import schema
from omr.store.failure import writing

FIELDS = ("target", "value", "sheet", "section", "item", "scan", "who", "when", "reason", "based_on")


@dataclass(frozen=True, slots=True)
class Noted:
    """A decision as it was stored: its place in the order of arrival, when (UTC, ISO 8601), and what it was made on (JSON, or "")."""

    id: int
    decision: Decision
    recorded: str
    grounds: str = ""


def decision_of(row: Row[Any]) -> Decision:
    return Decision(**{**{name: row._mapping[name] for name in FIELDS}, "target": Target(row.target)})  # noqa: SLF001


def fields_of(decision: Decision) -> dict[str, str]:
    return {name: str(getattr(decision, name)) for name in FIELDS}


class Graders:
    """The decisions of a batch, one at a time, and who has which item at hand. Safe in threads and beside other processes."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self._folder, self._engine = folder, engine

    def decide(self, new: Sequence[tuple[Decision, int, str]]) -> tuple[int | None, ...]:
        """Append each decision with its grounds, if the latest one about the same thing still is the one of that id (0 for none).

        Gives the new ids in one transaction, None for each that came too late: those are not stored.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with writing(self._folder), self._engine.begin() as connection:
            return tuple(self._append(connection, *one, now) for one in new)

    def _append(self, connection: Connection, decision: Decision, last: int, grounds: str, now: str) -> int | None:
        table = schema.decisions
        values = {**fields_of(decision), "recorded": now}
        latest = select(func.coalesce(func.max(table.c.id), 0)).where(_same(decision)).scalar_subquery()
        row = select(*(literal(value) for value in values.values())).where(latest == last)  # looks and writes in one statement
        if not connection.execute(insert(table).from_select(list(values), row)).rowcount:
            return None
        made: int = connection.execute(select(func.max(table.c.id))).scalar_one()
        if grounds:
            connection.execute(insert(schema.grounds).values(decision=made, text=grounds))
        return made

    def latest(self) -> int:
        """The id of the latest decision, 0 for none."""
        with self._engine.connect() as connection:
            found: int = connection.execute(select(func.coalesce(func.max(schema.decisions.c.id), 0))).scalar_one()
        return found

    def since(self, last: int) -> tuple[Noted, ...]:
        """The decisions stored after the one of that id, oldest first, without their grounds."""
        table = schema.decisions
        with self._engine.connect() as connection:
            rows = connection.execute(select(table).where(table.c.id > last).order_by(table.c.id)).all()
        return tuple(Noted(row.id, decision_of(row), row.recorded) for row in rows)

    def of(self, decision: Decision) -> tuple[Noted, ...]:
        """All decisions about the same thing as this one, oldest first."""
        return self._noted(_same(decision))

    def of_sheet(self, sheet: str) -> tuple[Noted, ...]:
        """All decisions about a sheet and its items, oldest first."""
        return self._noted(and_(schema.decisions.c.sheet == sheet, schema.decisions.c.target.in_([Target.ITEM, Target.SHEET])))

    def on(self, target: Target) -> tuple[Noted, ...]:
        """All decisions about things of that kind, oldest first."""
        return self._noted(schema.decisions.c.target == target)

    def all(self) -> tuple[Noted, ...]:
        """All decisions ever made, oldest first, with their grounds."""
        return self._noted(literal(value=True))

    def _noted(self, which: ColumnElement[bool]) -> tuple[Noted, ...]:
        table, grounds = schema.decisions, schema.grounds
        query = select(table, grounds.c.text).outerjoin(grounds, grounds.c.decision == table.c.id).where(which).order_by(table.c.id)
        with self._engine.connect() as connection:
            return tuple(Noted(row.id, decision_of(row), row.recorded, row.text or "") for row in connection.execute(query))

    def lease(self, keys: Iterable[SheetItem], who: str, now: float, until: float) -> tuple[SheetItem, ...]:
        """Hand these items to a grader until then; gives those that were free, or the grader's own already."""
        with writing(self._folder), self._engine.begin() as connection:
            return tuple(key for key in keys if _lease(connection, key, who, now, until))

    def release(self, keys: Iterable[SheetItem], who: str) -> None:
        """Give items back that a grader had at hand."""
        table = schema.leases
        with writing(self._folder), self._engine.begin() as connection:
            for key in keys:
                connection.execute(delete(table).where(_leased(key), table.c.who == who))

    def leases(self, now: float) -> Mapping[SheetItem, tuple[str, float]]:
        """Who has which item at hand, and until when."""
        table = schema.leases
        with self._engine.connect() as connection:
            rows = connection.execute(select(table).where(table.c.until > now)).all()
        return {SheetItem(row.sheet, row.section, row.item): (row.who, row.until) for row in rows}


def _same(decision: Decision) -> ColumnElement[bool]:
    columns = schema.decisions.c
    if decision.target is Target.PAGE:
        return and_(columns.target == decision.target, columns.scan == decision.scan)
    named = (columns.sheet == decision.sheet, columns.section == decision.section, columns.item == decision.item)
    return and_(columns.target == decision.target, *named)


def _leased(key: SheetItem) -> ColumnElement[bool]:
    columns = schema.leases.c
    return and_(columns.sheet == key.sheet, columns.section == key.section, columns.item == key.item)


def _lease(connection: Connection, key: SheetItem, who: str, now: float, until: float) -> bool:
    table = schema.leases
    mine = update(table).where(_leased(key), or_(table.c.who == who, table.c.until <= now)).values(who=who, until=until)
    if connection.execute(mine).rowcount:
        return True
    values = {**key._asdict(), "who": who, "until": until}
    free = ~select(table.c.who).where(_leased(key)).exists()
    row = select(*(literal(value) for value in values.values())).where(free)
    return bool(connection.execute(insert(table).from_select(list(values), row)).rowcount)
