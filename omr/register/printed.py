"""The printed outlines of a page as they are looked for: grouped by shape and size, with their templates, prepared once a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from omr.imaging import Floats, box_array
from omr.model.exam import Shape
from omr.model.layout import FieldKind, LayoutOption, LayoutPage
from omr.model.page import Points

STEP_MM = 0.25
"""Between samples: two pixels at 200 dpi, where a 0.3 mm line averaged over a sample still darkens it by half."""
LINE_SIGMA_MM = 0.22
"""Half width of a printed outline as sampled; measured on 0.2-0.5 mm lines at 100-300 dpi, and far from critical."""
SIDE_MM = 0.62
"""Distance of the light bands that must accompany a line on both sides; without them a filled box would match anywhere."""
STROKE_MM = 0.3
"""Printed width of an outline: its middle lies half of that inside the layout's outer edge."""
MOST = 64
"""Outlines measured on a page; more would not make the fit better, only slower."""
NEIGHBOURS = 6
"""Outlines, itself among them, that tell whether a part of the page lies where it should."""
OUTSIDE_MM = 0.5
"""By how much a box may leave the scan's edge before its page counts as cut off: its corners are taken so far inside."""

Bank: TypeAlias = tuple[Points, Floats, int]
"""Sample offsets (k, 2) in mm, one template per shift (s*s, k), and s. Each template sums to 0 and answers 1 to a perfect outline."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Outlines of one shape and size: their centres (n, 2) in mm."""

    shape: Shape
    size: tuple[float, float]
    centres: Points


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """A page's outlines in groups; the centres (n, 2) of all of them in the same order, the nearest NEIGHBOURS of each (itself first), the
    least distance between two outlines of the page (mm; infinite where there are fewer), and the corners (k, 2) of every box and
    blank in mm.
    """

    groups: tuple[Group, ...]
    centres: Points
    nearest: npt.NDArray[np.intp]
    apart: float
    corners: Points


_kept: dict[int, tuple[LayoutPage, Printed]] = {}
"""By the page's identity: to compare a page with another costs as much as to prepare it (1 ms). The page is kept so that its number is
not another's later."""


def printed(page: LayoutPage) -> Printed:
    """The outlines of a page of the layout."""
    if id(page) not in _kept:
        _kept[id(page)] = page, _prepared(page, chosen(page))
    return _kept[id(page)][1]


def every_printed(page: LayoutPage) -> Printed:
    """All outlines of a page, not ``MOST`` of them: made anew each time, for the few pages that need a closer look."""
    return _prepared(page, outlined(page))


def _prepared(page: LayoutPage, options: list[LayoutOption]) -> Printed:
    groups = grouped(options)
    centres = np.concatenate([group.centres for group in groups]) if groups else np.zeros((0, 2))
    return Printed(groups, centres, nearest_of(centres), _least_apart(page), _corners(page))


def grouped(options: list[LayoutOption]) -> tuple[Group, ...]:
    """The outlines by shape and size, in the order in which each kind first comes."""
    members: dict[tuple[Shape, float, float], list[LayoutOption]] = {}
    for option in options:
        members.setdefault((option.shape, round(option.box.w, 2), round(option.box.h, 2)), []).append(option)
    return tuple(Group(shape, (w, h), np.array([option.box.centre for option in group])) for (shape, w, h), group in members.items())


def nearest_of(centres: Points) -> npt.NDArray[np.intp]:
    """The nearest NEIGHBOURS of each point (n, 2), itself first."""
    apart = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    return np.argsort(apart, axis=1, kind="stable")[:, :NEIGHBOURS]


def chosen(page: LayoutPage) -> list[LayoutOption]:
    """At most ``MOST`` outlines, evenly over the page's reading order."""
    options = outlined(page)
    if len(options) <= MOST:
        return options
    return [options[i] for i in np.linspace(0, len(options) - 1, MOST).round().astype(int)]


def outlined(page: LayoutPage) -> list[LayoutOption]:
    """Every option of a page that is an outline to mark."""
    return [option for field in page.bubbled for option in field.options]


def _least_apart(page: LayoutPage) -> float:
    centres = np.array([option.box.centre for option in outlined(page)]).reshape(-1, 2)
    apart = np.linalg.norm(centres[:, None] - centres[None], axis=2) + np.where(np.eye(len(centres)), np.inf, 0.0)
    return float(apart.min(initial=np.inf))


def _corners(page: LayoutPage) -> Points:
    boxes = [option.box for option in outlined(page)]
    boxes += [blank.box for field in page.fields if field.kind is FieldKind.NUMBER for blank in field.blanks]
    array = box_array(boxes)
    inset = np.minimum(OUTSIDE_MM, array[:, 2:] / 2)
    low, high = array[:, :2] + inset, array[:, :2] + array[:, 2:] - inset
    return np.concatenate([low, high, np.stack([low[:, 0], high[:, 1]], axis=1), np.stack([high[:, 0], low[:, 1]], axis=1)])


def distance(shape: Shape, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], w: float, h: float) -> npt.NDArray[np.float64]:
    """Signed distance in mm from points to the middle of an outline centred at 0 (negative inside)."""
    a, b = (w - STROKE_MM) / 2, (h - STROKE_MM) / 2
    if shape is Shape.CIRCLE:
        r = np.hypot(x / a, y / b)
        return np.asarray((r - 1) * (a + b) / 2, dtype=np.float64)
    dx, dy = np.abs(x) - a, np.abs(y) - b
    return np.asarray(np.hypot(np.maximum(dx, 0), np.maximum(dy, 0)) + np.minimum(np.maximum(dx, dy), 0), dtype=np.float64)


def _bell(d: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(np.exp(-0.5 * (d / LINE_SIGMA_MM) ** 2), dtype=np.float64)


@lru_cache(maxsize=64)
def bank(shape: Shape, size: tuple[float, float], reach: float) -> Bank:
    """The templates of an ideal outline."""
    w, h = size
    x, y = grid_to(max(w, h) / 2 + reach + SIDE_MM)
    shifts = shifts_to(reach)
    templates = []
    for sy in shifts:
        for sx in shifts:
            d = distance(shape, x - sx, y - sy, w, h)
            line, near = _bell(d), _bell(d) + _bell(d - SIDE_MM) + _bell(d + SIDE_MM) > 0.1
            template = np.where(near, line - line[near].mean(), 0.0)
            templates.append((template / np.sum(template * line)).ravel())
    return np.stack([x.ravel(), y.ravel()], axis=1), np.asarray(templates, dtype=np.float32), len(shifts)


def grid_to(half: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The x and y (k, k) of samples ``STEP_MM`` apart, to about so many mm on all sides."""
    ticks = (np.arange(2 * round(half / STEP_MM) + 1) - round(half / STEP_MM)) * STEP_MM
    x, y = np.meshgrid(ticks, ticks)
    return x, y


def shifts_to(reach: float) -> npt.NDArray[np.float64]:
    """The whole steps in mm within ``reach``."""
    steps = round(reach / STEP_MM)
    return np.arange(-steps, steps + 1, dtype=np.float64) * STEP_MM
