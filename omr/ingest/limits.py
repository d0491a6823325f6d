"""What is too small to be read and too large to be decoded, judged by the header before any pixel is decoded."""

from __future__ import annotations

from omr.model.page import Reason

SMALLEST_SIDE_PX = 400
"""A5 at 70 dpi: below that no box keeps its outline."""
LARGEST_SIDE_PX = 30_000
"""Below OpenCV's limit of 32,767 for sampling; A4 at 2,500 dpi."""
LARGEST_AREA_PX = 150_000_000
"""A3 at 800 dpi; one grey byte a pixel, so 150 MB: what one worker may take."""


def size_problem(width: int, height: int, smallest: int = SMALLEST_SIDE_PX) -> tuple[Reason, str] | None:
    """Why an image of that many pixels is not taken in, or None; ``smallest`` is what its shorter side must have."""
    if min(width, height) < smallest:
        return Reason.TOO_SMALL, f"the image has only {width} x {height} pixels; scan the page at 150 dpi or more"
    if max(width, height) >= LARGEST_SIDE_PX or width * height > LARGEST_AREA_PX:
        return Reason.TOO_LARGE, f"the image has {width} x {height} pixels; scan the page at 400 dpi or less"
    return None
