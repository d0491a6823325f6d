"""What reading the boxes of one page costs, beside decoding it. ``python tests/bench/reading.py [--quick] [--json FILE]``.

One process and one thread decode pages of 250 boxes and read their boxes (the pages were registered before), in turns. ``network`` is the
part of it that the shape reader and its second look take, which look at no box without any ink; ``network_everywhere`` what they would take
if they looked at all of them. Each figure is CPU time, and its ratio is to decoding the same pages.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import img2pdf
import numpy as np
import numpy.typing as npt
from figures import as_text, asking, write
from speed import MANY_BOXES_COUNT, exam_with, printed, scanned_pages

from omr.files import ExamFolder, data_folder, read_calibration
from omr.ingest.survey import opened, searched
from omr.model.page import PageHalf, RegisteredPage
from omr.page_half import known_page, registered
from omr.read import read
from omr.read.ink import ink_scores, is_bare
from omr.read.measure import measure
from omr.read.shape import shape_scores
from omr.read.taken_back import looked_again
from omr.scan import layout_of

PAGES, QUICK_PAGES = 60, 20
DPI, SEED = 200, 1
ROUNDS = 5
"""Each is done so many times, in turns; the median counts, so that what else the machine does weighs on all alike."""


def pages_of(folder: Path, count: int) -> tuple[ExamFolder, list[bytes]]:
    """So many scanned pages of 250 boxes, and their exam."""
    (folder / "exam").mkdir()
    exam, pdf = printed(exam_with(many=True, folder=folder / "many"), count, folder / "exam")
    return exam, scanned_pages(exam, pdf, count, DPI, SEED, covers=False)


def found(pages: Sequence[bytes], half: PageHalf, folder: Path) -> list[RegisteredPage]:
    """The pages, registered."""
    place = folder / "scans.pdf"
    place.write_bytes(img2pdf.convert(pages, layout_fun=img2pdf.get_fixed_dpi_layout_fun((DPI, DPI))))
    done = [registered(source, half, None) for source in searched(place, opened(place, place.name)).sources(place, place.name)]
    return [page for page in done if isinstance(page, RegisteredPage)]


def decode(page: bytes) -> object:
    return cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_GRAYSCALE)


def cpu_ms(work: Callable[[], object], pages: int) -> float:
    """Milliseconds of CPU a page."""
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start) / pages


def costs(pages: Sequence[bytes], scans: Sequence[RegisteredPage], half: PageHalf) -> dict[str, float]:
    """Median milliseconds of CPU a page: decoding, reading, the network in it, and everywhere."""
    known = known_page(half, scans[0].code.form, scans[0].code.page)
    measured = [measure(scan, known) for scan in scans]
    ink = [ink_scores(one.features, half.calibration.ink) for one in measured]
    bare = [is_bare(one.features, scores) for one, scores in zip(measured, ink, strict=True)]

    def network(skipped: Sequence[npt.NDArray[np.bool_]]) -> object:
        fitted = half.calibration
        for one, bare, scores in zip(measured, skipped, ink, strict=True):
            shape = shape_scores(one.dark, one.printed, bare, fitted.shape_model, scores, known.alike)
            looked_again(shape, one.dark, one.printed, fitted.taken_back_model)
        return None

    turns = {
        "decode": lambda: [decode(page) for page in pages],
        "reading": lambda: [read(scan, known, half.calibration) for scan in scans],
        "network": lambda: network(bare),
        "network_everywhere": lambda: network([np.zeros_like(one) for one in bare]),
    }
    taken: dict[str, list[float]] = {name: [] for name in turns}
    for _ in range(ROUNDS):
        for name, work in turns.items():
            taken[name].append(cpu_ms(work, len(scans)))
    return {name: float(np.median(times)) for name, times in taken.items()}


def main() -> None:
    asked = asking(__doc__, f"{QUICK_PAGES} pages instead of {PAGES}").parse_args()
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        exam, pages = pages_of(folder, QUICK_PAGES if asked.quick else PAGES)
        half = PageHalf(exam.exam.name, exam.folder, layout_of(exam), read_calibration(data_folder("calibration")))
        scans = found(pages, half, folder)
        if len(scans) < len(pages):
            raise SystemExit(f"{len(pages) - len(scans)} of {len(pages)} pages were not registered")
        took = costs(pages, scans, half)
    figures = {f"{name}_ms_per_page": round(ms, 2) for name, ms in took.items()}
    ratios = {f"{name}_to_decode": round(took[name] / took["decode"], 2) for name in took if name != "decode"}
    figures |= ratios | {"boxes_per_page": MANY_BOXES_COUNT, "pages": len(pages), "dpi": DPI, "seed": SEED}
    sys.stdout.write(as_text(figures))
    write(asked.json, figures)


if __name__ == "__main__":
    main()
