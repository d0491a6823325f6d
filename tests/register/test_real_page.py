"""Real scans of other people's forms are registered on their circles: by ArUco corners, or by their print alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from real import real_folder

from omr.files import read_layout
from omr.ingest import Source, ingest, survey
from omr.learn import learn
from omr.model.page import RegisteredPage, Scan
from omr.register import Landmarks, register

LAYOUT = Path(__file__).parents[1] / "real_exams" / "dots-crosses-80q" / "layout.json"
LARGEST_MM = 0.25
"""Measured 0.08 to 0.16 on the six pages."""
LARGEST_LEARNED_MM = 0.35
"""Measured 0.07 to 0.11 on the form learned from a PDF, 0.17 to 0.27 on the one learned from a picture."""


@pytest.mark.real
def test_every_page_of_the_dots_and_crosses_is_registered() -> None:
    layout = read_layout(LAYOUT)
    sources = list(survey([real_folder("dots-crosses-80q") / "scans.pdf"]))
    assert len(sources) == 6
    for source in sources:
        assert isinstance(source, Source)
        scan = ingest(source)
        assert isinstance(scan, Scan)
        page = register(scan, "dots-crosses-80q", layout)
        assert isinstance(page, RegisteredPage), (page.reason, page.detail)
        assert page.residual_mm < LARGEST_MM
        assert page.code.serial == ""


@pytest.mark.long
@pytest.mark.real
@pytest.mark.parametrize("name", ["open-mcr-75q", "mcq-ocr-90q"])
def test_every_page_of_a_form_without_our_markers_is_found_by_its_print(name: str) -> None:
    folder = real_folder(name)
    (blank,) = folder.glob("blank.*")
    learned = learn([blank])
    known = {page.number: Landmarks(learned.references[page.reference]) for page in learned.layout.forms["1"]}
    for source in survey([folder / "scans"]):
        assert isinstance(source, Source)
        scan = ingest(source)
        assert isinstance(scan, Scan)
        page = register(scan, name, learned.layout, lambda _form, wanted: known[wanted.number])
        assert isinstance(page, RegisteredPage), (source.file, page.reason, page.detail)
        assert page.residual_mm < LARGEST_LEARNED_MM
