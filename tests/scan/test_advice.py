"""Defects of a scanner, made by code on the sample's own pages, come out as advice; good stacks come out without."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from ingest.files import encoded, pdf
from real import real_folder

from omr.advise import Advice, named, scan_again
from omr.files import data_folder, read_calibration, read_folder
from omr.ingest import Kind, Source, ingest
from omr.model.page import Gray, PageEvidence, Scan
from omr.results import advice_of, collation_of, exam_of
from omr.scan import scan
from omr.simulate import EVERYDAY, Respondent, encode, know, simulate, write_pdf
from omr.store import Batch

EXAM = data_folder("sample_scans") / "ift6135"
STACK = EXAM / "scans" / "stack.pdf"
DPI = 150
STREAK_PX = 610


@cache
def answer_pages() -> list[int]:
    """The stack's answer pages at 150 dpi, one of each sheet."""
    with (EXAM / "truth_pages.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["sheet"] and (row["form_page"], row["dpi"]) == ("2", str(DPI))]
    return [int(page) for page in {row["sheet"]: row["page"] for row in rows}.values()]


def answer(number: int) -> Gray:
    """The picture of the n-th of these pages."""
    got = ingest(Source(STACK, "stack.pdf", answer_pages()[number], Kind.PDF))
    assert isinstance(got, Scan)
    return got.image


def write(path: Path, images: Sequence[Gray], dpi: int = DPI) -> Path:
    path.write_bytes(pdf(*(encoded(image, quality=60, dpi=(dpi, dpi)) for image in images)))
    return path


def advised(folder: Path, *paths: Path, exam: Path = EXAM) -> list[Advice]:
    batch = Batch.open(folder, create=True)
    scan(paths, read_folder(exam), batch, read_calibration(data_folder("calibration")), workers=1)
    return list(advice_of(batch, collation_of(batch, exam_of(batch))))


def streaked(image: Gray) -> Gray:
    dirty = image.copy()
    dirty[:, STREAK_PX : STREAK_PX + 2] = cv2.subtract(dirty[:, STREAK_PX : STREAK_PX + 2], 70)
    return dirty


def darkened(image: Gray) -> Gray:
    return np.asarray(cv2.convertScaleAbs(image, alpha=0.6), dtype=np.uint8)


def faded(image: Gray) -> Gray:
    return np.asarray(cv2.convertScaleAbs(image, alpha=0.2, beta=204), dtype=np.uint8)


def cut(image: Gray) -> Gray:
    """The page laid so far off the glass that its left markers are half gone."""
    return np.ascontiguousarray(image[:, round(16 / 25.4 * DPI) :])


def turned(image: Gray) -> Gray:
    rows, columns = image.shape
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), 4.5, 0.94)
    return np.asarray(cv2.warpAffine(image, turn, (columns, rows), borderValue=(250,)), dtype=np.uint8)


def test_a_streak_on_a_run_of_pages_is_told_with_its_place_and_pages(tmp_path: Path) -> None:
    images = [streaked(answer(number)) if 2 <= number < 9 else answer(number) for number in range(11) if number not in {1, 6}]
    (advice,) = advised(tmp_path / "batch", write(tmp_path / "pile é.pdf", images))
    assert advice.about == f"a dark line {STREAK_PX / DPI * 25.4:.0f} mm from the left edge, at the same place on many scans"
    assert named(advice.scans) == "pile é.pdf p. 2–7"
    assert not advice.again


@pytest.mark.parametrize(
    ("defect", "about"),
    [(darkened, "too dark"), (faded, "too pale"), (cut, "cut off at a corner"), (turned, "more askew than the others")],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_one_bad_page_among_good_ones_is_told(tmp_path: Path, defect: Callable[[Gray], Gray], about: str) -> None:
    images = [defect(answer(number)) if number == 5 else answer(number) for number in range(9)]
    advice = [one for one in advised(tmp_path / "batch", write(tmp_path / "stack.pdf", images)) if one.about != "rejected scans"]
    assert [(one.about, named(one.scans)) for one in advice] == [(about, "stack.pdf p. 6")]


def test_a_coarse_scan_is_told(tmp_path: Path) -> None:
    coarse = np.asarray(cv2.resize(answer(0), None, fx=2 / 3, fy=2 / 3, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    advice = advised(tmp_path / "batch", write(tmp_path / "coarse.pdf", [coarse], dpi=100))
    assert [(one.about, one.again) for one in advice] == [("resolution below 150 dpi", False)]


def test_the_sample_stack_needs_no_advice_though_one_page_of_another_exam_is_rejected(tmp_path: Path) -> None:
    assert advised(tmp_path / "batch", STACK) == []


@pytest.mark.real
def test_the_real_scans_need_none_but_for_the_one_of_96_dpi(tmp_path: Path) -> None:
    exam = Path(__file__).parents[1] / "real_exams" / "dots-crosses-80q"
    advice = advised(tmp_path / "batch", real_folder("dots-crosses-80q") / "scans.pdf", exam=exam)
    assert [(one.about, named(one.scans)) for one in advice] == [("resolution below 150 dpi", "scans.pdf p. 6")]
    assert scan_again(advice) == ()


@pytest.mark.parametrize(("chance", "seen"), [(1.0, True), (0.0, False)])
def test_a_simulated_scanners_streaks_are_measured_and_a_clean_one_has_none(tmp_path: Path, chance: float, seen: bool) -> None:
    folder = read_folder(EXAM)
    table = replace(EVERYDAY, p_streak=chance, dpi={"200": 1}, modes={"grey": 1}, paper=(215.0, 225.0), gain=(1.0, 1.0), p_upside_down=0.0)
    owners = folder.sheets[:3]
    people = {
        one.serial: Respondent(know(np.random.default_rng(5), folder.exam, folder.key, 0.8, table), "N. N.", one.student_number)
        for one in owners
    }
    pdfs = {form.code: EXAM / "sheets" / f"{form.code}.pdf" for form in folder.exam.forms}
    assert folder.layout is not None
    sides = [side for made in simulate(folder.exam, folder.layout, pdfs, owners, people, table=table, seed=5) for side in made.pages]
    write_pdf([(encode(side), side.dpi) for side in sides], tmp_path / "scans.pdf")
    batch = Batch.open(tmp_path / "batch", create=True)
    scan([tmp_path / "scans.pdf"], folder, batch, read_calibration(data_folder("calibration")), workers=1)
    pages = [page for page in batch.results() if isinstance(page, PageEvidence) and page.boxes]
    assert len(pages) == 3
    assert [bool(page.look.streaks) for page in pages] == [seen] * 3
    assert all(page.look.paper is not None and 200 < page.look.paper < 235 for page in pages)
