"""What a page shows where nobody marked it: small pictures of every box as printed, from a reference or from the boxes themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import box_array, halving_dpi, median, sample
from omr.model.boxes import Names
from omr.model.exam import Shape
from omr.model.layout import REFERENCE_PX_PER_MM, Box, LayoutOption, LayoutPage
from omr.model.page import Gray, Transform
from omr.read.alike import alike, tellers
from omr.read.paper import PRINTED, darkness
from omr.read.soften import Soft, is_unlined, softened

Floats = npt.NDArray[np.float32]

SIDE = 40
"""Samples along a patch: 0.19 mm for a box of 4.5 mm, a third of a ballpoint's stroke and half a pixel's worth at 100 dpi."""
MARGIN = 0.35
"""Share of a typical box's side that a patch shows around it: enough for an overshooting tail, short of the next box."""
ROOM_MM, PLAIN = 6.0, 0.95
"""So wide a patch must be that a mark which fills it is a stain: a hand that fills circles of 1.8 mm makes dots of 3 mm, which fill their
patches. And the share of the paper near it that a box's own has on the reference where no shade is printed.
"""
INNER = 0.80
"""Relative radius (1 = outer edge of the outline) within which ink counts as inside: clear of an outline 0.3 mm off."""
CORE = 0.5
"""Relative radius of a box's core."""
OUTSIDE = 1.2
"""Relative radius from which ink counts as outside the box."""
RING = 0.75
"""Relative radius from which a line may be part of a circle drawn around the box."""
SECTORS = 16
"""Directions in which such a circle is looked for."""
OUTLINE_MM = 0.3
"""Width of the outline assumed where there is no reference picture."""
NEIGHBOURS = 9
"""Boxes that tell a shift together: within some 15 mm, over which paper bends as one."""
NEAR = 2
NEAR_PRINT = np.ones((2 * NEAR + 1, 2 * NEAR + 1), np.uint8)
"""So many samples around another box, and around print that stands outside of a box, are not looked at."""
ENOUGH_ACROSS = 4
"""Boxes side by side that tell a slipping scanner from marks."""
TOLD, SAME = 2, 0.9
"""Samples of an outline at half the samples by which it is moved, and the correlation with itself from which it then looks the same: an
outline whose four sides are seen has 0.4 at most, two lines from edge to edge 1.0.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """The boxes of a page in the order of ``page.bubbled``: their print (n, SIDE, SIDE; darkness, 0 = paper), masks (n, SIDE, SIDE; 0 or
    255) of what lies inside the outline, in its core, outside of it and where a circle around it may run, the samples inside (n,), the
    area of a sample in mm² (n,), the margin in mm, the outlines alone at half the samples (SIDE / 2, SIDE / 2, n; mean 0), each box's
    nearest boxes (n, NEIGHBOURS), the mm from sample to sample across and down (n, 2), the rows of boxes that show the same print
    (``omr.read.alike``), and those of boxes that stand side by side, from left to right.
    """

    boxes: tuple[Box, ...]
    names: Names
    print: Gray
    inside: Gray
    core: Gray
    outside: Gray
    ring: Gray
    inner_count: Floats
    area: Floats
    margin: float
    outline: Floats
    neighbours: npt.NDArray[np.intp]
    pitch: Floats
    alike: tuple[npt.NDArray[np.intp], ...]
    across: tuple[npt.NDArray[np.intp], ...]
    tellers: npt.NDArray[np.intp]
    """Of each part of ``alike``, the boxes that tell how a page prints it (OWN_MOST, parts)."""
    picture: Gray | None
    """The reference picture itself, for what lies further out than the patches."""
    softs: tuple[Soft, ...]
    """The print at every softness that a scanner may have."""
    inside_abreast: Gray
    """What lies inside, with the patches ``abreast``."""
    beyond: Gray
    """What does not lie inside, at every other sample each way, below each other (n * SIDE / 2, SIDE / 2)."""
    inner_half: npt.NDArray[np.intp]
    """How many of those do (n,)."""
    clean: npt.NDArray[np.intp]
    """The places of every fourth sample each way that lies outside, among all samples of all patches."""
    rows: npt.NDArray[np.intp]
    """The first box of each field."""
    wide: tuple[bool, ...]
    """Of which fields some box is a part of a wider cell."""
    tells: npt.NDArray[np.bool_]
    """Whether the outlines of a box and its neighbours tell how far they stand off across, and down (n, 2): the lines above and below the
    middle of a wide cell look alike wherever along them it is taken to be."""
    unlined: bool
    """Whether letters alone show where the boxes are: the outlines of a learned photo may be whitened away."""
    room: float
    """The margin in mm with which a patch shows more than a mark that fills it; not less than ``margin``."""
    plain: npt.NDArray[np.bool_]
    """Which boxes stand on no printed shade (n,)."""

    @property
    def seen(self) -> bool:
        """Whether the print was seen on a reference, or only drawn."""
        return self.picture is not None


def expected(page: LayoutPage, reference: Gray | None) -> Expected:
    """Prepare one page of a layout; ``reference`` is its unfilled picture at 8 px/mm, or None. Worth keeping: it costs more than a read."""
    options = [option for field in page.bubbled for option in field.options]
    boxes = tuple(option.target for option in options)
    sides = box_array(boxes)[:, 2:]
    margin = _margin(sides) if boxes else 0.0
    room = max(margin, (ROOM_MM - median(sides.min(axis=1))) / 2) if boxes else 0.0
    radius = np.stack([_radius(option, margin) for option in options]) if options else np.zeros((0, SIDE, SIDE), np.float32)
    area = ((sides + 2 * margin).prod(axis=1) / SIDE**2).astype(np.float32)
    neighbours = _neighbours(boxes)
    plain = np.ones(len(boxes), np.bool_)
    if reference is None:
        printed = np.stack([_drawn(option, margin) for option in options]) if options else np.zeros((0, SIDE, SIDE), np.uint8)
    else:
        printed, _, shade = darkness(sample(reference, reference_transform(page), boxes, SIDE, margin), neighbours)
        plain = shade >= PLAIN
    areas = (radius < INNER, radius < CORE, radius > OUTSIDE, radius > RING)
    inside, core, outside, ring = (np.where(where, 255, 0).astype(np.uint8) for where in areas)
    if boxes:  # a neighbour's outline within the patch stands a little off, as its print is bolder: no ink of anybody's
        outside[cv2.dilate(printed.reshape(-1, SIDE), NEAR_PRINT).reshape(outside.shape) > PRINTED] = 0
        outside[_in_others(box_array(boxes), neighbours, margin)] = 0  # what stands in another box is that one's
    count = np.maximum(1, (inside > 0).sum(axis=(1, 2))).astype(np.float32)
    names = tuple((*field.ref, option.label) for field in page.bubbled for option in field.options)
    pitch = ((sides + 2 * margin) / SIDE).astype(np.float32)
    labels = alike(options, printed, inside)
    unlined = is_unlined(printed, inside)
    near = _outline(printed, np.zeros_like(inside) if unlined else inside), neighbours, pitch, labels, _across(boxes), tellers(labels)
    shown = reference, softened(printed, inside, unlined=unlined), abreast(inside)
    half = inside[:, ::2, ::2]
    beyond = np.asarray(255 - half.reshape(-1, SIDE // 2), dtype=np.uint8)
    samples = np.arange(outside.size).reshape(outside.shape)[:, ::4, ::4]
    places = beyond, (half > 0).sum(axis=(1, 2)), samples[outside[:, ::4, ::4] > 0]
    rows = np.cumsum([0, *(len(field.options) for field in page.bubbled)])[:-1]
    wide = tuple(any(option.target != option.box for option in field.options) for field in page.bubbled)
    tells = np.asarray(_telling(near[0])[neighbours].any(axis=1), dtype=np.bool_)
    first = boxes, names, printed, inside, core, outside, ring, count, area, margin
    return Expected(*first, *near, *shown, *places, rows, wide, tells, unlined, room, plain)


def abreast(patches: Gray) -> Gray:
    """The patches (n, SIDE, SIDE), or what lies below each other so, beside each other (SIDE, n * SIDE)."""
    return np.ascontiguousarray(patches.reshape(-1, SIDE, SIDE).transpose(1, 0, 2)).reshape(SIDE, -1)


def read_at_half_from(page: LayoutPage) -> float:
    """The resolution (dpi) from which the page's boxes are read on its halved scan; 0 where it has none."""
    boxes = tuple(option.target for field in page.bubbled for option in field.options)
    sides = box_array(boxes)[:, 2:]
    return halving_dpi(sides + 2 * _margin(sides), SIDE) if boxes else 0.0


