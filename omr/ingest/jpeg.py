"""What a JPEG says of itself before it is decoded."""

from __future__ import annotations

from dataclasses import dataclass

END_OF_IMAGE = b"\xff\xd9"
TAIL_BYTES = 4096
"""Scanners pad a JPEG's end; a mark of its end further away belongs to a thumbnail."""


@dataclass(frozen=True, slots=True)
class JpegHeader:
    """Pixels, colour components, bits per sample."""

    width: int
    height: int
    components: int
    bits: int


def jpeg_header(data: bytes | memoryview) -> JpegHeader | None:
    """The frame header (ITU-T T.81, B.2.2) of a JPEG, or None where there is none before the image data."""
    place = 2
    while place + 9 < len(data):
        if data[place] != 0xFF:
            return None
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
        elif 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = int.from_bytes(data[place + 5 : place + 7], "big"), int.from_bytes(data[place + 7 : place + 9], "big")
            return JpegHeader(width, height, data[place + 9], data[place + 4])
        elif marker == 0xDA:
            return None
        else:
            place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return None


def is_cut_short(data: bytes | memoryview) -> bool:
    """True where a JPEG lacks its end: decoders fill the rest with grey without an error, and answers would vanish."""
    return END_OF_IMAGE not in bytes(data[-TAIL_BYTES:])
