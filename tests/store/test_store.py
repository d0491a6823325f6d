"""A batch keeps what it was given, once, whatever happens."""

from __future__ import annotations

import errno
import hashlib
import json
import math
import os
import shutil
import sqlite3
import struct
import subprocess
import sys
import zlib
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omr.errors import BadInput
from omr.model.page import BoxEvidence, PageCode, PageEvidence, Reason, ScanLook, ScanRef, Status, Streak, Unread
from omr.model.response import Decision, Target
from omr.store import Batch, content, pack
from omr.store.codec import MAGIC, decode, encode, outline, read_outline
from omr.store.content import snapshot

FLOATS = st.floats(allow_nan=False)
STREAKS = st.builds(Streak, st.booleans(), FLOATS, st.integers(-255, 255))
LOOKS = st.builds(ScanLook, *[st.none() | FLOATS] * 3, st.lists(STREAKS, max_size=2).map(tuple))
BOXES = st.builds(
    BoxEvidence,
    *[st.text(max_size=4)] * 3,
    *[FLOATS] * 5,
    st.lists(st.floats(width=32, allow_nan=False), max_size=4).map(tuple),
)
EVIDENCE = st.builds(
    PageEvidence,
    st.just(ScanRef("a.pdf", 1, "s")),
    st.builds(PageCode, st.text(), st.text(), st.integers(1, 9), st.text()),
    *[FLOATS] * 3,
    st.lists(BOXES, max_size=5).map(tuple),
    st.lists(st.text(), max_size=2).map(tuple),
    st.lists(st.tuples(st.text(), FLOATS), max_size=2).map(tuple),
    LOOKS,
)
REF = ScanRef("a.pdf", 1, "s1")
READ = PageEvidence(REF, PageCode("e", "1011", 2, "A1"), 0.1, 200.0, 0.05, (BoxEvidence("1", "a", "T", 0.9, 0.8, 0.1, 0.0, 0.1, (1.5,)),))
REJECTED = Unread(replace(REF, page=2, scan="s2"), Status.REJECTED, Reason.NO_CODE, "no QR", 200.0)


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return Batch.open(tmp_path / "batch", create=True)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF of sorts")
    return path


@given(EVIDENCE)
def test_evidence_comes_back_as_it_was(evidence: PageEvidence) -> None:
    assert decode(encode(evidence), evidence.ref) == evidence


def test_a_page_stored_before_anybody_looked_at_its_scan_says_nothing_of_it() -> None:
    blob = encode(READ)
    raw = zlib.decompress(blob[2:])
    size = int.from_bytes(raw[:4], "little")
    *told, _ = json.loads(raw[4 : 4 + size])
    old = json.dumps(told).encode()
    assert decode(MAGIC + zlib.compress(struct.pack("<I", len(old)) + old + raw[4 + size :]), REF) == READ
    line = json.dumps(json.loads(outline(READ))[:-1])
    assert read_outline(line, REF, lambda _: READ.boxes, lambda _: READ.quality) == READ


def test_an_unmeasured_number_comes_back_as_such() -> None:
    assert math.isnan(decode(encode(replace(READ, residual_mm=math.nan)), REF).residual_mm)


@pytest.mark.parametrize("blob", [b"", b"E2abc", b"E1abc", encode(READ)[:-5]])
def test_damaged_evidence_is_an_error_and_never_half_read(blob: bytes) -> None:
    with pytest.raises(BadInput, match="page 1"):
        decode(blob, REF)


