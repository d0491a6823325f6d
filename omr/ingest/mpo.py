"""Several pictures in one JPEG file (CIPA DC-007, "MPO"): whether a file may hold such, told without decoding anything."""

from __future__ import annotations

from pathlib import Path

INDEX = b"MPF\0"
APP2, BEFORE_PICTURE = 0xE2, frozenset({*range(0xE0, 0xF0), 0xDB, 0xC4, 0xDD, 0xFE})
"""Segments among which the index of pictures stands: applications' own, tables, comments."""
MOST_SEGMENTS = 1000
"""A colour profile, or a depth map in pieces of 64 KB, takes some dozens."""


def may_hold_several(path: Path) -> bool:
    """Whether an index of pictures stands before a JPEG's first one. Raises OSError."""
    with path.open("rb") as file:
        file.seek(2)
        for _ in range(MOST_SEGMENTS):
            head = file.read(4)
            while head[:2] == b"\xff\xff":  # padding
                head = head[1:] + file.read(1)
            if len(head) < 4 or head[0] != 0xFF or head[1] not in BEFORE_PICTURE:
                return False
            if head[1] == APP2 and file.read(len(INDEX)) == INDEX:
                return True
            file.seek(int.from_bytes(head[2:], "big") - 2 - (len(INDEX) if head[1] == APP2 else 0), 1)
    return False
