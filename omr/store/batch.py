"""One batch: the inputs taken in, how each scan ended, what was measured on it, and what graders decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from sys import intern
from typing import Any

from sqlalchemy import Column, Engine, Row, Select, bindparam, delete, func, insert, or_, select, tuple_, update

from omr.errors import BadInput
from omr.model.page import PageEvidence, PageResult, Reason, ScanRef, Status, Unread
from omr.model.paths import is_text, path_text
from omr.model.response import Decision, about
from omr.store import schema
from omr.store.changes import Changes, begin_change
from omr.store.codec import decode, read_outline
from omr.store.content import Kept, hash_file, keep, keep_file, link, snapshot, sweep
from omr.store.engine import insert_new, sqlite_engine
from omr.store.failure import writing
from omr.store.graders import Graders, decision_of, fields_of
from omr.store.lazy import Key, Left, Load, key_of
from omr.store.lock import held, is_held
from omr.store.migrate import prepare
from omr.store.naming import distinct, forget_failed, origin_of
from omr.store.packed import RUNNING, TRANSIENT, Input, StoredPage
from omr.store.parts import Part, forget, parts
from omr.store.samples import Samples
from omr.store.watching import Watching

DATABASE = "batch.db"
BLOCK = 256
"""Scans fetched at a time: some 2 MB of evidence."""


class Batch:
    """A batch folder. Every method that writes does so in one small transaction: whatever was written is whole."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.folder = folder
        self._engine = engine
        self._scanning = False

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Batch:
        """The batch in that folder, made if ``create``. Raises BadInput if there is none, or one of a version that is not known."""
        path = folder / DATABASE
        if not create and not path.is_file():
            raise BadInput(f"{folder} is no batch: it holds no {DATABASE}", "give the folder that `omr scan --batch` wrote to")
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            for inside in ("scans", "exam", "attendance", "results") if create else ("results",):
                sweep(folder / inside)
            batch = cls(folder, sqlite_engine(path))
            with batch._engine.begin() as connection:
                prepare(connection, folder, create=create)
        return batch

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def scanning(self) -> Iterator[None]:
        """Within it, nobody else scans into the batch; within itself it says nothing new. Raises BadInput where somebody does already."""
        if self._scanning:
            yield
            return
        with held(self.folder, "scan"):
            self._scanning = True
            try:
                yield
            finally:
                self._scanning = False

    def grading(self) -> AbstractContextManager[None]:
        """Within it, nobody else writes the results of the batch. Raises BadInput where somebody does already."""
        return held(self.folder, "grade")

    # what is known of the whole batch

    def meta(self, key: str) -> str:
        """A fact about the batch, "" if it was never noted."""
        with self._engine.connect() as connection:
            return connection.execute(select(schema.meta.c.value).where(schema.meta.c.key == key)).scalar() or ""

    def note(self, facts: Mapping[str, str]) -> None:
        """Note facts about the batch; a later one of the same name replaces the earlier."""
        with writing(self.folder), self._engine.begin() as connection:
            connection.execute(delete(schema.meta).where(schema.meta.c.key.in_(facts)))
            connection.execute(insert(schema.meta), [{"key": key, "value": value} for key, value in facts.items()])

    @property
    def exam_folder(self) -> Path:
        """The batch's own copy of the exam folder, as it was at the last scan."""
        place = self.meta("exam_place")
        if not place:
            raise BadInput(f"{self.folder} knows no exam yet", "run `omr scan ... --exam EXAM --batch BATCH` first")
        if not (self.folder / place).is_dir():
            problem = f"{self.folder} holds its copy of the exam, {place}, no more: nobody can say what its marks mean"
            raise BadInput(problem, "put that folder back from a copy, or scan the files in its scans/ into a new batch folder")
        return self.folder / place

    def keep_exam(self, exam: Path, files: Iterable[Path]) -> None:
        """Make these files of the exam folder the batch's own copy; earlier copies stay beside it."""
        with writing(self.folder):
            sha256, place = snapshot(files, exam, self.folder / "exam")
        facts = {"exam_sha256": sha256, "exam_place": place.relative_to(self.folder).as_posix(), "exam_from": path_text(exam.absolute())}
        if any(self.meta(name) != fact for name, fact in facts.items()):
            self.note(facts)

    def changed_in(self, exam: Path, names: Iterable[str]) -> tuple[str, ...]:
        """Those files of an exam's folder, of such names or among the batch's own copies, that are others there by now, new or gone."""
        if not self.meta("exam_place"):
            return ()
        own = self.exam_folder
        kept = (path.relative_to(own).as_posix() for path in own.rglob("*") if path.is_file())
        return tuple(name for name in sorted({*names, *kept}) if _bytes_of(own / name) != _bytes_of(exam / name))

    def expect(self, count: int | None, attendance: Path | None, *, forget: bool = False) -> None:
        """Keep what the office says was handed in, with a copy of its attendance list; what is None stays as it was said before, but for
        ``forget``, which takes back both.
        """
        if forget:
            self.note({"expect": "", "attendance": ""})
        if count is not None:
            self.note({"expect": str(count)})
        if attendance is not None:
            with writing(self.folder):
                place = keep_file(attendance, self.folder / "attendance")
            self.note({"attendance": place.relative_to(self.folder).as_posix()})

    @property
    def expected(self) -> tuple[int | None, Path | None]:
        """The sheets handed in and the batch's copy of the attendance list, each None if nobody said."""
        count, place = self.meta("expect"), self.meta("attendance")
        return int(count) if count else None, self.folder / place if place else None

    @property
    def watching(self) -> Watching:
        """What is noted of watched folders."""
        return Watching(self.meta, self.note)

    @property
    def was_cut_off(self) -> bool:
        """Whether a scan into the batch never ended, or a watch over a folder did not and nobody is at it now."""
        return self.meta("scan_state") == RUNNING or bool(self.watching.begun and not is_held(self.folder, "scan"))

    # what was scanned

    def take_in(self, path: Path, name: str, *, linked: bool = False, origin: str = "") -> Input:
        """Take a file in, once: the same bytes under the same name are the input already there, and now here if they are no more where
        they were. ``origin``: where it was found, if not at ``path``. Raises OSError if unreadable.
        """
        origin = origin or origin_of(path)
        linked = linked and is_text(path.resolve())  # where that is none, nothing that is stored could lead back to the file
        kept = self._known(path, name) or (link(path) if linked else keep(path, self.folder / "scans"))
        place = kept.place
        stored = place.relative_to(self.folder).as_posix() if place.is_relative_to(self.folder) else str(place)
        table = schema.inputs
        same = (table.c.name == name) & (table.c.sha256 == kept.sha256)
        with writing(self.folder), self._engine.begin() as connection:
            row = connection.execute(select(table).where(same)).first()
            if row is None:
                begin_change(connection)
                forget_failed(connection, name, origin)
                named = {"name": name, "shown": distinct(connection, name, origin), "origin": origin}
                connection.execute(insert(table).values(**named, sha256=kept.sha256, size=kept.size, place=stored))
            elif row.place != stored:  # what lay there is gone or changed, or it would have been known
                connection.execute(update(table).where(table.c.id == row.id).values(place=stored))
            row = connection.execute(select(table).where(same)).one()
        return self._input(row)

    def _known(self, path: Path, name: str) -> Kept | None:
        """What was kept of this file before, if its bytes are unchanged and still there."""
        table = schema.inputs
        same = (table.c.name == name) & (table.c.size == path.stat().st_size)
        with self._engine.connect() as connection:
            found = [self._input(row) for row in connection.execute(select(table).where(same).order_by(table.c.id))]
        likely = [known for known in found if known.place.is_file()]
        sha256 = hash_file(path) if likely else ""
        here = path.resolve()
        same_bytes = [known for known in likely if known.sha256 == sha256 and (known.place == here or self._holds(known))]
        return next((Kept(sha256, known.size, known.place) for known in same_bytes), None)

    def _holds(self, known: Input) -> bool:
        """Whether a file that is there still holds what was taken in: a copy does, a linked file may have been written anew."""
        return known.place.is_relative_to(self.folder) or hash_file(known.place) == known.sha256

    def take_in_unreadable(self, name: str, detail: str, reason: Reason = Reason.UNREADABLE_FILE, origin: str = "") -> None:
        """Note a file that gave no bytes: one rejected row, until the file is taken in by a later run."""
        table = schema.inputs
        with writing(self.folder), self._engine.begin() as connection:
            same = table.c.origin == origin if origin else table.c.name == name
            if connection.execute(select(table.c.id).where((table.c.sha256 == "") & same)).first():
                return
            shown = distinct(connection, name, origin)
            named = {"name": shown, "shown": shown, "origin": origin}
            key = connection.execute(insert(table).values(**named, sha256="", size=0, place="", pages=1)).inserted_primary_key
            assert key is not None
            ended = StoredPage(0, "", Status.REJECTED.value, reason.value, detail, None, None, None)
            connection.execute(insert(schema.scans).values(input=key[0], change=begin_change(connection), **ended._asdict()))

    def parts(self) -> tuple[Part, ...]:
        """The files of which not all could be read: they may have been on their way still."""
        with self._engine.connect() as connection:
            return parts(connection)

    def forget(self, part: Part) -> None:
        """Take away what could not be read of such a file, now that all of it is there. What somebody decided something on stays."""
        with writing(self.folder), self._engine.begin() as connection:
            forget(connection, part)

    def note_pages(self, taken: Input, pages: int) -> None:
        """Note how many rows the file gives: its pages, and one of its own where something is wrong with it as a whole.

        A row that says that an earlier run could not open the file in time is gone with that.
        """
        table = schema.scans
        unopened = (table.c.input == taken.id) & (table.c.page == 0) & table.c.reason.in_([reason.value for reason in TRANSIENT])
        with writing(self.folder), self._engine.begin() as connection:
            if connection.execute(delete(table).where(unopened)).rowcount:
                begin_change(connection)
            connection.execute(update(schema.inputs).where(schema.inputs.c.id == taken.id).values(pages=pages))

    def inputs(self) -> tuple[Input, ...]:
        """All files taken in, in order of intake."""
        with self._engine.connect() as connection:
            return tuple(self._input(row) for row in connection.execute(select(schema.inputs).order_by(schema.inputs.c.id)))

    def _input(self, row: Row[Any]) -> Input:
        return Input(row.id, row.shown, row.sha256, row.size, self.folder / row.place, row.pages)

    def done(self, taken: Input) -> frozenset[int]:
        """The pages of a file that need no reading: all that ended, except those that a run failed to read in time."""
        table = schema.scans
        with self._engine.connect() as connection:
            rows = connection.execute(select(table.c.page, table.c.reason).where(table.c.input == taken.id))
            return frozenset(page for page, reason in rows if reason not in TRANSIENT)

    def ended(self) -> dict[int, int]:
        """How many pages of each file (by its ``id``) need no reading: all at once, since every page may be a file."""
        table = schema.scans
        need_none = table.c.reason.is_(None) | table.c.reason.not_in([reason.value for reason in TRANSIENT])
        query = select(table.c.input, func.count()).where(need_none).group_by(table.c.input)
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def put(self, taken: Input, pages: Sequence[StoredPage]) -> None:
        """Store how these pages of one file ended, in one transaction. A page already there stays as it is."""
        self.put_together([(taken, page) for page in pages])

    def put_together(self, ended: Sequence[tuple[Input, StoredPage]]) -> None:
        """Store how pages of any files ended, in one transaction. A page already there stays as it is."""
        if not ended:
            return
        table = schema.scans
        same = (table.c.input == bindparam("taken")) & (table.c.page == bindparam("number"))
        again = delete(table).where(same & or_(*(table.c.reason == reason.value for reason in TRANSIENT)))
        with writing(self.folder), self._engine.begin() as connection:
            change = begin_change(connection)
            rows = [
                {**page._asdict(), "dpi": None if page.dpi is None else repr(page.dpi), "input": taken.id, "change": change}
                for taken, page in ended
            ]
            connection.execute(again, [{"taken": taken.id, "number": page.page} for taken, page in ended])
            connection.execute(insert_new(connection.dialect.name), rows)

    def put_copy(self, taken: Input, original: Input) -> None:
        """Give a file the results of another with the same bytes, so that collation sees every page of both."""
        table = schema.scans
        names = [column.name for column in table.columns if column.name not in {"input", "change"}]
        with self._engine.connect() as connection:
            rows = connection.execute(select(*(table.c[name] for name in names)).where(table.c.input == original.id)).all()
        pages = [StoredPage(**{**row._asdict(), "dpi": None if row.dpi is None else float(row.dpi)}) for row in rows]
        self.put(taken, pages)

    def results(self) -> Iterator[PageResult]:
        """How every scan ended, in order of intake, with all that was measured; memory holds one at a time."""
        for row in self._rows(schema.scans.c.evidence):
            ref = ScanRef(row.name, row.page, row.scan)
            yield _unread(row, ref) if row.evidence is None else decode(row.evidence, ref)

    def outlines(self, *, looks: bool = True) -> Iterator[PageResult]:
        """How every scan ended, in order of intake; boxes and measurements stay in the store until somebody looks at them. What was seen
        of each scan's quality, a seventh of the memory that a page takes, may be left out.
        """
        load = self._one
        for row in self._rows(schema.scans.c.outline):
            ref = ScanRef(intern(row.name), row.page, row.scan)
            yield _unread(row, ref) if row.outline is None else _outline(row, ref, load, looks=looks)

    def origins(self) -> Mapping[str, str]:
        """Each file, as results show it, with where it was found; without those of which that is not known."""
        files = schema.inputs.c
        return {row.shown: row.origin for row in self._fetched(select(files.shown, files.origin).where(files.origin != ""))}

    def _rows(self, what: Column[Any]) -> Iterator[Any]:
        table, files = schema.scans, schema.inputs
        columns = (table.c[name] for name in ("input", "page", "scan", "status", "reason", "detail", "dpi"))
        query = (
            select(*columns, files.c.shown.label("name"), what)
            .join(files, files.c.id == table.c.input)
            .order_by(table.c.input, table.c.page)
        )
        key, last = tuple_(table.c.input, table.c.page), (0, -1)
        while rows := self._fetched(query.where(key > last).limit(BLOCK)):
            yield from rows
            last = rows[-1].input, rows[-1].page

    def _fetched(self, query: Select[Any]) -> Sequence[Row[Any]]:
        """All rows of a query. Its transaction has ended: one left open by who goes through the rows, and is interrupted, would lock out
        every writer.
        """
        with self._engine.connect() as connection:
            return connection.execute(query).all()

    def _one(self, key: Key, ref: ScanRef) -> PageEvidence:
        return self._evidence([key], {key: ref})[key]

    def whole(self, pages: Sequence[PageEvidence]) -> tuple[PageEvidence, ...]:
        """The pages with all that was measured in memory, read at once: what was left in the store, of those that ``outlines`` gave."""
        refs = {key: page.ref for page in pages if (key := key_of(page))}
        found = self._evidence(list(refs), refs)
        return tuple(replace(page, boxes=found[key].boxes, quality=found[key].quality) if (key := key_of(page)) else page for page in pages)

    def _evidence(self, keys: Sequence[Key], refs: Mapping[Key, ScanRef]) -> dict[Key, PageEvidence]:
        table = schema.scans
        query = select(table.c.input, table.c.page, table.c.evidence).where(tuple_(table.c.input, table.c.page).in_(keys))
        with self._engine.connect() as connection:
            return {(row.input, row.page): decode(row.evidence, refs[row.input, row.page]) for row in connection.execute(query)}

    # what graders decided

    def decide(self, new: Sequence[Decision], since: int | None = None) -> int:
        """Append decisions, all or none; one that repeats what stands already is not appended. Gives how many were.

        ``since``: the id of the latest decision that was seen when these were checked. Raises BadInput where somebody has decided
        otherwise about one of the same things since: the one who came last would stand above the other, and neither know.
        """
        table, told = schema.decisions, {about(decision): decision.value for decision in new}
        with writing(self.folder), self._engine.begin() as connection:
            connection.execute(update(schema.meta).where(schema.meta.c.key == "").values(value=""))  # the lock, before what is read
            before = [(row.id, decision_of(row)) for row in connection.execute(select(table).order_by(table.c.id))]
            meanwhile = [one for id_, one in before if since is not None and id_ > since and told.get(about(one), one.value) != one.value]
            if meanwhile:
                who = ", ".join(dict.fromkeys(one.who or "somebody" for one in meanwhile))
                problem = f"while these decisions were checked, {who} decided {len(meanwhile)} of the same things otherwise"
                raise BadInput(problem, "run the same command again: it tells what stands now; nothing of the file was taken in")
            standing = {about(decision): decision for _, decision in before}
            dated = {decision for _, decision in before if decision.when}
            added = []
            for decision in new:
                if decision not in dated and standing.get(about(decision)) != decision:
                    standing[about(decision)] = decision
                    added.append(decision)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            if added:
                connection.execute(insert(table), [{**fields_of(decision), "recorded": now} for decision in added])
        return len(added)

    def decisions(self) -> tuple[Decision, ...]:
        """All decisions ever made, oldest first."""
        return tuple(decision for decision, _ in self.history())

    def history(self) -> tuple[tuple[Decision, str], ...]:
        """All decisions ever made, oldest first, each with the time (UTC, ISO 8601) at which it was stored."""
        table = schema.decisions
        with self._engine.connect() as connection:
            rows = connection.execute(select(table).order_by(table.c.id)).all()
        return tuple((decision_of(row), row.recorded) for row in rows)

    @property
    def graders(self) -> Graders:
        """What several graders at once need: each decision made on what stood before, and items handed to one at a time."""
        return Graders(self.folder, self._engine)

    @property
    def changes(self) -> Changes:
        """What came since somebody looked."""
        return Changes(self._engine)

    @property
    def samples(self) -> Samples:
        """What audits drew."""
        return Samples(self.folder, self._engine)


def _unread(row: Row[Any], ref: ScanRef) -> Unread:
    return Unread(ref, Status(row.status), Reason(row.reason), row.detail, None if row.dpi is None else float(row.dpi))


def _outline(row: Row[Any], ref: ScanRef, load: Load, *, looks: bool) -> PageEvidence:
    key = (row.input, row.page)

    def left(part: str) -> Callable[[int], Left[Any]]:
        return lambda size: Left(key, ref, part, size, load)

    return read_outline(row.outline, ref, left("boxes"), left("quality"), looks=looks)


def _bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
