"""The markers that the search over the whole page has missed, looked for once more where they must be."""

from __future__ import annotations

import numpy as np

from omr.imaging import frames
from omr.model.layout import LayoutPage
from omr.model.page import Gray
from omr.register.markers import Found, detect_in, refined
from omr.register.place import Place

AROUND_MM = 8.0
"""How far from its expected place a marker is looked for: three others leave the fourth uncertain by a few mm."""


def find_missing(image: Gray, page: LayoutPage, found: tuple[Found, ...], first: Place | None) -> tuple[Found, ...]:
    """The found markers, with those of the page that are seen in a small cut around their expected place."""
    seen = {marker.id for marker in found}
    missing = [marker for marker in page.markers if marker.id not in seen]
    if first is None or not missing:
        return found
    at, change = frames(first.transform, np.array([marker.box.centre for marker in missing]))
    more = []
    for marker, (x, y), turn in zip(missing, at, change, strict=True):
        reach = (marker.box.w / 2 + AROUND_MM) * float(np.sqrt(abs(np.linalg.det(turn))))
        left, top = max(0, round(x - reach)), max(0, round(y - reach))
        cut = image[top : max(0, round(y + reach)), left : max(0, round(x + reach))]
        if min(cut.shape) > reach / 2:
            more += [Found(new.id, new.corners + np.array([left, top])) for new in detect_in(cut, marker) if new.id == marker.id][:1]
    return (*found, *(refined(image, marker) for marker in more))
