"""The printed form code of a page that carries no code for machines: which of the forms that look alike it is, if any.

Two judges that know nothing of each other. One compares the code's place with that of every form's unfilled page, and looks only at
where the forms differ; the other reads the code letter by letter, and may read one that no form has. Only what both say counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from omr.imaging import Floats, sample_grid
from omr.model.layout import REFERENCE_PX_PER_MM, Box, Field, FieldKind, LayoutPage
from omr.model.page import Gray, Transform
from omr.register.covered import Mask, apart_from_strokes, is_under_strokes
from omr.register.glyphs import Glyph, glyphs_of, likeness, pictures_for, smooth

PAD_MM = 1.0
"""Paper around the code that is compared with it."""
REACH_MM = 0.9
"""How far the code is looked for: pages are laid to 0.6 mm."""
LIKE = 0.7
"""Least likeness of a code to its own form's: of 150 pages, half of them in 1-bit and at 150 dpi, none was under 0.9."""
MARGIN = 0.5
"""Of what sets two forms apart, from -1 (as the other) to 1 (as this one); what lies nearer to the middle is not decided."""
ALONE_MARGIN = 0.7
"""The same where the letters cannot be cut apart, so that nobody reads them."""
LETTER_MARGIN = 0.03
"""By how much a letter must be more like one than like every other; 3 and 8 of one type differ by 0.1, blurred by 0.05."""
LEAST_LETTER = 0.7
"""A letter less like than this is not read."""
WEAKER = 0.06
"""Nor is one by so much less like than the best of its code: letters of one print are scanned alike, and on those 150 pages none was more
than 0.05 behind. An 8, of which no form of the layout has one, is 0.07 less like to the forms' 0."""
CLEAR, CLEAR_WEAKER = 0.13, 0.1
"""By so much more like one than like every other, a letter may be weaker: black and white at 150 dpi loses its thin strokes. Of digits of
14 types in two sizes, printed where no form had them, none led as another by more than 0.109; on scans one that did was 0.18 weaker.
"""
SAME = 0.02
"""Forms whose codes differ in less than that share of their ink show no difference."""
MOSTLY = 0.5
"""Share of what sets two forms apart that must be clear of strokes."""


@dataclass(frozen=True, slots=True, eq=False)
class Imprint:
    """A form code as the unfilled page shows it: its text, its ink around ``box`` (mm) and its letters (() where they touch)."""

    text: str
    box: Box
    ink: Floats
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What the code's place says: the ``index`` of a form, or None and why not. ``read`` is the code as read, "" where it was not."""

    index: int | None
    why: str = ""
    read: str = ""


def code_field(page: LayoutPage) -> Field | None:
    """The page's printed form code (a bubbled one has options)."""
    return next((field for field in page.fields if field.kind is FieldKind.FORM_CODE and not field.options and field.printed), None)


_kept: dict[int, tuple[LayoutPage, Imprint | None]] = {}
"""By the page's identity, as in ``printed``."""


def imprint(page: LayoutPage, picture: Gray) -> Imprint | None:
    """The code of a page of the layout as its reference picture shows it; None where the page prints none."""
    if id(page) not in _kept:
        field = code_field(page)
        _kept[id(page)] = page, _imprint(field, picture) if field else None
    return _kept[id(page)][1]


def _imprint(field: Field, picture: Gray) -> Imprint:
    box = Box(field.box.x - PAD_MM, field.box.y - PAD_MM, field.box.w + 2 * PAD_MM, field.box.h + 2 * PAD_MM)
    left, top = round(box.x * REFERENCE_PX_PER_MM), round(box.y * REFERENCE_PX_PER_MM)
    columns, rows = round(box.w * REFERENCE_PX_PER_MM), round(box.h * REFERENCE_PX_PER_MM)
    padded = cv2.copyMakeBorder(picture, rows, rows, columns, columns, cv2.BORDER_CONSTANT, value=(255,))
    cut = padded[top + rows : top + 2 * rows, left + columns : left + 2 * columns]
    ink = np.asarray(1 - cut.astype(np.float32) / 255, dtype=np.float32)
    text = "".join(field.printed.split())
    shown = Box(left / REFERENCE_PX_PER_MM, top / REFERENCE_PX_PER_MM, columns / REFERENCE_PX_PER_MM, rows / REFERENCE_PX_PER_MM)
    glyphs = tuple(Glyph(one.text, smooth(one.ink), one.row, one.column) for one in glyphs_of(ink, text))
    return Imprint(text, shown, smooth(ink), glyphs)


def said(image: Gray, candidates: Sequence[tuple[Imprint, Transform]]) -> Said:
    """Which of the candidates (with the transform that lays its page on the scan) is printed. All have different texts."""
    seen = [_found(image, form, transform) for form, transform in candidates]
    best = max(range(len(seen)), key=lambda index: seen[index][0])
    score, ink = seen[best]
    forms = [form for form, _ in candidates]
    read = _read(ink, forms[best], forms)
    answer = _by_both(ink, score, read, best, forms)
    if answer.index is None and read is not None and _is_covered(ink, read, forms[best], forms):
        return Said(best, read=forms[best].text)
    return answer


