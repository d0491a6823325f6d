"""Whatever a file was made to do, it ends as rows with a reason, within seconds and within a worker's memory."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.fuzz import Guard
from ingest.encoders import ALL, packed
from ingest.hostile import HOSTILE, forms_within_forms, tiff_of_many_directories
from scan import readers

from omr.files import data_folder, read_calibration, read_folder
from omr.model.page import Reason, Unread
from omr.page_half import read_page
from omr.scan import scan
from omr.store import Batch

MOST_MB = 1500
"""What opening the worst of them may take; an honest page of 150 megapixels takes 900."""

SLOW = {"PDF: one image drawn 200,000 times", "PDF: 300,000 objects without an end"}
"""They take five seconds each."""


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    child = Guard()
    yield child
    child.stop()


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.long) if name in SLOW else name for name in HOSTILE])
def test_a_hostile_file_is_rejected_or_read_within_limits(name: str, guard: Guard, tmp_path: Path) -> None:
    make, endings = HOSTILE[name]
    (tmp_path / "scan").write_bytes(make())
    failure, rows = guard.rows(tmp_path / "scan")
    assert not failure
    assert rows
    assert set(rows) <= endings
    assert len(rows) < 20
    assert guard.peak_mb < MOST_MB


@pytest.mark.parametrize("name", ALL)
def test_a_file_cut_at_any_byte_is_rows(name: str, guard: Guard, tmp_path: Path) -> None:
    whole, rng = packed(name), random.Random(name)
    for _ in range(8):
        (tmp_path / "scan").write_bytes(whole[: rng.randrange(1, len(whole))])
        failure, rows = guard.rows(tmp_path / "scan")
        assert not failure
        assert rows


@pytest.mark.long
def test_a_file_that_hangs_when_opened_and_a_page_that_hangs_cost_themselves_alone(tmp_path: Path) -> None:
    """The survey too runs where it can be ended: the command itself opens no PDF and no TIFF."""
    names = {
        "1 good.pdf": packed("JPEG"),
        "2 chain.tif": tiff_of_many_directories(),
        "3 forms.pdf": forms_within_forms(),
        "4 good.tif": packed("TIFF G4"),
    }
    for name, data in names.items():
        (tmp_path / name).write_bytes(data)
    batch = Batch.open(tmp_path / "batch", create=True)
    calibration = read_calibration(data_folder("calibration"))
    paths = [tmp_path / name for name in names]
    scan(paths, read_folder(readers.EXAM), batch, calibration, workers=1, page_seconds=2.0, reader=read_page)
    ended = [(one.ref.file, one.ref.page, one.reason if isinstance(one, Unread) else "read") for one in batch.results()]
    assert ended[0] == ("1 good.pdf", 1, "read")
    assert ended[1] == ("2 chain.tif", 0, Reason.TIME_LIMIT)
    assert ended[2] in {("3 forms.pdf", 1, Reason.TIME_LIMIT), ("3 forms.pdf", 1, Reason.TOO_LARGE)}
    assert ended[3] == ("4 good.tif", 1, "read")


def test_a_file_that_could_not_be_opened_in_time_is_opened_by_the_next_run(tmp_path: Path) -> None:
    (tmp_path / "long.tif").write_bytes(tiff_of_many_directories(60_000))
    batch = Batch.open(tmp_path / "batch", create=True)
    taken = batch.take_in(tmp_path / "long.tif", "long.tif")
    calibration = read_calibration(data_folder("calibration"))
    exam = read_folder(readers.EXAM)
    scan([], exam, batch, calibration, workers=1, page_seconds=1.0, reader=readers.steady)
    assert [(one.ref.page, one.reason) for one in batch.results() if isinstance(one, Unread)] == [(0, Reason.TIME_LIMIT)]
    taken.place.write_bytes(packed("TIFF G4"))  # stands for a machine that is less busy
    scan([], exam, batch, calibration, workers=1, reader=readers.steady)
    assert [one.ref.page for one in batch.results()] == [1]
