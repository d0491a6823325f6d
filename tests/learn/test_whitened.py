"""A form learned from a photo that an app has whitened: of its boxes only the letters are left, and those that somebody filled."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import typst

from omr.files import data_folder, read_calibration, read_exam, read_folder, write_layout
from omr.learn import Learned, learn
from omr.learn.outlines.outlines import Outline
from omr.learn.outlines.snap import printed_places
from omr.learn.paper.blank import PX_PER_MM
from omr.learn.paper.unmarked import unmarked
from omr.model.exam import Shape
from omr.model.layout import REFERENCE_PX_PER_MM, Box, Field, FieldKind, LayoutOption, LayoutPage
from omr.model.page import Gray
from omr.model.response import ResponseStatus
from omr.results import reading
from omr.scan import scan
from omr.sheet import render_page
from omr.store import Batch

SIDE, ITEMS, OPTIONS = 160.0, 12, "ABCD"
PX = float(REFERENCE_PX_PER_MM)
LEFT, TOP, ACROSS, DOWN, BOX = (30.0, 95.0), 55.0, 9.0, 7.5, 3.4
FORM = f"""
#set page(width: {SIDE}mm, height: {SIDE}mm, margin: 0mm)
#set text(size: 7pt)
#let put(x, y, it) = place(top + left, dx: x * 1mm - 10mm, dy: y * 1mm - 5mm, box(width: 20mm, height: 10mm, align(center + horizon, it)))
#let ring(x, y) = put(x, y, circle(radius: 3mm, stroke: 1mm, align(center + horizon, circle(radius: 0.8mm, fill: black))))
#ring(12, 30) #ring(148, 30) #ring(148, 148) #ring(12, 148)
#place(top + center, dy: 12mm, text(size: 22pt)[Technology Contest])
#place(top + center, dy: 24mm, text(size: 10pt)[Answer every question; fill one box a line.])
#for k in range(2) {{ for i in range({ITEMS}) {{
  let y = {TOP} + {DOWN} * i
  put(({LEFT[0]}, {LEFT[1]}).at(k) - 9, y, [#(k * {ITEMS} + i + 1).])
  for (j, l) in ("A", "B", "C", "D").enumerate() {{ put(({LEFT[0]}, {LEFT[1]}).at(k) + {ACROSS} * j, y, l) }}
}} }}
"""


def middle(item: int, option: int) -> tuple[float, float]:
    return LEFT[item // ITEMS] + ACROSS * option, TOP + DOWN * (item % ITEMS)


def photo(folder: Path, seed: int) -> tuple[Path, list[str]]:
    """The form filled at random and photographed askew, all of its paper white; and what was filled."""
    rng = np.random.default_rng(seed)
    image = np.array(render_page(typst.compile(FORM.encode()), 1, PX))
    chosen = [int(option) for option in rng.integers(len(OPTIONS), size=2 * ITEMS)]
    for item, option in enumerate(chosen):
        x, y = (round(value * PX) for value in middle(item, option))
        corners = rng.normal(0, 1.5, (4, 2)) + np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * BOX / 2 * PX
        cv2.fillPoly(image, [np.rint(corners + np.array([x, y])).astype(np.int32)], (45,), cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((SIDE / 2 * PX, SIDE / 2 * PX), rng.uniform(-1, 1), 0.62)
    turn[:, 2] += rng.uniform(-3, 3, 2) - 0.19 * SIDE * PX
    size = round(0.62 * SIDE * PX)
    askew = cv2.warpAffine(image, turn, (size, size), flags=cv2.INTER_AREA, borderValue=(255,))
    white = np.clip(askew * 1.1 + rng.normal(0, 3, askew.shape), 0, 255).astype(np.uint8)
    cv2.imwrite(str(folder / f"photo-{seed}.jpg"), white, [cv2.IMWRITE_JPEG_QUALITY, 80])
    return folder / f"photo-{seed}.jpg", [OPTIONS[option] for option in chosen]


def learned(folder: Path, picture: Path) -> Learned:
    """By rule and pencil: half a millimetre aside."""
    grids = "".join(f"add 1 box {x - 1.2} {TOP - 1.3} {BOX} {BOX} 4 {ACROSS} {ITEMS} {DOWN}\n" for x in LEFT)
    (folder / "by-rule.txt").write_text(f"size 1 {SIDE} {SIDE}\ndrop 1 0 0 {SIDE} {SIDE}\n{grids}", encoding="utf-8")
    return learn([picture], corrections=folder / "by-rule.txt")


@pytest.mark.long
def test_another_page_of_it_is_read(tmp_path: Path) -> None:
    first, _ = photo(tmp_path, 1)
    found = learned(tmp_path, first)
    exam_folder = tmp_path / "exam"
    for place, picture in found.references.items():
        (exam_folder / place).parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(exam_folder / place), picture)
    write_layout(found.layout, exam_folder / "layout.json")
    (exam_folder / "exam.yaml").write_text(found.exam, encoding="utf-8")
    rows = "".join(f",{item.section},{item.name},A\n" for item in read_exam(exam_folder / "exam.yaml").items)
    (exam_folder / "key.csv").write_text("form,section,item,answer\n" + rows, encoding="utf-8")
    exam, calibration = read_folder(exam_folder), read_calibration(data_folder("calibration"))
    batch = Batch.open(tmp_path / "batch", create=True)
    truth = {path.name: filled for path, filled in (photo(tmp_path, seed) for seed in (2, 3))}
    scan([tmp_path / name for name in truth], exam, batch, calibration, workers=1)
    read = [one for one in reading(batch, exam, calibration).responses if one.ref]
    batch.close()
    sure = [one for one in read if one.status is not ResponseStatus.UNSURE]
    assert len(sure) >= 0.9 * 2 * 2 * ITEMS
    assert [(one.item, one.response) for one in sure if one.ref and one.response != truth[one.ref.file][int(one.item) - 1]] == []


GRID = tuple(Outline(Shape.BOX, Box(20 + 6.0 * i, 15 + 6.0 * j, 4, 4), given=3) for j in range(13) for i in range(4))
SIZE = (60.0, 100.0)


def is_filled(place: int) -> bool:
    return place % 4 == place // 4 % 4


def lettered(by: dict[int, tuple[float, float]] | tuple[float, float], px: float) -> Gray:
    """Letters alone, each so many mm beside the middle of its box; every fourth box is filled."""
    image = np.full((round(SIZE[1] * px), round(SIZE[0] * px)), 255, np.uint8)
    for place, one in enumerate(GRID):
        dx, dy = by if isinstance(by, tuple) else by[place]
        x, y = round((one.box.centre[0] + dx) * px), round((one.box.centre[1] + dy) * px)
        if is_filled(place):
            cv2.rectangle(image, (round(x - 1.7 * px), round(y - 1.7 * px)), (round(x + 1.7 * px), round(y + 1.7 * px)), (40,), -1)
        else:
            low = round(x - 0.6 * px), round(y + 0.7 * px)
            cv2.putText(image, OPTIONS[place % 4], low, cv2.FONT_HERSHEY_SIMPLEX, px / 16, (80,), round(px / 8), cv2.LINE_AA)
    return image


def test_boxes_without_outlines_are_moved_onto_their_letters() -> None:
    places = printed_places(GRID, lettered((0.6, -0.4), PX_PER_MM), SIZE)
    moved = np.array([np.subtract(places[one.box].centre, one.box.centre) for one in GRID])
    assert np.abs(moved - (0.6, -0.4)).max() < 0.2


def test_where_letters_stand_each_for_itself_a_grid_stays_as_it_was_said() -> None:
    rng = np.random.default_rng(4)
    strewn = {place: (float(x), float(y)) for place, (x, y) in enumerate(rng.uniform(-1, 1, (len(GRID), 2)))}
    places = printed_places(GRID, lettered(strewn, PX_PER_MM), SIZE)
    assert all(places[one.box] == one.box for one in GRID)


def test_a_filled_box_gets_the_letter_of_its_own_label_though_others_are_few() -> None:
    options = [LayoutOption(OPTIONS[place % 4], Shape.BOX, one.box) for place, one in enumerate(GRID)]
    options += [LayoutOption(label, Shape.BOX, Box(50, 15 + 6.0 * row, 4, 4)) for row, label in enumerate("EF")]
    page = LayoutPage(1, SIZE, (), (Field(FieldKind.CHOICE, GRID[0].box, "1", "1", options=tuple(options)),))
    cleaned, _ = unmarked(lettered((0, 0), PX), page)
    for place, one in enumerate(GRID):
        if is_filled(place):
            other = next(other for other in range(place % 4, len(GRID), 4) if not is_filled(other))
            assert np.abs(around(cleaned, one.box) - around(cleaned, GRID[other].box)).mean() < 4


def around(image: Gray, box: Box) -> np.ndarray:
    x, y = (round(value * PX) for value in box.centre)
    return image[y - 14 : y + 14, x - 14 : x + 14].astype(int)
