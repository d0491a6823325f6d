"""Lists of lettered answers without outlines are told: no items are learned of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.errors import BadInput
from tests.learn.paper import learned

LISTS = """
#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt)
#for i in range(3) [ #(i + 1). Which of these is right? #parbreak() #for l in ("A", "B", "C") [ #h(8mm) SHOWN an answer \\ ] #v(2mm) ]
"""


@pytest.mark.parametrize("letter", ["#l.", "(#l)"])
def test_lists_of_letters_without_outlines_are_told(tmp_path: Path, letter: str) -> None:
    with pytest.raises(BadInput, match="3 lists of answers called by letters"):
        learned(tmp_path, LISTS.replace("SHOWN", letter), "pdf")


@pytest.mark.parametrize("shown", ["#b #l.", "#l. #b", "#b (#l)"])
def test_letters_beside_boxes_are_not_told(tmp_path: Path, shown: str) -> None:
    found = learned(tmp_path, LISTS.replace("SHOWN", shown), "pdf")
    assert not any("called by letters" in doubt for doubt in found.doubts)