def test_results_come_back_in_order_of_intake_not_of_arrival(batch: Batch, pdf: Path) -> None:
    taken = batch.take_in(pdf, "a.pdf")
    batch.put(taken, [pack(REJECTED)])
    batch.put(taken, [pack(READ)])
    assert list(batch.results()) == [READ, REJECTED]


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("block", [1, 2, 3])
def test_what_was_fetched_in_blocks_is_whole_and_in_order(batch: Batch, tmp_path: Path, monkeypatch, whole: bool, block: int) -> None:
    monkeypatch.setattr("omr.store.batch.BLOCK", block)
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(name.encode())
        batch.put(batch.take_in(tmp_path / name, name), [pack(READ), pack(REJECTED), pack(replace(READ, ref=replace(REF, page=3)))])
    rows = batch.results() if whole else batch.outlines()
    assert [(row.ref.file, row.ref.page) for row in rows] == [(name, page) for name in ("a.pdf", "b.pdf") for page in (1, 2, 3)]


@pytest.mark.parametrize("whole", [True, False])
def test_who_stops_in_the_midst_of_the_results_locks_nobody_out(batch: Batch, pdf: Path, whole: bool) -> None:
    batch.put(batch.take_in(pdf, "a.pdf"), [pack(READ), pack(REJECTED)])
    rows = batch.results() if whole else batch.outlines()
    next(rows)
    impatient = sqlite3.connect(batch.folder / "batch.db", timeout=0)
    impatient.execute("UPDATE meta SET value = value")
    impatient.commit()
    impatient.close()
    assert next(rows) == REJECTED


def test_outlines_are_the_results_with_boxes_and_measurements_left_in_the_store(batch: Batch, pdf: Path, monkeypatch) -> None:
    measured = replace(READ, quality=(("paper", 240.0),), doubts=("skewed",))
    batch.put(batch.take_in(pdf, "a.pdf"), [pack(measured), pack(REJECTED)])
    monkeypatch.setattr("omr.store.batch.decode", None)
    outline, rejected = batch.outlines()
    assert rejected == REJECTED
    assert isinstance(outline, PageEvidence)
    assert replace(outline, boxes=(), quality=()) == replace(measured, boxes=(), quality=())
    assert (len(outline.boxes), len(outline.quality)) == (1, 1)
    monkeypatch.undo()
    assert (tuple(outline.boxes), tuple(outline.quality)) == (measured.boxes, measured.quality)
    assert (outline.boxes[0], outline.boxes[-1:]) == (measured.boxes[0], measured.boxes)
    assert batch.whole([outline]) == (measured,)


def test_pages_are_made_whole_in_their_order_with_what_was_said_of_them_since(batch: Batch, pdf: Path) -> None:
    other = replace(READ, ref=replace(REF, page=3, scan="s3"), boxes=READ.boxes * 2)
    batch.put(batch.take_in(pdf, "a.pdf"), [pack(READ), pack(other), pack(REJECTED)])
    one, two = (page for page in batch.outlines() if isinstance(page, PageEvidence) and page.code == READ.code)
    moved = replace(two, code=PageCode("e", "1011", 2, "B7"))
    unread = replace(one, boxes=(), quality=(), doubts=("its code was told by a grader",))
    assert batch.whole([moved, unread, one]) == (replace(other, code=moved.code), unread, READ)


@pytest.mark.parametrize("text", ["", "[]", "{}", "[[1],[0,0,0],[],1]", "no JSON"])
def test_a_damaged_outline_is_an_error_and_never_half_read(batch: Batch, pdf: Path, text: str) -> None:
    batch.put(batch.take_in(pdf, "a.pdf"), [pack(READ)._replace(outline=text)])
    with pytest.raises(BadInput, match="page 1: the stored evidence is damaged"):
        list(batch.outlines())


def test_a_page_stored_twice_stays_as_it_first_was(batch: Batch, pdf: Path) -> None:
    taken = batch.take_in(pdf, "a.pdf")
    batch.put(taken, [pack(READ)])
    batch.put(taken, [pack(replace(READ, skew_deg=9.0))])
    assert list(batch.results()) == [READ]


def test_a_page_that_only_ran_out_of_time_is_read_again(batch: Batch, pdf: Path) -> None:
    taken = batch.take_in(pdf, "a.pdf")
    batch.put(taken, [pack(Unread(REF, Status.REJECTED, Reason.TIME_LIMIT)), pack(REJECTED)])
    assert batch.done(taken) == {2}
    batch.put(taken, [pack(READ)])
    assert list(batch.results()) == [READ, REJECTED]


