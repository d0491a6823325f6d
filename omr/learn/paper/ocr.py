"""Character recognition, where Tesseract is installed: the words of a picture."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from omr.learn.paper.blank import PX_PER_MM, Word
from omr.model.layout import Box
from omr.model.page import Gray

PROGRAM = "tesseract"
LANGUAGES = ("eng", "fra", "deu", "spa", "ita", "por", "nld")
"""Asked for, of those that are installed; the titles of fields are known in them."""
SECONDS = 120.0
"""A page takes three seconds on one core; one on which the program hangs is learned without its words."""
SURE = 40.0
"""Percent of certainty from which a word is taken. Numbers that stand alone get little: their neighbours confirm them."""
SCATTERED, PLAIN, ONE_LINE, WAY = "11", "6", "7", "0"
"""Tesseract's page segmentation modes: words anywhere in no order; lines of one text; a single line of it; no text, but how it lies."""
TURN = re.compile(r"^Rotate: (90|180|270)$", re.MULTILINE)
"""The degrees to the right by which it would set a page upright."""
ROMAN = re.compile(r"[Il|]{2,3}[.:)]")
"""The numbers II and III of a part, of which any may be read so: "Il."."""
DPI = round(PX_PER_MM * 25.4)


@dataclass(frozen=True, slots=True)
class Ocr:
    """Tesseract as it is installed: its program, and the languages that it is asked for."""

    program: str
    languages: str

    def words(self, image: Gray, *, plain: bool = False) -> tuple[Word, ...]:
        """The words of a page at ``PX_PER_MM``, with their places in mm; of a ``plain`` text, clear print in lines, all of them, however
        uncertain. None where the program fails.
        """
        said = self._said(image, PLAIN if plain else SCATTERED, "tsv")
        rows = csv.DictReader(io.StringIO(said), delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(_word(row) for row in rows if (row["text"] or "").strip() and (plain or float(row["conf"]) >= SURE))

    def line(self, image: Gray, characters: str = "") -> str:
        """The text of a picture that shows one line, letters some 48 pixels high; of these ``characters`` alone where some are given."""
        only = ("-c", f"tessedit_char_whitelist={characters}") if characters else ()
        return " ".join(self._said(image, ONE_LINE, *only).split())

    def quarters(self, image: Gray) -> int:
        """How many quarter turns to the left set a page's print upright; 0 where that is not known."""
        picture = cv2.imencode(".png", image)[1].tobytes()
        said = TURN.search(_said((self.program, "stdin", "stdout", "--psm", WAY, "--dpi", str(DPI)), picture))
        return 4 - int(said[1]) // 90 if said else 0

    def _said(self, image: Gray, mode: str, *further: str) -> str:
        command = (self.program, "stdin", "stdout", "--psm", mode, "--dpi", str(DPI), "-l", self.languages, *further)
        return _said(command, cv2.imencode(".png", image)[1].tobytes())


@lru_cache(maxsize=256)  # a page is looked at up to four times, and shows mostly the same
def _said(command: tuple[str, ...], picture: bytes) -> str:
    """What a command says of a picture, "" where it fails."""
    one_thread = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # several need 1.3 times the CPU on two cores, and more time
    try:
        done = subprocess.run(command, input=picture, capture_output=True, env=one_thread, timeout=SECONDS, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")


def installed() -> Ocr | None:
    """Tesseract with the languages that it has, or None."""
    program = shutil.which(PROGRAM)
    if program is None:
        return None
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=SECONDS, check=True).stdout  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    languages = [name for name in LANGUAGES if name in listed.split()]
    return Ocr(program, "+".join(languages)) if languages else None


def misread(text: str, others: Sequence[str]) -> npt.NDArray[np.int64]:
    """How many letters of a text must be changed, added or left out to make it each of some others (Levenshtein's distance, row by row of
    its table, for all of them at once; what is added costs one more than the cheapest before it, a running minimum).
    """
    longest = max(map(len, others), default=0)
    letters = np.array([[ord(letter) for letter in other.ljust(longest, "\0")] for other in others]).reshape(len(others), longest)
    steps = np.arange(longest + 1)
    row = np.tile(steps, (len(others), 1))
    for i, letter in enumerate(text, 1):
        changed = row[:, :-1] + (letters != ord(letter))
        best = np.column_stack([np.full(len(others), i), np.minimum(changed, row[:, 1:] + 1)])
        row = np.minimum.accumulate(best - steps, axis=1) + steps
    return np.asarray(row[np.arange(len(others)), [len(other) for other in others]], dtype=np.int64)


def _word(row: dict[str, str]) -> Word:
    x, y, w, h = (int(row[name]) / PX_PER_MM for name in ("left", "top", "width", "height"))
    text = row["text"].strip()
    return Word("I" * (len(text) - 1) + text[-1] if ROMAN.fullmatch(text) else text, Box(x, y, w, h))
