"""A photo of a blank form laid flat: by the edges of its sheet, or as its corrections say."""

from __future__ import annotations

import cv2
import numpy as np

from omr.errors import BadInput
from omr.learn.paper.blank import PX_PER_MM
from omr.learn.paper.papers import photographed_size
from omr.model.page import Gray, Points
from omr.register.paper_edges import paper_corners

SHEET_SHARE = 0.95
"""A sheet that fills more of its picture needs not be laid flat."""
FOCAL = 0.75
"""Of the longer side of a photo: the focal length of a telephone's camera (26 mm, where the picture is 36 mm wide)."""
TOLD = (
    "the picture is taken for a photo of a sheet on something darker, and laid flat by the sheet's edges: look at the proof; "
    "`flat PAGE X1 Y1 X2 Y2 X3 Y3 X4 Y4` corrects that, by the sheet's corners in pixels, clockwise from the top left, and "
    "`size PAGE WIDTH HEIGHT` the paper"
)
"""Of a photo for which no correction says how it is laid flat."""


def is_photo(image: Gray) -> bool:
    """Whether a picture shows a sheet on something darker, with some of that around it."""
    corners = paper_corners(image)
    return bool(corners) and cv2.contourArea(corners[0].astype(np.float32)) <= SHEET_SHARE * image.size


def laid_flat(
    image: Gray, flat: tuple[float, ...], given: tuple[float, float] | None, where: str, dpi: float | None = None
) -> tuple[Gray, tuple[float, float], tuple[str, ...]]:
    """The page at ``PX_PER_MM``, its size in mm and what is doubtful, by the numbers of the correction ``flat``: none (the paper's edges),
    8 (its corners in pixels), 12 (a printed rectangle's corners, and its place on the page in mm).
    """
    points = np.array(flat[:8], dtype=np.float64).reshape(-1, 2) if flat else _edges(image, where)
    size, doubts = (given, ()) if given else photographed_size(*_sides(points, image.shape), dpi)
    x, y, w, h = flat[8:] if len(flat) > 8 else (0.0, 0.0, *size)
    mm = np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)])
    matrix = cv2.getPerspectiveTransform((mm * PX_PER_MM - 0.5).astype(np.float32), points.astype(np.float32))
    width, height = (round(side * PX_PER_MM) for side in size)
    page = cv2.warpPerspective(
        image, matrix, (width, height), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(page, dtype=np.uint8), size, doubts


def _edges(image: Gray, where: str) -> Points:
    """The corners of the sheet, that nearest to the picture's top left first."""
    found = paper_corners(image)
    if not found:
        remedy = "give its corners in the photo's pixels, clockwise from the top left: `flat PAGE X1 Y1 X2 Y2 X3 Y3 X4 Y4`"
        raise BadInput(f"{where}: no sheet with four edges is seen in the photo", remedy)
    return np.roll(found[0], -int(found[0].sum(axis=1).argmin()), axis=0)


def _sides(points: Points, shape: tuple[int, ...]) -> tuple[float, float]:
    """Width and height in pixels of a four-sided sheet as from straight above, seen by a camera of ``FOCAL``: a side that leads away from
    it looks shorter than it is.
    """
    rows, columns = shape
    seen = (points - (columns / 2, rows / 2)) / (FOCAL * max(shape))
    unit = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(unit, seen.astype(np.float32))
    width, height = np.linalg.norm(matrix[:, :2], axis=0)
    scale = np.sqrt(cv2.contourArea(points.astype(np.float32)) / (width * height))
    return float(width * scale), float(height * scale)
