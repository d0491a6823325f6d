"""Real scans of somebody else's form with ArUco corners and without a code are registered on their circles."""

from __future__ import annotations

from pathlib import Path

import pytest
from real import real_folder

from omr.files import read_layout
from omr.ingest import Source, ingest, survey
from omr.model.page import RegisteredPage, Scan
from omr.register import register

LAYOUT = Path(__file__).parents[1] / "real_exams" / "dots-crosses-80q" / "layout.json"
LARGEST_MM = 0.25
"""Measured 0.08 to 0.16 on the six pages."""


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
