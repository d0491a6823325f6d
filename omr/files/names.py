"""Names of sections, items, options and blanks, and ranges of them such as ``a-p``, ``i-iv`` or ``1-20``."""

from __future__ import annotations

import re

NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.]*")
"""What may stand in keys and results next to ``&``, ``|``, ``=`` and ``/`` without being mistaken for them."""
BLANK = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
"""A variable of a condition."""
FUNCTIONS = ("floor", "ceil", "abs", "min", "max")
"""What a condition may call."""
RESERVED_BLANKS = frozenset({*FUNCTIONS, "and", "or", "not", "in", "is", "if", "else", "for", "lambda", "True", "False", "None"})
"""Words of conditions that no blank may be called."""
RESERVED_LABELS = frozenset({"answered", "omitted", "multiple", "unsure"})
"""What a decision or a result says in a label's place."""
LONGEST_RANGE = 500
"""Names in one range; the longest exams sold on preprinted sheets have 200 items."""
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx")


def expand(text: str) -> tuple[str, ...] | str:
    """The names that a name or a range stands for, or (a str) what was expected instead."""
    if NAME.fullmatch(text):
        return (text,)
    first, dash, last = (part.strip() for part in text.partition("-"))
    if not dash or not NAME.fullmatch(first) or not NAME.fullmatch(last):
        return "a name of letters and digits, or a range such as a-p, i-iv or 1-20"
    return _range(first, last)


def _range(first: str, last: str) -> tuple[str, ...] | str:
    lengths = len(first), len(last)
    roman = first in ROMAN and last in ROMAN
    letters = lengths == (1, 1) and first.isalpha() and last.isalpha() and first.islower() == last.islower()
    if roman and letters:
        return f"the names one by one: {first}-{last} may mean Roman numbers or letters"
    if roman:
        names = ROMAN[ROMAN.index(first) : ROMAN.index(last) + 1]
    elif letters:
        names = tuple(chr(code) for code in range(ord(first), ord(last) + 1))
    elif first.isdigit() and last.isdigit() and max(lengths) <= len(str(LONGEST_RANGE)):
        width = len(first) if first.startswith("0") else 0
        names = tuple(str(number).zfill(width) for number in range(int(first), min(int(last), int(first) + LONGEST_RANGE) + 1))
    else:
        return "a range between two letters, two Roman numbers up to xx or two whole numbers"
    if not 2 <= len(names) <= LONGEST_RANGE:
        return f"a range that goes upwards, over at most {LONGEST_RANGE} names"
    return tuple(names)
