"""Ways of question sheets that teachers write: answers counted by letters or codes, rows that go on below, headings of several words."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.errors import BadInput
from omr.learn.items.option_labels import name_of, option_labels, run_name_words
from omr.learn.outlines.families import Spot
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import Word
from omr.learn.rows.headed import headings
from omr.learn.rows.lists import list_runs
from omr.learn.rows.runs import Run, row_runs
from omr.model.exam import Shape
from omr.model.layout import Box, LayoutPage
from tests.learn.drawn import circle, text, word
from tests.learn.paper import learned, only_page

BOX = "#let b = box(width: 3.4mm, height: 3.4mm, stroke: 0.5pt, baseline: 0.4mm)\n"
RING = "#let o(l) = box(width: 4.4mm, height: 4.4mm, radius: 2.2mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))\n"

CODES = """
#let ask(n, t, ..said) = [Q#n. #t #v(1mm)
  #for (i, one) in said.pos().enumerate() [#grid(columns: (85mm, 6mm, 6mm), align: (right, left, left), column-gutter: 2mm,
    one, b, text(size: 6pt)[#(i + 1)]) #v(-1mm)] #v(4mm)]
#ask(1, "What do you do?", "Work", "Study")
#ask(2, "How old are you?", "under 18", "18 to 29", "30 or more")
#ask(3, "Do you rent?", "Yes", "No")
"""
BOX_LAST = """
#let ask(n, t) = [#n. #t #v(1mm)
  #for (i, l) in ("a", "b", "c").enumerate() [#grid(columns: (8mm, 60mm, 6mm), [], [#l. answer #(i + n)], b) #v(-1mm)] #v(4mm)]
#for n in range(1, 5) { ask(n, "Which of these is it?") }
"""
GOES_ON = """
#for i in range(4) [#(i + 1). Which is it? \\ #o("A") one of them #h(8mm) #o("B") another #h(8mm) #o("C") a third \\
  #h(20mm) #o("D") none #v(3mm)]
"""
BROKEN = """
#for i in range(4) [#(i + 1). Which is it? \\ #b one and all of these #h(6mm) #b the second, which runs on to the next line of the text
  #h(6mm) #b the third #v(3mm)]
"""
LIKERT = """
#table(columns: (1fr, 19mm, 19mm, 19mm), align: (left, center, center, center), [], HEADS,
  ..range(5).map(i => ([#(i + 1). Statement], b, b, b)).flatten())
"""
NEXT_COLUMN = """
#set page(height: HEIGHT, columns: 2)
#for i in range(1, 5) [ *#i.* Which of these is it?
  #for l in ("an answer", "another", "a third", "a fourth") [ #grid(columns: (6mm, 1fr), b, l) ] #v(2mm) ]
"""
SETS = """
#let one(n) = [#n #h(2mm) #b2 A #h(1mm) #b2 B #h(1mm) #b2 C]
#table(columns: (42mm,) * 3, ..range(8).map(r => range(3).map(c => one(c * 8 + r + 11))).flatten())
"""
ANSWERS = """
#for i in range(5) [ *Question #(i + 1)* (2 points). Which is it? \\ A. lipid #h(4mm) B. water #h(4mm) C. iron \\
  Answer: #o("A") #h(2mm) #o("B") #h(2mm) #o("C") #v(2mm) ]
"""
SMALL = "#let b2 = box(width: 3mm, height: 3mm, stroke: 0.5pt, baseline: 0.3mm)\n"


def items(page: LayoutPage) -> list[tuple[str, list[str]]]:
    return [(field.item, [option.label for option in field.options]) for field in page.choices]


def test_lists_of_a_scan_with_codes_behind_their_boxes_are_parted_by_their_questions(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + CODES, "png"))
    assert [len(field.options) for field in page.choices] == [2, 3, 2]


def test_lists_with_codes_behind_their_boxes_begin_anew_where_the_codes_do(tmp_path: Path) -> None:
    found = items(only_page(learned(tmp_path, BOX + CODES, "pdf")))
    assert found == [("1", ["1", "2"]), ("2", ["1", "2", "3"]), ("3", ["1", "2"])]


def test_lettered_answers_far_before_their_boxes_make_a_list_for_each_question(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + BOX_LAST, "pdf"))
    assert items(page) == [(str(n), ["a", "b", "c"]) for n in range(1, 5)]


def test_a_letter_on_the_next_line_counts_on(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, RING + GOES_ON, "pdf"))
    assert items(page) == [(str(n), ["A", "B", "C", "D"]) for n in range(1, 5)]


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_a_row_goes_on_behind_the_end_of_its_text_on_the_next_line(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, BOX + BROKEN, ending))
    assert [len(field.options) for field in page.choices] == [3] * 4


@pytest.mark.parametrize(
    ("heads", "labels"),
    [
        (
            "[Strongly agree], [Neither agree nor disagree], [Do not agree]",
            ["Strongly_agree", "Neither_agree_nor_disagree", "Do_not_agree"],
        ),
        ("[Vrai], [Faux], [Ne sait pas]", ["Vrai", "Faux", "Ne_sait_pas"]),
        ("[yes 1], [2], [no 3]", ["yes_1", "2", "no_3"]),
    ],
)
def test_headings_of_several_words_are_labels(tmp_path: Path, heads: str, labels: list[str]) -> None:
    page = only_page(learned(tmp_path, BOX + LIKERT.replace("HEADS", heads), "pdf"))
    assert items(page) == [(str(n), labels) for n in range(1, 6)]


def test_a_sentence_above_a_row_is_no_heading(tmp_path: Path) -> None:
    row = "#for i in range(6) [Which of these statements about it is a true one and why \\ #h(8mm) #b #h(18mm) #b #h(18mm) #b #v(3mm)]"
    page = only_page(learned(tmp_path, BOX + row, "pdf"))
    assert {label for _, labels in items(page) for label in labels} == {"A", "B", "C"}


def test_a_title_in_larger_type_above_a_table_is_no_part_of_its_headings() -> None:
    row = Run((circle(40.0, 30.0), circle(90.0, 30.0)), (), ((), ()))
    heads = [Word("True", Box(39.0, 23.0, 6.0, 2.2)), Word("False", Box(89.0, 23.0, 7.0, 2.2))]
    title = [Word("True", Box(18.0, 17.0, 12.0, 3.4)), Word("or", Box(32.0, 17.8, 6.0, 2.6)), Word("False", Box(39.0, 17.0, 10.0, 3.4))]
    assert headings(row, [*title, *heads]) == ("True", "False")


@pytest.mark.parametrize("height", ["124mm", "118mm"])
def test_a_list_without_letters_goes_on_at_the_top_of_the_next_column(tmp_path: Path, height: str) -> None:
    page = only_page(learned(tmp_path, BOX + NEXT_COLUMN.replace("HEIGHT", height), "pdf"))
    assert [len(field.options) for field in page.choices] == [4] * 4
    assert any(len({round(option.box.x) for option in field.options}) > 1 for field in page.choices)


@pytest.mark.long
def test_cells_of_a_scan_with_several_boxes_each_are_items_of_their_own(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, SMALL + SETS, "png"))
    assert [len(field.options) for field in page.choices] == [3] * 24


@pytest.mark.parametrize(
    ("line", "name"),
    [("3. Water is made of (a) lipid (d)", "3."), ("1. (a)", "(a)"), ("text (b)", "(b)"), ("4. see part 12.", "12."), ("7. made of", "7.")],
)
def test_a_line_that_happens_to_end_in_a_letter_keeps_its_number(line: str, name: str) -> None:
    assert name_of(tuple(line.split()), vertical=False) == name


@pytest.mark.parametrize(
    ("line", "name"),
    [("(b) It converges in R.", "(b)"), ("(d) Its limit is 0.", "(d)"), ("(a) that is", "(a)"), ("x. y 7.", "x."), ("4. see R.", "4.")],
)
def test_a_statement_called_by_a_letter_keeps_it_whatever_its_sentence_ends_in(line: str, name: str) -> None:
    run = Run((circle(150.0, 20.0), circle(170.0, 20.0)), tuple(text(line, 20.0, 20.5)), ((), ()))
    assert name_of(run_name_words(run, ("A", "B")), vertical=False) == name


def test_a_statement_that_ends_in_a_formula_keeps_its_number() -> None:
    said = (*text("4. (1 point) 0! =", 20.0, 20.5), word("1.", 53.0, 20.5))
    assert said[-1].box.x - said[-2].right > 2
    run = Run((circle(150.0, 20.0), circle(170.0, 20.0)), said, ((), ()))
    assert name_of(run_name_words(run, ("T", "F")), vertical=False) == "4."


def test_a_row_begins_with_the_upper_of_two_lines_of_its_statement() -> None:
    words = [*text("d) A computer for", 20.2, 18.0), *text("school work", 20.0, 22.0)]
    (run,) = row_runs([circle(90.0, 20.0), circle(110.0, 20.0)], words)
    assert run.before[0].text == "d)"


@pytest.mark.parametrize(("height", "broken"), [("92mm", True), ("86mm", True), ("100mm", False), ("106mm", False)])
def test_options_broken_over_two_pages_are_told(tmp_path: Path, height: str, broken: bool) -> None:
    text = NEXT_COLUMN.replace("columns: 2", "columns: 1").replace("HEIGHT", height)
    found = learned(tmp_path, BOX + text, "pdf")
    assert any("seem to belong to the last question of the page before" in doubt for doubt in found.doubts) is broken
    names = [(field.section, field.item) for pages in found.layout.forms.values() for page in pages for field in page.choices]
    whole = [name for name in names if not name[1].endswith("_2")]
    assert whole == [("1", str(number)) for number in range(1, 5)]
    assert (len(whole) < len(names)) is (height == "86mm")  # of the other, one option is left on the page before


def test_statements_of_several_lines_have_the_number_of_their_first(tmp_path: Path) -> None:
    said = "([It is.], [It was.], [The lecturer explained what a nucleus, an enzyme and a lipid are, so that I could follow])"
    cells = f"..range(6).map(i => ([#(i + 11). #{said}.at(calc.min(i, 2))], b, b)).flatten()"
    page = only_page(learned(tmp_path, BOX + f"#table(columns: (44mm, 14mm, 14mm), stroke: none, align: horizon, {cells})", "pdf"))
    assert [field.item for field in page.choices] == [str(number) for number in range(11, 17)]


def test_a_page_with_one_row_without_a_number_is_learned(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + "Do you agree? #b yes #h(5mm) #b no", "pdf"))
    assert [len(field.options) for field in page.choices] == [2]


SIGNS_IN_TEXT = """
#for i in range(5) [#(i + 1). Which of these is it? \\ ( A ) nucleus #h(4mm) ( B ) enzyme #h(4mm) ( C ) lipid #v(2mm)]
"""
SIGNS_IN_LISTS = """
#for i in range(4) [#(i + 1). Which of these is it? \\ ( a ) nucleus \\ ( b ) enzyme \\ ( c ) lipid #v(2mm)]
"""


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
@pytest.mark.parametrize("text", [SIGNS_IN_TEXT, SIGNS_IN_LISTS])
def test_parentheses_with_room_around_their_letters_are_options_before_words(tmp_path: Path, text: str, ending: str) -> None:
    page = only_page(learned(tmp_path, '#set text(font: "DejaVu Sans")\n' + text, ending))
    assert [len(field.options) for field in page.choices] == [3] * len(page.choices)
    assert len(page.choices) == (5 if text is SIGNS_IN_TEXT else 4)


def test_tight_parentheses_in_a_text_are_no_options(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        learned(tmp_path, SIGNS_IN_TEXT.replace("( ", "(").replace(" )", ")"), "pdf")


def test_a_line_of_lettered_answers_names_no_question(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, RING + ANSWERS, "pdf"))
    assert items(page) == [(str(number), ["A", "B", "C"]) for number in range(1, 6)]


@pytest.mark.parametrize("height", ["70mm", "85mm"], ids=["one option", "two options"])
def test_options_of_which_some_are_left_on_the_page_before_are_told_whatever_they_say(tmp_path: Path, height: str) -> None:
    text = NEXT_COLUMN.replace("columns: 2", "columns: 1").replace("HEIGHT", height).replace("range(1, 5)", "range(1, 4)")
    words = text.replace('"an answer", "another", "a third", "a fourth"', '"lipid", "water", "iron", "glucose"')
    found = learned(tmp_path, BOX + words, "pdf")
    assert any("seem to belong to the last question of the page before" in doubt for doubt in found.doubts)


def test_boxes_at_the_ends_of_the_lines_of_two_columns_are_parted_by_their_questions() -> None:
    def word(x: float, y: float) -> Word:
        return Word("water", Box(x, y - 1.5, 9.0, 3.0))

    def box(x: float, y: float) -> Spot:
        return Spot(Outline(Shape.BOX, Box(x, y - 1.7, 3.4, 3.4)))

    tops = [20.0 + 24.0 * question + 5.0 * line for question in range(4) for line in range(1, 4)]
    words = [word(x, y) for y in tops for x in (112.0, 122.0)] + [word(105.0, tops[3 * question] - 5.0) for question in range(4)]
    left = [Run((box(100.0, y + 2.5),), (word(16.0, y + 2.5),), ((),)) for y in tops]
    # what stands between the boxes of two columns that are level may be taken for the left one's
    right = [Run((box(190.0, y),), (word(112.0, y), word(122.0, y)) if i % 3 else (), ((),)) for i, y in enumerate(tops)]
    found = [run for run in list_runs([*left, *right], words) if run.x > 150]
    assert [len(run.spots) for run in found] == [3] * 4


@pytest.mark.parametrize("beside", ["Part 4", ""])
def test_letters_between_boxes_are_their_labels_whatever_stands_in_the_column_beside(beside: str) -> None:
    row = Run(
        tuple(circle(30.0 + 15 * i, 20.0) for i in range(4)),
        (*text("Part 2", 5.0, 20.5), *text("22", 18.0, 20.5), *text("A", 24.0, 20.5)),
        (*(tuple(text(letter, 38.0 + 15 * i, 20.5)) for i, letter in enumerate("BCD")), tuple(text(beside, 93.0, 20.5))),
    )
    labels, read = option_labels(row, [])
    assert ("".join(labels), read) == ("ABCD", True)
    assert name_of(run_name_words(row, labels), vertical=False) == "22"
