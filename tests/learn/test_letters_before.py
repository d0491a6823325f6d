"""Questions whose options have their letter before the outline and stand on two lines, "A. ☐ … B. ☐ …" over "C. ☐ … D. ☐ …"."""

from __future__ import annotations

from pathlib import Path

from tests.learn.paper import learned, only_page

TWO_LINES = """
#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt, baseline: 0.3mm)
#for (i, said) in (("under", "quickly", "blue", "run"), ("160", "180", "200", "300"), ("fish", "rose", "ox", "fly")).enumerate() [
  #(i + 1). Which of these is it?
  #pad(left: 6mm, grid(columns: (60mm, 50mm), row-gutter: 2mm, ..ORDER.map(k => [#("A", "B", "C", "D").at(k). #b #said.at(k)])))
]
"""


def test_lines_whose_letters_count_on_are_one_items(tmp_path: Path) -> None:
    for order in ("(0, 1, 2, 3)", "(0, 2, 1, 3)"):
        page = only_page(learned(tmp_path, TWO_LINES.replace("ORDER", order), "pdf"))
        options = [(field.item, "".join(option.label for option in field.options)) for field in page.choices]
        assert options == [(str(number), "ABCD") for number in (1, 2, 3)], order


MARGIN = """
#let b = box(width: 4mm, height: 4mm, stroke: 0.5pt, baseline: 0.8mm)
#for (i, t) in ([Evaluate $integral_0^1 x^2 dif x$.], [The limit $lim_(x -> 0) (sin x) / x$ is], [How many are $2 / 3$ of 6?]).enumerate() [
  #block(breakable: false)[#box(width: 6mm)[*#(i + 1)*] #t #h(1fr) [3 marks] \\
  #for l in "abcd" [ #h(15mm) (#l) #h(5mm) an answer #h(1fr) #b \\ ]]
]
"""
CROWDED = """
#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt, baseline: 0.3mm)
#for i in range(1, 4) [
  #i. What is true of it? \\ #h(4mm)
  #for (l, t) in (("a", "it has 0"), ("b", "large"), ("c", "a small one"), ("d", "nothing")) [#l) #h(0.3mm) #b #t#h(1mm)] \\
]
"""


def test_a_plain_number_in_the_margin_calls_its_question_whatever_formulas_stand_in_that(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, MARGIN, "pdf"))
    assert [(field.section, field.item, len(field.options)) for field in page.choices] == [("1", str(number), 4) for number in (1, 2, 3)]


def test_the_letter_before_a_crowded_rows_first_option_names_no_item(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, CROWDED, "pdf"))
    options = [(field.item, "".join(option.label for option in field.options)) for field in page.choices]
    assert options == [(str(number), "abcd") for number in (1, 2, 3)]
