"""Blanks that a browser printed: each letter placed by itself, outlines as filled rings, frames around blocks of rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.learn import Learned, learn
from omr.model.layout import FieldKind
from tests.learn.paper import only_page
from tests.review.browser import chromium, needs_chromium

pytestmark = needs_chromium
STYLE = """<!doctype html><meta charset=utf8><style>
@page { size: A4; margin: 15mm } body { font: 11pt sans-serif }
.box { display: inline-block; width: 4mm; height: 4mm; border: .3mm solid black; margin-left: 6mm }
.row { display: flex; align-items: center; gap: 2mm; margin: 2.5mm 0 } .text { width: 110mm }
.bubble { display: inline-flex; width: 5mm; height: 5mm; border: 1px solid #444; border-radius: 50%; align-items: center;
  justify-content: center; font-size: 7.5pt; margin: 0 1mm; color: #666 }
.block { border: .2mm solid #999; width: 31mm; padding: 1mm } .line { line-height: 5mm; white-space: nowrap }
.small { display: inline-block; width: 3mm; height: 3mm; border: .2mm solid #c33; border-radius: 50%; margin: 0 .6mm }
.head { display: inline-block; width: 3.4mm; margin: 0 .6mm; text-align: center; font-size: 7pt }
.no { display: inline-block; width: 8.5mm; font-size: 8pt; text-align: right }
</style>"""
STATEMENTS = ("Mitochondria make ATP.", "DNA is a protein.", "Water boils at 90 °C at sea level.", "Light is faster than sound.")


def printed(folder: Path, body: str) -> Learned:
    """What is learned of a page as a browser prints it."""
    file = folder / "form.pdf"
    with chromium() as browser:
        page = browser.new_page()
        page.set_content(STYLE + body)
        page.pdf(path=str(file), prefer_css_page_size=True)
    return learn([file])


@pytest.mark.long
def test_numbers_before_a_statement_and_words_behind_the_boxes_are_read(tmp_path: Path) -> None:
    boxes = "<span class=box></span> True <span class=box></span> False"
    rows = (f"<div class=row><span class=text>{number}. {STATEMENTS[number % 4]}</span>{boxes}</div>" for number in range(1, 13))
    page = only_page(printed(tmp_path, "".join(rows)))
    assert [field.item for field in page.choices] == [str(number) for number in range(1, 13)]
    assert {tuple(option.label for option in field.options) for field in page.choices} == {("True", "False")}


@pytest.mark.long
def test_a_grid_of_digits_under_a_line_for_name_and_number_is_the_number(tmp_path: Path) -> None:
    column = "<div>" + "".join(f"<div class=bubble style='display:flex'>{digit}</div>" for digit in range(10)) + "</div>"
    items = "".join(f"<p>{number}. {''.join(f'<span class=bubble>{letter}</span>' for letter in 'ABCD')}</p>" for number in range(1, 9))
    body = f"<p>Name: ______________ Student ID:</p><div style='display:flex'>{6 * column}</div>{items}"
    page = only_page(printed(tmp_path, body))
    assert len(page.columns(FieldKind.STUDENT_NUMBER)) == 6
    assert len(page.choices) == 8


@pytest.mark.long
@pytest.mark.parametrize("inside", ["31mm", "28.5mm"], ids=["apart", "touching"])
def test_options_whose_outlines_touch_a_frame_are_found_where_their_heading_says(tmp_path: Path, inside: str) -> None:
    head = "<div class=line><span class=no></span>" + "".join(f"<span class=head>{letter}</span>" for letter in "ABCDE") + "</div>"
    lines = "".join(f"<div class=line><span class=no>{number}</span>{5 * '<span class=small></span>'}</div>" for number in range(1, 9))
    page = only_page(printed(tmp_path, f"<div class=block style='width:{inside}'>{head}{lines}</div>"))
    assert {tuple(option.label for option in field.options) for field in page.choices} == {tuple("ABCDE")}
    assert len(page.choices) == 8


@pytest.mark.long
def test_words_of_a_landscape_page_are_parted_where_no_spaces_are_given_between_them(tmp_path: Path) -> None:
    style = "<style>@page { size: A4 landscape } .sheet { columns: 3; font: 10pt arial } .one { break-inside: avoid }</style>"
    options = "".join(f"<div><span class=small></span> {letter}. Light</div>" for letter in "ABCD")
    items = "".join(f"<div class=one><b>{number}.</b> Water is made of{options}</div>" for number in range(1, 16))
    learned = printed(tmp_path, f"{style}<div class=sheet>{items}</div>")
    assert [field.item for field in only_page(learned).choices] == [str(number) for number in range(1, 16)]
    assert not any("names" in doubt for doubt in learned.doubts)
