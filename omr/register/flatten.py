"""A photo of a sheet on something darker: by its four corners laid flat, so that print is looked for at the reference's own scale.

From a phone half a metre above the desk the sheet may fill a third of the picture, turned by any angle: features seen so agree with too few
of the reference's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from omr.model.page import Gray, Points
from omr.register.features import MISS_PX, WIDTH, Features, features_of
from omr.register.paper_edges import paper_corners
from omr.register.place import Matrix, is_sane

ASPECT = 1.35
"""By so much at most perspective changes the ratio of a sheet's sides."""


SAME_SHAPE = 1.05
"""A scan of the page alone has its sides' ratio but for that."""


@dataclass(frozen=True, slots=True, eq=False)
class Flat:
    """Features of a sheet laid flat, in the photo's own pixels; the ways (mm to pixels) in which the page may lie there; and by how many
    pixels a match may miss.
    """

    features: Features
    ways: tuple[Matrix, ...]
    miss_px: float


@dataclass(slots=True, eq=False)
class Flattened:
    """A picture's sheets laid flat, made when they are first asked for and kept for all pages of one size."""

    image: Gray
    effort: int
    _corners: tuple[Points, ...] | None = None
    _kept: dict[tuple[float, float], tuple[Flat, ...]] = field(default_factory=dict)

    def for_page(self, size: tuple[float, float]) -> tuple[Flat, ...]:
        """What may be a sheet of that size (mm)."""
        if self._corners is None:
            self._corners = paper_corners(self.image)
        if size not in self._kept:
            self._kept[size] = tuple(self._flat(corners, size) for corners in self._corners if _is_like(corners, size))
        return self._kept[size]

    def _flat(self, corners: Points, size: tuple[float, float]) -> Flat:
        ways = sorted((_way(np.roll(corners, turn, axis=0), size) for turn in range(4)), key=lambda way: _stretch(way, size))
        scale = WIDTH / min(size)
        back = ways[0] @ np.diag([1 / scale, 1 / scale, 1.0])
        flat = cv2.warpPerspective(
            self.image, back, (round(size[0] * scale), round(size[1] * scale)), flags=cv2.INTER_AREA | cv2.WARP_INVERSE_MAP
        )
        points, descriptors = features_of(np.asarray(flat, dtype=np.uint8), self.effort)
        px_per_mm = np.sqrt(cv2.contourArea(corners.astype(np.float32)) / (size[0] * size[1]))
        return Flat((_through(back, points), descriptors), tuple(way for way in ways if is_sane(way, size)), MISS_PX * px_per_mm / scale)


def whole_scan(image: Gray, size: tuple[float, float]) -> tuple[Matrix, ...]:
    """The ways (mm to pixels) in which a page of that size (mm) fills a scan from edge to edge, either way up."""
    rows, columns = image.shape
    corners = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], dtype=np.float64) - 0.5
    ways = (_way(np.roll(corners, turn, axis=0), size) for turn in range(4))
    return tuple(way for way in ways if _stretch(way, size) < np.log(SAME_SHAPE) and is_sane(way, size))


def _way(corners: Points, size: tuple[float, float]) -> Matrix:
    mm = np.array([(0, 0), (size[0], 0), size, (0, size[1])], dtype=np.float32)
    return np.asarray(cv2.getPerspectiveTransform(mm, corners.astype(np.float32)), dtype=np.float64)


def _stretch(way: Matrix, size: tuple[float, float]) -> float:
    """How much further along one side than along the other the page is drawn out (0: not at all)."""
    mm = np.array([(0, 0), (size[0], 0), size, (0, size[1])], dtype=np.float64)
    across, down = _sides(_through(way, mm))
    return float(abs(np.log(across / size[0] * size[1] / down)))


def _is_like(corners: Points, size: tuple[float, float]) -> bool:
    """Whether the sides are as those of a page of that size, upright or across."""
    one, other = _sides(corners)
    return bool(abs(abs(np.log(one / other)) - abs(np.log(size[0] / size[1]))) < np.log(ASPECT))


def _sides(corners: Points) -> tuple[float, float]:
    """Mean lengths of the first and third side, and of the second and fourth."""
    lengths = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    return float(lengths[0::2].mean()), float(lengths[1::2].mean())


def _through(matrix: Matrix, points: Points) -> Points:
    lifted = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(lifted[:, :2] / lifted[:, 2:], dtype=np.float64)
