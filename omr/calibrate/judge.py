"""Whole sheets through the readers and the decision, beside their truth: what is counted when lines are drawn and reports written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from omr.calibrate.collect import Lot, SeenPage
from omr.calibrate.examples import features
from omr.interpret import interpret
from omr.model.calibration import Calibration
from omr.model.exam import ItemRef, Kind
from omr.model.layout import Layout
from omr.model.page import BoxEvidence, PageEvidence
from omr.model.response import ResponseStatus, Sheet
from omr.read.alike import labelled
from omr.read.ink import ink_scores, is_bare
from omr.read.reading import LOOKS_EMPTY
from omr.read.shape import shape_scores
from omr.read.taken_back import looked_again
from omr.simulate import AMBIGUOUS

AROUND = "around "


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A lot whose sheets are ready for ``interpret``."""

    lot: Lot
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One response beside its truth. An error is silent where it was not ``sent``; what a person cannot tell either must be sent."""

    table: str
    sheet: int
    dpi: int
    kinds: tuple[str, ...]
    defects: tuple[str, ...]
    truth: str
    said: str
    sent: bool
    own: bool
    """Whether the sheet is the sample exam's."""

    @property
    def silent(self) -> bool:
        """Whether it is wrong without a word."""
        return not self.sent and (self.truth == AMBIGUOUS or self.said != self.truth)


def scored(lots: Iterable[Lot], calibration: Calibration) -> Iterator[Scored]:
    """The lots with every page's boxes scored by a calibration's readers."""
    for lot in lots:
        sheets = []
        for seen in lot.sheets:
            pages = tuple(rescored(page, calibration, lot.layout) for page in seen.pages)
            sheets.append(Sheet(sheet=str(seen.number), form=seen.form, student_number="", pages=pages))
        yield Scored(lot, tuple(sheets))


def rescored(page: SeenPage, calibration: Calibration, layout: Layout) -> PageEvidence:
    """A page's evidence as ``omr.read.read`` would give it under a calibration."""
    measures = features(page)
    ink = ink_scores(measures, calibration.ink)
    bare = is_bare(measures, ink)
    code = page.evidence.code
    rows = tuple(labelled([option for field in layout.page(code.form, code.page).bubbled for option in field.options]))
    dark, printed = page.pictures[:, 0], page.pictures[:, 1]
    shape = shape_scores(dark, printed, bare, calibration.shape_model, ink, rows)
    shape = looked_again(shape, dark, printed, calibration.taken_back_model)
    boxes = tuple(map(_box, page.evidence.boxes, _plain(ink), _plain(1 - shape[:, 0]), _plain(shape[:, 2])))
    high: dict[str, float] = {}
    for box in boxes:
        row = f"{AROUND}{box.section}:{box.item}"
        high[row] = max(high.get(row, 0.0), box.ink, box.shape)
    kept = tuple((name, value) for name, value in page.evidence.quality if not name.startswith(AROUND) or high[name] < LOOKS_EMPTY)
    return replace(page.evidence, boxes=boxes, quality=kept)


def _plain(scores: npt.NDArray[np.float32]) -> list[float]:
    return [float(score) for score in np.round(scores.astype(np.float64), 6)]


def _box(box: BoxEvidence, ink: float, shape: float, cancel: float) -> BoxEvidence:
    return replace(box, ink=ink, shape=shape, cancel=cancel)


def verdicts(lots: Iterable[Scored], calibration: Calibration) -> Iterator[Verdict]:
    """Each choice item of each sheet; those of a page that was not found count as sent."""
    for one in lots:
        kinds = {item.ref: item.kind for item in one.lot.exam.items}
        for seen, sheet in zip(one.lot.sheets, one.sheets, strict=True):
            said = {(r.section, r.item): r for r in interpret(sheet, one.lot.exam, one.lot.layout, calibration, ())}
            for row in seen.rows:
                response = said.get((row.section, row.item))
                if response is None or kinds[ItemRef(row.section, row.item)] is not Kind.CHOICE:
                    continue
                sent = response.status is ResponseStatus.UNSURE
                told = (row.response, response.response, sent, one.lot.own)
                yield Verdict(one.lot.table, seen.number, seen.dpi, row.mark_kinds, row.defects, *told)
