"""Paths as text, and their order. A name on an old share or disk may be bytes of another encoding, which no database and no results file
can hold; a name may also hold signs that break a line, or that a terminal takes for a command.
"""

from __future__ import annotations

import re
from pathlib import PurePath

COMMANDS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Control characters and line breaks."""
LONGEST_NUMBER = 20
"""Digits of a number in a file's name: a date and a time to the microsecond."""


def path_text(path: PurePath) -> str:
    r"""The path, with slashes, as text that can be stored and printed: each byte that is no part of UTF-8 is written ``\xe9``, and each
    sign that is no letter but a command so, too.
    """
    text = path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return COMMANDS.sub(lambda sign: sign[0].encode("unicode_escape").decode("ascii"), text)


def is_text(path: PurePath) -> bool:
    """Whether the path can be found again by its text."""
    return path_text(path) == path.as_posix()


def in_order(name: str) -> tuple[str, str]:
    """What to sort names by: numbers in them count as numbers, as whoever named the files meant it. ``page 10.jpg`` read before
    ``page 2.jpg`` would put the pages of two students together.
    """
    return re.sub("[0-9]+", lambda number: number[0].zfill(LONGEST_NUMBER), name), name
