"""Ways of question papers: statements that end in numbers, boxes in cells, fractions for answers, answers apart from their letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.learn import Learned
from omr.model.layout import FieldKind
from tests.learn.paper import learned, only_page

BOX = "#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt, baseline: 0.3mm)\n"
RING = "#let o(l) = box(width: 4.4mm, height: 4.4mm, radius: 2.2mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))\n"

STATEMENTS = """
#table(columns: (8mm, 1fr, 14mm, 14mm), align: (center, left, center, center), [], [Statement], [true], [false],
  ..("Half of two is 1", "A week has 7", "Iron floats", "Three and four are 10", "A square has 4", "Snow is hot").enumerate()
    .map(((i, t)) => ([#(i + 1)], t, b, b)).flatten())
"""
LETTER_BESIDE = """
#set text(size: 13pt)
#table(columns: (12mm, ..(22mm,) * 4), align: center, inset: 1.2mm,
  ..range(8).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(l => [#b #h(1mm) #l]))).flatten())
"""
AT_THE_WALL = """
#table(columns: (10mm, 50mm, 24mm, 24mm), inset: 0mm, align: (center, left, center + top, center + top),
  ..([No.], [Statement], [True], [False]).map(h => table.cell(inset: 2mm, h)),
  ..range(6).map(r => ([#(r + 1)], [A statement \\ of two lines #v(1mm)], b, b)).flatten())
"""
NUMBER_TABLE = """
Student number
#let c = circle(radius: 1mm, stroke: 0.5pt)
#table(columns: (15mm,) * 7, rows: 6.4mm, align: center + horizon, ..range(10).map(d => ([#d], ..(c,) * 6)).flatten())
#v(3mm)
#table(columns: (15mm,) * 5, rows: 6.4mm, align: center + horizon, [No.], [A], [B], [C], [D],
  ..range(8).map(r => ([#(r + 1)], ..(c,) * 4)).flatten())
"""
FORM_BESIDE = """
#grid(columns: (50mm, 40mm), [Student ID], [Test form],
  grid(columns: 5, gutter: 1.4mm, ..range(10).map(d => (o(str(d)),) * 5).flatten()),
  grid(columns: 1, gutter: 1.4mm, ..range(10).map(d => o(str(d)))))
#v(4mm)
#grid(columns: 5, gutter: 2mm, ..range(10).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(o))).flatten())
"""
FRACTIONS = """
#let ask(n, t, ..said) = [#n. #t #v(-1mm)
  #grid(columns: (8mm, 40mm, 40mm), row-gutter: 3.2mm, ..said.pos().chunks(2).map(two => ([], [#b #two.at(0)], [#b #two.at(1)])).flatten())
  #v(3mm)]
#ask(1, "Half of it is", $1$, $1 / 2$, $1 / 3$, $0$)
#ask(2, "Which are mammals?", "whales", "sharks", "bats", "eels")
#ask(3, "The chance is", $1 / 8$, $3 / 8$, $1 / 2$, $5 / 8$)
"""
SERIES = """
#let ask(n, t, ..said) = [= Exercise #n
  #t #v(-1mm) #grid(columns: (30mm,) * 4, ..said.pos().map(w => [#b #w])) #v(2mm)]
#ask(1, "The limit is", "zero", "one", "two", "three")
#ask(2, "The series of 1/n", "converges", "diverges", "converges to 1", "is none")
#ask(3, "The sum is", "zero", "one", "two", "three")
"""
LETTERED_ROW = """
#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt, baseline: 1mm)
#let ask(n, t) = [*Question #n.* #t \\ #h(8mm) #for l in ("a", "b", "c", "d") [#b #l) an answer #h(2mm)] #v(4mm)]
#ask(1, "Which one is right?") #ask(2, "It is equal to") #v(9mm) #ask(3, "What of these?") #ask(4, "A gas obeys") #ask(5, "Its root is")
"""
ANSWER_LINE = """
#let ask(n) = [#n. Which of these answers is right?
  #for (l, t) in (("A", "the first"), ("B", "another one"), ("C", "none of them")) [ \\ #h(6mm) #l. #t ] \\
  #h(6mm) Answer: #h(3mm) #b A #h(3mm) #b B #h(3mm) #b C #v(2mm)]
#for n in range(4) { ask(n + 1) }
"""
UNDER_PICTURES = """
#let seen(n) = grid(columns: (1fr,) * 4, row-gutter: 2mm, align: center, ..range(4).map(k => rect(width: 22mm, height: 20mm, stroke: 0.5pt,
  align(center + horizon, circle(radius: (3 + k) * 1mm, stroke: 0.5pt)))), ..(b,) * 4)
#for n in range(4) [ #place(dx: -5mm, dy: 9mm)[#n] #seen(n) #v(6mm) ]
"""
CLOSE_COLUMNS = """
#set text(size: 8pt)
#set par(justify: true)
#let ask(n, t) = block(above: 2.6mm, below: 0mm, [#h(-4mm)#box(width: 4mm)[#n.] #t #for w in ("alpha", "beta", "gamma") [ \\ #b #w ]])
#grid(columns: (50mm, 50mm), column-gutter: 1.3mm, inset: (left: 4mm),
  stack(..range(4).map(i => ask(i + 6, "A rather long question that goes on to the very end of its line, twice or more often"))),
  stack(..range(4).map(i => ask(i + 10, "The inverse of it is"))))
"""
BROKEN_LINE = """
#let ask(n, t) = [#n. #t \\
  #b a. It is the first #h(2mm) #b b. It is the second one #h(2mm) #b c. It is the third \\ #h(2mm) #b d. none #v(3mm)]
#ask(1, "Which is right?") #ask(2, "Which one is wrong?") #ask(3, "Which of them is neither?")
"""
NUMBERS_SAID = """
#for n in range(4) [*#(n + 1).* How many are there? \\ #b 8 #b #(10 + n) #b 4 #b 24 #v(2mm)]
"""
BROKEN_TEXT = """
#for n in range(4) [*#(n + 1).* Which colour has it got? \\
  #b red as a rose #h(5mm) #b green as grass #h(5mm) #b \\ blue as the sky #h(5mm) #b none of these #v(3mm)]
"""
BROKEN_FORMULA = """
#let ask(n, t, ..said) = [#n. #t #v(-1mm) #grid(columns: (6mm, 46mm, 30mm, 30mm), [], ..said.pos().map(w => [#b #w])) #v(3mm)]
#ask(1, [If #h(30mm) #box(baseline: 3mm)[then it follows that]], "whales and many others", "two", "three")
#ask(2, "Which of them are fish?", "whales and many others", "sharks", "bats")
#ask(3, "Which of them can fly?", "whales and many others", "sharks", "bats")
"""


def items(found: Learned) -> list[tuple[str, str, int]]:
    return [(field.section, field.item, len(field.options)) for field in only_page(found).choices]


def numbered(count: int, options: int) -> list[tuple[str, str, int]]:
    return [("1", str(number), options) for number in range(1, count + 1)]


def test_a_number_that_ends_a_statement_names_no_item(tmp_path: Path) -> None:
    found = learned(tmp_path, BOX + STATEMENTS, "pdf")
    assert items(found) == numbered(6, 2)
    assert not any("start over" in doubt for doubt in found.doubts)


@pytest.mark.parametrize(("text", "count", "options"), [(LETTER_BESIDE, 8, 4), (AT_THE_WALL, 6, 2)], ids=["letter", "wall"])
def test_a_box_in_a_cell_is_the_option_and_not_its_cell(tmp_path: Path, text: str, count: int, options: int) -> None:
    found = learned(tmp_path, BOX + text, "pdf")
    assert items(found) == numbered(count, options)
    assert {round(option.box.w) for field in only_page(found).choices for option in field.options} == {3}


def test_circles_in_wide_cells_beside_the_digits_of_a_number_are_no_items(tmp_path: Path) -> None:
    found = learned(tmp_path, NUMBER_TABLE, "pdf")
    assert items(found) == numbered(8, 4)
    assert len(only_page(found).columns(FieldKind.STUDENT_NUMBER)) == 6


def test_a_title_over_the_digits_beside_a_number_is_the_numbers(tmp_path: Path) -> None:
    empty_row = NUMBER_TABLE.replace("Student number", "ID no.").replace("..range(10)", "..([],) * 7, ..range(10)", 1)
    page = only_page(learned(tmp_path, empty_row.replace("rows: 6.4mm", "rows: 4.2mm", 1), "pdf"))
    assert len(page.columns(FieldKind.STUDENT_NUMBER)) == 6


def test_the_digits_of_a_test_form_are_none_of_the_number_beside_them(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, RING + FORM_BESIDE, "pdf"))
    assert len(page.columns(FieldKind.STUDENT_NUMBER)) == 5
    assert ["".join(one.label for one in field.options) for field in page.columns(FieldKind.FORM_CODE)] == ["0123456789"]


@pytest.mark.parametrize("text", [FRACTIONS, BROKEN_LINE], ids=["fractions", "space"])
def test_answers_on_two_lines_are_one_items(tmp_path: Path, text: str) -> None:
    assert items(learned(tmp_path, BOX + text, "pdf")) == numbered(3, 4)


def test_a_question_about_a_series_tells_no_version(tmp_path: Path) -> None:
    assert items(learned(tmp_path, BOX + SERIES, "pdf")) == numbered(3, 4)


def test_lettered_answers_with_boxes_of_their_own_leave_the_question_its_number(tmp_path: Path) -> None:
    found = learned(tmp_path, BOX + LETTERED_ROW, "pdf")
    assert items(found) == numbered(5, 4)
    assert not any("names was read" in doubt for doubt in found.doubts)


def test_boxes_below_lettered_answers_are_their_questions(tmp_path: Path) -> None:
    found = learned(tmp_path, BOX + ANSWER_LINE, "pdf")
    assert items(found) == numbered(4, 3)
    assert not any("called by letters" in doubt for doubt in found.doubts)


def test_boxes_under_pictures_are_options_though_nothing_names_them(tmp_path: Path) -> None:
    assert [count for _, _, count in items(learned(tmp_path, BOX + UNDER_PICTURES, "pdf"))] == [4] * 4


def test_a_number_close_behind_the_column_before_opens_its_question(tmp_path: Path) -> None:
    assert [count for _, _, count in items(learned(tmp_path, BOX + CLOSE_COLUMNS, "pdf"))] == [3] * 8


@pytest.mark.parametrize("text", [NUMBERS_SAID, BROKEN_TEXT], ids=["numbers", "broken"])
def test_what_options_say_parts_no_item(tmp_path: Path, text: str) -> None:
    assert items(learned(tmp_path, BOX + text, "pdf")) == numbered(4, 4)


def test_a_line_that_goes_on_behind_a_formula_opens_no_column(tmp_path: Path) -> None:
    assert items(learned(tmp_path, BOX + BROKEN_FORMULA, "pdf")) == numbered(3, 3)
