"""The picture of a blank that was scanned upside down or sideways, turned so that its print can be read."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from omr.learn.paper.blank import BlankPage, Recognition, Word
from omr.model.page import Gray

TEXT = re.compile(r"[^\W\d_]{3,}\W*")
"""A word of a text; letters in options and numbers are read in them lying either way."""
TIMES, LEAST = 1.5, 12
"""Upright, so many times the letters are read in words, and so many more: on pages turned about, those read as they lie are a fifth of
them on pages of text, and half on sheets with little but a title.
"""
WAYS = {1: "a quarter turn to the right", 2: "upside down", 3: "a quarter turn to the left"}
"""How a page lay that is set upright by so many quarter turns to the left."""


def upright(page: BlankPage, ocr: Recognition) -> BlankPage:
    """The page as its print is read, with its words; turned, and told so, where it is certain that it lay otherwise: letters in boxes look
    upside down either way, and are read as words.
    """
    words = ocr.words(page.image)
    quarters = ocr.quarters(page.image)
    if not quarters:
        return replace(page, words=words, ocr=ocr)
    image = _turned(page.image, quarters)
    others = ocr.words(image)
    if ocr.quarters(image) or _letters(others) < max(TIMES * _letters(words), _letters(words) + LEAST):
        return replace(page, words=words, ocr=ocr)
    size = page.size if quarters % 2 == 0 else (page.size[1], page.size[0])
    told = f"the blank was scanned {WAYS[quarters]}; its picture was turned, as its print is read: look at the proof"
    return replace(page, image=image, size=size, words=others, ocr=ocr, doubts=(*page.doubts, told))


def _letters(words: tuple[Word, ...]) -> int:
    return sum(len(text) for text in {word.text for word in words if re.fullmatch(TEXT, word.text)})


def _turned(image: Gray, quarters: int) -> Gray:
    return np.ascontiguousarray(np.rot90(image, quarters))