def _margin(sides: npt.NDArray[np.float64]) -> float:
    """What a patch shows around its box (mm), by the sides (n, 2) of all boxes of the page."""
    return MARGIN * median(sides.min(axis=1))


def _outline(printed: Gray, inside: Gray) -> Floats:
    """The print that is not ``inside``, at half the samples (SIDE / 2, SIDE / 2, n), each of mean 0 so that a shadow favours no place."""
    n, half = len(printed), SIDE // 2
    if not n:
        return np.zeros((half, half, 0), np.float32)
    ring = np.where(inside > 0, 0, printed).astype(np.uint8)
    coarse = cv2.resize(ring.reshape(-1, SIDE), (half, n * half), interpolation=cv2.INTER_AREA).reshape(n, half, half).astype(np.float32)
    level = coarse - coarse.mean(axis=(1, 2), keepdims=True)
    return np.ascontiguousarray(level.transpose(1, 2, 0), dtype=np.float32)


def _telling(outline: Floats) -> npt.NDArray[np.bool_]:
    """Whether each outline (SIDE / 2, SIDE / 2, n) looks unlike itself when it is moved by TOLD samples across, and down (n, 2)."""
    on, before, behind = slice(TOLD, -TOLD), slice(None, -2 * TOLD), slice(2 * TOLD, None)
    across, down = (((on, before), (on, behind)), ((before, on), (behind, on)))
    alike = [[_likeness(outline[on, on], outline[place]) for place in ways] for ways in (across, down)]
    return np.asarray(np.min(alike, axis=1).T < SAME, dtype=np.bool_)


