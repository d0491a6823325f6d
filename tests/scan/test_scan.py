"""Nothing lost: whatever happens to a run, every page ends as a row, and running again comes to the same."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Self

import psutil
import pypdfium2 as pdfium
import pytest
from pebble.pool.process import WorkerManager
from scan import readers
from sqlalchemy import event

from omr.errors import BadExam, BadInput, UsageProblem
from omr.files import data_folder, read_calibration, read_folder
from omr.model.page import PageEvidence, PageHalf, PageResult, Reason, Unread
from omr.page_half import known_page
from omr.results import collation_of, count, exam_of, reading, results
from omr.scan import CHUNK, processes_for, scan
from omr.store import ENDED, RUNNING, Batch

PAGES = 20


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    return paper(tmp_path / "stack.pdf", PAGES)


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return Batch.open(tmp_path / "batch", create=True)


def paper(path: Path, pages: int) -> Path:
    """A PDF of so many pages; the fake readers look at their numbers only."""
    path.parent.mkdir(exist_ok=True)
    document = pdfium.PdfDocument.new()
    for _ in range(pages):
        document.new_page(300, 400)
    document.save(path)
    return path


def run(batch: Batch, *paths: Path, reader=readers.steady, seconds: float = 60.0, exam: Path = readers.EXAM, **options):
    calibration = read_calibration(data_folder("calibration"))
    return scan(paths, read_folder(exam), batch, calibration, workers=2, page_seconds=seconds, reader=reader, **options)


def ended(batch: Batch) -> list[PageResult]:
    return list(batch.results())


def lost(batch: Batch) -> list[Unread]:
    return [result for result in ended(batch) if isinstance(result, Unread) and result.reason is not Reason.BLANK_PAGE]


def test_every_page_ends_as_a_row_in_its_order(batch: Batch, pdf: Path) -> None:
    done = run(batch, pdf)
    assert (done.files, done.pages, done.known) == (1, PAGES, 0)
    assert [(result.ref.file, result.ref.page) for result in ended(batch)] == [("stack.pdf", page) for page in range(1, PAGES + 1)]
    assert batch.meta("scan_state") == ENDED


@pytest.mark.parametrize(
    ("reader", "seconds", "reason"),
    [
        (readers.hangs, 1.0, Reason.TIME_LIMIT),
        (readers.dies, 60.0, Reason.WORKER_DIED),
        (readers.swells, 60.0, Reason.WORKER_DIED),
        (readers.stumbles, 60.0, Reason.WORKER_DIED),
        (readers.loses_its_file, 60.0, Reason.UNREADABLE_FILE),
    ],
)
def test_a_page_that_cannot_be_read_is_named_and_the_rest_go_on(batch: Batch, pdf: Path, reader, seconds, reason) -> None:
    run(batch, pdf, reader=reader, seconds=seconds)
    (bad,) = lost(batch)
    assert (bad.ref.page, bad.reason) == (readers.ODD, reason)
    assert bad.ref.scan, "a page that failed can still be spoken of by its id"
    assert bad.detail
    assert len(ended(batch)) == PAGES


def test_a_page_that_only_the_run_failed_on_is_read_by_the_next_run(batch: Batch, pdf: Path) -> None:
    run(batch, pdf, reader=readers.dies)
    assert run(batch, pdf).pages == 1
    assert lost(batch) == []


def test_the_same_file_twice_is_read_once(batch: Batch, pdf: Path) -> None:
    run(batch, pdf)
    done = run(batch, pdf, reader=readers.stumbles)
    assert (done.pages, done.known) == (0, PAGES)


def test_the_same_file_under_another_name_gives_rows_of_its_own_without_being_read(batch: Batch, pdf: Path) -> None:
    run(batch, pdf)
    again = Path(shutil.copy(pdf, pdf.with_name("copy of stäck.pdf")))
    assert run(batch, again, reader=readers.stumbles).pages == 0
    names = [result.ref.file for result in ended(batch)]
    assert names == ["stack.pdf"] * PAGES + ["copy of stäck.pdf"] * PAGES
    assert {result.ref.scan for result in ended(batch)[:PAGES]} == {result.ref.scan for result in ended(batch)[PAGES:]}


def test_a_batch_of_many_files_is_not_asked_file_by_file(batch: Batch, pdf: Path, tmp_path: Path) -> None:
    folder = tmp_path / "single pages"
    folder.mkdir()
    for number in range(30):
        paper(folder / f"{number}.pdf", 1)
    run(batch, folder)
    asked = []
    event.listen(batch._engine, "after_cursor_execute", lambda *about: asked.append(about[2]))
    assert run(batch, pdf).known == 30
    assert len([one for one in asked if one.startswith("SELECT")]) < 25


def test_two_copies_in_one_folder_are_read_once(batch: Batch, pdf: Path, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    for name in ("a.pdf", "b.pdf"):
        shutil.copy(pdf, folder / name)
    assert run(batch, folder).pages == PAGES
    assert len(ended(batch)) == 2 * PAGES


def test_a_longer_file_under_the_same_name_is_read_as_well(batch: Batch, pdf: Path) -> None:
    run(batch, pdf)
    paper(pdf, PAGES + 1)
    assert run(batch, pdf).pages == PAGES + 1
    assert len(ended(batch)) == 2 * PAGES + 1


def test_a_run_with_other_files_finishes_what_an_earlier_one_left(batch: Batch, pdf: Path, tmp_path: Path) -> None:
    batch.take_in(pdf, "stack.pdf")
    run(batch, paper(tmp_path / "more.pdf", 2))
    assert len(ended(batch)) == PAGES + 2


def test_a_file_that_vanishes_after_it_was_taken_in_changes_nothing(batch: Batch, pdf: Path, tmp_path: Path) -> None:
    batch.take_in(pdf, "stack.pdf")
    pdf.unlink()
    run(batch, paper(tmp_path / "more.pdf", 2))
    assert lost(batch) == []


def test_a_file_that_may_not_be_read_is_a_row(batch: Batch, pdf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take_in = Batch.take_in

    def refused(self: Batch, path: Path, name: str, **options: bool):
        if name == "locked.pdf":
            raise PermissionError(13, "Permission denied")
        return take_in(self, path, name, **options)

    monkeypatch.setattr(Batch, "take_in", refused)
    run(batch, pdf, paper(tmp_path / "locked.pdf", 2))
    assert [(one.ref.file, one.ref.page, one.reason) for one in lost(batch)] == [("locked.pdf", 0, Reason.UNREADABLE_FILE)]
    assert "Permission denied" in lost(batch)[0].detail


@pytest.mark.parametrize(("data", "reason"), [(b"", Reason.EMPTY_FILE), (b"no PDF at all", Reason.NOT_A_SCAN)])
def test_files_that_are_no_scans_are_a_row_each_and_the_others_are_read(batch: Batch, pdf: Path, tmp_path: Path, data, reason) -> None:
    for name in ("bad.pdf", "worse.pdf"):
        (tmp_path / name).write_bytes(data)
    run(batch, tmp_path / "bad.pdf", pdf, tmp_path / "worse.pdf")
    assert [one.reason for one in lost(batch)] == [reason] * 2
    assert len(ended(batch)) == PAGES + 2


def test_a_path_that_leads_nowhere_ends_the_command(batch: Batch, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gone\.pdf"):
        run(batch, tmp_path / "gone.pdf")


def test_a_batch_of_another_layout_is_refused_before_anything_is_read(batch: Batch, pdf: Path, tmp_path: Path) -> None:
    run(batch, pdf)
    exam = Path(shutil.copytree(readers.EXAM, tmp_path / "exam"))
    layout = exam / "layout.json"
    layout.write_text(layout.read_text(encoding="utf-8").replace('"size": [210', '"size": [211'), encoding="utf-8")
    assert layout.read_bytes() != (readers.EXAM / "layout.json").read_bytes()
    with pytest.raises(BadInput, match="not the one"):
        run(batch, pdf, exam=exam)


def test_every_page_of_every_file_is_in_the_page_sum(batch: Batch, pdf: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "letter.pdf").write_bytes(b"no PDF at all")
    shutil.copy(pdf, tmp_path / "copy.pdf")
    run(batch, pdf, tmp_path / "empty.pdf", tmp_path / "letter.pdf", tmp_path / "copy.pdf", reader=readers.dies)
    exam = read_folder(readers.EXAM)
    total = count(collation_of(batch, exam))
    assert total.total == len(ended(batch)) == 2 * PAGES + 2
    assert (total.read, total.blank, total.duplicate, total.rejected) == (17, 4, 18, 3), "the copy's blank pages are blank, the rest known"


def test_pages_that_are_files_of_their_own_are_stored_together_and_each_in_its_place(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, stored = Batch.put_together, []

    def counted(self: Batch, ended: list) -> None:
        stored.append(len(ended))
        put(self, ended)

    monkeypatch.setattr(Batch, "put_together", counted)
    files = [paper(tmp_path / "many" / f"{number:02}.pdf", 1 + number % 3) for number in range(24)]
    run(batch, *files)
    assert len([pages for pages in stored if pages]) <= 24 * 2 / CHUNK + 1
    assert [(one.ref.file, one.ref.page) for one in ended(batch)] == [
        (file.name, page) for number, file in enumerate(files) for page in range(1, 2 + number % 3)
    ]


def test_progress_ends_at_its_total(batch: Batch, pdf: Path) -> None:
    told: list[tuple[int, int]] = []
    calibration = read_calibration(data_folder("calibration"))
    for _ in range(2):
        exam = read_folder(readers.EXAM)
        scan([pdf], exam, batch, calibration, workers=2, reader=readers.steady, progress=lambda *at: told.append(at))
        assert told[-1] == (PAGES, PAGES)
    assert told == sorted(told)


def test_linked_scans_are_read_where_they_are(batch: Batch, pdf: Path) -> None:
    run(batch, pdf, linked=True)
    assert not list((batch.folder / "scans").glob("*.pdf"))
    assert len(ended(batch)) == PAGES


def test_pages_of_a_linked_file_that_changes_while_it_is_read_are_named_and_read_by_the_next_run(batch: Batch, pdf: Path) -> None:
    run(batch, pdf, linked=True, reader=readers.meddles)
    assert {page.reason for page in lost(batch)} == {Reason.UNREADABLE_FILE}
    assert readers.ODD in {page.ref.page for page in lost(batch)}
    assert all("changed while it was read" in page.detail for page in lost(batch))
    assert len(ended(batch)) == PAGES
    named = len(lost(batch))
    assert run(batch, pdf, linked=True).pages == PAGES
    assert (len(ended(batch)), len(lost(batch))) == (2 * PAGES, named)


def test_an_exam_without_a_layout_is_refused(batch: Batch, pdf: Path, tmp_path: Path) -> None:
    for name in ("exam.yaml", "key.csv"):
        shutil.copyfile(readers.EXAM / name, tmp_path / name)
    with pytest.raises(UsageProblem, match=r"no layout\.json"):
        run(batch, pdf, exam=tmp_path)


def test_a_batch_is_of_one_exam_and_one_calibration(batch: Batch, pdf: Path) -> None:
    run(batch, pdf)
    exam, calibration = read_folder(readers.EXAM), read_calibration(data_folder("calibration"))
    other = replace(exam, exam=replace(exam.exam, name="IFT6390"))
    with pytest.raises(BadInput, match="a batch of the exam IFT6135, not of IFT6390"):
        scan([pdf], other, batch, calibration, reader=readers.steady)
    with pytest.raises(BadInput, match="was read with the calibration"):
        scan([pdf], exam, batch, replace(calibration, id="another"), reader=readers.steady)


def test_a_missing_reference_picture_ends_the_command_with_its_place(tmp_path: Path) -> None:
    exam = read_folder(readers.EXAM)
    assert exam.layout is not None
    half = PageHalf("IFT6135", tmp_path, exam.layout, read_calibration(data_folder("calibration")))
    with pytest.raises(BadExam, match=r"reference/1011-2\.png.*the reference of page 2 in layout\.json"):
        known_page(half, "1011", 2)
    assert known_page(replace(half, folder=readers.EXAM), "1011", 2).seen


def test_a_full_disk_stops_the_run_and_a_later_one_finishes_it(batch: Batch, pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put, calls = Batch.put_together, []

    def full(self: Batch, *arguments) -> None:
        calls.append(1)
        if len(calls) > 2:
            raise BadInput("cannot write to the batch: No space left on device", "free some disk space")
        put(self, *arguments)

    monkeypatch.setattr("omr.scan.STORE_SECONDS", 0.0)
    monkeypatch.setattr(Batch, "put_together", full)
    with pytest.raises(BadInput, match="No space"):
        run(batch, pdf)
    assert batch.meta("scan_state") == RUNNING
    monkeypatch.undo()
    run(batch, pdf)
    assert len(ended(batch)) == PAGES
    assert all(isinstance(result, PageEvidence) or result.reason is Reason.BLANK_PAGE for result in ended(batch))


def killed_after(seconds: float, folder: Path, *paths: Path) -> bool:
    """Start a scan, kill it with all that it holds, and see that none of its processes stays. False if it ended before."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-m", "scan.readers", folder, *paths]
    started = subprocess.Popen(command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _, errors = started.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        started.kill()
        started.wait()
        _no_process_stays(started.pid)
        return True
    assert started.returncode == 0, errors.decode()
    return False


def _no_process_stays(group: int) -> None:
    """Workers of a killed run must notice and end by themselves."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("processes of a killed run are still there")


def interrupted(tmp_path: Path, moments: list[float]) -> None:
    one, two = paper(tmp_path / "one.pdf", 40), paper(tmp_path / "two.pdf", 13)
    whole = Batch.open(tmp_path / "whole", create=True)
    run(whole, one, two)
    kills = 0
    for number, moment in enumerate(moments):
        folder = tmp_path / f"cut{number // 4}"
        kills += killed_after(moment, folder, one, two)
    assert kills, "no run was caught before its end"
    for folder in tmp_path.glob("cut*"):
        cut = Batch.open(folder, create=True)
        run(cut, one, two)
        assert ended(cut) == ended(whole)
        assert not list((folder / "scans").glob(".part*")), "half a file stays"


def test_a_run_killed_at_some_moments_comes_to_the_same_in_the_end(tmp_path: Path) -> None:
    interrupted(tmp_path, [0.9, 1.4])


@pytest.mark.long
def test_a_run_killed_at_a_hundred_random_moments_comes_to_the_same_in_the_end(tmp_path: Path) -> None:
    moments = random.Random(1)
    interrupted(tmp_path, [moments.uniform(0.1, 3.0) for _ in range(100)])


class Killer:
    """Kills -9 one of the reading processes after each random pause, but at most twice before another page was read."""

    def __init__(self, moments: random.Random) -> None:
        self.killed = 0
        self._moments, self._over, self._spared = moments, threading.Event(), 0
        self._thread = threading.Thread(target=self._kill)

    def progress(self, _done: int, _total: int) -> None:
        self._spared = 2

    def _kill(self) -> None:
        while not self._over.wait(self._moments.uniform(0.0, 2.0)):
            servers = psutil.Process().children()
            workers = [worker for server in servers for worker in server.children()]  # the fork server's, and not itself
            if workers and self._spared:
                self._spared -= 1
                self.killed += 1
                with contextlib.suppress(psutil.NoSuchProcess):
                    self._moments.choice(workers).kill()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def written(batch: Batch) -> dict[str, bytes]:
    now = reading(batch, exam_of(batch), read_calibration(data_folder("calibration")))
    return {file.name: file.read_bytes() for file in results(batch, now).files}


def workers_die(tmp_path: Path, kills: int, pages: int) -> None:
    one, two = paper(tmp_path / "one.pdf", pages), paper(tmp_path / "two.pdf", 13)
    whole = Batch.open(tmp_path / "whole", create=True)
    run(whole, one, two)
    moments, killed = random.Random(2), 0
    for number in range(kills):
        batch = Batch.open(tmp_path / f"batch{number}", create=True)
        with Killer(moments) as killer:
            run(batch, one, two, reader=readers.slow, seconds=5.0, progress=killer.progress)
        killed += killer.killed
        assert len(ended(batch)) == pages + 13, "a page whose process was killed is named all the same"
        assert {page.reason for page in lost(batch)} <= {Reason.WORKER_DIED}
        run(batch, one, two)
        assert ended(batch) == ended(whole)
        assert written(batch) == written(whole)
        if killed >= kills:
            return
    raise AssertionError(f"only {killed} workers were caught")


@pytest.mark.long
def test_workers_killed_at_random_moments_cost_nothing_in_the_end(tmp_path: Path) -> None:
    workers_die(tmp_path, 2, 200)


@pytest.mark.long
def test_a_hundred_workers_killed_at_random_moments_cost_nothing_in_the_end(tmp_path: Path) -> None:
    workers_die(tmp_path, 100, 600)


def test_a_process_killed_as_it_is_made_costs_nothing(batch: Batch, pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, killed = WorkerManager.new_worker, [1, 2]

    def new_worker(manager: WorkerManager) -> None:
        if killed:
            killed.pop()
            raise BrokenProcessPool
        made(manager)

    monkeypatch.setattr(WorkerManager, "new_worker", new_worker)
    run(batch, pdf)
    assert not killed
    assert len(ended(batch)) == PAGES
    assert not lost(batch)


def test_processes_that_always_end_at_once_are_told_with_a_remedy(batch: Batch, pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omr.scan.begin", os._exit)
    with pytest.raises(BadInput, match=r"end as soon as they start(.|\n)*--workers 1"):
        run(batch, pdf)
    monkeypatch.undo()
    run(batch, pdf)
    assert len(ended(batch)) == PAGES


def test_more_processes_than_the_machine_can_use_are_not_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert [processes_for(workers) for workers in (0, 1, 3, 8, 999)] == [2, 1, 3, 8, 8]
