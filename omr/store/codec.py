"""A page's evidence as compact bytes and back, the same in every run."""

from __future__ import annotations

import json
import struct
import zlib
from array import array
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from sys import intern
from typing import Any, TypeAlias, TypeVar

from omr.errors import BadInput
from omr.model.boxes import BoxTable, Names
from omr.model.page import BoxEvidence, PageCode, PageEvidence, ScanLook, ScanRef, Streak

Part = TypeVar("Part")
Parts: TypeAlias = Callable[[int], Sequence[Part]]

MAGIC = b"E1"
"""Format of the blob: ``E1``, then zlib of: length of the header (uint32, little endian), header (JSON), scores, features."""
LEVEL = 1
"""zlib's fastest level: level 6 costs four times as much and saves a tenth, since measured floats hardly compress."""
UNSEEN = ScanLook()
SCORES = 5
"""ink, shape, cancel, dx, dy of a box, kept as float64; features are kept as float32 (measurements have no more digits)."""


def encode(evidence: PageEvidence) -> bytes:
    """The evidence without its ``ref``, which is the key it is stored under."""
    names, scores, features = _columns(evidence.boxes)
    code = evidence.code
    parts = [_json([code.exam, code.form, code.page, code.serial]), _json([evidence.skew_deg, evidence.dpi, evidence.residual_mm])]
    parts += [_json(list(evidence.doubts)), _json([list(pair) for pair in evidence.quality]), names, _json(_told(evidence.look))]
    header = f"[{','.join(parts)}]".encode()
    return MAGIC + zlib.compress(struct.pack("<I", len(header)) + header + scores + features, LEVEL)


def _columns(boxes: Sequence[BoxEvidence]) -> tuple[str, bytes, bytes]:
    """The boxes' names (JSON), scores and features."""
    if isinstance(boxes, BoxTable):
        return _named(boxes.names, boxes.features.shape[1]), boxes.scores.tobytes(), boxes.features.tobytes()
    names = _json([[box.section, box.item, box.label, len(box.features)] for box in boxes])
    scores = array("d", chain.from_iterable((box.ink, box.shape, box.cancel, box.dx, box.dy) for box in boxes))
    return names, scores.tobytes(), array("f", chain.from_iterable(box.features for box in boxes)).tobytes()


@lru_cache(maxsize=32)
def _named(names: Names, features: int) -> str:
    """What the boxes of a page of the layout are called is the same on every scan."""
    return _json([[*name, features] for name in names])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def outline(evidence: PageEvidence) -> str:
    """What stands of the evidence outside its boxes and measurements, and how many of these there are: a page for collation."""
    code = evidence.code
    named = [[code.exam, code.form, code.page, code.serial], [evidence.skew_deg, evidence.dpi, evidence.residual_mm]]
    return _json([*named, list(evidence.doubts), [len(evidence.boxes), len(evidence.quality)], _told(evidence.look)])


def read_outline(
    text: str, ref: ScanRef, boxes: Parts[BoxEvidence], quality: Parts[tuple[str, float]], *, looks: bool = True
) -> PageEvidence:
    """The page of that scan; ``boxes`` and ``quality`` give what stands for so many of them; without ``looks`` nothing is said of how well
    it was scanned. Raises BadInput for a damaged outline.
    """
    try:
        (exam, form, page, serial), (skew, dpi, residual), doubts, (count, measured), *look = json.loads(text)
        code = PageCode(intern(exam), intern(form), page, serial)  # the same texts on every page: 200 bytes a page
        seen = _look(*look) if looks else UNSEEN
        return PageEvidence(ref, code, skew, dpi, residual, boxes(count), tuple(doubts), quality(measured), seen)
    except (ValueError, TypeError) as error:
        raise _damaged(ref, error) from error


def serial_of(text: str) -> str:
    """The serial in an outline."""
    serial: str = json.loads(text)[0][3]
    return serial


def _damaged(ref: ScanRef, error: Exception) -> BadInput:
    return BadInput(f"{ref.file} page {ref.page}: the stored evidence is damaged ({error})", "scan into a new batch folder")


def decode(blob: bytes, ref: ScanRef) -> PageEvidence:
    """The evidence of that scan. Raises BadInput when the bytes are not of this program's making."""
    if blob[:2] != MAGIC:
        raise BadInput(f"{ref.file} page {ref.page}: the stored evidence is of another version", "scan into a new batch folder")
    try:
        raw = zlib.decompress(blob[2:])
        size = struct.unpack_from("<I", raw)[0]
        code, (skew, dpi, residual), doubts, quality, names, *look = json.loads(raw[4 : 4 + size])
        seen = _look(*look)
        boxes = _boxes(names, raw[4 + size :])
    except (zlib.error, struct.error, ValueError, TypeError) as error:
        raise _damaged(ref, error) from error
    measured = tuple((name, value) for name, value in quality)
    return PageEvidence(ref, PageCode(*code), skew, dpi, residual, boxes, tuple(doubts), measured, seen)


def _told(look: ScanLook) -> list[Any]:
    return [look.paper, look.contrast, look.edge_mm, [[one.across, one.place, one.depth] for one in look.streaks]]


def _look(told: Sequence[Any] = (None, None, None, ())) -> ScanLook:
    """What ``_told`` gave; pages stored before anybody looked say nothing."""
    paper, contrast, edge_mm, streaks = told
    return ScanLook(paper, contrast, edge_mm, tuple(Streak(*one) for one in streaks))


def _boxes(names: list[list[Any]], raw: bytes) -> tuple[BoxEvidence, ...]:
    scores, features = array("d"), array("f")
    split = len(names) * SCORES * scores.itemsize
    scores.frombytes(raw[:split])
    features.frombytes(raw[split:])
    if len(scores) != len(names) * SCORES or len(features) != sum(name[3] for name in names):
        raise ValueError("numbers are missing")
    boxes, measured, numbers = [], features.tolist(), iter(scores.tolist())
    start = 0
    for (section, item, label, count), (ink, shape, cancel, dx, dy) in zip(names, zip(*[numbers] * SCORES, strict=True), strict=True):
        boxes.append(BoxEvidence(section, item, label, ink, shape, cancel, dx, dy, tuple(measured[start : start + count])))
        start += count
    return tuple(boxes)
