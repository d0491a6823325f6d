"""The committed stack is what its generator makes, and shows what an office's stack must show."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest

from omr.files import data_folder, read_decisions, read_folder
from omr.model.exam import ItemRef
from tests import make_stack

BYTES, DATA_BYTES = 7_000_000, 10_000_000
"""Of the sample exam, and of all that the wheel carries beside the program."""
SAME_LEVELS = 1.0
"""Mean difference in grey levels that other versions of OpenCV and PDFium may make."""


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[make_stack.Stack, Path]:
    stack = make_stack.make(read_folder(make_stack.EXAM))
    out = tmp_path_factory.mktemp("stack")
    make_stack.write(stack, out)
    return stack, out


def pictures(path: Path) -> Iterator[np.ndarray]:
    with pdfium.PdfDocument(path) as document:
        for page in document:
            yield next(iter(page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]))).get_bitmap(render=False).to_numpy()


def rows(name: str) -> list[dict[str, str]]:
    with (make_stack.EXAM / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.long
@pytest.mark.parametrize("name", ["truth.csv", "truth_pages.csv"])
def test_the_committed_tables_are_what_the_seed_makes(made, name):
    assert (made[1] / name).read_bytes() == (make_stack.EXAM / name).read_bytes()


@pytest.mark.long
def test_the_committed_decisions_are_the_truth_and_hold_all_that_the_seed_makes(made):
    stack, out = made
    every = frozenset((row.sheet, row.section, row.item) for sheet in stack.sheets for row in sheet.rows)
    true = {(d.sheet, d.section, d.item, d.value) for d in make_stack.decisions(stack, every)}
    kept = {(d.sheet, d.section, d.item, d.value) for d in read_decisions(make_stack.EXAM / "decisions.csv")}
    assert {(d.sheet, d.section, d.item, d.value) for d in read_decisions(out / "decisions.csv")} <= kept <= true


@pytest.mark.long
def test_the_committed_scans_are_what_the_seed_makes(made):
    scans = (folder / "scans" / make_stack.STACK for folder in (made[1], make_stack.EXAM))
    for fresh, kept in zip(*map(pictures, scans), strict=True):
        assert fresh.shape == kept.shape
        assert cv2.absdiff(fresh, kept).mean() < SAME_LEVELS


def test_the_sample_stays_small():
    assert size_of(make_stack.EXAM) <= BYTES


def test_what_the_wheel_carries_stays_within_ten_megabytes():
    assert sum(size_of(data_folder(name)) for name in ("calibration", "sample_scans")) <= DATA_BYTES


def size_of(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_the_stack_holds_every_sheet_twice_sided_with_its_troubles():
    pages = rows("truth_pages.csv")
    sides = Counter((row["sheet"], row["form_page"]) for row in pages if row["sheet"])
    assert len(sides) == 48
    assert sorted(sides.values())[-2:] == [1, 2]
    assert len({row["sheet"] for row in pages if "upside_down" in row["defects"]}) == 2
    assert sum("staple" in row["defects"] for row in pages) == 2
    assert [row["defects"] for row in pages if not row["sheet"]] == ["blank", "other_exam"]


def test_the_stack_shows_every_kind_of_answer():
    kinds = Counter(kind for row in rows("truth.csv") for kind in row["mark_kinds"].split("+"))
    for kind in ("double", "none", "cancelled", "erased", "light", "rested", "fluid", "tick", "cross", "dot", "fill", "scribble", "slash"):
        assert kinds[kind], kind


def test_two_students_of_two_forms_know_the_same():
    truth: dict[str, dict[ItemRef, str]] = {}
    forms = {}
    for row in rows("truth.csv"):
        truth.setdefault(row["sheet"], {})[ItemRef(row["section"], row["item"])] = row["response"]
        forms[row["sheet"]] = row["form"]
    one, two = (read_folder(make_stack.EXAM).sheets[place].serial for place in make_stack.TWINS)
    assert truth[one] == truth[two]
    assert (forms[one], forms[two]) == ("1011", "1012")


def test_every_written_number_and_every_ambiguous_item_is_decided():
    decided = {(d.sheet, d.section, d.item) for d in read_decisions(make_stack.EXAM / "decisions.csv")}
    for row in rows("truth.csv"):
        if row["section"] == "2" or row["response"] == "ambiguous":
            assert (row["sheet"], row["section"], row["item"]) in decided
