"""The small smooth correction that lays the layout on the outlines as they were found (feeder stretch, warp, a missing corner)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from omr.imaging import median
from omr.model.page import QUADRATIC_TERMS, Points, Transform

CUBIC_TERMS = 10
AFFINE_TERMS = 3
FEW = 6
"""Fewer sure outlines than that bend nothing."""
SOME = 24
MANY = 40
"""From that many on, the quadratic, and from that many the cubic terms are fitted as well: on pages with waves of 0.5 mm in the paper
they leave 0.21 mm instead of 0.31 (median of the 95th percentiles).
"""
NOISE_MM = 0.08
"""Usual error of one outline's place; beyond three of these it counts less and less."""
PRIOR_MM = 2.0
"""Usual size of a term: scanners stretch by up to 1.5 % of half a page. Keeps terms that nothing measures near 0."""
ROUNDS = 8
SETTLED_MM = 1e-3
"""No further round changes the bend by more."""


def basis(mm: Points, size: tuple[float, float]) -> npt.NDArray[np.float64]:
    """1, u, v, uv, u², v², u³, u²v, uv², v³ (n, 10), as ``Transform`` defines them."""
    u, v = 2 * mm[:, 0] / size[0] - 1, 2 * mm[:, 1] / size[1] - 1
    columns = np.empty((len(mm), CUBIC_TERMS))  # filled in place, as in Transform
    columns[:, 0] = 1
    for place, term in enumerate((u, v, u * v, u * u, v * v, u * u * u, u * u * v, u * v * v, v * v * v), 1):
        columns[:, place] = term
    return columns


def bend_at(mm: Points, transform: Transform) -> Points:
    """The transform's own bend (n, 2) in mm at points (n, 2)."""
    if not np.count_nonzero(transform.bend):
        return np.zeros((len(mm), 2))
    return basis(mm, transform.size)[:, : transform.bend.shape[1]] @ transform.bend.T


def fitted(mm: Points, offsets: Points, weights: npt.NDArray[np.float64], size: tuple[float, float], terms: int) -> npt.NDArray[np.float64]:
    """The bend (2, 6), or (2, 10) for cubic ``terms``, through offsets (n, 2) at points (n, 2): least squares, reweighted
    (Geman-McClure) so that strays do not pull it. ``weights`` (n,) say how much each point is trusted at first; only the first
    ``terms`` of the basis are fitted, the others stay 0.
    """
    columns = basis(mm, size)[:, :terms]
    ridge = np.eye(terms) * (NOISE_MM / PRIOR_MM) ** 2
    solution = np.zeros((terms, 2))
    ordered = np.sort(offsets, axis=0)  # np.median takes 0.1 ms more
    solution[0] = (ordered[(len(offsets) - 1) // 2] + ordered[len(offsets) // 2]) / 2
    scale = max(3 * NOISE_MM, 1.5 * median(np.hypot(*(offsets - solution[0]).T)))
    for _ in range(ROUNDS):
        miss = np.hypot(*(offsets - columns @ solution).T)
        weight = weights / (1 + (miss / scale) ** 2) ** 2
        weighted = columns * weight[:, None]
        before, solution = solution, np.linalg.solve(weighted.T @ columns + ridge, weighted.T @ offsets)
        if scale == 3 * NOISE_MM and np.abs(solution - before).max() < SETTLED_MM:
            break
        scale = max(3 * NOISE_MM, scale / 2)
    bend = np.zeros((2, max(terms, QUADRATIC_TERMS)))
    bend[:, :terms] = solution.T
    return bend


def terms_for(count: int) -> int:
    """How many terms so many outlines can carry."""
    if count < FEW:
        return 0
    if count < SOME:
        return AFFINE_TERMS
    return CUBIC_TERMS if count >= MANY else QUADRATIC_TERMS
