"""Texts that a spreadsheet would run as formulas, made safe in a way that can be undone."""

from __future__ import annotations

import re

RUNS = re.compile(r"[=+\-@\t\r\n]")
"""What a spreadsheet takes for the beginning of a formula."""
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
"""Begins like a formula and is none; student numbers stay what they are."""


def safe(text: str) -> str:
    """``text`` with a leading apostrophe if a spreadsheet would run it (OWASP's rule for CSV); names of people never need one.

    A formula behind apostrophes gets one more, so that ``unsafe`` gives back every text as it was.
    """
    return f"'{text}" if _runs(text) else text


def unsafe(text: str) -> str:
    """The text that ``safe`` was given."""
    return text[1:] if text.startswith("'") and _runs(text) else text


def _runs(text: str) -> bool:
    behind = text.lstrip("'")
    return bool(RUNS.match(behind)) and not PLAIN_NUMBER.fullmatch(behind)
