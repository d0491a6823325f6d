"""Scans that come later, again, or under another name, through the real readers: nothing read is lost and no decision forgotten."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest

from omr.files import data_folder, read_calibration, read_folder
from omr.ingest import Source, ingest
from omr.ingest.source import Kind
from omr.model.page import Scan
from omr.model.response import Decision, Response, ResponseStatus, Target
from omr.results import Reading, count, exam_of, reading, results
from omr.review import bind
from omr.scan import scan
from omr.store import Batch

EXAM = data_folder("sample_scans") / "ift6135"
CALIBRATION = read_calibration(data_folder("calibration"))
SHEET = "A0001B"
PAGES = (25, 26)
"""Where that sheet's cover and answers stand in the sample's stack."""
ITEM, OTHER = ("1", "a"), ("1", "b")


def cut(target: Path, pages: Sequence[int]) -> Path:
    """Some pages of the sample's stack as a file of their own; the scans in it stay the same bytes."""
    whole, part = pdfium.PdfDocument(EXAM / "scans" / "stack.pdf"), pdfium.PdfDocument.new()
    part.import_pages(whole, [page - 1 for page in pages])
    part.save(target)
    return target


def scanned_again(target: Path, page: int) -> Path:
    """The same paper from another pass through the scanner: a little lower on the glass, a little darker."""
    image = ingest(Source(EXAM / "scans" / "stack.pdf", "stack.pdf", page, Kind.PDF))
    assert isinstance(image, Scan)
    moved = np.roll(image.image, 7, axis=0)
    cv2.imwrite(str(target), np.clip(moved.astype(int) - 3, 0, 255).astype(np.uint8))
    return target


def run(batch: Batch, *files: Path) -> Reading:
    scan(files, read_folder(EXAM), batch, CALIBRATION, workers=1)
    return reading(batch, exam_of(batch), CALIBRATION)


def written(batch: Batch) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in results(batch, reading(batch, exam_of(batch), CALIBRATION)).files}


def response(now: Reading, item: tuple[str, str]) -> Response:
    (found,) = [one for one in now.responses if one.sheet == SHEET and (one.section, one.item) == item]
    return found


def states(now: Reading) -> list[tuple[str, str]]:
    return [(row.ref.file, "/".join(filter(None, (row.status.value, row.reason)))) for row in now.collation.pages]


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return Batch.open(tmp_path / "batch", create=True)


def test_scans_that_come_later_give_the_same_results_as_all_at_once(batch: Batch, tmp_path: Path) -> None:
    first, second = cut(tmp_path / "one.pdf", PAGES[:1]), cut(tmp_path / "two.pdf", PAGES[1:])
    early = run(batch, first)
    assert early.collation.sheets[0].problems == ("page 2 is missing",)
    assert {one.status for one in early.responses} == {ResponseStatus.UNSURE}
    late = run(batch, second)
    assert late.collation.sheets[0].problems == ()
    at_once = Batch.open(tmp_path / "at once", create=True)
    run(at_once, first, second)
    assert written(batch) == written(at_once)


def test_the_same_file_under_another_name_changes_no_response(batch: Batch, tmp_path: Path) -> None:
    file = cut(tmp_path / "stack.pdf", PAGES)
    before_responses = tuple(run(batch, file).responses)
    after = run(batch, Path(shutil.copy(file, tmp_path / "copie du 3 avril.pdf")))
    assert states(after) == [("stack.pdf", "read")] * 2 + [("copie du 3 avril.pdf", "duplicate/same_image")] * 2
    assert tuple(after.responses) == before_responses
    assert after.collation.sheets[0].problems == ()


def test_a_page_scanned_again_replaces_the_first_and_asks_what_was_decided_on_it_anew(batch: Batch, tmp_path: Path) -> None:
    file = cut(tmp_path / "stack.pdf", PAGES)
    before = run(batch, file)
    old = response(before, ITEM)
    assert old.ref is not None
    assert old.response == "T"
    on_the_scan = Decision(Target.ITEM, "F", SHEET, *ITEM, who="kim", when="2026-04-01", based_on=old.ref.scan)
    unsaid = Decision(Target.ITEM, "omitted", SHEET, *OTHER, who="kim", when="2026-04-01")
    (taken_in,) = bind([unsaid], (), before.collation.sheets, before.layout).decisions
    batch.decide([on_the_scan, taken_in])

    same = run(batch, file)
    assert response(same, ITEM).response == "F", "a re-run keeps every decision"
    assert states(same) == states(before)

    after = run(batch, scanned_again(tmp_path / "again.png", PAGES[1]))
    assert states(after) == [("stack.pdf", "read"), ("stack.pdf", "duplicate/superseded"), ("again.png", "read")]
    assert count(after.collation).total == 3
    asked = response(after, ITEM)
    assert (asked.status, asked.suggestion, asked.response) == (ResponseStatus.UNSURE, "F", "")
    assert "decided as 'F' by kim on an earlier scan" in asked.why
    other = response(after, OTHER)
    assert (other.status, other.suggestion) == (ResponseStatus.UNSURE, "omitted"), "a decision that names no scan was made on the first"
    unasked = [(one.section, one.item, one.response) for one in after.responses if (one.section, one.item) not in {ITEM, OTHER}]
    assert unasked == [(one.section, one.item, one.response) for one in before.responses if (one.section, one.item) not in {ITEM, OTHER}]
    assert set(batch.decisions()) == {on_the_scan, taken_in}

    batch.decide([Decision(Target.ITEM, "T", SHEET, *ITEM, who="lee", based_on=asked.ref.scan if asked.ref else "")])
    settled = response(run(batch, file), ITEM)
    assert (settled.response, settled.decided_by) == ("T", "lee")


def test_a_page_named_by_a_grader_keeps_its_name_in_later_runs(batch: Batch, tmp_path: Path) -> None:
    file = cut(tmp_path / "stack.pdf", PAGES)
    scans = [row.ref.scan for row in run(batch, file).collation.pages]
    batch.decide([Decision(Target.PAGE, f"1011/{page}/A00037", scan=scan, who="kim") for page, scan in enumerate(scans, 1)])
    for files in ([file], [cut(tmp_path / "more.pdf", [3, 4])]):
        now = run(batch, *files)
        assert now.collation.pages[0].sheet == now.collation.pages[1].sheet == "A00037"
        assert response_names(now) >= {"A00037"}
        assert SHEET not in response_names(now)


def response_names(now: Reading) -> set[str]:
    return {one.sheet for one in now.responses}
