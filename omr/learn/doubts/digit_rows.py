"""Items of a picture whose options are the digits 0 to 9: the positions of a bubbled number, whose title was not read, look like that."""

from __future__ import annotations

from collections.abc import Sequence
from string import digits

from omr.learn.outlines.entries import Entry

LEAST = 2
"""Rows: a number has no fewer positions that are worth bubbling; a scale of 0 to 9 for one question may stand alone."""
DIGITS = {tuple(digits): "0-9", tuple(digits[1:] + "0"): "1-9 0"}
"""The digits in both orders, and how a correction says them."""


def digit_rows(entries: Sequence[Entry], page: int) -> list[str]:
    """What is told of such items."""
    found = [entry for entry in entries if entry.read and entry.labels in DIGITS]
    if len(found) < LEAST:
        return []
    first, way = found[0], "down" if found[0].vertical else "across"
    told = f"{len(found)} items have the digits 0 to 9 for their options, the first at {first.box.x:.0f}, {first.box.y:.0f} mm"
    line = f"grid {page} X Y W H student_number {way} {DIGITS[first.labels]}"
    return [f"{told}; if they are the positions of a student number, tell their area by `{line}`"]
