"""Lines before letters, on which answers are ticked, are told: no items are learned of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.errors import BadInput
from tests.learn.paper import learned, only_page

LINED = """
#for i in range(3) [ #(i + 1). What is the answer? #parbreak() #for l in "ABC" [ #h(8mm) LINE #l. an answer \\ ] ]
"""
BOXES = """
#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt)
#for i in range(5) [ #(i + 4). #for l in "ABC" [ #h(4mm) #b #l ] #v(2mm) ]
"""
RULE = "#box(width: 9mm, stroke: (bottom: 0.5pt))"
UNDERSCORES = "\\_\\_\\_\\_"


@pytest.mark.parametrize("line", [RULE, UNDERSCORES])
def test_lines_before_letters_are_told_where_nothing_else_is(tmp_path: Path, line: str) -> None:
    with pytest.raises(BadInput, match="9 lines before letters or numbers"):
        learned(tmp_path, LINED.replace("LINE", line), "pdf")


def test_lines_before_letters_are_told_beside_items(tmp_path: Path) -> None:
    found = learned(tmp_path, LINED.replace("LINE", UNDERSCORES) + BOXES, "pdf")
    assert [len(field.options) for field in only_page(found).choices] == [3] * 5
    assert any("9 lines before letters or numbers" in doubt for doubt in found.doubts)


def test_lines_for_a_name_are_not_told(tmp_path: Path) -> None:
    fields = "Name #box(width: 40mm, stroke: (bottom: 0.5pt)) Group #box(width: 20mm, stroke: (bottom: 0.5pt)) #v(4mm)"
    found = learned(tmp_path, fields + BOXES, "pdf")
    assert not any("lines before letters" in doubt for doubt in found.doubts)
