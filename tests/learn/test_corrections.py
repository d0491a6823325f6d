"""A person's corrections: a short text, applied again on every run, each wrong line told with its place."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from omr.errors import BadExam
from omr.learn import Learned, learn, starter
from omr.learn.corrections import GRAMMAR, INSTRUCTIONS, read_corrections
from omr.learn.paper.blank import PX_PER_MM
from omr.learn.proof import SCALE, proof
from omr.model.exam import Shape
from omr.model.layout import FieldKind, LayoutPage
from tests.learn.forms import pdf_of


@cache
def corrected(text: str, name: str = "brackets") -> Learned:
    """Learned once for all tests: nothing that was learned is ever changed."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "blank.pdf").write_bytes(pdf_of(name))
        (folder / "corrections.txt").write_text(text, encoding="utf-8")
        return learn([folder / "blank.pdf"], corrections=folder / "corrections.txt")


def only_page(learned: Learned) -> LayoutPage:
    (pages,) = learned.layout.forms.values()
    return pages[0]


def test_every_wrong_line_is_told_with_its_number_and_its_grammar() -> None:
    with pytest.raises(BadExam) as caught:
        corrected("form 12\nmove 3 4\n# a remark\nsize one 210 297\n")
    assert [problem.line for problem in caught.value.problems] == [2, 4]
    assert "size PAGE WIDTH HEIGHT" in caught.value.problems[1].expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_file_is_read_as_any_editor_saves_it(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "corrections.txt").write_bytes("rename 1 answers\r\n# à voir\r\n".encode(encoding))
    [row] = read_corrections(tmp_path / "corrections.txt").rows
    assert row.words == ("1", "answers")


def test_the_file_to_begin_with_tells_of_every_instruction_and_holds_none(tmp_path: Path) -> None:
    place = tmp_path / "corrections.txt"
    place.write_text(starter(), encoding="utf-8")
    assert read_corrections(place).rows == ()
    assert {usage.split()[0] for usage in INSTRUCTIONS} == {*GRAMMAR}
    assert all(f"#   {usage}\n" in starter() for usage in INSTRUCTIONS)
    assert max(map(len, starter().splitlines())) <= 140


def test_the_proof_has_a_pale_line_every_10_mm() -> None:
    paper = np.full((1600, 1600), 255, np.uint8)
    picture = proof(paper, LayoutPage(1, (1600 / PX_PER_MM, 1600 / PX_PER_MM), (), ()), ())
    for rows in (picture[350:390], picture[:, 350:390].swapaxes(0, 1)):  # between two lines the other way, beyond the numbers at the edge
        darkest = rows.min(axis=(0, 2))[100:]
        assert [100 + place for place in np.flatnonzero(darkest < 255)] == list(range(20 * int(SCALE), len(darkest) + 100, 10 * int(SCALE)))
        assert darkest.min() > 220


def test_a_form_code_given_by_a_person_stands_above_the_printed_one_and_is_told() -> None:
    learned = corrected("form 99")
    assert list(learned.layout.forms) == ["99"]
    assert any("27 is printed" in doubt for doubt in learned.doubts)


def test_items_and_sections_and_options_take_the_names_they_are_given() -> None:
    learned = corrected("names 1 101-140\noptions 1 a-d\noptions 1/102 p q r s\nrename 1 M\n")
    choices = only_page(learned).choices
    assert [field.item for field in choices] == [str(number) for number in range(101, 141)]
    assert {field.section for field in choices} == {"M"}
    assert [option.label for option in choices[0].options] == list("abcd")


def test_an_instruction_that_meets_nothing_is_a_doubt_and_changes_nothing() -> None:
    learned = corrected("names 1 1-39\nrename 7 8\noptions 1 A-E\nname 1 5 5 1/2\n")
    told = [doubt for doubt in learned.doubts if doubt.startswith("corrections.txt:")]
    assert [doubt.split(":")[1] for doubt in told] == ["1", "4", "3", "2"] or sorted(doubt.split(":")[1] for doubt in told) == list("1234")
    assert len(only_page(learned).choices) == 40


@pytest.mark.long
def test_an_item_can_be_named_by_its_place() -> None:
    first = only_page(corrected("")).choices[0].options[0].box.centre
    learned = corrected(f"name 1 {first[0]:.1f} {first[1]:.1f} 9/z")
    assert ("9", "z") in {(field.section, field.item) for field in only_page(learned).choices}


def test_outlines_can_be_dropped_by_area_and_added_as_a_grid() -> None:
    learned = corrected("drop 1 0 0 210 297\nadd 1 circle 100 210 4 4 5 7 6 9\n")
    choices = only_page(learned).choices
    assert len(choices) == 6
    assert {option.shape for field in choices for option in field.options} == {Shape.CIRCLE}
    assert choices[1].options[2].box.x == pytest.approx(114)
    assert choices[1].options[2].box.y == pytest.approx(219)


def test_a_section_can_be_counted_across() -> None:
    down, across = (only_page(corrected(text)).choices for text in ("", "order 1 across"))
    assert across[1].options[0].box.x > down[1].options[0].box.x


@pytest.mark.long
def test_a_field_takes_the_kind_it_is_given() -> None:
    name = only_page(corrected("", "list")).field(FieldKind.NAME)
    assert name is not None
    x, y = name.box.centre
    learned = corrected(f"field 1 {x:.1f} {y:.1f} other", "list")
    assert only_page(learned).field(FieldKind.NAME) is None