def _by_both(ink: Floats, score: float, read: str | None, best: int, forms: Sequence[Imprint]) -> Said:
    """What both judges say of a code that is best like one of the forms'."""
    if score < LIKE:
        return Said(None, "its form code cannot be made out", read or "")
    least = min((_margin(ink, forms[best], form) for index, form in enumerate(forms) if index != best), default=1.0)
    if read is None:
        sure = least >= ALONE_MARGIN
        return Said(best) if sure else Said(None, "its form code is not clear enough to tell them apart")
    if read != forms[best].text:
        return Said(None, f"its form code reads {read} and looks like {forms[best].text}", read)
    return Said(best, read=read) if least >= MARGIN else Said(None, f"its form code reads {read}, but not clearly enough", read)


def _found(image: Gray, form: Imprint, transform: Transform) -> tuple[float, Floats]:
    """How like the code's place is to the form's own, and its ink there, laid on that."""
    rows, columns = form.ink.shape
    reach = round(REACH_MM * REFERENCE_PX_PER_MM)
    y, x = np.mgrid[0 : rows + 2 * reach, 0 : columns + 2 * reach]
    middle = np.array([[form.box.x + form.box.w / 2, form.box.y + form.box.h / 2]])
    steps = np.stack([x.ravel() - (columns - 1) / 2 - reach, y.ravel() - (rows - 1) / 2 - reach], axis=1) / REFERENCE_PX_PER_MM
    patch = sample_grid(image, transform, middle, steps).reshape(x.shape)
    paper = float(np.quantile(patch, 0.9))
    ink = smooth(np.asarray(np.clip((paper - patch.astype(np.float32)) / 255, 0, 1), dtype=np.float32))
    scores = cv2.matchTemplate(ink, form.ink, cv2.TM_CCOEFF_NORMED)
    _, score, _, (left, top) = cv2.minMaxLoc(scores)
    return float(score), np.ascontiguousarray(ink[top : top + rows, left : left + columns])


def _is_covered(ink: Floats, read: str, form: Imprint, forms: Sequence[Imprint]) -> bool:
    """Whether it is this form's code and none of the other forms', though strokes cover some of it."""
    clear = apart_from_strokes(ink, form.ink)
    if clear.all() or not is_under_strokes(ink, form.ink, list(zip(form.glyphs, read, strict=True)), _shown(forms), clear):
        return False
    return all(_margin(ink, form, other, clear) >= MARGIN for other in forms if other is not form)


def _margin(ink: Floats, one: Imprint, other: Imprint, clear: Mask | None = None) -> float:
    """Whether the ink is as one form or as another where these differ: 1 as the one, -1 as the other.

    ``clear`` is where it counts; 0 where most of what sets the two apart lies elsewhere.
    """
    theirs = _laid(other, one)
    apart = one.ink - theirs
    difference = apart if clear is None else apart * clear
    weight = float((difference**2).sum())
    if weight < max(SAME * float((one.ink**2).sum()), MOSTLY * float((apart**2).sum())):
        return 0.0
    known = one.ink if clear is None else one.ink * clear
    gain = float((ink * known).sum() / (known**2).sum())
    return float(2 * ((ink / max(gain, 1e-6) - (one.ink + theirs) / 2) * difference).sum() / weight)


def _laid(other: Imprint, one: Imprint) -> Floats:
    """The other form's code in the place of the one's."""
    at = [round((b - a) * REFERENCE_PX_PER_MM) for a, b in ((one.box.x, other.box.x), (one.box.y, other.box.y))]
    move = np.array([[1, 0, at[0]], [0, 1, at[1]]], dtype=np.float64)
    return np.asarray(cv2.warpAffine(other.ink, move, (one.ink.shape[1], one.ink.shape[0])), dtype=np.float32)


def _read(ink: Floats, form: Imprint, forms: Sequence[Imprint]) -> str | None:
    """The code letter by letter, "?" for one that is not clear; None where the form's letters cannot be cut apart."""
    if not form.glyphs:
        return None
    shown = _shown(forms)
    letters = [_letter(ink, glyph, shown) for glyph in form.glyphs]
    best = max(score for _, score, _ in letters)
    return "".join(letter if score >= max(LEAST_LETTER, best - _weaker(lead)) else "?" for letter, score, lead in letters)


def _weaker(lead: float) -> float:
    """By how much a letter that leads so far may be less like than the best of its code."""
    return CLEAR_WEAKER if lead >= CLEAR else WEAKER


def _shown(forms: Sequence[Imprint]) -> dict[str, list[Floats]]:
    """Every letter's pictures in the forms' codes."""
    shown: dict[str, list[Floats]] = {}
    for glyph in (glyph for one in forms for glyph in one.glyphs):
        shown.setdefault(glyph.text, []).append(glyph.ink)
    return shown


def _letter(ink: Floats, glyph: Glyph, shown: Mapping[str, Sequence[Floats]]) -> tuple[str, float, float]:
    """The letter in a glyph's place ("?" where two are alike), how like it is, and by how much more than any other."""
    pictures = pictures_for(glyph, shown)
    scores = {letter: max(likeness(ink, glyph, picture) for picture in some) for letter, some in pictures.items()}
    (best, score), (_, second) = sorted(scores.items(), key=lambda one: -one[1])[:2]
    return best if score - second >= LETTER_MARGIN else "?", score, score - second
