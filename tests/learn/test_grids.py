"""Bubbled numbers on blanks: digits in the bubbles or beside them, positions as columns or as rows, announced or not; and corrections."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import typst

from omr.errors import BadExam, BadInput
from omr.files import read_layout, write_layout
from omr.learn import Learned, learn
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import Word
from omr.learn.rows.frames import without_options
from omr.learn.words.identity import one_of_each
from omr.learn.words.titles import kind_of
from omr.model.exam import Shape
from omr.model.layout import Box, Field, FieldKind, Layout, LayoutOption, LayoutPage
from tests.learn.forms import OVALS, SETUP

BOX = Box(10, 10, 4, 4)
ROUND = "#let c(l) = circle(radius: 1.9mm, stroke: 0.5pt, align(center + horizon, text(size: 6pt, l)))\n"
ITEMS = """
#v(8mm)
#grid(columns: 5, row-gutter: 3mm, column-gutter: 3mm, align: horizon,
  ..range(12).map(r => (str(r + 1) + ".", ..("A", "B", "C", "D").map(c))).flatten())
"""
BESIDE = """
{title}
#grid(columns: 7, row-gutter: 1.5mm, column-gutter: 1.5mm, align: horizon,
  ..range(10).map(d => (str(d), ..range(6).map(_ => c("")))).flatten())
"""
ROWS = """
{title}
#grid(columns: 10, row-gutter: 1.5mm, column-gutter: 1.5mm, ..range(5).map(_ => range(10).map(d => c(str(d)))).flatten())
"""
TWO = """
#grid(columns: 2, column-gutter: 20mm)[
  Section number
  #grid(columns: 3, gutter: 1.5mm, ..range(10).map(d => range(3).map(_ => c(str(d)))).flatten())
][
  Matricule
  #grid(columns: 6, gutter: 1.5mm, ..range(10).map(d => range(6).map(_ => c(str(d)))).flatten())
]
"""


AMC = """
#let b(l) = {box}
#grid(columns: (auto, 62mm), column-gutter: 8mm,
  grid(columns: {columns}, column-gutter: 2.2mm, row-gutter: 2.4mm, ..{digits}.flatten()),
  [please encode your student number opposite, and write your first and last names below.])
