"""Ways of forms that programs draw: rows about the person above the questions, numbers over rows, outlines of other shapes."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.model.layout import FieldKind
from tests.learn.paper import learned, only_page

BOX = "#let b = box(width: 3.5mm, height: 3.5mm, stroke: 0.5pt, baseline: 0.4mm)\n"
RING = "#let o(l) = box(width: 4.4mm, height: 4.4mm, radius: 2.2mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))\n"
CARDS = """
#grid(columns: (30mm,) * 3, row-gutter: 6mm,
  ..range(9).map(i => align(center)[TITLE#(i + 1) #v(-2mm) #o("A") #h(2mm) #o("B") #h(2mm) #o("C")]))
"""
DIAMONDS = """
#let d(l) = box(width: 5mm, height: 5mm, baseline: 1mm, {
  place(polygon(stroke: 0.6pt, (2.5mm, 0mm), (5mm, 2.5mm), (2.5mm, 5mm), (0mm, 2.5mm)))
  align(center + horizon, text(size: 6pt, l)) })
#grid(columns: 5, column-gutter: 4mm, row-gutter: 3mm, ..range(6).map(r => ([#(r + 1).], ..("A", "B", "C", "D").map(d))).flatten())
"""
BARS = """
#let n = LABELS.len()
#let bar = box(width: n * 9mm, height: 6mm, radius: 2.9mm, stroke: 0.6pt, baseline: 2mm, {
  for k in range(1, n) { place(line(start: (k * 9mm, 0mm), end: (k * 9mm, 6mm), stroke: 0.6pt)) }
  for k in range(n) { place(dx: k * 9mm, box(width: 9mm, height: 6mm, align(center + horizon, text(size: 7pt, LABELS.at(k))))) } })
