"""Writes the exam folder for the shared form ``dots-crosses-80q`` by measuring its blank PDF: ``python tests/real_exams/make.py``.

Only places in mm are kept, no piece of the form. The key is invented: the form came without one.
"""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np

from omr.files import write_layout
from omr.model.exam import Shape
from omr.model.layout import Box, Field, FieldKind, Layout, LayoutOption, LayoutPage, Marker
from omr.sheet import render_page

HERE = Path(__file__).resolve().parent
NAME = "dots-crosses-80q"
FORM = "SAW"
PX_PER_MM = 24.0
CIRCLE_MM = (4.0, 6.0)
ITEMS, ROWS, LABELS = 80, 20, "ABCD"


def circles(picture: np.ndarray) -> list[Box]:
    """Every ring of the form: a dark component that is as wide as high and mostly hollow."""
    dark = (picture < 128).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark)
    low, high = (side * PX_PER_MM for side in CIRCLE_MM)
    rings = [s for s in stats[1:] if low < s[2] < high and low < s[3] < high and abs(s[2] - s[3]) < 10 and s[4] < 0.4 * s[2] * s[3]]
    return [Box(*(round(float(v) / PX_PER_MM, 3) for v in (s[0], s[1], s[2], s[3]))) for s in rings]


def fields(boxes: list[Box]) -> tuple[Field, ...]:
    """80 items of 4 circles, in 4 columns of 20 rows, numbered downwards."""
    by_row = sorted(boxes, key=lambda box: box.y)
    rows = [sorted(by_row[i : i + 16], key=lambda box: box.x) for i in range(0, len(by_row), 16)]
    found = []
    for number in range(ITEMS):
        column, row = divmod(number, ROWS)
        four = rows[row][4 * column : 4 * column + 4]
        options = tuple(LayoutOption(label, Shape.CIRCLE, box) for label, box in zip(LABELS, four, strict=True))
        frame = Box(four[0].x, four[0].y, round(four[3].x + four[3].w - four[0].x, 3), four[0].h)
        found.append(Field(FieldKind.CHOICE, frame, "1", str(number + 1), options=options))
    return tuple(found)


def markers(picture: np.ndarray) -> tuple[Marker, ...]:
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50))
    corners, ids, _ = detector.detectMarkers(cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    found = {}
    for four, number in zip(corners, ids.ravel(), strict=True):
        points = (four.reshape(4, 2) + 0.5) * 2 / PX_PER_MM
        x, y = points.min(axis=0).round(2)
        w, h = (points.max(axis=0) - points.min(axis=0)).round(2)
        found[int(number)] = Marker(int(number), Box(float(x), float(y), float(w), float(h)))
    return tuple(found[number] for number in sorted(found))


def main() -> None:
    real = Path(os.environ.get("OMR_REAL") or HERE.parents[2] / "shared" / "real")
    pdf = (real / NAME / "blank.pdf").read_bytes()
    picture = render_page(pdf, 1, PX_PER_MM)
    boxes = circles(picture)
    if len(boxes) != ITEMS * len(LABELS):
        raise SystemExit(f"found {len(boxes)} circles, not {ITEMS * len(LABELS)}")
    size = (round(picture.shape[1] / PX_PER_MM, 2), round(picture.shape[0] / PX_PER_MM, 2))
    page = LayoutPage(1, size, markers(picture), fields(boxes))
    folder = HERE / NAME
    folder.mkdir(exist_ok=True)
    write_layout(Layout({FORM: (page,)}), folder / "layout.json")
    (folder / "exam.yaml").write_text(
        "exam: SAW\ntitle: Seguridad en Aplicaciones Web\nlanguages: [es]\nsections:\n"
        "  - {name: 1, points: 1, kind: choice, shape: circle, items: 1-80, options: A-D}\n"
        f"forms:\n  - code: {FORM}\n",
        encoding="utf-8",
    )
    rows = "".join(f"{FORM},1,{number},A\n" for number in range(1, ITEMS + 1))
    (folder / "key.csv").write_text("form,section,item,answer\n" + rows, encoding="utf-8")


if __name__ == "__main__":
    main()