def test_the_same_file_is_taken_in_once_and_under_another_name_twice(batch: Batch, pdf: Path) -> None:
    first = batch.take_in(pdf, "a.pdf")
    assert batch.take_in(pdf, "a.pdf") == first
    other = batch.take_in(pdf, "b.pdf")
    assert (other.id, other.sha256, other.place) == (2, first.sha256, first.place)
    batch.put(first, [pack(READ)])
    batch.put_copy(other, first)
    assert [result.ref.file for result in batch.results()] == ["a.pdf", "b.pdf"]


def test_a_file_changed_under_its_name_is_another_input(batch: Batch, pdf: Path) -> None:
    first = batch.take_in(pdf, "a.pdf")
    pdf.write_bytes(b"%PDF with more")
    assert batch.take_in(pdf, "a.pdf").id == 2
    assert first.place.read_bytes() == b"%PDF of sorts", "the batch's copy is not the office's file"


def test_taking_in_many_files_costs_the_same_for_the_last_as_for_the_first(batch: Batch, pdf: Path, monkeypatch) -> None:
    """Looking through all inputs for each new one took hours for 20,000 pages in files of their own."""
    looked: list[int] = []
    made = Batch._input
    monkeypatch.setattr(Batch, "_input", lambda self, row: looked.append(row.id) or made(self, row))
    for number in range(30):
        batch.take_in(pdf, f"page {number}.pdf")
    assert len(looked) == 30


def test_of_a_file_that_changes_while_it_is_copied_what_is_hashed_is_what_is_kept(batch: Batch, tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "growing.pdf"
    path.write_bytes(b"%PDF" + bytes(range(256)) * 1000)
    writing = content.writing
    written: list[Path] = []

    def meanwhile(folder: Path) -> AbstractContextManager[None]:
        written.append(folder)
        if len(written) == 4:
            with path.open("r+b") as file:
                file.seek(200_000)
                file.write(b"changed")
                file.seek(0, os.SEEK_END)
                file.write(b"and longer")
        return writing(folder)

    monkeypatch.setattr(content, "CHUNK", 1 << 14)
    monkeypatch.setattr(content, "writing", meanwhile)
    kept = batch.take_in(path, path.name)
    data = kept.place.read_bytes()
    assert data.endswith(b"and longer")
    assert (kept.sha256, kept.size) == (hashlib.sha256(data).hexdigest(), len(data))


def test_a_linked_file_stays_where_it_is(batch: Batch, pdf: Path) -> None:
    assert batch.take_in(pdf, "a.pdf", linked=True).place == pdf.resolve()
    assert not (batch.folder / "scans").exists()


@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_bytes(b"another")], ids=["moved", "changed"])
def test_a_linked_file_is_where_it_was_scanned_again_once_it_is_no_longer_where_it_was(batch: Batch, pdf: Path, change) -> None:
    first = batch.take_in(pdf, "a.pdf", linked=True)
    moved = Path(shutil.copy(pdf, pdf.parent / "moved.pdf"))
    assert batch.take_in(moved, "a.pdf", linked=True) == first, "it is still there"
    change(pdf)
    again = batch.take_in(moved, "a.pdf", linked=True)
    assert (again.id, again.place) == (first.id, moved.resolve())
    assert [one.place for one in batch.inputs()] == [moved.resolve()]


def test_a_file_that_gave_no_bytes_is_a_row_until_it_does(batch: Batch, pdf: Path) -> None:
    batch.take_in_unreadable("a.pdf", "permission denied")
    batch.take_in_unreadable("a.pdf", "permission denied")
    assert [(result.ref.page, result.reason) for result in batch.results() if isinstance(result, Unread)] == [(0, Reason.UNREADABLE_FILE)]
    batch.take_in(pdf, "a.pdf")
    assert list(batch.results()) == []


