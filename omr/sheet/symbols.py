"""What machines read, as outlines: QR codes (segno) and ArUco markers (OpenCV), each one path so that no seam can show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import segno

from omr.errors import BadExam, FileProblem

MARKER_IDS = (0, 1, 2, 3)
"""Top-left, top-right, bottom-right, bottom-left."""
MARKER_MODULES = 6
"""4 × 4 bits and a black border of one module."""
LARGEST_QR_VERSION = 7
"""45 modules: 0.44 mm each on a 20 mm symbol, 2.6 px at 150 dpi."""


def _path(rows: Iterable[Sequence[int]]) -> dict[str, object]:
    """The dark modules of a square matrix as one SVG path: ``d`` in units of a module, and the number of modules ``n``."""
    parts: list[str] = []
    n = 0
    for y, row in enumerate(rows):
        n = len(row)
        x = 0
        while x < n:
            run = 0
            while x + run < n and row[x + run]:
                run += 1
            if run:
                parts.append(f"M{x} {y}h{run}v1h-{run}z")
            x += run + 1
    return {"d": "".join(parts), "n": n}


def page_text(exam: str, form: str, page: int, serial: str) -> str:
    """What a page's QR code says; the serial is empty on sheets that are nobody's."""
    return f"OMR1/{exam}/{form}/{page}/{serial}"


def qr_path(exam: str, form: str, page: int, serial: str) -> dict[str, object]:
    """The QR code of a page (error correction Q); raises BadExam where the exam's name does not fit."""
    code = segno.make(page_text(exam, form, page, serial), micro=False, error="q", boost_error=False)
    if int(code.version) > LARGEST_QR_VERSION:
        found = f"{exam!r} as the exam's name"
        raise BadExam((FileProblem("exam.yaml", None, found, "a name short enough for a QR code: at most 40 characters"),))
    return _path([list(row) for row in code.matrix])


def marker_paths() -> list[dict[str, object]]:
    """The four corner markers (4x4_50), in the order of their ids."""
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    images = [cv2.aruco.generateImageMarker(dictionary, number, MARKER_MODULES) for number in MARKER_IDS]
    return [_path((image < 128).astype(int).tolist()) for image in images]
