"""Serials of printed sheets: short, readable aloud, and with a check character so that a misread one is noticed.

A letter, four digits and the check character of ISO/IEC 7064 MOD 37,36: ``A0001B`` is the first of all, ``A9999`` is followed by
``B0001``. The method finds every single wrong character and nearly all exchanged neighbours.
"""

from __future__ import annotations

import re
from string import ascii_uppercase

from stdnum.iso7064 import mod_37_36

PER_LETTER = 9999
LAST = PER_LETTER * len(ascii_uppercase)
"""The position of the last serial, ``Z9999``."""
_PATTERN = re.compile(r"[A-Z][0-9]{4}[0-9A-Z]", re.ASCII)


def make_serial(position: int) -> str:
    """The serial of the sheet at ``position`` (from 1); raises ValueError beyond ``LAST``."""
    letter, number = divmod(position - 1, PER_LETTER)
    if not 1 <= position <= LAST:
        raise ValueError(f"a serial counts from 1 to {LAST}, not {position}")
    body = f"{ascii_uppercase[letter]}{number + 1:04d}"
    return body + str(mod_37_36.calc_check_digit(body))


def serial_position(serial: str) -> int:
    """The position (from 1) of a serial; raises ValueError if it is none, or if its check character does not agree."""
    if not is_serial(serial):
        raise ValueError(f"{serial!r} is not a sheet's serial, such as {make_serial(1)}")
    return ascii_uppercase.index(serial[0]) * PER_LETTER + int(serial[1:5])


def is_serial(text: str) -> bool:
    """Whether a text is a serial with the right check character."""
    return _PATTERN.fullmatch(text) is not None and text[1:5] != "0000" and bool(mod_37_36.is_valid(text))
