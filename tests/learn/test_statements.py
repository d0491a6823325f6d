"""Questions about statements that are listed under them, "I.", "II." and "III."."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from omr.learn.paper.blank import Word
from omr.learn.paper.source import blank_pages
from omr.model.page import Gray
from tests.learn.paper import PAGE, learned, only_page

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


LETTERED = """
#let o(l) = box(width: 4.2mm, height: 4.2mm, radius: 2.1mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))
#grid(columns: 3, column-gutter: 14mm, row-gutter: 6mm, ..range(1, 7).map(i => [*#i* #v(-1mm)
  #grid(columns: 3, column-gutter: 3mm, row-gutter: 1.5mm, align: horizon, ..LETTERS.map(l => ([#l], o("T"), o("F"))).flatten())]))
"""


@pytest.mark.parametrize(("letters", "names"), [("ABCDE", "ABCDE"), ("ACEGI", "12345")], ids=["counted", "not counted"])
def test_bare_letters_that_count_before_lettered_outlines_name_the_statements_of_a_question(
    tmp_path: Path, letters: str, names: str
) -> None:
    page = only_page(learned(tmp_path, LETTERED.replace("LETTERS", f'"{letters}".clusters()'), "pdf"))
    assert len(page.choices) == 30
    assert [field.item for field in page.choices][:5] == list(names)
    assert {tuple(option.label for option in field.options) for field in page.choices} == {("T", "F")}


LIKERT = """
#let o = circle(radius: 1.3mm, stroke: 0.5pt)
#set par(leading: 1.1em)
= Section B
#grid(columns: (60mm, 1fr, 1fr, 1fr), row-gutter: 3mm, align: horizon, [], [No], [Some], [Yes],
  ..range(1, 7).map(i => ([#i. It was #if i == 4 [good and came about as late as I had feared.] else [fine.]], o, o, o)).flatten())
"""


class Printed:
    """Recognizes on a scan what its PDF prints."""

    def __init__(self, folder: Path, text: str) -> None:
        (folder / "printed.pdf").write_bytes(bytes(typst.compile((PAGE + text).encode())))
        (page,) = blank_pages([folder / "printed.pdf"])
        self.found = page.words

    def words(self, image: Gray, *, plain: bool = False) -> tuple[Word, ...]:  # noqa: ARG002
        return () if plain else self.found

    def line(self, image: Gray, characters: str = "") -> str:  # noqa: ARG002
        return ""

    def quarters(self, image: Gray) -> int:  # noqa: ARG002
        return 0


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_a_statement_of_two_lines_beside_its_row_opens_no_section(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, LIKERT, ending, Printed(tmp_path, LIKERT)))
    assert [(field.section, field.item) for field in page.choices] == [("B", str(i)) for i in range(1, 7)]
