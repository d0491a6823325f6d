"""Sections: questions whose options stand on their own line, and sections that go on in the next column of the page."""

from __future__ import annotations

from pathlib import Path

from omr.learn.items.sections import sectioned
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.learn.words.titles import Heading
from omr.model.exam import Shape
from omr.model.layout import Box
from tests.learn.paper import learned, only_page

RING = """
#let o(l) = box(width: 4.2mm, height: 4.2mm, radius: 2.1mm, stroke: 0.4pt, baseline: 0.8mm, align(center + horizon, text(size: 7pt, l)))
"""
OWN_LINES = """
#let row(name, last) = [#name #for l in "abcdefgh".slice(0, last) [ #o(l)]]
*1. Sorting (6pts, 3 each)* \\
#grid(columns: 2, gutter: 8mm, row("(i)", 4), row("(ii)", 4))
*2. Graphs (12pts)* \\
#grid(columns: 3, gutter: 6mm, row("(i)", 4), row("(ii)", 5), row("(iii)", 4), row("(iv)", 4))
#row([*3. Complexity (4pts) :*], 8) \\
#v(2mm) *4. Trees (8pts)* \\
#grid(columns: 2, gutter: 8mm, row("(i)", 5), row("(ii)", 3)) \\
#row([*5. Heaps (4pts) :*], 5)
"""
CARRIED_ON = """
#set page(width: 180mm, height: 118mm)
#columns(3, gutter: 6mm)[ #for (name, last) in (("A", 11), ("B", 19), ("C", 6)) [ *SECTION #name* \\
  #for i in range(1, last + 1) [ #box(width: 6mm)[#i.] #for l in "ABC" [ #o(l)] \\ ] ] ]
"""


def test_a_numbered_question_with_its_options_on_its_own_line_is_a_section_between_those_with_parts(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, RING + OWN_LINES, "pdf"))
    items = [(field.section, field.item, len(field.options)) for field in page.choices]
    first = [("1", "i", 4), ("1", "ii", 4), ("2", "i", 4), ("2", "ii", 5), ("2", "iii", 4), ("2", "iv", 4)]
    assert items == [*first, ("3", "i", 8), ("4", "i", 5), ("4", "ii", 3), ("5", "i", 5)]


def test_a_section_goes_on_at_the_top_of_the_next_column_by_its_numbers(tmp_path: Path) -> None:
    found = learned(tmp_path, RING + CARRIED_ON, "pdf")
    items = [(field.section, field.item) for field in only_page(found).choices]
    assert items == [(name, str(i)) for name, last in (("A", 11), ("B", 19), ("C", 6)) for i in range(1, last + 1)]
    assert not any("a second item" in doubt for doubt in found.doubts)


ROMAN = """
#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt, baseline: 0.3mm)
#for (number, question) in (("I", "Which of these is it?"), ("II", "And which one is longer?"), ("III", "How is this called?")) [
  #number. #question \\ #h(6mm) #b up #h(6mm) #b down #h(6mm) #b neither #v(3mm)
]
"""


def test_questions_with_roman_numbers_are_no_sections(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, ROMAN, "pdf"))
    assert [(field.section, field.item) for field in page.choices] == [("1", number) for number in ("I", "II", "III")]


BANDS = """
#let band(title, n) = [ *#title* \\ #grid(columns: n, column-gutter: 9mm, ..range(n).map(c => grid(columns: 4, gutter: 1.6mm,
  align: horizon, ..range(4).map(r => ([#(c * 4 + r + 1)], ..("A", "B", "C").map(o))).flatten()))) #v(-2mm) ]
#band("ENGLISH", 4) #band("MATHS", 2) #band("READING", 3)
"""
SUMS = """
#let o(l) = box(width: 7mm, height: 5mm, stroke: 0.5pt, align(center + horizon, text(size: 7pt)[#l]))
#grid(columns: (40mm,) * 3, row-gutter: 6mm, ..range(1, 10).map(i => [ #i) #(i + 2) + #i = ? \\ #o(2 * i) #o(2 * i + 2) #o(2 * i + 3) ]))
"""


def test_blocks_below_one_another_that_count_from_one_again_are_sections_of_all_their_columns(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, RING + BANDS, "pdf"))
    assert [(field.section, field.item) for field in page.choices] == [
        (s, str(i)) for s, n in (("1", 16), ("2", 8), ("3", 12)) for i in range(1, n + 1)
    ]


def test_a_question_over_lettered_boxes_names_them(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, SUMS, "pdf"))
    assert [(field.item, field.options[0].label) for field in page.choices] == [(str(i), str(2 * i)) for i in range(1, 10)]


LETTERED = """
#let o(l) = box(width: 5mm, height: 3.2mm, radius: 1.6mm, stroke: 0.5pt, baseline: 0.6mm, align(center + horizon, text(size: 6pt, l)))
#for (letter, last) in (("A", 5), ("B", 4)) [ *Section #letter* \\
  #for i in range(1, last + 1) [ #o("T") #h(2mm) #o("F") #h(3mm) #i. The bus stops before the crossing. \\ ] ]
"""


def test_rows_without_a_name_of_sections_called_by_letters_are_items_of_their_sections(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, LETTERED, "pdf"))
    items = [(field.section, field.item) for field in page.choices]
    assert items == [(letter, str(i)) for letter, last in (("A", 5), ("B", 4)) for i in range(1, last + 1)]


def row_of(printed: str, y: float) -> Entry:
    return Entry(1, printed, tuple(Outline(Shape.BOX, Box(30.0 + 8 * i, y, 3.0, 3.0)) for i in range(4)), tuple("ABCD"))


def line(name: str, y: float, *, worded: bool = False) -> Heading:
    return Heading(name, "Which is it", Box(20.0, y, 60.0, 4.0), worded)


def test_questions_below_parts_that_say_so_are_no_parts() -> None:
    rows = [row_of(f"{n}.", 30.0 + 6 * n) for n in range(1, 5)] + [row_of(f"{n}.", 60.0 + 12 * n) for n in range(1, 5)]
    asked = [line(str(n), 54.0 + 12 * n) for n in range(1, 5)]
    named, _ = sectioned([(rows, [line("I", 28.0, worded=True), line("II", 58.0, worded=True), *asked])])
    assert [(one.section, one.item) for one in named] == [(part, str(n)) for part in ("I", "II") for n in range(1, 5)]


def test_a_question_that_alone_was_taken_for_a_heading_stays_in_its_part() -> None:
    rows = [row_of(f"{n}.", 20.0 + 12 * n) for n in range(1, 11)]
    named, _ = sectioned([(rows, [line("A", 20.0, worded=True), line("10", 134.0)])])
    assert [(one.section, one.item) for one in named] == [("A", str(n)) for n in range(1, 11)]


def test_questions_below_one_part_that_has_nothing_else_are_counted_in_one_section() -> None:
    rows = [row_of(f"{n}.", 20.0 + 12 * n) for n in range(1, 5)]
    named, _ = sectioned([(rows, [line("A", 20.0, worded=True), *(line(str(n), 14.0 + 12 * n) for n in range(1, 5))])])
    assert [(one.section, one.item) for one in named] == [("1", str(n)) for n in range(1, 5)]
