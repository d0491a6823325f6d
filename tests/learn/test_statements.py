"""Questions about statements that are listed under them, "I.", "II." and "III."."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.learn.paper import learned, only_page

FORM = """
#let b = box(width: 3.2mm, height: 3.2mm, stroke: 0.5pt, baseline: 0.3mm)
#for i in range(1, 6) [ *#i* #h(2mm) Which of these are true? #parbreak()
  #if calc.even(i) [ I. Rome is older. \\ II. Carthage is larger. \\ III. Athens is richer. #parbreak() ]
  OPTIONS #v(3mm) ]
"""
SIDE_BY_SIDE = """#for l in ("first", "second", "both") [ #b #l #h(6mm) ]"""
BELOW = """#for l in ("first", "second", "both") [ #b #l \\ ]"""


@pytest.mark.parametrize("options", [SIDE_BY_SIDE, BELOW], ids=["beside", "below"])
def test_a_question_is_not_called_by_the_last_statement_under_it(tmp_path: Path, options: str) -> None:
    page = only_page(learned(tmp_path, FORM.replace("OPTIONS", options), "pdf"))
    assert [field.item for field in page.choices] == [str(i) for i in range(1, 6)]
