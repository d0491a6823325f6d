"""The words of a PDF page, exactly as it places them: pypdfium2's text page, in mm from the page's top-left corner."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from omr.learn.paper.blank import Word, union
from omr.model.layout import Box

DEVICE = 1_000_000
"""Side of the imaginary device that PDFium converts page coordinates to: places come out to a millionth of the page."""
WORD_GAP = 0.6
"""Of a letter's height: a wider gap on the line begins a new word. PDFium itself puts spaces between words; this is for columns."""
SYMBOLS = frozenset("[]⃝✓✗⊗⊘")
"""Characters that are outlines (brackets too) or marks, not words; they are found in the picture like any other."""
SIGNS = re.compile(r"wingdings|webdings|dingbats|wasy\d|lasy\d|marvosym|bbding|fontawesome|materialicons", re.IGNORECASE)
"""Fonts that have no letters."""
FONT_NAME = 128
"""Bytes of a font's name that are looked at."""
OBLIQUE = 0.1
"""Radians: a PDF's own text is straight, that of a scan is as askew as its paper."""
LINE_GAP = 1.0
"""Of a letter's height: words of one line that runs up or down are no further apart."""
BREAKS = (10, 13)
SPACE = 0.12
"""Of a line's height: where PDFium begins a line with each letter and so puts no spaces, a letter that stands so far behind the room of the
one before it begins a word. A browser's landscape page has 0.0 within words and 0.25 between them.
"""
LIGATURES = {first + i: chr(0xFB00 + i) for first in (0x0B, 0x1B) for i in range(5)}
"""ff, fi, fl, ffi, ffl by their places in the fonts of TeX (OT1, T1), which its bitmap fonts tell instead of characters."""
HIGH, LOW, PLANES = 0xD800, 0xDC00, 0x10000
"""Where the halves of UTF-16's pairs begin, and what pairs stand for."""
DRAWN = frozenset({"So", "Co"})
"""Unicode's categories of further such characters: boxes, circles and stars, and what a font of symbols gives no meaning (the boxes of
Wingdings)."""


@dataclass(frozen=True, slots=True)
class _Letters:
    """One printed character, or several, on a line that runs to the right, or ``turn`` quarters of a turn clockwise from there."""

    text: str
    box: Box
    turn: int = 0

    @property
    def read(self) -> Box:
        """The box as whoever reads the line sees it."""
        box = self.box
        turned = (box, Box(box.y, -box.x - box.w, box.h, box.w), box, Box(-box.y - box.h, box.x, box.h, box.w))
        return turned[self.turn]


def page_words(page: pdfium.PdfPage, size: tuple[float, float]) -> tuple[Word, ...]:
    """All words of a page of ``size`` mm, in the order of the file; a line that runs up or down is one word, with spaces."""
    words: list[_Letters] = []
    letters: list[_Letters] = []
    for letter in _letters(page, size):
        if letter and letters and _encircles(letters[-1].box, letter.box):
            letters.pop()  # an outline like those of SYMBOLS, whatever its font calls it
        if letter is None or (letters and not _joined(letters[-1], letter)):
            words += _together(letters)
            letters = []
        if letter is not None:
            letters.append(letter)
    return tuple(Word(one.text, one.box) for one in _upright_lines(words + _together(letters)))


def _upright_lines(words: list[_Letters]) -> list[_Letters]:
    """The words, those of each line that runs up or down as one: there the order of words is not that of their places."""
    found: list[_Letters] = []
    for word in words:
        if found and word.turn % 2 and _joined(found[-1], word, LINE_GAP):
            found[-1] = replace(word, text=f"{found[-1].text} {word.text}", box=union([found[-1].box, word.box]))
        else:
            found.append(word)
    return found


