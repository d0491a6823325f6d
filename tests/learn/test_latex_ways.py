"""Ways of LaTeX's exam classes: lettered boxes a word space apart, questions in two columns, true and false in signs, numbers behind,
parts of questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.learn.rows.lists import list_runs
from omr.learn.rows.runs import Run
from tests.learn.drawn import circle, text
from tests.learn.paper import learned, only_page

BOX = "#let b(l) = box(width: 3.9mm, height: 3.9mm, stroke: 0.4pt, baseline: 0.8mm, align(center + horizon, text(size: 7pt, l)))\n"
CLOSE = """
#columns(2)[ #for i in range(20) [ Question #(i + 1): #b("A") #b("B") #b("C") #b("D") #b("E") \\ ] ]
"""
TWO_COLUMNS = """
#set page(paper: "a4")
#let wide = [it is bounded on every compact interval, since the image of a compact set under a continuous map is compact]
#columns(2)[ #for i in range(6) [ #block(breakable: false)[*Question #(i + 1)* #h(2mm) Let $f: RR -> RR$ be a continuous map. Which holds?
  #for (l, said) in (("A", [$e$]), ("B", wide), ("C", [none])) [ #grid(columns: (4mm, 6mm, 1fr), [], b(l), said) #v(-2mm) ] ] #v(14mm) ] ]
