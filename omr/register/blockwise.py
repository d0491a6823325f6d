"""A page that none of the ordinary ways has found: started from whatever may be right (the sheet's edges, its printed panels, the few
features that agree), compared as a whole, and laid block by block from the best.

Made for what is rejected otherwise, so that it may take a second; whether rows and columns are their own is asked of every part afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import cv2
import numpy as np

from omr.imaging import Floats
from omr.model.layout import REFERENCE_PX_PER_MM, LayoutPage
from omr.model.page import Gray, Points, Transform
from omr.register.features import MISS_PX, WIDTH, Features, features_of
from omr.register.flatten import Flattened, whole_scan
from omr.register.grown import grown
from omr.register.markers import ENOUGH
from omr.register.panels import panels
from omr.register.place import Matrix, Place, is_sane, no_bend
from omr.register.reference import CELL_WEIGHT, Landmarks, matched
from omr.register.relief import AGREE_MM, COARSE_PX_PER_MM, PX_PER_MM, ROUNDS, Laid, alike, climbed, laid_flat, relief, shape_at, shifts

EFFORT = 1
FEW_SHARE = 0.03
"""Share of the features that agree on one part of a curled page."""
TRIED = 2
"""Starts laid block by block, the most alike first: 0.4 s of CPU each."""
LEAST_ALIKE = 0.08
"""Correlation of a start: right ones that are 2 mm off have 0.1 to 0.3, wrong ones mostly less than 0.1."""
LEAST_SHARE = 0.5
"""Blocks that agree, of all with print: on pages laid right 0.7 and more."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What a page's reference shows: its relief at both scales, and the corners of its panels in mm."""

    fine: Floats
    coarse: Floats
    panels: tuple[Points, ...]


@lru_cache(maxsize=64)
def model_of(known: Landmarks, size: tuple[float, float]) -> Model:
    fine, coarse = (
        relief(np.asarray(cv2.resize(known.picture, shape_at(size, scale)[::-1], interpolation=cv2.INTER_AREA), np.uint8), scale)
        for scale in (PX_PER_MM, COARSE_PX_PER_MM)
    )
    return Model(fine, coarse, tuple((corners + 0.5) / REFERENCE_PX_PER_MM for corners in panels(known.picture)))


def lies_on_its_print(image: Gray, transform: Transform, page: LayoutPage, known: Landmarks) -> bool:
    """Whether the print around every outline of a page that was bent far stands where the transform puts it: 0.1 s of CPU.

    Only some outlines are looked for, and a bend of three powers leaves the last cm of a curl where it will: on a photographed table curled
    by 10 mm, which its features had found, boxes at one corner were 1.9 mm aside at a residual of 0.13.
    """
    found = shifts(relief(laid_flat(image, transform, PX_PER_MM), PX_PER_MM), model_of(known, page.size).fine, *ROUNDS[-1])
    there = (found.trust > 0) & (np.hypot(*found.offsets.T) < AGREE_MM)
    return bool(there.any()) and _cover(found.middles[there], page)


def _cover(middles: Points, page: LayoutPage) -> bool:
    """Whether every outline stands in one of the last blocks with these middles (n, 2)."""
    boxes = np.array([option.box.centre for field in page.bubbled for option in field.options])
    away = np.abs(boxes[:, None] - middles[None]).max(axis=2).min(axis=1)
    return bool((away < ROUNDS[-1][0] / 2).all())


@dataclass(eq=False)
class Blockwise:
    """A scan; what is the same for all pages that it may show is found once, when it is asked for."""

    image: Gray
    flattened: Flattened = field(init=False)

    def __post_init__(self) -> None:
        self.flattened = Flattened(self.image, EFFORT)

    @cached_property
    def features(self) -> Features:
        return features_of(self.image, EFFORT)

    @cached_property
    def panels(self) -> tuple[Points, ...]:
        return panels(self.image)

    def on_reference(self, page: LayoutPage, known: Landmarks) -> tuple[Place, int] | None:
        """Where the page lies on the scan, by so many agreeing blocks."""
        model, theirs = model_of(known, page.size), known.features[EFFORT]
        part = matched(page, theirs, self.features, MISS_PX * min(self.image.shape) / WIDTH, FEW_SHARE)
        ways = [*self._ways(page.size, model), *([] if part is None else [part[0].transform.matrix])]
        tried = list(self._from_starts([Transform(way, no_bend(), page.size) for way in ways], model))
        followed = None if part is None else grown(theirs, self.features, part[0].transform.matrix, page.size)
        if followed is not None:
            tried.append(climbed(self.image, followed, model.fine, ROUNDS[2:]))
        good = [laid for laid in tried if laid is not None and laid.share >= LEAST_SHARE]
        best = max(good, key=lambda laid: len(laid.mm), default=None)
        return None if best is None else (Place(best.transform, best.mm, best.px, ENOUGH, CELL_WEIGHT), len(best.mm))

    def _from_starts(self, starts: list[Transform], model: Model) -> Iterator[Laid | None]:
        """From the starts most alike."""
        likeness = [alike(self.image, start, model.coarse) for start in starts]
        for index in np.argsort(likeness)[::-1][:TRIED]:
            if likeness[index] > LEAST_ALIKE:
                yield climbed(self.image, starts[index], model.fine)

    def _ways(self, size: tuple[float, float], model: Model) -> Iterator[Matrix]:
        yield from whole_scan(self.image, size)
        for flat in self.flattened.for_page(size):
            yield from flat.ways
        for theirs in model.panels:
            for ours in self.panels:
                for turn in range(4):
                    corners = np.roll(ours, turn, axis=0).astype(np.float32)
                    way = np.asarray(cv2.getPerspectiveTransform(theirs.astype(np.float32), corners), dtype=np.float64)
                    if is_sane(way, size):
                        yield way