def _letters(page: pdfium.PdfPage, size: tuple[float, float]) -> Iterator[_Letters | None]:
    """Each printed character with its box; None for a space or a character that draws nothing."""
    text = page.get_textpage()
    half = 0
    broken, room = False, None
    for i in range(text.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(text.raw, i)
        if code >> 10 == HIGH >> 10:  # the italic letters of a formula come in two halves
            half = code
            continue
        code = PLANES + ((half - HIGH) << 10) + code - LOW if half and code >> 10 == LOW >> 10 else code
        half = 0
        if code in BREAKS and pdfium_c.FPDFText_IsGenerated(text.raw, i) == 1:
            broken = True
            continue  # PDFium's own guess, wrong where a file places each letter by itself: places tell better
        code = ord(LIGATURES.get(code, chr(code))) if code < 32 and not pdfium_c.FPDFText_IsGenerated(text.raw, i) else code
        character = chr(code) if 32 < code < 0xD800 or 0xE000 <= code <= 0x10FFFF else " "
        left, bottom, right, top = text.get_charbox(i)
        plain = unicodedata.normalize("NFKC", character)
        drawn = character in SYMBOLS or (plain == character and unicodedata.category(character) in DRAWN) or _is_symbol(text, i)
        if character.isspace() or drawn or right <= left or top <= bottom or _is_oblique(text, i):
            yield None
            continue
        box, before, room = _box(page, size, (left, bottom, right, top)), room, _box(page, size, text.get_charbox(i, loose=True))
        if broken and before and room.x - before.x - before.w > SPACE * room.h:
            yield None
        broken = False
        # Ⓐ or ① is an outline with its label inside, and stands alone
        yield from (
            (None, _Letters(plain.strip("()"), _core(box)), None)
            if plain != character and unicodedata.category(character) in {"So", "No"}
            else (_Letters(_digit(character if ord(character) < PLANES else plain), box, _turn(page, size, text, i)),)
        )


def _turn(page: pdfium.PdfPage, size: tuple[float, float], text: pdfium.PdfTextPage, i: int) -> int:
    """Quarters of a turn clockwise, from running to the right, by which a character's line is turned on the page as it is shown."""
    angle = float(pdfium_c.FPDFText_GetCharAngle(text.raw, i))
    (x0, y0), (x1, y1) = _device(page, size, 0.0, 0.0), _device(page, size, math.cos(angle), -math.sin(angle))
    return round(math.atan2(y1 - y0, x1 - x0) / (math.pi / 2)) % 4


def _digit(character: str) -> str:
    """A digit of any script (२, ٢, ２) as those are that names are written with; other characters as they are."""
    return str(unicodedata.digit(character)) if unicodedata.category(character[0]) == "Nd" else character


def _is_symbol(text: pdfium.PdfTextPage, i: int) -> bool:
    """Whether a character is of a font of signs, whatever letter's code it has: the o of Wingdings is a box."""
    name = ctypes.create_string_buffer(FONT_NAME)
    pdfium_c.FPDFText_GetFontInfo(text.raw, i, name, FONT_NAME, None)
    return re.search(SIGNS, name.value.decode("utf-8", "replace")) is not None


def _is_oblique(text: pdfium.PdfTextPage, i: int) -> bool:
    """Whether a character stands neither along a line of the page nor across it: a letter of a watermark, "DRAFT", over other print."""
    off = float(pdfium_c.FPDFText_GetCharAngle(text.raw, i)) % (math.pi / 2)
    return OBLIQUE < off < math.pi / 2 - OBLIQUE


def _core(box: Box) -> Box:
    """The middle of an enclosed letter, where the letter itself stands."""
    return Box(box.x + box.w / 4, box.y + box.h / 4, box.w / 2, box.h / 2)


def _device(page: pdfium.PdfPage, size: tuple[float, float], x: float, y: float) -> tuple[float, float]:
    """Mm of a point of the page, whatever its rotation and crop box."""
    dx, dy = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page.raw, 0, 0, DEVICE, DEVICE, 0, x, y, ctypes.byref(dx), ctypes.byref(dy))
    return dx.value / DEVICE * size[0], dy.value / DEVICE * size[1]


def _box(page: pdfium.PdfPage, size: tuple[float, float], sides: tuple[float, float, float, float]) -> Box:
    """Where on a page, in mm, a character lies whose left, lower, right and upper side PDFium tells."""
    left, bottom, right, top = sides
    (x0, y0), (x1, y1) = _device(page, size, left, top), _device(page, size, right, bottom)
    return Box(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))


def _joined(before: _Letters, after: _Letters, widest: float = WORD_GAP) -> bool:
    """Whether a letter carries on the word of the letter before it; those of a ligature have one box."""
    if before.box == after.box or before.turn != after.turn:
        return before.turn == after.turn
    one, other = before.read, after.read
    tall = max(one.h, other.h, 0.8)
    overlap = min(one.y + one.h, other.y + other.h) - max(one.y, other.y)
    gap = other.x - one.x - one.w
    return overlap > -0.6 * tall and abs(one.y + one.h - other.y - other.h) < tall and -0.5 * tall < gap < widest * tall


def _encircles(one: Box, other: Box) -> bool:
    """Whether a character is printed in the middle of the one before it: `textcircled` of LaTeX."""
    across, down = other.x - one.x, other.y - one.y
    return 0 < across < one.w - other.w and 0 < down < one.h - other.h


def _together(letters: list[_Letters]) -> list[_Letters]:
    if not letters:
        return []
    return [replace(letters[0], text="".join(one.text for one in letters), box=union([one.box for one in letters]))]
