"""Samples of a TIFF that Pillow would take for others."""

from __future__ import annotations

from typing import Any

from PIL.TiffImagePlugin import BITSPERSAMPLE, PLANAR_CONFIGURATION, TiffImageFile

SEPARATE = 2
"""Each colour is a picture of its own."""
LITTLE_ENDIAN = b"II"


def tell_wide_planes(image: TiffImageFile) -> None:
    """Make colours that stand apart, uncompressed, in 16 bits be decoded as that: Pillow takes each byte for a sample, and so half of the
    page for all of it.
    """
    tags = image.tag_v2
    if tags.get(PLANAR_CONFIGURATION) == SEPARATE and set(tags.get(BITSPERSAMPLE, ())) == {16}:
        order = "L" if tags.prefix == LITTLE_ENDIAN else "B"
        image.tile = [one._replace(args=_wide(one.args, order)) for one in image.tile]


def _wide(args: tuple[Any, ...] | str | None, order: str) -> tuple[Any, ...] | str | None:
    """What a piece of the image is decoded by, in 16 bits where it is said to be bytes of one colour."""
    return (f"{args[0]};16{order}", *args[1:]) if isinstance(args, tuple) and args[0] in {"R", "G", "B", "A"} else args
