"""The shape reader alone on single crops of real check boxes, of which no layout exists. ``python tests/bench/crops.py``.

A crop says nothing of where its box was printed, so its outline is looked for first; a crop without one is not accepted, nor one so coarse
that a page of it would be doubted as a whole. The shared crops stay where they are (OMR_REAL, or ``../shared/real``).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import cv2
import numpy as np
from figures import asking, write
from real import real_root

from omr.files import data_folder, read_calibration
from omr.imaging import sample
from omr.interpret.agree import SURE
from omr.model.calibration import Calibration
from omr.model.exam import Shape
from omr.model.layout import REFERENCE_PX_PER_MM, Box, Field, FieldKind, LayoutOption, LayoutPage
from omr.model.page import Gray, Transform
from omr.read.expected import SIDE, expected
from omr.read.look import MM_PER_INCH
from omr.read.measure import measure_patches
from omr.read.shape import shape_scores

CLASSES = {"checked": True, "open": False}
SIDE_MM = 4.0
"""What a box's height is taken to be: a crop has no scale."""
HEIGHTS, ASPECTS = tuple(0.2 + 0.06 * step for step in range(13)), (0.7, 0.8, 0.9, 1.0, 1.12, 1.25, 1.4)
"""Outlines looked for: their heights, of the crop's shorter side, and their widths over it."""
LINES = (0.06, 0.1, 0.15, 0.22)
"""Widths of their lines, of their heights."""
LEAST_LIKENESS = 0.35
"""Correlation with a drawn outline from which a crop is taken to show one."""
FINE = 96
"""Pixels of a crop's shorter side, enlarged, so that outlines of 9 pixels can be placed."""


@dataclass(frozen=True, slots=True)
class Crop:
    """One crop: its name, whether it is checked, the outline's likeness and P(not empty); None where it was not looked at."""

    name: str
    checked: bool
    likeness: float
    score: float | None


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline that a crop seems to show: its likeness, its place in pixels and its line's width."""

    likeness: float
    box: Box
    line: int


def outline_in(image: Gray) -> Outline:
    """The outline that a crop most likely shows."""
    rows, columns = image.shape
    best = Outline(-1.0, Box(0.0, 0.0, 1.0, 1.0), 1)
    heights = [round(share * min(rows, columns)) for share in HEIGHTS]
    for height, aspect, thin in product(heights, ASPECTS, LINES):
        width, line = round(aspect * height), max(2, round(thin * height))
        if width + 2 * line <= columns and height + 2 * line <= rows:
            found = cv2.matchTemplate(image, drawn(width, height, line, line), cv2.TM_CCOEFF_NORMED)
            _, likeness, _, (x, y) = cv2.minMaxLoc(found)
            if likeness > best.likeness:
                best = Outline(likeness, Box(float(x + line), float(y + line), float(width), float(height)), line)
    return best


def drawn(width: int, height: int, line: int, edge: int) -> Gray:
    """A picture of such an outline with ``edge`` pixels of paper around it."""
    picture = np.full((height + 2 * edge, width + 2 * edge), 255, np.uint8)
    picture[edge : edge + height, edge : edge + width] = 0
    picture[edge + line : edge + height - line, edge + line : edge + width - line] = 255
    return picture


def score(image: Gray, seen: Outline, calibration: Calibration) -> float:
    """What the shape reader says of the box at that place, as on a page that holds nothing else."""
    box, scale = seen.box, seen.box.h / SIDE_MM
    edge = round(SIDE_MM * scale)
    option = LayoutOption("A", Shape.BOX, Box(SIDE_MM, SIDE_MM, box.w / scale, SIDE_MM))
    blank = drawn(round(box.w), round(box.h), seen.line, edge)
    rows, columns = blank.shape
    page = LayoutPage(1, (columns / scale, rows / scale), (), (Field(FieldKind.CHOICE, option.box, "1", "1", options=(option,)),))
    fine = cv2.resize(blank, None, fx=REFERENCE_PX_PER_MM / scale, fy=REFERENCE_PX_PER_MM / scale, interpolation=cv2.INTER_AREA)
    known = expected(page, np.asarray(fine, np.uint8))
    placed = np.array([[scale, 0, box.x - edge - 0.5], [0, scale, box.y - edge - 0.5], [0, 0, 1.0]])
    inside = np.full_like(image, 255)  # what stands around it may be print or mark: nobody knows without the blank form
    left, top, right, bottom = round(box.x), round(box.y), round(box.x + box.w), round(box.y + box.h)
    inside[top:bottom, left:right] = image[top:bottom, left:right]
    patches = sample(inside, Transform(placed, np.zeros((2, 6)), page.size), known.boxes, SIDE, known.margin)
    measured = measure_patches(patches, known)
    looked = np.zeros(1, np.bool_), calibration.shape_model, np.zeros(1, np.float32), ()
    return float(1 - shape_scores(measured.dark, measured.printed, *looked)[0, 0])


def crops(calibration: Calibration) -> Iterator[Crop]:
    """Every crop, in order."""
    for kind, checked in CLASSES.items():
        for place in sorted((real_root() / "checkbox-crops" / kind).iterdir()):
            image = cv2.imread(str(place), cv2.IMREAD_GRAYSCALE)
            assert image is not None, place
            fine = np.asarray(cv2.resize(image, None, fx=(k := FINE / min(image.shape)), fy=k, interpolation=cv2.INTER_LINEAR), np.uint8)
            seen = outline_in(fine)
            shown = seen.likeness >= LEAST_LIKENESS and seen.box.h / k / SIDE_MM * MM_PER_INCH >= calibration.page_range.least_dpi
            yield Crop(f"{kind}/{place.name}", checked, seen.likeness, score(fine, seen, calibration) if shown else None)


def main() -> None:
    parser = asking(__doc__, "the same: it takes seconds")
    parser.add_argument("--calibration", type=Path)
    parser.add_argument("--lines", action="store_true", help="print every crop that was read wrongly or not accepted")
    options = parser.parse_args()
    if not real_root().is_dir():
        sys.exit(f"REAL SCANS ABSENT: {real_root()} is not there; set OMR_REAL")
    calibration = read_calibration(options.calibration or data_folder("calibration"))
    lines = calibration.thresholds
    found = list(crops(calibration))
    figures: dict[str, dict[str, float]] = {}
    for kind, checked in CLASSES.items():
        here = [one for one in found if one.checked is checked]
        seen = [one for one in here if one.score is not None]
        accepted = [one for one in seen if one.score is not None and not lines.empty < min(max(one.score, SURE), 1 - SURE) < lines.marked]
        right = [one for one in accepted if one.score is not None and (one.score >= lines.marked) is checked]
        share = f"{len(right)} right ({len(right) / max(1, len(accepted)):.1%}); not accepted {1 - len(accepted) / len(here):.1%}"
        print(f"{kind}: {len(here)} crops, {len(here) - len(seen)} without an outline or too coarse; accepted {len(accepted)}, {share}")
        figures[kind] = {"crops": len(here), "outlines": len(seen), "accepted": len(accepted), "right": len(right)}
        for one in here if options.lines else ():
            if one not in right:
                print(f"  {one.name}: likeness {one.likeness:.2f}, " + ("not looked at" if one.score is None else f"score {one.score:.3f}"))
    write(options.json, {"seed": None, "crops": figures})


if __name__ == "__main__":
    main()
