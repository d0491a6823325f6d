"""What printed words mean beside outlines: names of items, labels of options, and words that are neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.learn.items.option_labels import name_above, name_of, option_labels
from omr.learn.rows.runs import Run
from omr.learn.words.wording import begins_late, item_name
from tests.learn.drawn import circle, text, word
from tests.learn.paper import learned, only_page

SENTENCES = """
#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt, baseline: 0.4mm)
#for i in range(3) [ #(2 * i + 1)) She #b has #b have never been there. #v(2mm)
  #(2 * i + 2)) Dogs #b bark #b barks #b barking at night. #v(2mm) ]
"""
FORMULAS = """
#set page(flipped: true, columns: 2)
#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt)
Nom: #box(width: 40mm, stroke: (bottom: 0.5pt)) #parbreak()
#for i in range(1, 9) [ *(#i)* Then $f(x)$ is, for $x = #i$ #if i == 3 [and all the others that were named in the question above] #v(1mm)
  #b $pi$ #h(6mm) #b $x$ #h(6mm) #b $y$ #v(2mm) ]
"""


@pytest.mark.parametrize(("text", "name"), [("No.3", "3"), ("Q12", "12"), ("(b)", "b"), ("ii)", "ii"), ("XVIII.", "XVIII"), ("3.2", "3.2")])
def test_numbers_and_letters_set_apart_name_items(text: str, name: str) -> None:
    found = item_name(text)
    assert found is not None
    assert found.text == name


@pytest.mark.parametrize("text", ["7-", "7–", "#7", "7º", "7、", "第7题"])
def test_numbers_are_set_apart_in_further_ways(text: str) -> None:
    found = item_name(text)
    assert found is not None
    assert (found.text, found.style, found.rank) == ("7", "digit", 7)


@pytest.mark.parametrize("text", ["Nom", "Nom:", "Non", "Nov", "Qui", "(2", "A", "1.00", "0.50", "a-", "90°", "1--"])
def test_words_that_begin_like_no_or_q_name_none(text: str) -> None:
    assert item_name(text) is None


def test_boxes_in_a_sentence_say_what_stands_after_them(tmp_path: Path) -> None:
    found = learned(tmp_path, SENTENCES, "pdf")
    items = [(field.item, [option.label for option in field.options]) for field in only_page(found).choices]
    assert items == [(str(number), ["A", "B"] if number % 2 else ["A", "B", "C"]) for number in range(1, 7)]
    assert any("named by their place" in doubt for doubt in found.doubts)


def test_letters_of_formulas_are_words_and_a_question_of_two_lines_names_its_options(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, FORMULAS, "pdf"))
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(number), 3) for number in range(1, 9)]


AGES = """
#let b = box(width: 3mm, height: 3mm, radius: 1.5mm, stroke: 0.5pt)
#for text in ("Age:", "Years of work:", "Distance in km:") [ #text #b under 30 #b 30–50 #b over 50 #v(3mm) ]
"""


def test_a_number_that_ends_what_an_option_says_names_no_further_item(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, AGES, "pdf"))
    assert [[option.label for option in field.options] for field in page.choices] == [["under", "30_50", "over"]] * 3


SUMS = """
#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt)
#for i in range(1, 6) [ #i) #(i + 2) + #calc.rem(7 * i, 10) = #h(4mm) #b 11 #h(5mm) #b 12 #h(5mm) #b 13 #v(3mm) ]
"""


def test_a_sum_before_boxes_is_called_by_the_number_before_it(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, SUMS, "pdf"))
    assert [field.item for field in page.choices] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(("said", "labels"), [(("A he ran", "B he sat", "C he left"), "ABC"), (("A he ran", "C he sat", "D he left"), "")])
def test_bare_letters_that_open_all_of_an_items_options_and_count_are_their_labels(said: tuple[str, ...], labels: str) -> None:
    spots = tuple(circle(20.0, 20.0 + 6 * i) for i in range(3))
    gaps = tuple(tuple(text(line, 26.0, 20.5 + 6 * i)) for i, line in enumerate(said))
    found, read = option_labels(Run(spots, (), gaps, vertical=True), [])
    assert read == bool(labels)
    assert not labels or "".join(found) == labels


@pytest.mark.parametrize(
    ("said", "called"),
    [
        (("the acid", "a price", "about 12", "an atom"), False),
        (("yes", "no", "n a", "unsure"), False),
        (("the acid", "some price", "about 12", "an atom"), True),
        (("T True", "F False"), True),
    ],
)
def test_an_article_is_no_letter_of_an_option(said: tuple[str, ...], called: bool) -> None:
    spots = tuple(circle(20.0, 20.0 + 6 * i) for i in range(len(said)))
    gaps = tuple(tuple(text(line, 26.0, 20.5 + 6 * i)) for i, line in enumerate(said))
    assert option_labels(Run(spots, (), gaps, vertical=True), [])[1] is called


def test_a_line_of_answers_before_a_row_does_not_name_it() -> None:
    assert name_of(("A)", "It", "melts", "B)", "It", "burns"), vertical=False) == ""
    assert name_of(("a)", "It", "melts"), vertical=False) == "a)"


@pytest.mark.parametrize(("before", "name"), [("", "1."), ("to a state of", "")])
def test_a_number_before_a_tab_names_the_row_below_its_question(before: str, name: str) -> None:
    number, asked = word("1.", 30.0, 20.0, 3.0), text("Which of these is it", 43.0, 20.0)
    spots = tuple(circle(43.0 + 25 * i, 26.0) for i in range(3))
    gaps = tuple(tuple(text(said, 48.0 + 25 * i, 26.5)) for i, said in enumerate(("A. acid", "B. gene", "C. atom")))
    assert name_above(Run(spots, (), gaps), [*text(before, 2.0, 20.0), number, *asked, *(one for gap in gaps for one in gap)]) == name


def test_a_degree_at_the_end_of_a_statement_is_no_name() -> None:
    assert name_of(("2", "Water", "boils", "at", "90", "C."), vertical=False) == "2"


@pytest.mark.parametrize(("labels", "late"), [("BC", True), ("BCD", True), ("ABC", False), ("EFGH", False), ("FGHJ", False), ("BF", False)])
def test_options_that_begin_with_b_c_or_d_may_have_lost_their_a(labels: str, late: bool) -> None:
    assert begins_late(tuple(labels)) is late