def _likeness(one: Floats, other: Floats) -> Floats:
    """The correlation of pictures (rows, columns, n) with others; 1 where there is nothing to see."""
    together, own, others = ((a * b).sum(axis=(0, 1)) for a, b in ((one, other), (one, one), (other, other)))
    power = np.sqrt(own * others)
    return np.asarray(np.where(power > 0, together / np.maximum(power, 1e-6), 1.0), dtype=np.float32)


def _neighbours(boxes: tuple[Box, ...]) -> npt.NDArray[np.intp]:
    """Each box's nearest boxes (n, up to NEIGHBOURS), itself first."""
    centres = np.array([box.centre for box in boxes], dtype=np.float64).reshape(-1, 2)
    apart = np.hypot(*(centres[:, None] - centres[None]).transpose(2, 0, 1))
    return np.argsort(apart, axis=1, kind="stable")[:, :NEIGHBOURS]


def _in_others(sides: npt.NDArray[np.float64], neighbours: npt.NDArray[np.intp], margin: float) -> npt.NDArray[np.bool_]:
    """Which samples of each patch (n, SIDE, SIDE) lie in another box, or at its outline; ``sides`` (n, 4) as ``box_array`` gives them."""
    others = sides[neighbours[:, 1:]]
    within = []
    for corner, length in ((0, 2), (1, 3)):
        pitch = (sides[:, length] + 2 * margin) / SIDE
        places = (sides[:, corner] - margin)[:, None] + pitch[:, None] * (np.arange(SIDE) + 0.5)
        near, low = NEAR * pitch[:, None], others[..., corner]
        high = low + others[..., length] + near
        within.append((places[:, None] > (low - near)[..., None]) & (places[:, None] < high[..., None]))
    across, down = within
    covered = np.zeros((len(sides), SIDE, SIDE), np.bool_)
    for other in range(others.shape[1]):
        covered |= down[:, other, :, None] & across[:, other, None, :]
    return covered


def _across(boxes: tuple[Box, ...]) -> tuple[npt.NDArray[np.intp], ...]:
    """The rows of the boxes that stand side by side at one height of the page, where they are ``ENOUGH_ACROSS``."""
    rows: dict[float, list[int]] = {}
    for place, box in enumerate(boxes):
        middle = box.centre[1]
        height = next((other for other in rows if abs(other - middle) < box.h / 4), middle)
        rows.setdefault(height, []).append(place)
    many = (sorted(members, key=lambda place: boxes[place].x) for members in rows.values() if len(members) >= ENOUGH_ACROSS)
    return tuple(np.array(members, dtype=np.intp) for members in many)


def reference_transform(page: LayoutPage) -> Transform:
    scale, half = REFERENCE_PX_PER_MM, -0.5  # a pixel's centre has whole coordinates
    matrix = np.array([[scale, 0, half], [0, scale, half], [0, 0, 1.0]])
    return Transform(matrix, np.zeros((2, 6)), page.size)


def _radius(option: LayoutOption, margin: float) -> Floats:
    return _radius_of(option.shape, option.target.w, option.target.h, margin)


@lru_cache(maxsize=8)
def _radius_of(shape: Shape, w: float, h: float, margin: float) -> Floats:
    """Each sample's distance from the middle, 1 at the outline; most boxes of a page are of one size."""
    ticks = (np.arange(SIDE) + 0.5) / SIDE * 2 - 1
    x = np.abs(ticks)[None, :] * (w + 2 * margin) / w
    y = np.abs(ticks)[:, None] * (h + 2 * margin) / h
    both = np.maximum(x, y) if shape is Shape.BOX else np.hypot(x, y)
    return both.astype(np.float32)


def _drawn(option: LayoutOption, margin: float) -> Gray:
    radius = _radius(option, margin)
    inner = 1 - 2 * OUTLINE_MM / min(option.target.w, option.target.h)
    return np.where((radius <= 1) & (radius >= inner), 255, 0).astype(np.uint8)
