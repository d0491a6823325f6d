"""Outlines in light print, and wide ones: forms for readers that do not see the colour, and for thick pens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.learn.paper import learned, only_page

OVALS = """
#let o(l) = box(width: WIDTH, height: HEIGHT, radius: calc.min(WIDTH, HEIGHT) / 2, stroke: 0.5pt + COLOUR,
  align(center + horizon, text(size: 7pt, fill: COLOUR, l)))
*Answer sheet*
#v(3mm)
#grid(columns: 2, column-gutter: 6mm, ..range(2).map(c => grid(columns: 5, gutter: 2mm, align: horizon,
  ..range(12).map(r => ([#(c * 12 + r + 1)], ..("A", "B", "C", "D").map(o))).flatten())))
"""


def items(folder: Path, ending: str, width: str, height: str, colour: str) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    found = learned(folder, OVALS.replace("WIDTH", width).replace("HEIGHT", height).replace("COLOUR", colour), ending)
    return [(field.item, "".join(option.label for option in field.options)) for field in only_page(found).choices], found.doubts


ALL = [(str(number), "ABCD") for number in range(1, 25)]


@pytest.mark.parametrize(
    "colour", ['rgb("#f8d0d8")', *(pytest.param(one, marks=pytest.mark.long) for one in ("luma(215)", 'rgb("#ff9a9a")'))]
)
@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_outlines_in_a_drop_out_colour_or_light_grey_are_options_and_told_to_be_pale(tmp_path: Path, colour: str, ending: str) -> None:
    found, doubts = items(tmp_path, ending, "4.8mm", "3.6mm", colour)
    assert found == ALL
    if ending == "png":
        assert any("very pale" in doubt for doubt in doubts)


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_ovals_wider_than_boxes_may_be_are_options(tmp_path: Path, ending: str) -> None:
    text = OVALS.replace("column-gutter: 6mm, ..range(2)", "..range(1)").replace("WIDTH", "16mm").replace("HEIGHT", "6mm")
    page = only_page(learned(tmp_path, text.replace("COLOUR", "black"), ending))
    assert [len(field.options) for field in page.choices] == [4] * 12
    assert {round(option.box.w) for field in page.choices for option in field.options} == {16}


@pytest.mark.long
def test_outlines_that_noise_breaks_here_and_there_are_found_at_a_second_look(tmp_path: Path) -> None:
    found, _ = items(tmp_path, "png", "4.8mm", "3.6mm", "luma(170)")
    assert found == ALL


SMALL = """
#table(columns: (50mm, ..(14mm,) * 5), inset: 4pt, align: (left, ..(center + horizon,) * 5), [Statement], [1], [2], [3], [4], [5],
  ..range(16).map(r => ([#(r + 1). The topic was well explained], ..(circle(radius: 1mm, stroke: 0.35pt + luma(40)),) * 5)).flatten())
"""


@pytest.mark.long
def test_circles_of_two_millimetres_in_the_cells_of_a_scanned_table_are_options(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, SMALL, "png"))
    assert [len(field.options) for field in page.choices] == [5] * 16


@pytest.mark.long
def test_outlines_on_bands_of_tint_are_options_though_those_between_the_bands_are_darker(tmp_path: Path) -> None:
    oval = """#let o(l) = box(width: 4.8mm, height: 3mm, radius: 1.5mm, stroke: 0.5pt + INK,
      align(center + horizon, text(size: 6pt, fill: INK, l)))"""
    rows = """
      #grid(columns: 2, column-gutter: 5mm, ..range(2).map(c => grid(columns: (8mm, 26mm), align: horizon, inset: (y: 3mm),
      fill: (x, y) => if calc.even(y) { rgb("#fbe8ec") }, ..range(12).map(r => ([#(c * 12 + r + 1)], stack(dir: ltr, spacing: 1mm,
      ..("A", "B", "C", "D").map(o)))).flatten())))"""
    found = learned(tmp_path, oval.replace("INK", 'rgb("#e58aa0")') + rows, "png")
    assert [len(field.options) for field in only_page(found).choices] == [4] * 24
    assert any("very pale" in doubt for doubt in found.doubts)
