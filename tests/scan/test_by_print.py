"""A form without any marker of ours, from its blank picture to its answers, through the page half."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from omr.files import data_folder, read_calibration, read_folder
from omr.ingest import Source
from omr.ingest.source import Kind
from omr.model.layout import REFERENCE_PX_PER_MM, FieldKind, Layout
from omr.model.page import PageEvidence, PageHalf
from omr.page_half import read_page
from omr.review import Scans


def test_the_marks_of_a_page_without_markers_are_read_and_found_again_for_a_grader(tmp_path: Path) -> None:
    folder = read_folder(data_folder("sample_scans") / "ift6135")
    assert folder.layout is not None
    page = folder.layout.page("1011", 2)
    picture = cv2.imread(str(folder.folder / page.reference), cv2.IMREAD_GRAYSCALE)
    for box in [marker.box for marker in page.markers] + [field.box for field in page.fields if field.kind is FieldKind.CODE]:
        x, y, w, h = (round(side * REFERENCE_PX_PER_MM) for side in (box.x, box.y, box.w, box.h))
        picture[max(0, y - 4) : y + h + 4, max(0, x - 4) : x + w + 4] = 255
    cv2.imwrite(str(tmp_path / "blank.png"), picture)
    fields = tuple(field for field in page.fields if field.kind is not FieldKind.CODE)
    plain = replace(page, markers=(), fields=fields, reference="blank.png")
    scan = cv2.resize(picture, None, fx=200 / 25.4 / REFERENCE_PX_PER_MM, fy=200 / 25.4 / REFERENCE_PX_PER_MM, interpolation=cv2.INTER_AREA)
    for field in plain.choices:  # the first option of every item is crossed
        (x, y), reach = field.options[0].box.centre, 0.35 * field.options[0].box.w
        at = [
            tuple(np.rint(np.array(point) * 200 / 25.4).astype(int).tolist())
            for point in ((x - reach, y - reach), (x + reach, y + reach), (x - reach, y + reach), (x + reach, y - reach))
        ]
        cv2.line(scan, at[0], at[1], 40, 4, cv2.LINE_AA)
        cv2.line(scan, at[2], at[3], 40, 4, cv2.LINE_AA)
    cv2.imwrite(str(tmp_path / "scan.png"), np.rot90(scan, 2))
    half = PageHalf("e", tmp_path, Layout({"1011": (plain,)}), read_calibration(data_folder("calibration")))
    read = read_page(Source(tmp_path / "scan.png", "scan.png", 1, Kind.PNG), half)
    assert isinstance(read, PageEvidence)
    first = {(field.section, field.item, field.options[0].label) for field in plain.choices}
    for box in read.boxes:
        marked = (box.section, box.item, box.label) in first
        assert (min(box.ink, box.shape) > 0.9) if marked else (max(box.ink, box.shape) < 0.1), box
    again = Scans([("scan.png", tmp_path / "scan.png")], "e", half.layout, tmp_path).registered(read.ref)
    assert again is not None, "a crop can be shown"
    assert again.residual_mm == pytest.approx(read.residual_mm, abs=0.001)
