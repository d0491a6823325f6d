"""Blank forms of other makers, typeset for the tests, with what a person sees on them."""

from __future__ import annotations

from functools import lru_cache

import typst

SETUP = '#set page(paper: "a4", margin: 20mm)\n#set text(size: 10.5pt, font: "DejaVu Sans Mono")\n'

LIST = """
= Quiz 3 — Biology
Name: #box(width: 60mm, stroke: (bottom: 0.5pt)) #h(5mm) Student number: #box(width: 40mm, stroke: (bottom: 0.5pt))

#let b = box(width: 3.2mm, height: 3.2mm, stroke: 0.6pt, baseline: 0.4mm)
#let ask(number, question, ..options) = [
  *#number.* #question
  #for option in options.pos() [ #grid(columns: (8mm, 1fr), b, option) #v(-1mm) ]
  #v(3mm)
]
#ask(1, "What is the powerhouse of the cell? Think of the structure that makes most of its energy.",
  "The nucleus", "The mitochondrion", "None of these, since a cell has no such part at all and this answer wraps to a second line")
#ask(2, "Which are mammals?", "Whale", "Shark", "Bat")
#ask(3, "DNA is made of", "A, C, G and T", "A, B and C only")
#ask(4, "The sun is", "a star", "a planet", "a moon", "a comet")
"""

OVALS = """
#let corner = rect(width: 5mm, height: 5mm, fill: black)
#for place-of in (top + left, top + right, bottom + left, bottom + right) { place(place-of, corner) }
#align(center)[*Answer Sheet*]
#let o(l) = box(width: 5.4mm, height: 3.4mm, radius: 1.7mm, stroke: 0.5pt + rgb("#c03030"),
  align(center + horizon, text(size: 6pt, fill: rgb("#c03030"), l)))
#grid(columns: (1fr, 70mm))[
  Version #h(2mm) #for l in ("A", "B", "C", "D") { o(l); h(1.5mm) }

  Name #box(width: 60mm, stroke: (bottom: 0.5pt))
][ Student ID
  #grid(columns: 8, gutter: 1.2mm, ..range(10).map(d => range(8).map(_ => o(str(d)))).flatten())
]
#v(6mm)
#grid(columns: 3, column-gutter: 8mm, ..range(3).map(c => grid(columns: 6, row-gutter: 2.6mm, column-gutter: 1.6mm,
  ..range(15).map(r => (align(right + horizon, str(c * 15 + r + 1)), ..("A", "B", "C", "D", "E").map(o))).flatten())))
"""

BRACKETS = """
ANSWER SHEET #h(1fr) Form 27

#grid(columns: 2, column-gutter: 20mm, ..range(2).map(c => grid(columns: 2, row-gutter: 4mm, column-gutter: 4mm,
  ..range(20).map(r => (str(c * 20 + r + 1) + ".", [\\[A\\] \\[B\\] \\[C\\] \\[D\\]])).flatten())))
"""

PARENTHESES = """
#set text(font: "DejaVu Sans")
Student number
#v(1mm)
#grid(columns: 8, column-gutter: 3mm, row-gutter: 1.7mm, ..range(10).map(d => range(8).map(_ => [( #d )])).flatten())
#v(5mm)
#for i in range(16) [ #(i + 1). #h(3mm) ( A ) #h(2mm) ( B ) #h(2mm) ( C ) #h(2mm) ( D ) \\ ]
"""

TABLE = """
*Multiple choice* — put a cross in one box per row
#v(5mm)
#grid(columns: 2, column-gutter: 15mm, ..range(2).map(c => table(columns: 6, align: center,
  ..([No.], [A], [B], [C], [D], [E]), ..range(20).map(r => ([#(c * 20 + r + 1)], [], [], [], [], [])).flatten())))
"""

LIKERT = """
= Part A. Course
Please tick one circle in each line, from 1 (not at all) to 5 (very much).
#let c = circle(radius: 2mm, stroke: 0.6pt)
#table(columns: (1fr, 12mm, 12mm, 12mm, 12mm, 12mm), stroke: none, align: (left, ..(center,) * 5), [], [1], [2], [3], [4], [5],
  ..([1. The lecture was clear], [2. The exercises helped], [3. The pace was right], [4. I would recommend it])
    .map(t => (t, c, c, c, c, c)).flatten())
= Part B. Facts
#table(columns: (1fr, 22mm, 22mm), stroke: none, [], [True], [False],
  ..([1. The sun is a star], [2. Two is odd], [3. Iron floats]).map(t => (t, c, c)).flatten())
"""

INLINE = """
#set text(font: "DejaVu Sans")
= Section 1: True or false
#for i in range(8) [ #(i + 1). Statement number #(i + 1) #h(1fr) ☐ True #h(4mm) ☐ False \\ ]
= Section 2: Choose
#for i in range(6) [ #(i + 1)) ○ a #h(3mm) ○ b #h(3mm) ○ c #h(3mm) ○ d \\ ]
= Section 3: Options before
#for i in range(5) [ Q#(i + 1) #h(5mm) A ☐ #h(3mm) B ☐ #h(3mm) C ☐ \\ ]
"""

ACROSS = """
#let c = circle(radius: 2mm, stroke: 0.6pt)
#grid(columns: 18, row-gutter: 5mm, column-gutter: 2.5mm, align: horizon,
  ..range(24).map(i => (str(i + 1), c, c, c, c, h(4mm))).flatten())
"""


def numbers(last: int) -> list[str]:
    return [str(number) for number in range(1, last + 1)]


FORMS = {
    "list": (LIST, {"1": (["1"], "ABC"), "2": (["2"], ("Whale", "Shark", "Bat")), "3": (["3"], "AB"), "4": (["4"], "ABCD")}),
    "ovals": (OVALS, {"1": (numbers(45), "ABCDE")}),
    "brackets": (BRACKETS, {"1": (numbers(40), "ABCD")}),
    "parentheses": (PARENTHESES, {"1": (numbers(16), "ABCD")}),
    "table": (TABLE, {"1": (numbers(40), "ABCDE")}),
    "likert": (LIKERT, {"A": (numbers(4), "12345"), "B": (numbers(3), ("True", "False"))}),
    "inline": (INLINE, {"1": (numbers(8), ("True", "False")), "2": (numbers(6), "abcd"), "3": (numbers(5), "ABC")}),
    "across": (ACROSS, {"1": (numbers(24), "ABCD")}),
}


@lru_cache(maxsize=16)
def pdf_of(name: str) -> bytes:
    """The blank as PDF."""
    return bytes(typst.compile((SETUP + FORMS[name][0]).encode()))
