"""A curled page, followed from the part of it that a homography fits: features that are each other's most alike anywhere lie on one smooth
bend, which reaches further with every round.
"""

from __future__ import annotations

import cv2
import numpy as np

from omr.model.page import Transform
from omr.register.bend import AFFINE_TERMS, CUBIC_TERMS, basis
from omr.register.features import Features, each_other_s, millimetres
from omr.register.place import Matrix

ALIKE_BITS = 64
"""Bits of 256 by which two features may differ, which are compared wherever they are."""
QUADRATIC_TERMS = 6
ROUNDS = ((AFFINE_TERMS, 12.0), (QUADRATIC_TERMS, 8.0), (QUADRATIC_TERMS, 5.0), *((CUBIC_TERMS, reach) for reach in (4.0, 2.5, 1.5, 1.0)))
"""Terms of the bend, and mm from it within which features are believed: a page curled by 10 mm leaves a homography of its one half by as
much on the other."""
LEAST_MATCHES = 30
STIFF = 1e-2
"""Keeps terms that nothing measures near 0."""


def grown(theirs: Features, ours: Features, start: Matrix, size: tuple[float, float]) -> Transform | None:
    """The homography (mm to pixels) with a bend through all features that lie on a smooth one; None where there are too few."""
    pairs = each_other_s(theirs[1], ours[1])
    differ = np.bitwise_count(theirs[1][pairs[:, 0]] ^ ours[1][pairs[:, 1]]).sum(axis=1)
    pairs = pairs[differ < ALIKE_BITS]
    if len(pairs) < LEAST_MATCHES:
        return None
    mm = millimetres(theirs[0][pairs[:, 0]])
    offsets = cv2.perspectiveTransform(ours[0][pairs[:, 1]][None], np.linalg.inv(start))[0] - mm
    columns = basis(mm, size)
    bend = np.zeros((CUBIC_TERMS, 2))
    for terms, reach in ROUNDS:
        left = np.hypot(*(offsets - columns @ bend).T)
        if np.sum(left < reach) < LEAST_MATCHES:
            return None
        weight = np.where(left < reach, np.exp(-((2 * left / reach) ** 2)), 0)
        some = columns[:, :terms]
        weighted = some * weight[:, None]
        bend = np.zeros((CUBIC_TERMS, 2))
        bend[:terms] = np.linalg.solve(weighted.T @ some + STIFF * np.eye(terms), weighted.T @ offsets)
    return Transform(start, bend.T.copy(), size)
