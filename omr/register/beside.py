"""Whether a scan has room for a second page beside the one that was found on it: two sheets on one glass, or an open fold."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from omr.model.page import Gray, RegisteredPage

LEAST_ROOM = 0.75
"""Of the page's own width and height, from which what lies beside it may be a whole page, smaller by the tilt of a photo."""


def room_beside(found: RegisteredPage) -> Iterator[Gray]:
    """The parts of the scan left and right of the page that was found, above and below it, that may hold another whole page."""
    image = found.scan.image
    rows, columns = image.shape
    width, height = found.page.size
    corners = found.transform(np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float64))
    left, top = np.clip(np.floor(corners.min(axis=0)), 0, (columns, rows)).astype(int)
    right, bottom = np.clip(np.ceil(corners.max(axis=0)), 0, (columns, rows)).astype(int)
    least_rows, least_columns = LEAST_ROOM * (bottom - top), LEAST_ROOM * (right - left)
    for part in (image[:, :left], image[:, right:], image[:top], image[bottom:]):
        if part.shape[0] >= least_rows and part.shape[1] >= least_columns:
            yield np.ascontiguousarray(part)