#v(5mm)
#for i in range(12) [ Question #(i + 1) : #h(2mm) #for l in ("A", "B", "C", "D") [#b(l)#h(1.5mm)] \\ ]
"""
AFTER = "[#box(width: 3.4mm, height: 3.4mm, stroke: 0.6pt, baseline: 0.4mm)#h(0.8mm)#text(size: 8pt, l)]"
INSIDE = "box(width: 4.2mm, height: 4.2mm, stroke: 0.6pt, baseline: 0.8mm, align(center + horizon, text(size: 7pt, l)))"


def learned(source: str, folder: Path, *, corrections: str = "", forms: tuple[str, ...] = ()) -> Learned:
    (folder / "blank.pdf").write_bytes(typst.compile((SETUP + ROUND + source).encode()))
    (folder / "fix.txt").write_text(corrections, encoding="utf-8")
    return learn([folder / "blank.pdf"], corrections=folder / "fix.txt", forms=forms)


def page_of(found: Learned) -> LayoutPage:
    return next(iter(found.layout.forms.values()))[0]


def number_of(page: LayoutPage) -> tuple[list[str], set[str]]:
    """Positions of the student number, and the digits of each."""
    columns = page.columns(FieldKind.STUDENT_NUMBER)
    return [field.item for field in columns], {"".join(option.label for option in field.options) for field in columns}


def assert_items_alone(page: LayoutPage) -> None:
    assert [field.item for field in page.choices] == [str(number) for number in range(1, 13)]
    assert {"".join(option.label for option in field.options) for field in page.choices} == {"ABCD"}


@pytest.mark.parametrize("title", ["Student ID", "ID number", "Matricule", "Numéro d'étudiant", "Student number", "Matrikelnummer"])
def test_a_student_number_is_announced_in_several_languages(title: str) -> None:
    assert kind_of(title) is FieldKind.STUDENT_NUMBER


@pytest.mark.parametrize("title", ["Mobile number", "Número de teléfono", "Handynummer", "Geburtsdatum", "Phone number"])
def test_titles_of_other_numbers_of_a_person(title: str) -> None:
    assert kind_of(title) is FieldKind.OTHER


def test_digits_beside_empty_bubbles_are_a_student_number_and_no_items(tmp_path: Path) -> None:
    found = learned(BESIDE.format(title="Numéro d'étudiant") + ITEMS, tmp_path)
    page = page_of(found)
    assert number_of(page) == (list("123456"), {"0123456789"})
    assert_items_alone(page)
    assert not any("known title" in doubt for doubt in found.doubts)


def test_rows_of_digits_under_its_title_are_the_positions_of_a_number(tmp_path: Path) -> None:
    page = page_of(learned(ROWS.format(title="Student number") + ITEMS, tmp_path))
    assert number_of(page) == (list("12345"), {"0123456789"})
    tops = [field.options[0].box.y for field in page.columns(FieldKind.STUDENT_NUMBER)]
    assert tops == sorted(tops)
    assert_items_alone(page)


@pytest.mark.parametrize(("source", "count"), [(BESIDE, 6), (ROWS, 5)])
def test_a_number_that_nothing_announces_is_taken_for_one_and_told(source: str, count: int, tmp_path: Path) -> None:
    found = learned(source.format(title="#v(1mm)") + ITEMS, tmp_path)
    assert len(page_of(found).columns(FieldKind.STUDENT_NUMBER)) == count
    assert any(f"a grid of {count} columns without a known title is taken for the student number" in doubt for doubt in found.doubts)


def test_named_rows_of_digits_that_nothing_announces_are_items(tmp_path: Path) -> None:
    rows = """#grid(columns: 11, row-gutter: 1.5mm, column-gutter: 1.5mm, align: horizon,
      ..range(5).map(r => (str(r + 1) + ".", ..range(10).map(d => c(str(d))))).flatten())"""
    page = page_of(learned(rows, tmp_path))
    assert [field.item for field in page.choices] == list("12345")
    assert not page.columns(FieldKind.STUDENT_NUMBER)


@pytest.mark.long
def test_of_two_numbers_on_a_page_the_one_of_the_student_is_it_and_a_correction_may_say_otherwise(tmp_path: Path) -> None:
    found = learned(TWO + ITEMS, tmp_path)
    page = page_of(found)
    assert len(page.columns(FieldKind.STUDENT_NUMBER)) == 6
    (doubt,) = [text for text in found.doubts if "not taken for the student number" in text]
    line = doubt.split("`")[1]
    other = page_of(learned(TWO + ITEMS, tmp_path, corrections=f"{line}\nfield 1 {place(page)} other\n"))
    assert len(other.columns(FieldKind.STUDENT_NUMBER)) == 3
    assert_items_alone(other)


def place(page: LayoutPage) -> str:
    """A point on the first column of the student number, as a correction gives it."""
    x, y = page.columns(FieldKind.STUDENT_NUMBER)[0].box.centre
    return f"{x:.1f} {y:.1f}"


@pytest.mark.long
def test_a_correction_unsets_a_whole_grid(tmp_path: Path) -> None:
    page = page_of(learned(BESIDE.format(title="Student ID") + ITEMS, tmp_path))
    again = page_of(learned(BESIDE.format(title="Student ID") + ITEMS, tmp_path, corrections=f"field 1 {place(page)} other"))
    assert not again.columns(FieldKind.STUDENT_NUMBER)
    assert sum(field.kind is FieldKind.OTHER and len(field.options) == 10 for field in again.fields) == 6


UNTOLD = BESIDE.replace("(str(d), ", '("row", ').format(title="#v(1mm)")
"""A block that no rule tells from items: nothing counts its rows."""


def area(fields: list[Field]) -> str:
    left, top = min(field.box.x for field in fields) - 1, min(field.box.y for field in fields) - 1
    right, bottom = max(field.box.x + field.box.w for field in fields) + 1, max(field.box.y + field.box.h for field in fields) + 1
    return f"{left:.1f} {top:.1f} {right - left:.1f} {bottom - top:.1f}"


@pytest.mark.long
def test_a_correction_points_out_a_number_that_was_taken_for_items(tmp_path: Path) -> None:
    wrong = [field for field in page_of(learned(UNTOLD + ITEMS, tmp_path)).choices if len(field.options) == 6]
    assert len(wrong) == 10
    line = f"grid 1 {area(wrong)} student_number"
    page = page_of(learned(UNTOLD + ITEMS, tmp_path, corrections=f"{line} down 0-9"))
    assert number_of(page) == (list("123456"), {"0123456789"})
    assert_items_alone(page)
    refused = learned(UNTOLD + ITEMS, tmp_path, corrections=f"{line} across 0-9")
    assert any("fix.txt:1: a row of that area has 6 outlines, for 10 labels" in doubt for doubt in refused.doubts)


@pytest.mark.long
def test_a_correction_makes_each_column_of_a_number_an_item(tmp_path: Path) -> None:
    wrong = [field for field in page_of(learned(UNTOLD + ITEMS, tmp_path)).choices if len(field.options) == 6]
    page = page_of(learned(UNTOLD + ITEMS, tmp_path, corrections=f"grid 1 {area(wrong)} choice down 0-9"))
    columns = [field for field in page.choices if len(field.options) == 10]
    assert [[option.label for option in field.options] for field in columns] == [list("0123456789")] * 6
    tops = [[option.box.y for option in field.options] for field in columns]
    assert all(column == sorted(column) for column in tops)
    assert [field.options[0].box.x for field in columns] == sorted(field.options[0].box.x for field in columns)
    assert_items_alone(without(page, columns))


@pytest.mark.parametrize(
    ("block", "labels"),
    [
        (TWO, "0123456789"),
        pytest.param(ROWS.format(title="Matricule"), "0123456789", marks=pytest.mark.long),
        pytest.param(ROWS.format(title="Matricule").replace("str(d)", "str(calc.rem(d + 1, 10))"), "1234567890", marks=pytest.mark.long),
    ],
    ids=["down", "across", "the 0 last"],
)
def test_a_blank_of_nothing_but_bubbled_numbers_is_refused_with_the_correction_that_makes_an_item_of_one(
    block: str, labels: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="bubbled in digits are not read") as refused:
        learned(block, tmp_path)
    line = str(refused.value).split("`")[1]
    (item,) = page_of(learned(block, tmp_path, corrections=line)).choices
    assert "".join(option.label for option in item.options) == labels


def without(page: LayoutPage, some: list[Field]) -> LayoutPage:
    return replace(page, fields=tuple(field for field in page.fields if field not in some))


def test_a_grid_correction_of_another_shape_is_refused_with_its_usage(tmp_path: Path) -> None:
    with pytest.raises(BadExam, match="grid PAGE X Y W H KIND"):
        learned(ITEMS, tmp_path, corrections="grid 1 10 10 student_number")


@pytest.mark.long
def test_codes_that_the_version_can_say_are_the_forms_of_one_paper_and_others_are_not(tmp_path: Path) -> None:
    found = learned(OVALS, tmp_path, forms=("A", "B"))
    a, b = (pages[0] for pages in found.layout.forms.values())
    assert list(found.layout.forms) == ["A", "B"]
    assert a == b
    assert list(found.references) == ["reference/A-1.png"]
    with pytest.raises(BadInput, match="2 form codes"):
        learned(OVALS, tmp_path, forms=("A", "X"))


def test_a_position_that_a_layout_names_twice_is_refused(tmp_path: Path) -> None:
    twice = Field(FieldKind.STUDENT_NUMBER, BOX, item="1", options=(LayoutOption("0", Shape.CIRCLE, BOX),))
    write_layout(Layout({"F": (LayoutPage(1, (210, 297), (), (twice, twice)),)}), tmp_path / "layout.json")
    with pytest.raises(BadExam, match="position '1' of the student number on page 1"):
        read_layout(tmp_path / "layout.json")


@pytest.mark.long
@pytest.mark.parametrize("box", [AFTER, INSIDE], ids=["after the boxes", "in the boxes"])
@pytest.mark.parametrize("down", [True, False], ids=["columns", "rows"])
def test_numbers_as_auto_multiple_choice_prints_them_with_text_beside_are_found(tmp_path: Path, box: str, down: bool) -> None:
    digits = "range(10).map(d => range(8).map(_ => b(str(d))))" if down else "range(8).map(_ => range(10).map(d => b(str(d))))"
    found = learned(AMC.format(box=box, columns=8 if down else 10, digits=digits), tmp_path)
    page = page_of(found)
    assert number_of(page) == ([str(place) for place in range(1, 9)], {"0123456789"})
    assert [field.item for field in page.choices] == [str(number) for number in range(1, 13)]
    assert {"".join(option.label for option in field.options) for field in page.choices} == {"ABCD"}
    assert any("without a known title is taken for the student number" in doubt for doubt in found.doubts)


def test_a_row_of_cells_that_hold_options_is_no_number_to_write() -> None:
    cells = [Outline(Shape.BOX, Box(20.0 + 9.0 * i, 30.0, 9.0, 6.0), cell=True) for i in range(7)]
    options = [Box(22.0 + 9.0 * i, 31.0, 4.0, 4.0) for i in range(3)]
    assert without_options([cells], options, []) == []
    assert without_options([cells], [Box(22.0, 51.0, 4.0, 4.0)], []) == [cells]


def test_the_printed_headings_of_a_table_are_no_number_to_write() -> None:
    cells = [Outline(Shape.BOX, Box(20.0 + 9.0 * i, 30.0, 9.0, 6.0), cell=True) for i in range(5)]
    options = [Box(22.0 + 9.0 * i, 38.0 + 7.0 * row, 4.0, 4.0) for i in range(5) for row in range(3)]
    letters = [Word(letter, Box(23.5 + 9.0 * i, 31.5, 2.0, 3.0)) for i, letter in enumerate("ABCDE")]
    assert without_options([cells], options, letters) == []
    assert without_options([cells], options, []) == [cells]  # empty boxes above bubbles: the number is written there, too
    assert without_options([cells], options[:3], letters) == [cells]


def test_a_grid_that_is_not_the_number_is_not_said_to_be_taken_for_it() -> None:
    def grid(x: float, title: str, count: int) -> list[Field]:
        boxes = [Box(x + 6.0 * i, 30.0, 4.0, 4.0) for i in range(count)]
        return [
            Field(FieldKind.STUDENT_NUMBER, box, item=str(i), printed=title, options=(LayoutOption("0", Shape.CIRCLE, box),))
            for i, box in enumerate(boxes, 1)
        ]

    fields, told = one_of_each([*grid(20.0, "", 2), *grid(60.0, "Student number", 7)], 1)
    assert [field.kind for field in fields] == [FieldKind.OTHER] * 2 + [FieldKind.STUDENT_NUMBER] * 7
    assert len(told) == 1
    assert "are not taken for the student number" in told[0]
    _, told = one_of_each(grid(20.0, "", 5), 1)
    assert told == ["a grid of 5 columns without a known title is taken for the student number"]


def test_the_number_of_a_booklet_is_no_version_beside_letters_that_tell_it() -> None:
    def bubbles(x: float, labels: str, title: str, item: str) -> Field:
        options = tuple(LayoutOption(label, Shape.CIRCLE, Box(x, 30.0 + 5 * i, 4.0, 4.0)) for i, label in enumerate(labels))
        return Field(FieldKind.FORM_CODE, Box(x, 30.0, 4.0, 5.0 * len(labels)), item=item, printed=title, options=options)

    number = [bubbles(60.0 + 6 * i, "0123456789", "Test booklet no.", str(i)) for i in range(1, 7)]
    fields, told = one_of_each([*number, bubbles(110.0, "PQRS", "Booklet code", "")], 1)
    assert [field.kind for field in fields] == [FieldKind.OTHER] * 6 + [FieldKind.FORM_CODE]
    assert "are not taken for the form code" in told[0]
