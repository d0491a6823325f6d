"""Boxes that have a number of their own each: perhaps to write a letter into."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.learn.paper import learned

BOX = "#let b = box(width: 5mm, height: 5mm, stroke: 0.6pt, baseline: 1.2mm)\n"
MATCH = '#for (i, w) in ("huge", "tiny", "calm", "brave").enumerate() [ #(i + 1). #h(1mm) #b #h(1mm) #w #v(3mm) ]\n'
QUESTION = "#v(4mm) Which of these words is a noun? #v(2mm)\n"


@pytest.mark.parametrize(("text", "told"), [(MATCH, 1), (QUESTION + MATCH + QUESTION + MATCH, 0)])
def test_the_only_list_whose_boxes_are_numbered_each_is_told(tmp_path: Path, text: str, told: int) -> None:
    doubts = learned(tmp_path, BOX + text, "pdf").doubts
    assert sum("has a number of its own" in doubt for doubt in doubts) == told