def test_decisions_are_only_ever_added(batch: Batch) -> None:
    batch.decide([Decision(Target.ITEM, "a", "A1", "3", "i", who="kim")])
    with sqlite3.connect(batch.folder / "batch.db") as connection:
        for change in ("UPDATE decisions SET value = 'b'", "DELETE FROM decisions"):
            with pytest.raises(sqlite3.DatabaseError, match="only followed"):
                connection.execute(change)


def test_a_decision_taken_in_twice_stands_once_and_a_change_of_mind_is_kept(batch: Batch) -> None:
    a = Decision(Target.ITEM, "a", "A1", "3", "i", who="kim")
    b = replace(a, value="b")
    assert [batch.decide([a]), batch.decide([a]), batch.decide([b]), batch.decide([a])] == [1, 0, 1, 1]
    assert [decision.value for decision in batch.decisions()] == ["a", "b", "a"]


def test_what_somebody_else_decided_while_a_file_was_checked_is_not_stood_above(batch: Batch) -> None:
    a = Decision(Target.ITEM, "a", "A1", "3", "i", who="kim")
    batch.decide([a])
    seen = batch.graders.latest()
    batch.decide([replace(a, item="ii"), replace(a, value="b", who="ann"), replace(a, item="iii", who="ann")])
    with pytest.raises(BadInput, match="ann decided 1 of the same things otherwise"):
        batch.decide([replace(a, item="iv"), replace(a, value="c")], seen)
    assert len(batch.decisions()) == 4, "all or nothing"
    assert batch.decide([replace(a, item="iv"), replace(a, item="iii", who="kim")], seen) == 2
    assert batch.decide([replace(a, value="c")], batch.graders.latest()) == 1


def test_an_old_dated_file_of_decisions_does_not_undo_a_later_one(batch: Batch) -> None:
    a = Decision(Target.ITEM, "a", "A1", "3", "i", who="kim", when="2026-01-01")
    batch.decide([a])
    batch.decide([replace(a, value="b", when="2026-01-02")])
    assert batch.decide([a]) == 0


def test_a_folder_without_a_batch_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no batch"):
        Batch.open(tmp_path)


def test_a_batch_of_a_newer_version_is_refused_with_a_remedy(batch: Batch) -> None:
    batch.note({"schema": "99"})
    with pytest.raises(BadInput, match=r"newer version(.|\n)*new batch folder"):
        Batch.open(batch.folder)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "batch.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(BadInput, match="holds no batch, or a damaged one"):
        Batch.open(tmp_path)


