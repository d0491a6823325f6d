"""Rows of boxes that have words of their own on their line, below a line that speaks of something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.learn.words.kinds import kind_of
from omr.model.layout import FieldKind
from tests.learn.paper import learned, only_page

SHEET = """
#let b = box(width: 3.6mm, height: 3.6mm, stroke: 0.5pt, baseline: 0.4mm)
#let o(l) = box(width: 4.2mm, height: 4.2mm, radius: 2.1mm, stroke: 0.4pt, align(center + horizon, text(size: 6.5pt, l)))
TITLE \\ #v(-1mm) WORDS #h(4mm) #b absent #h(4mm) #b late #h(4mm) #b left #v(6mm)
#grid(columns: 2, column-gutter: 22mm, ..range(2).map(c => grid(columns: 5, row-gutter: 2.2mm, column-gutter: 3mm, align: horizon,
  ..range(12).map(r => (align(right)[#(c * 12 + r + 1)], ..("A", "B", "C", "D").map(o))).flatten())))
"""


@pytest.mark.parametrize(
    ("title", "words", "count"), [("Mathematics, first term, second test form", "Proctor only:", 0), ("Hints", "Form (see the cover):", 3)]
)
def test_a_row_with_words_of_its_own_is_no_version_that_a_line_above_it_names(tmp_path: Path, title: str, words: str, count: int) -> None:
    page = only_page(learned(tmp_path, SHEET.replace("TITLE", title).replace("WORDS", words), "pdf"))
    assert [field.item for field in page.choices] == [str(number) for number in range(1, 25)]
    assert sum(len(field.options) for field in page.fields if field.kind is FieldKind.FORM_CODE) == count


@pytest.mark.parametrize(("title", "kind"), [("Answer form", None), ("Test form", FieldKind.FORM_CODE)])
def test_a_form_for_answers_is_no_version(title: str, kind: FieldKind | None) -> None:
    assert kind_of(title) is kind