"""
PAIRS = """
#for i in range(12) [ #box(width: 8mm)[#(i + 1).] SIGNS #h(4mm) The statement number #(i + 1) is true. \\ ]
"""
BEHIND = """
#let o(l) = box(width: 4.2mm, height: 4.2mm, radius: 2.1mm, stroke: 0.4pt, align(center + horizon, text(size: 7pt, l)))
#grid(columns: 2, column-gutter: 18mm, ..range(2).map(c => grid(columns: 5, gutter: 2mm, align: horizon,
  ..range(10).map(r => (..("A", "B", "C", "D").map(o), [#(c * 10 + r + 1)])).flatten())))
"""

STATEMENTS = """
#let b = box(width: 3.4mm, height: 3.4mm, stroke: 0.5pt, baseline: 0.4mm)
#for i in range(1, 4) [ *#i. What is true of it?* \\
  #for (l, t) in (("a", "It is large"), ("b", "It is round"), ("c", "It is old")) [ #h(5mm) V #b #h(2mm) F #b #h(4mm) #l) #t \\ ] ]
"""

PARTS = """
#let o = box(width: 3.4mm, height: 3.4mm, radius: 1.7mm, stroke: 0.4pt, baseline: 0.4mm)
#for i in range(1, 4) [ #i. Consider what follows. \\
  #for part in ("a", "b") [ #h(7mm) (#part) Which of these is it? \\
    #for w in ("always", "never", "sometimes") [ #h(31mm) #o #w \\ ] ] #v(2mm) ]
"""

IN_TEXT = """
#let b = box(width: 2.8mm, height: 2.8mm, stroke: 0.4pt)
#set par(justify: true)
#for i in range(1, 7) [ #i. Which of these does it need#if calc.even(i) [ when it is cold]?
  #for (l, w) in (("a", "a long walk by the river"), ("b", "water"), ("c", "the light of the sun and the moon"),
    ("d", "none of these at all")) [ #b~(#l) #w; ] #parbreak() ]
"""


def numbered(last: int, labels: str) -> list[tuple[str, str]]:
    return [(str(number), labels) for number in range(1, last + 1)]


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_lettered_boxes_a_word_space_apart_are_options_and_no_boxes_to_write_in(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, BOX + CLOSE, ending))
    assert [(field.item, "".join(option.label for option in field.options)) for field in page.choices] == numbered(20, "ABCDE")


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_questions_side_by_side_go_down_each_column_though_their_lines_meet(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, BOX + TWO_COLUMNS, ending))
    places = [(field.options[0].box.x > 90, field.options[0].box.y) for field in page.choices]
    assert places == sorted(places)
    assert [(field.item, "".join(option.label for option in field.options)) for field in page.choices] == numbered(6, "ABC")
    assert {field.section for field in page.choices} == {"1"}


@pytest.mark.parametrize("signs", ["(T) (F)", "( T ) ( F )", "\\[T\\] \\[F\\]"])
@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_two_letters_in_signs_before_each_statement_are_its_options(tmp_path: Path, signs: str, ending: str) -> None:
    page = only_page(learned(tmp_path, PAIRS.replace("SIGNS", signs), ending))
    labels = "TF" if ending == "pdf" else "AB"
    assert [(field.item, "".join(option.label for option in field.options)) for field in page.choices] == numbered(12, labels)


@pytest.mark.parametrize("bare", [False, True])
def test_letters_that_open_the_statements_behind_the_boxes_name_the_items(tmp_path: Path, *, bare: bool) -> None:
    found = learned(tmp_path, STATEMENTS.replace("#l)", "#upper(l)") if bare else STATEMENTS, "pdf")
    items = [(field.section, field.item.lower(), "".join(option.label for option in field.options)) for field in only_page(found).choices]
    assert items == [(section, letter, "VF") for section in "123" for letter in "abc"]


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_numbers_behind_the_last_option_name_the_items_before_them(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, BEHIND, ending))
    assert [(field.item, "".join(option.label for option in field.options)) for field in page.choices] == numbered(20, "ABCD")
    places = [(field.options[0].box.x > 50, field.options[0].box.y) for field in page.choices]
    assert places == sorted(places)


@pytest.mark.parametrize("openers", [("En", "Fr"), ("Un", "Deux")])
def test_paragraphs_that_open_with_words_in_brackets_are_no_options(tmp_path: Path, openers: tuple[str, str]) -> None:
    text = "".join(f"\\[{one}\\] #h(3mm) {'Write your name and your number in capitals. ' * 9} #v(2cm)\n" for one in openers)
    items = BOX + "#for i in range(8) [ #(i + 1). #b([A]) #h(3mm) #b([B]) #h(3mm) #b([C]) \\ ]"
    page = only_page(learned(tmp_path, text + items, "pdf"))
    assert [(field.item, "".join(option.label for option in field.options)) for field in page.choices] == numbered(8, "ABC")


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_lists_set_far_in_below_the_parts_of_questions_are_one_item_each(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, PARTS, ending))
    assert [len(field.options) for field in page.choices] == [3] * 6
    if ending == "pdf":
        assert [(field.section, field.item) for field in page.choices] == [(i, part) for i in "123" for part in "ab"]


def test_lettered_options_in_the_lines_of_their_question_are_one_item(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, IN_TEXT, "pdf"))
    assert [(field.item, "".join(option.label for option in field.options)) for field in page.choices] == numbered(6, "abcd")
    assert len({option.box.y for option in page.choices[0].options}) > 1


FORMULAS = """
#let b = box(width: 2.8mm, height: 2.8mm, stroke: 0.4pt)
#for i in range(1, 7) [ #i. In which set are its values? \\
  #grid(columns: (8mm, 5mm, 50mm, 5mm, 40mm), row-gutter: 2mm, [], b, [$NN$], b, [$[0, 1]$], [], b, [$RR$], b, [$ZZ$]) #v(3mm) ]
"""


def test_an_interval_in_brackets_is_what_an_option_says_and_none_itself(tmp_path: Path) -> None:
    found = learned(tmp_path, FORMULAS, "pdf")
    assert [(field.item, len(field.options)) for field in only_page(found).choices] == [(str(i), 4) for i in range(1, 7)]
    assert not any("belong to no item" in doubt for doubt in found.doubts)


BEFORE = """
#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt)
#set par(justify: false)
#grid(columns: (15mm, 14mm, 5mm, 1fr), row-gutter: 4mm, align: (center, center, right, left), column-gutter: 2mm, [true], [false], [], [],
  ..range(1, 7).map(i => (b, b, [#i.], [A week has #(i + 4) days, as everybody knows.])).flatten())
"""
SUMS = """
#let o = box(width: 3.6mm, height: 3.6mm, radius: 1.8mm, stroke: 0.5pt, baseline: 0.6mm)
#let said = ("Bees make honey.", "The sum of 2 and 2 is 5.", "A week has 7.", "Oslo is in Norway.", "Half a dozen is 6.")
#for (i, said) in said.enumerate() [
  #(i + 1). #said #h(1fr) #o Yes #h(3mm) #o No \\ #v(2mm) ]
"""


def test_numbers_of_statements_behind_two_columns_of_boxes_name_the_items(tmp_path: Path) -> None:
    found = learned(tmp_path, BEFORE, "pdf")
    assert [field.item for field in only_page(found).choices] == ["1", "2", "3", "4", "5", "6"]
    assert not any("names was read" in doubt for doubt in found.doubts)


def test_a_statement_that_ends_in_a_number_is_called_by_the_one_it_begins_with(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, SUMS, "pdf"))
    assert [(field.section, field.item) for field in page.choices] == [("1", str(i)) for i in range(1, 6)]


def test_lists_below_the_parts_of_questions_are_parted_where_others_stand_further_left() -> None:
    tops = [(30.0, 3), (55.0, 3), (90.0, 2)]  # "(a)", "(b)", and the "(a)" of the next question
    parts = [Run((circle(50.0, top + 6 * i),), (), (tuple(text("x", 57.0, top + 6 * i)),)) for top, count in tops for i in range(count)]
    last = [Run((circle(40.0, 120.0 + 6 * i),), (), (tuple(text("y", 47.0, 120.0 + 6 * i)),)) for i in range(2)]
    asked = [word for top, _ in tops for word in text("(a) Which of these is it?", 30.0, top - 6)] + text("3. Which?", 24.0, 114.0)
    words = [*asked, *(word for run in (*parts, *last) for word in run.gaps[0])]
    assert sorted(len(run.spots) for run in list_runs([*parts, *last], words)) == [2, 2, 3, 3]