#for i in range(1, 9) [#box(width: 8mm)[#i.] #bar #v(2mm)]
"""
BUTTONS = """
#let o(l) = box(width: 7mm, height: 7mm, stroke: 0.5pt, inset: 0mm, align(center + horizon, INNER))
#grid(columns: 5, column-gutter: 3mm, row-gutter: 3mm, ..range(6).map(r => ([#(r + 1).], ..("A", "B", "C", "D").map(o))).flatten())
"""
CIRCLE = "circle(radius: 2.2mm, stroke: 0.5pt, align(center + horizon, text(size: 6pt, l)))"
SQUARE = "box(width: 5.6mm, height: 5.6mm, stroke: 0.5pt, align(center + horizon, text(size: 6pt, l)))"
DIGITS = """
Student ID #v(1mm)
#grid(columns: (18mm, ..(7mm,) * 10), row-gutter: 3mm, [], ..range(10).map(k => [#k]),
  ..range(5).map(r => ([Digit #(r + 1)], ..(b,) * 10)).flatten())
#v(6mm)
#grid(columns: 4, gutter: 4mm, ..range(6).map(r => ([#(r + 1).], b, b, b)).flatten())
"""
LATE = "#grid(columns: 3, gutter: 4mm, [], [B], [C], ..range(4).map(r => ([#(r + 1).], b, b)).flatten())"
TWICE = """
#let row(n, ..said) = (n, ..said.pos(), h(2mm), ..said.pos())
#let block(first) = grid(columns: 10, column-gutter: 1.5mm, row-gutter: 3mm,
  ..row([], [A], [B], [C], [D]), ..range(8).map(r => row([#(first + r).], b, b, b, b)).flatten())
#grid(columns: 2, column-gutter: 9mm, block(1), block(9))
"""
MATCHED = """
#grid(columns: (8mm, ..(8mm,) * 6), row-gutter: 3mm, [], [A], [B], [C], [D], [E], [F],
  ..range(3).map(r => ([#(r + 1).], ..(b,) * 6)).flatten(),
  ..range(3, 8).map(r => ([#(r + 1).], o("A"), o("B"), o("C"), [], [], [])).flatten())
"""
OFFICE = """
Grade #h(4mm) #range(9, 13).map(n => o(str(n))).join(h(2mm)) #v(4mm)
#grid(columns: 10, gutter: 3mm, ..range(20).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(o))).flatten())
#v(4mm) For office use #v(1mm)
#for t in ("Tens", "Units") [#box(width: 16mm, t) #range(10).map(n => o(str(n))).join(h(1.5mm)) #v(1mm)]
"""
ABOUT = """
GROUP #h(4mm) #SAID.map(t => [#b #t]).join(h(8mm)) #v(4mm)
#grid(columns: 4, gutter: 4mm, ..range(8).map(r => ([#(r + 1).], b, b, b)).flatten())
"""


@pytest.mark.parametrize(
    ("title", "said", "version"),
    [
        ("Group:", '("A", "B", "C")', True),
        ("Your group:", '("18-25", "26-40", "41-60")', False),
        ("Your group:", '("18 to 25", "26 to 40", "over 40")', False),
    ],
)
def test_a_row_after_the_word_group_tells_the_version_only_where_it_is_called_as_one(
    tmp_path: Path, title: str, said: str, *, version: bool
) -> None:
    page = only_page(learned(tmp_path, BOX + ABOUT.replace("GROUP", title).replace("SAID", said), "pdf"))
    top = min((field for field in page.fields if field.options), key=lambda one: one.box.y)
    assert (top.kind is FieldKind.FORM_CODE) is version


@pytest.mark.parametrize("title", ["", "Question "])
def test_numbers_over_rows_call_these_across_the_page(tmp_path: Path, title: str) -> None:
    found = learned(tmp_path, RING + CARDS.replace("TITLE", title), "pdf")
    across = sorted(only_page(found).choices, key=lambda field: (round(field.options[0].box.y), field.box.x))
    assert [field.item for field in across] == [str(i) for i in range(1, 10)]


def test_numbers_over_the_columns_of_rows_call_none_of_them(tmp_path: Path) -> None:
    heads = "#grid(columns: (8mm,) * 3, row-gutter: 4mm, [1], [2], [3], ..(b,) * 15)"
    assert {option.label for field in only_page(learned(tmp_path, BOX + heads, "pdf")).choices for option in field.options} == {
        "1",
        "2",
        "3",
    }


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_diamonds_of_one_size_are_options(tmp_path: Path, ending: str) -> None:
    choices = only_page(learned(tmp_path, DIAMONDS, ending)).choices
    assert [[option.label for option in field.options] for field in choices] == [["A", "B", "C", "D"]] * 6


@pytest.mark.parametrize("labels", [["A", "B", "C", "D"], ["T", "F"]])
def test_the_round_ends_of_a_bar_of_cells_are_options_too(tmp_path: Path, labels: list[str]) -> None:
    text = BARS.replace("LABELS", "(" + ", ".join(f'"{one}"' for one in labels) + ")")
    choices = only_page(learned(tmp_path, text, "pdf")).choices
    assert [[option.label for option in field.options] for field in choices] == [labels] * 8
    assert {round(option.box.w) for field in choices for option in field.options} == {9}


@pytest.mark.parametrize(("inner", "width"), [(CIRCLE, 4.4), (SQUARE, 7.0)])
def test_an_option_drawn_as_one_outline_in_another_is_one(tmp_path: Path, inner: str, width: float) -> None:
    choices = only_page(learned(tmp_path, BUTTONS.replace("INNER", inner), "pdf")).choices
    assert [[option.label for option in field.options] for field in choices] == [["A", "B", "C", "D"]] * 6
    assert choices[0].options[0].box.w == pytest.approx(width, abs=0.4)


def test_rows_called_digit_1_digit_2_below_a_title_are_the_student_number(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + DIGITS, "pdf"))
    assert [field.item for field in page.fields if field.kind is FieldKind.STUDENT_NUMBER] == ["1", "2", "3", "4", "5"]
    assert len(page.choices) == 6


def test_options_that_begin_with_b_are_told(tmp_path: Path) -> None:
    assert any("begin with B" in doubt for doubt in learned(tmp_path, BOX + LATE, "pdf").doubts)


def test_columns_headed_twice_are_two_places_for_an_answer(tmp_path: Path) -> None:
    choices = only_page(learned(tmp_path, BOX + TWICE, "pdf")).choices
    assert {tuple(option.label for option in field.options) for field in choices} == {("A", "B", "C", "D")}
    assert [field.item for field in sorted(choices, key=lambda one: (round(one.options[0].box.x), one.box.y))][:8] == [
        str(i) for i in range(1, 9)
    ]


def test_headings_of_rows_above_announce_nothing_where_the_letters_stand_in_the_circles(tmp_path: Path) -> None:
    assert not any("have a heading above them" in doubt for doubt in learned(tmp_path, BOX + RING + MATCHED, "pdf").doubts)


def test_rows_of_ten_digits_below_all_questions_are_a_score_and_no_items(tmp_path: Path) -> None:
    found = learned(tmp_path, RING + OFFICE, "pdf")
    assert [field.item for field in only_page(found).choices] == [str(i) for i in range(1, 21)]
    assert sum("taken for no item" in doubt for doubt in found.doubts) == 3
