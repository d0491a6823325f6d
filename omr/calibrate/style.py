"""How practice forms are printed: boxes, circles, brackets and table cells in every size and print that offices use."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from omr.model.exam import Shape

SIZES_MM = (3.0, 8.0)
"""Sides of boxes and circles found on printed forms."""
BUBBLES = 0.4
BUBBLES_MM = (2.7, 4.5)
"""Share of forms that are bubble sheets, as most offices print them: small circles or ovals, each around its letter."""
TINY = 0.1
TINY_MM = (1.6, 2.8)
"""Share of the other forms whose boxes or circles are as small as a line of text is high, as LaTeX, Word and browsers set them."""
UNEVEN = 0.4
"""Share of forms, and of their letters, that printer or copier made bolder than the others: ink in a box that nobody put there."""
OVAL = 0.3
ASPECTS = (0.75, 1.9)
"""Share of forms whose boxes are not as wide as high, and their width as a multiple of their height."""
BRACKETS = 0.1
BRACKET_DEG = 55
"""Share of forms that print brackets instead of outlines, and how far round ones reach to either side of the horizontal."""
CELLS = 0.15
CELLS_MM, CELL_ASPECTS = (4.5, 10.0), (0.8, 2.2)
GROUND = 0.5
GROUND_GREYS = (90, 225)
"""Share of forms that are tables, whose cells share their walls; heights, and widths as a multiple of them; and share of those whose cells
of numbers stand on a dark ground, and its greys."""
NUMBERED, WORDED = 0.7, 0.5
NUMBERS_MM, NUMBER_MM, WORD_MM = 8.0, 3.5, 2.4
"""Share of forms with a number before each row, and of those without letters with words beside their boxes; the room for a number, its
greatest height, and the least room for a word."""
DROP_OUT = 0.1
DROP_OUT_GREYS = (110, 200)
"""Share of forms with outlines in a colour that scanners hardly see, and its greys."""
OUTLINES_MM = (0.12, 0.55)
BOLD = 0.4
OUTLINE_OFF = (0.75, 1.2)
LETTER_GREY_OFF = 40
"""How far a form's print may be from what its reference picture shows of it: share of bold letters, factor of an outline's width, greys."""
LETTER_SIZES = (0.45, 0.75)
"""Heights of letters, of the box's side."""
LABELS = ("ABCDEFGH", "ABCDEFGH", "abcdefgh", "12345678", "01234567", "TFPVSN", "VFOJMW")


@dataclass(frozen=True, slots=True)
class Style:
    """How a practice form is printed; lengths in mm, greys from 0 (black). ``size`` is a box's height, ``width`` its width."""

    shape: Shape
    size: float
    width: float
    brackets: bool
    outline: float
    grey: int
    letters: bool
    letter_grey: int
    weight: int
    uneven: float
    """Pixels by which letters are drawn bolder all around; share of them that are so by one pixel more."""
    options: int
    step: float
    pitch: float
    labels: str
    letter_size: float
    cells: bool
    ground: int
    """Grey of the cells of numbers, 255 where they are white."""
    numbers: bool
    words: bool


def draw_style(rng: np.random.Generator) -> Style:
    """A style within what offices print."""
    bubbles = bool(rng.random() < BUBBLES)
    brackets = bool(rng.random() < BRACKETS)
    cells = bool(rng.random() < CELLS) and not bubbles and not brackets
    tiny = bool(rng.random() < TINY) and not bubbles and not brackets and not cells
    size = float(rng.uniform(*(BUBBLES_MM if bubbles else CELLS_MM if cells else TINY_MM if tiny else SIZES_MM)))
    width = size * float(rng.uniform(*(CELL_ASPECTS if cells else ASPECTS))) if cells or rng.random() < OVAL else size
    outline = float(rng.uniform(*OUTLINES_MM))
    letters = brackets or bubbles or bool(rng.random() < (0.2 if cells else 0.0 if tiny else 0.5))
    step = width - outline if cells else width * float(rng.uniform(1.25, 2.2)) + 0.5
    grey = int(rng.integers(0, 110)) if rng.random() < 0.4 else 0
    return Style(
        shape=Shape.BOX if cells or (rng.random() < 0.5 and not bubbles) else Shape.CIRCLE,
        size=size,
        width=width,
        brackets=brackets,
        outline=outline,
        grey=int(rng.integers(*DROP_OUT_GREYS)) if rng.random() < DROP_OUT else grey,
        letters=letters,
        letter_grey=int(rng.integers(0, 190)),
        weight=int(rng.random() < BOLD),
        uneven=UNEVEN if rng.random() < UNEVEN else 0.0,
        options=int(rng.integers(2, 7)),
        step=step,
        pitch=size - outline if cells else size * float(rng.uniform(1.2, 1.8)) + 0.8,
        labels=LABELS[rng.integers(len(LABELS))],
        letter_size=float(rng.uniform(*LETTER_SIZES)),
        cells=cells,
        ground=int(rng.integers(*GROUND_GREYS)) if rng.random() < GROUND else 255,
        numbers=bool(rng.random() < NUMBERED),
        words=not letters and step - width >= WORD_MM and bool(rng.random() < WORDED),
    )


def as_known(style: Style, rng: np.random.Generator) -> Style:
    """The style as a reference picture shows it: printers and copiers draw lines thicker or thinner, and letters bolder or paler."""
    grey = int(np.clip(style.letter_grey + rng.integers(-LETTER_GREY_OFF, LETTER_GREY_OFF + 1), 0, 200))
    outline = style.outline * float(rng.uniform(*OUTLINE_OFF))
    return replace(style, outline=outline, letter_grey=grey, weight=int(rng.random() < BOLD / 4), uneven=0.0)
