"""Ways of other exam programs: versions before a row, options set apart or below a number, boxes for machines, numbers on scans."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.model.layout import FieldKind, LayoutPage
from tests.learn.paper import learned, only_page

BOX = "#let b = box(width: 3.5mm, height: 3.5mm, stroke: 0.5pt, baseline: 0.4mm)\n"
RING = "#let o(l) = box(width: 4.4mm, height: 4.4mm, radius: 2.2mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))\n"

VERSIONS = """
#text(size: 8pt)[Fill in the bubbles completely.]

#grid(columns: 6, column-gutter: 3mm, align: horizon, [TITLE], ..("A", "B", "C", "D", "E").map(o))
#v(4mm)
#grid(columns: 5, gutter: 2mm, ..range(12).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(o))).flatten())
"""
SHORTER = """
#let row(r) = ([#(r + 1)], ..("A", "B", "C", "D", "E").slice(0, if r == 4 { 3 } else { 5 }).map(o), ..([],) * if r == 4 { 2 } else { 0 })
#grid(columns: 6, gutter: 2mm, ..range(9).map(row).flatten())
"""
TWO_SIZES = """
Student ID
#let small(l) = box(width: SIZE, height: SIZE, radius: 3mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))
#let large(l) = box(width: 4.8mm, height: 4.8mm, radius: 2.4mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))
#grid(columns: 5, column-gutter: 2mm, row-gutter: 1.3mm, ..range(10).map(d => (small(str(d)),) * 5).flatten())
#v(4mm)
#grid(columns: 5, gutter: 2mm, ..range(10).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(large))).flatten())
"""
WRITTEN_BESIDE = """
Student ID
#grid(columns: 11, column-gutter: 2mm, row-gutter: 1mm, align: horizon,
  ..range(5).map(_ => (rect(width: 5mm, height: 5mm, stroke: 0.5pt), ..range(10).map(d => o(str(d))))).flatten())
#v(4mm)
#grid(columns: 5, gutter: 2mm, ..range(8).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(o))).flatten())
"""
FOR_MACHINES = """
#let bit(on) = box(width: 3mm, height: 3mm, stroke: 0.5pt, fill: if on { black })
#align(center, grid(columns: 6, column-gutter: 1.6mm, bit(true), bit(false), bit(false), bit(true), bit(false), bit(true)))
#v(4mm)
#let ask(n, ..said) = [Question #n #h(2mm) Which is the right one?
  #grid(columns: (7mm, 1fr), row-gutter: 2.4mm, ..said.pos().map(w => ([], [#b #h(2mm) #w])).flatten()) #v(3mm)]
#ask(1, "alpha", "beta", "gamma")
#ask(2, "delta", "epsilon")
#ask(3, "zeta", "eta", "theta")
"""
EXAMPLE = """
Mark like this: #box(width: 3.5mm, height: 3.5mm, stroke: 0.5pt, place(line(end: (3.5mm, 3.5mm)))) #h(4mm) Not marked: #b
#v(5mm)
#grid(columns: 6, row-gutter: 3mm, column-gutter: 4mm, [], ..("a", "b", "c", "d", "e"),
  ..range(20).map(r => ([#(r + 1)], ..(b,) * 5)).flatten())
"""


def items(page: LayoutPage) -> list[tuple[str, str]]:
    return [(field.item, "".join(option.label for option in field.options)) for field in page.choices]


@pytest.mark.parametrize("title", ["Version", "Group:", "Key"])
def test_letters_after_the_title_of_a_version_are_no_item(tmp_path: Path, title: str) -> None:
    page = only_page(learned(tmp_path, RING + VERSIONS.replace("TITLE", title), "pdf"))
    assert items(page) == [(str(number), "ABCD") for number in range(1, 13)]
    (version,) = (field for field in page.fields if field.kind is FieldKind.FORM_CODE)
    assert [option.label for option in version.options] == list("ABCDE")


def test_letters_in_the_outlines_above_announce_no_options(tmp_path: Path) -> None:
    found = learned(tmp_path, RING + SHORTER, "pdf")
    assert items(only_page(found))[4] == ("5", "ABC")
    assert not any("no outline" in doubt for doubt in found.doubts)


@pytest.mark.parametrize("size", ["4.1mm", "4.2mm", "4.3mm"])
@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_digits_nearly_as_large_as_the_options_lose_no_row_to_them(tmp_path: Path, size: str, ending: str) -> None:
    page = only_page(learned(tmp_path, TWO_SIZES.replace("SIZE", size), ending))
    assert [len(field.options) for field in page.columns(FieldKind.STUDENT_NUMBER)] == [10] * 5
    assert [len(field.options) for field in page.choices] == [4] * 10


def test_boxes_before_the_rows_of_a_number_are_written_in(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, RING + WRITTEN_BESIDE, "pdf"))
    assert items(page) == [(str(number), "ABCD") for number in range(1, 9)]
    assert len(page.columns(FieldKind.STUDENT_NUMBER)) == 5
    assert [field.box.w for field in page.fields if field.kind is FieldKind.STUDENT_NUMBER and not field.options] == [
        pytest.approx(5.2, abs=0.3)
    ]


def test_boxes_that_no_word_stands_beside_are_for_machines(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + FOR_MACHINES, "pdf"))
    assert [(field.item, len(field.options)) for field in page.choices] == [("1", 3), ("2", 2), ("3", 3)]


def test_a_marked_box_among_items_with_names_is_an_example(tmp_path: Path) -> None:
    found = learned(tmp_path, BOX + EXAMPLE, "pdf")
    assert items(only_page(found)) == [(str(number), "abcde") for number in range(1, 21)]
    assert any("example" in doubt for doubt in found.doubts)
