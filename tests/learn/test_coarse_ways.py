"""Coarse and pale scans of dense forms: digits that run down, broken outlines, zeros and pairs of digits that look like outlines."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import typst

from omr.learn import learn
from omr.learn.doubts.holes import holes
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.families import Spot
from omr.learn.outlines.letters import without_zeros, zeros_told
from omr.learn.outlines.outlines import Outline, find_outlines
from omr.learn.outlines.siblings import find_siblings
from omr.learn.paper.blank import PX_PER_MM, Word
from omr.learn.paper.ink import ink
from omr.learn.rows.letter_runs import may_be_letters, without_strays
from omr.learn.rows.runs import Run
from omr.model.exam import Shape
from omr.model.layout import Box, FieldKind
from omr.sheet import render_page
from tests.learn.paper import PAGE, only_page

GRID = """
Student ID
#let o(l) = box(width: 4mm, height: 4mm, stroke: 0.5pt, align(center + horizon, text(size: 6pt, font: "Liberation Sans", l)))
#grid(columns: 8, column-gutter: 2.5mm, row-gutter: 1.6mm, ..range(10).map(d => (o(str(d)),) * 8).flatten())
#v(5mm)
#grid(columns: 6, column-gutter: 3.5mm, row-gutter: 3mm, align: right + horizon,
  ..range(12).map(r => ([Q#(r + 1)], ..("A", "B", "C", "D", "E").map(o))).flatten())
"""


def row(y: float, *columns: float) -> Entry:
    outlines = tuple(Outline(Shape.CIRCLE, Box(x, y, 3.8, 2.6)) for x in columns)
    return Entry(1, "", outlines, tuple("ABCDEF"[: len(columns)]), read=False)


@pytest.mark.long
def test_digits_that_run_down_are_a_number_on_a_coarse_jpeg_too(tmp_path: Path) -> None:
    picture = render_page(bytes(typst.compile((PAGE + GRID).encode())), 1, 150 / 25.4)
    turn = cv2.getRotationMatrix2D((picture.shape[1] / 2, picture.shape[0] / 2), -0.6, 1.0)
    turned = cv2.warpAffine(picture, turn, picture.shape[::-1], flags=cv2.INTER_CUBIC, borderValue=(255,))
    soft = cv2.GaussianBlur(turned, (0, 0), 0.6) * 0.9 + np.random.default_rng(1).normal(10, 4, turned.shape)
    cv2.imwrite(str(tmp_path / "form.jpg"), np.clip(soft, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 75])
    (tmp_path / "size.txt").write_text("size 1 148 210\n", encoding="utf-8")
    found = only_page(learn([tmp_path / "form.jpg"], corrections=tmp_path / "size.txt"))
    assert [len(field.options) for field in found.columns(FieldKind.STUDENT_NUMBER)] == [10] * 8
    assert [(field.item, len(field.options)) for field in found.choices] == [(str(number), 5) for number in range(1, 13)]


def test_a_row_lacks_what_the_rows_above_and_below_it_have() -> None:
    full = [row(20 + 5 * i, 20, 25, 30, 35) for i in range(6)]
    first, last, inner = row(50, 25, 30, 35), row(55, 20, 25, 30), row(60, 20, 25, 35)
    assert [(round(box.x), box.y) for box in holes([*full, first, last, inner])] == [(20, 50), (35, 55), (30, 60)]


def test_rows_that_are_as_many_as_the_fuller_ones_lack_nothing() -> None:
    full = [row(20 + 5 * i, 20, 25, 30, 35) for i in range(6)]
    assert holes([*full, *(row(50 + 5 * i, 20, 25, 30) for i in range(6))]) == []
    assert holes([*full[:4], row(50, 20, 25, 30)]) == []


def test_a_list_lacks_the_step_that_it_leaves_out() -> None:
    listed = tuple(Outline(Shape.BOX, Box(20, y, 3, 3)) for y in (20, 25, 35))
    (hole,) = holes([Entry(1, "1", listed, ("A", "B", "C"), read=False, vertical=True)])
    assert (hole.x, hole.y) == (20, 30)


def single(x: float, y: float) -> Run:
    return Run((Spot(Outline(Shape.BOX, Box(x, y, 3, 3))),), (), ((Word("", Box(x + 5, y, 20, 3)),),))


def beside(other: Outline) -> Run:
    return Run((*single(20, 30).spots, Spot(other)), (), ((), ()))


def test_letters_that_look_like_a_box_beside_one_of_a_list_leave_it_in_the_list() -> None:
    listed = [single(20, 20), single(20, 25)]
    both = beside(Outline(Shape.BOX, Box(37, 30, 2.4, 3)))
    assert [len(run.spots) for run in without_strays([*listed, both])] == [1, 1, 1]
    assert without_strays([*listed, both, single(37, 35)])[2] is both
    assert without_strays([single(20, 20), both])[1] is both


def test_a_square_or_parentheses_beside_one_of_a_list_below_lists_of_such_are_a_row() -> None:
    listed = [single(20, 20), single(20, 25)]
    for other in (Outline(Shape.BOX, Box(37, 30, 3, 3)), Outline(Shape.CIRCLE, Box(37, 30, 4, 3.2), signs=True)):
        assert len(without_strays([*listed, beside(other)])[2].spots) == 2
    pair = Run(tuple(Spot(Outline(Shape.CIRCLE, Box(x, 30, 4, 3.2), signs=True)) for x in (20, 37)), (), ((), ()))
    assert not may_be_letters(pair, listed)


def test_circles_higher_than_a_letter_beside_one_of_a_list_below_are_a_row() -> None:
    listed = [single(20, 35), single(20, 40)]
    for height, count in ((4.4, 2), (3.6, 1)):
        circle = Outline(Shape.CIRCLE, Box(37, 30, height, height))
        assert len(without_strays([beside(circle), *listed])[0].spots) == count


def test_zeros_below_one_another_are_told() -> None:
    zeros = [Outline(Shape.CIRCLE, Box(40, 20 + 8 * i, 1.8, 2.9)) for i in range(3)]
    assert zeros_told(zeros[:2]) == []
    assert zeros_told(zeros)[0].startswith("3 narrow circles in lines of text, from 41, 21 mm on")


def test_two_pieces_that_look_like_an_outline_are_none() -> None:
    side, image = round(4 * PX_PER_MM), np.full((600, 600), 250, np.uint8)
    for x, y in ((100, 100), (100, 200), (100, 300), (200, 100), (200, 200)):
        cv2.rectangle(image, (x, y), (x + side, y + side), (0,), 3)
    cv2.rectangle(image, (200, 300), (200 + side, 300 + side), (0,), 3)
    half = 200 + side // 2
    whole = image.copy()
    whole[298 : 298 + 8, half - 3 : half + 4] = 250  # one gap leaves a piece that goes around
    image[290 : 310 + side, half - 3 : half + 4] = 250
    assert len(find_siblings(ink(whole), find_outlines(ink(whole)))) == 1
    assert find_siblings(ink(image), find_outlines(ink(image))) == ()


def test_a_zero_in_a_line_of_text_is_no_circle_and_those_of_a_row_are() -> None:
    zero, far = (Outline(Shape.CIRCLE, Box(x, 20, 1.8, 2.9)) for x in (40, 80))
    words = [Word("", Box(x, 19.9, 8, 3)) for x in (30.5, 43, 70.5, 83)]
    assert without_zeros((zero, far), words) == ()
    assert without_zeros((zero, far), words[:1]) == (zero, far)
    ovals = tuple(Outline(Shape.CIRCLE, Box(40.0 + 8 * i, 20, 2.6, 3.8)) for i in range(4))
    labels = [Word("", Box(37.0 + 8 * i, 20.5, 2, 2.8)) for i in range(5)]
    assert without_zeros(ovals, labels) == ovals
    uneven = tuple(Outline(Shape.CIRCLE, Box(40.0 + 8 * i, 20, 2.4, 3.5 + 0.2 * (i % 2))) for i in range(4))
    assert without_zeros(uneven, labels) == uneven
