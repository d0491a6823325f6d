"""Paths as text. A name on an old share or disk may be bytes of another encoding, which no database and no results file can hold."""

from __future__ import annotations

from pathlib import PurePath


def path_text(path: PurePath) -> str:
    r"""The path, with slashes, as text that can be stored and printed: each byte that is no part of UTF-8 is written ``\xe9``."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def is_text(path: PurePath) -> bool:
    """Whether the path can be found again by its text."""
    return path_text(path) == path.as_posix()
