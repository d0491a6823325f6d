"""A Friday evening: many thousand pages through one ``omr scan``. ``python tests/bench/soak.py [--pages N] [--plot FILE] [--json FILE]``.

Prints how many pages were read, how fast at the start and at the end, and the largest memory of any process early and late; ``--plot``
draws rate and memory over time (with matplotlib). Every page is a sheet of its own: a few drawn sheets of the sample exam,
each with the QR code of its serial and its own marks, turn and speckle, in PDFs of 500 pages (200 dpi, grey JPEG).
Exit code 1 where a page is lost.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2
import img2pdf
import numpy as np
import numpy.typing as npt
import psutil
import segno
from figures import as_text, asking, machine, write
from speed import ENDINGS, MM_PER_INCH, NOISE, printed, scan_command, stroked, turned_a_little

from omr.files import ExamFolder, data_folder, read_folder, write_sheets
from omr.model.exam import Assignment
from omr.model.layout import FieldKind, LayoutPage
from omr.sheet import assign, render_page
from omr.sheet.symbols import page_text

PAGES, QUICK_PAGES = 20_000, 400
DRAWN = 1
"""Sheets drawn by Typst; the others differ from them in code and marks."""
FILE_PAGES = 500
DPI = 200
QUALITY = 70
EVERY_S = 1.0
MB = 1 << 20


@dataclass(frozen=True)
class Moment:
    """What was seen at one time: seconds since the start, pages stored, memory of the largest process and of all together in MB."""

    seconds: float
    pages: int
    largest_mb: float
    all_mb: float


def write_stack(folder: Path, pages: int, seed: int) -> tuple[ExamFolder, Path]:
    """An exam folder with sheets for so many pages, and the folder of their scans."""
    (folder / "exam").mkdir()
    exam, pdf = printed(read_folder(data_folder("sample_scans") / "ift6135"), DRAWN, folder / "exam")
    assert exam.layout is not None
    form = exam.exam.forms[0].code
    one_form = replace(exam.exam, forms=exam.exam.forms[:1])
    sheets = assign(one_form, (), pages // len(exam.layout.forms[form]) - DRAWN, exam.sheets)
    write_sheets(sheets, folder / "exam" / "sheets.csv")
    blanks = [np.array(render_page(pdf, page.number, DPI / MM_PER_INCH)) for page in exam.layout.forms[form]]
    scans = folder / "scans"
    scans.mkdir()
    step = FILE_PAGES // len(blanks)
    draw = partial(write_file, scans, exam.exam.name, exam.layout.forms[form], blanks, seed)
    with get_context("spawn").Pool() as pool:
        pool.starmap(draw, [(start, sheets[start : start + step]) for start in range(0, len(sheets), step)])
    return exam, scans


def write_file(
    scans: Path,
    exam: str,
    pages: tuple[LayoutPage, ...],
    blanks: list[npt.NDArray[np.uint8]],
    seed: int,
    start: int,
    sheets: tuple[Assignment, ...],
) -> None:
    """One PDF with the sheets' pages, each side after the other."""
    cv2.setNumThreads(1)
    speckle = np.random.default_rng([seed, start]).normal(0, NOISE, blanks[0].shape).round().astype(np.int16)  # one a file: 80 ms each
    made = []
    for index, sheet in enumerate(sheets, start=start):
        rng = np.random.default_rng([seed, index])
        for page, blank in zip(pages, blanks, strict=True):
            image = blank.copy()
            paint_code(image, page, page_text(exam, sheet.form, page.number, sheet.serial))
            turned = turned_a_little(stroked(image, page, DPI / MM_PER_INCH, rng), rng)
            scan = cv2.add(turned, np.roll(speckle, rng.integers(1000)), dtype=cv2.CV_8U)
            made.append(cv2.imencode(".jpg", scan, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes())
    pdf = img2pdf.convert(made, layout_fun=img2pdf.get_fixed_dpi_layout_fun((DPI, DPI)))
    (scans / f"{start:06}.pdf").write_bytes(pdf)


def paint_code(image: npt.NDArray[np.uint8], page: LayoutPage, text: str) -> None:
    """The page's QR code as ``omr sheet`` prints it, in place of the one that is there."""
    field = page.field(FieldKind.CODE)
    assert field is not None
    modules = np.array([list(row) for row in segno.make(text, micro=False, error="q", boost_error=False).matrix], dtype=np.uint8)
    (x, y), (width, height) = (
        (np.array(part) * DPI / MM_PER_INCH).round().astype(int) for part in ((field.box.x, field.box.y), (field.box.w, field.box.h))
    )
    image[y : y + height, x : x + width] = cv2.resize(255 * (1 - modules), (int(width), int(height)), interpolation=cv2.INTER_AREA)


def watched(command: list[str], database: Path) -> tuple[list[Moment], int]:
    """Run the command, looking at its processes and its database every second; returns what was seen and its exit code."""
    start = time.perf_counter()
    seen = []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        program = psutil.Process(running.pid)
        while running.poll() is None:
            sizes = [size for process in (program, *program.children(recursive=True)) if (size := memory_mb(process)) > 0]
            seen.append(Moment(time.perf_counter() - start, stored(database), max(sizes, default=0.0), sum(sizes)))
            time.sleep(EVERY_S)
    return seen, running.returncode


def memory_mb(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / MB
    except psutil.Error:  # it has ended meanwhile
        return 0.0


def stored(database: Path) -> int:
    """How many pages the batch holds by now."""
    if not database.exists():
        return 0
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            return int(connection.execute("select count(*) from scans").fetchone()[0])
    except sqlite3.Error:  # being made, or being written
        return 0


def rates(seen: list[Moment]) -> tuple[float, float]:
    """Pages a second over the first and the last quarter of the pages."""
    moving = [moment for moment in seen if moment.pages > 0]
    last = moving[-1].pages
    first = [moment for moment in moving if moment.pages <= last / 4]
    final = [moment for moment in moving if moment.pages >= 3 * last / 4]
    final = [moment for moment in final if moment.pages < last] or final
    return tuple((part[-1].pages - part[0].pages) / max(1e-9, part[-1].seconds - part[0].seconds) for part in (first, final))  # type: ignore[return-value]


def peaks(seen: list[Moment]) -> tuple[float, float]:
    """The largest process over the first and the last tenth of the pages that were read."""
    last = seen[-1].pages
    early = [moment.largest_mb for moment in seen if moment.pages <= last / 10]
    late = [moment.largest_mb for moment in seen if moment.pages >= 9 * last / 10]
    return max(early), max(late)


def draw_plot(seen: list[Moment], place: Path, title: str) -> None:
    """Rate and memory over time as a picture."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    minutes = np.array([moment.seconds / 60 for moment in seen])
    pages = np.array([moment.pages for moment in seen])
    window = max(2, len(seen) // 60)
    rate = (pages[window:] - pages[:-window]) / ((minutes[window:] - minutes[:-window]) * 60)
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True, figsize=(8, 5), constrained_layout=True)
    upper.plot(minutes[window:], rate, color="#1f5f8b")
    upper.set_ylabel("pages a second")
    upper.set_ylim(bottom=0)
    upper.set_title(title, fontsize=10)
    lower.plot(minutes, [moment.largest_mb for moment in seen], color="#a33b20", label="largest process")
    lower.plot(minutes, [moment.all_mb for moment in seen], color="#888888", label="all processes together")
    lower.set_ylabel("memory, MB")
    lower.set_xlabel("minutes")
    lower.set_ylim(bottom=0)
    lower.legend(frameon=False)
    figure.savefig(place, dpi=110, metadata={"Software": None})


def main() -> None:
    parser = asking(__doc__, f"{QUICK_PAGES} pages")
    parser.add_argument("--pages", type=int, help=f"so many pages instead of {PAGES}")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plot", type=Path, help="draw rate and memory over time")
    asked = parser.parse_args()
    pages = asked.pages or (QUICK_PAGES if asked.quick else PAGES)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        exam, scans = write_stack(folder, pages, asked.seed)
        command = [*scan_command(exam.folder, scans, folder / "batch", asked.workers, None), "--link"]
        seen, ended = watched(command, folder / "batch" / "batch.db")
        kept = stored(folder / "batch" / "batch.db")
    early, late = peaks(seen)
    slow, fast = rates(seen)
    figures = {
        "pages": pages,
        "pages_stored": kept,
        "exit_code": ended,
        "minutes": round(seen[-1].seconds / 60, 1),
        "pages_per_second_first_quarter": round(slow, 1),
        "pages_per_second_last_quarter": round(fast, 1),
        "largest_process_mb_first_tenth": round(early),
        "largest_process_mb_last_tenth": round(late),
        "workers": asked.workers,
        "seed": asked.seed,
    }
    sys.stdout.write(as_text(figures))
    write(asked.json, {**figures, "moments": [asdict(moment) for moment in seen]})
    if asked.plot:
        draw_plot(seen, asked.plot, f"{pages} pages through one omr scan, {asked.workers} workers ({machine()})")
    if kept != pages or ended not in ENDINGS:
        sys.exit(1)


if __name__ == "__main__":
    main()