def test_a_full_disk_is_said_with_its_remedy(batch: Batch, pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("omr.store.content.os.fsync", full)
    with pytest.raises(BadInput, match=r"No space left(.|\n)*free some disk space"):
        batch.take_in(pdf, "a.pdf")
    assert list((batch.folder / "scans").iterdir()) == [], "no half file stays"


def test_an_exam_snapshot_is_named_by_what_it_holds(tmp_path: Path, batch: Batch) -> None:
    exam = tmp_path / "exam"
    exam.mkdir()
    (exam / "exam.yaml").write_text("a")
    batch.keep_exam(exam, [exam / "exam.yaml"])
    first = batch.exam_folder
    (exam / "exam.yaml").write_text("b")
    batch.keep_exam(exam, [exam / "exam.yaml"])
    assert (first / "exam.yaml").read_text() == "a"
    assert (batch.exam_folder / "exam.yaml").read_text() == "b"
    with pytest.raises(BadInput):
        snapshot([], exam, tmp_path)


def test_a_batch_whose_copy_of_the_exam_is_gone_is_refused_with_a_remedy(tmp_path: Path, batch: Batch) -> None:
    (tmp_path / "exam.yaml").write_text("exam: e")
    batch.keep_exam(tmp_path, [tmp_path / "exam.yaml"])
    shutil.rmtree(batch.folder / "exam")
    for ask in (lambda: batch.exam_folder, lambda: batch.changed_in(tmp_path, ["exam.yaml"])):
        with pytest.raises(BadInput, match=r"its copy of the exam, exam/\w+, no more"):
            ask()


def test_files_of_an_exam_that_are_others_by_now_new_or_gone_are_told(tmp_path: Path, batch: Batch) -> None:
    exam = tmp_path / "exam"
    exam.mkdir()
    names = ("exam.yaml", "key.csv", "sheets.csv")
    assert batch.changed_in(exam, names) == ()
    for name in ("exam.yaml", "key.csv", "layout.json"):
        (exam / name).write_text(name)
    batch.keep_exam(exam, list(exam.iterdir()))
    (exam / "notes.txt").write_text("nothing of the exam's")
    assert batch.changed_in(exam, names) == ()
    (exam / "key.csv").write_text("corrected")
    (exam / "layout.json").unlink()
    (exam / "sheets.csv").write_text("new")
    assert batch.changed_in(exam, names) == ("key.csv", "layout.json", "sheets.csv")


def test_a_killed_run_s_half_written_files_are_removed_and_a_living_one_s_are_not(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    Batch.open(tmp_path, create=True).close()
    (tmp_path / "scans").mkdir(exist_ok=True)
    abandoned, living = tmp_path / "scans" / f".part-{ended.pid}", tmp_path / "scans" / f".part-{os.getppid()}"
    deep = tmp_path / "exam" / "0123" / f".part-{ended.pid}-layout.json"
    deep.parent.mkdir(parents=True)
    for path in (abandoned, living, deep):
        path.write_bytes(b"half")
    rows = tmp_path / "results" / f".part-{ended.pid}-grades.xlsx-rows"
    rows.mkdir(parents=True)
    (rows / "tmp1").write_bytes(b"half")
    Batch.open(tmp_path).close()
    assert not rows.exists(), "any command removes what is left of names and grades"
    Batch.open(tmp_path, create=True).close()
    assert (abandoned.exists(), living.exists(), deep.exists()) == (False, True, False)


def test_each_change_of_the_scans_is_numbered_and_tells_whose_pages_came(batch: Batch, pdf: Path) -> None:
    assert batch.changes.latest() == 0
    taken = batch.take_in(pdf, "a.pdf")
    before = batch.changes.latest()
    batch.put(taken, [pack(READ), pack(REJECTED)])
    after = batch.changes.latest()
    assert after > before
    assert batch.changes.serials(before) == {"A1"}
    assert batch.changes.serials(after) == frozenset()
    batch.put(taken, [pack(replace(READ, ref=replace(REF, page=3), code=replace(READ.code, serial="")))])
    assert batch.changes.serials(before) == {"A1", ""}


def test_a_page_that_is_read_again_is_a_change_though_its_row_was_the_last(batch: Batch, pdf: Path) -> None:
    taken = batch.take_in(pdf, "a.pdf")
    batch.put(taken, [pack(replace(REJECTED, reason=Reason.TIME_LIMIT))])
    before = batch.changes.latest()
    batch.put(taken, [pack(replace(READ, ref=replace(REF, page=2)))])
    assert batch.changes.serials(before) == {"A1"}


def test_deciding_and_noting_facts_is_no_change_of_the_scans(batch: Batch, pdf: Path) -> None:
    batch.put(batch.take_in(pdf, "a.pdf"), [pack(READ)])
    before = batch.changes.latest()
    batch.note({"scan_state": "ended"})
    batch.graders.decide([(Decision(Target.ITEM, "T", "A1", "1", "a"), 0, "")])
    assert batch.changes.latest() == before


@pytest.mark.parametrize("name", ["april?", "april?a=b", "april#1 %20", "a:b@c", ":memory:"])
def test_a_batch_lies_in_its_folder_whatever_that_is_called(name: str, tmp_path: Path) -> None:
    made = Batch.open(tmp_path / name, create=True)
    made.note({"exam": "E1"})
    made.close()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert Batch.open(tmp_path / name).meta("exam") == "E1"
