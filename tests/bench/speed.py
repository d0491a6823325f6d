"""What reading costs, as a ratio to decoding the same pages once. ``python tests/bench/speed.py [--quick] [--json FILE]``.

``cpu_ratio_to_decode`` is the user and system CPU of all processes of ``omr scan`` (start-up included) divided by that of one thread
of ``cv2.imdecode`` to grey over the same answer pages, JPEG quality 85; both are measured in one run, so the machine cancels out.
The pages are sheets of the sample exam, printed for one anonymous serial each, marked by strokes of a pen, and turned and speckled
a little as a scanner does; with ``--boxes 0`` its cover pages, which hold none. With ``--against-one`` the same pages are read by one
process, too: ``cpu_to_one_worker`` and ``wall_to_one_worker`` are what all of them need over what one needs.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import img2pdf
import numpy as np
import numpy.typing as npt
from figures import as_text, asking, write

import omr
from omr.files import ExamFolder, data_folder, read_folder, write_layout, write_sheets
from omr.model.layout import LayoutPage
from omr.sheet import assign, render_page, sheet

MM_PER_INCH = 25.4
QUALITY = 85
PAGES, QUICK_PAGES = 400, 120
ENDINGS = (0, 5)
"""Exit codes of a scan that was done; 5 since the covers, which say nothing about speed, are not among the pages."""
MANY_ITEMS = 50
MANY_BOXES = f"""exam: BENCH
title: {{en: Many boxes}}
languages: [en]
date: 2026-01-05
time: "9:00"
student_number: {{digits: 8}}
sections:
  - {{name: 1, title: {{en: All}}, points: 1, kind: choice, shape: circle, items: 1-{MANY_ITEMS}, options: [a, b, c, d, e]}}
forms:
  - code: 1011
"""
"""An exam with so many boxes on its one answer page:"""
MANY_BOXES_COUNT = MANY_ITEMS * 5
MOST_TURN_DEG = 0.6
NOISE = 3.0
"""Standard deviation of the speckle, grey values: a quiet office scanner's."""


@dataclass(frozen=True)
class Cost:
    """One run of a command with all of its processes."""

    cpu_s: float
    wall_s: float
    peak_rss_mb: float


def cost_of(command: list[str]) -> Cost:
    """Run a command and wait for every process it made."""
    program = [sys.executable, str(Path(__file__).with_name("cost.py")), *command]
    done = subprocess.run(program, capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout)
    if figures.pop("exit") not in ENDINGS:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return Cost(**figures)


def printed(exam: ExamFolder, count: int, folder: Path) -> tuple[ExamFolder, bytes]:
    """An exam folder with so many anonymous sheets of its first form, and their PDF."""
    form = exam.exam.forms[0].code
    one_form = replace(exam.exam, forms=exam.exam.forms[:1])
    assignments = assign(one_form, (), count)
    done = sheet(one_form, assignments, {})
    for name in ("exam.yaml", "key.csv"):
        shutil.copyfile(exam.folder / name, folder / name)
    for name, picture in done.references.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(picture)
    write_layout(done.layout, folder / "layout.json")
    write_sheets(assignments, folder / "sheets.csv")
    pdf = done.pdfs[form]
    return replace(read_folder(folder), sheets=assignments), pdf if isinstance(pdf, bytes) else Path(pdf).read_bytes()


def marked(image: npt.NDArray[np.uint8], page: LayoutPage, px_per_mm: float, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """The page with a pen's stroke or cross in one option of each item, turned and speckled."""
    turned = turned_a_little(stroked(image, page, px_per_mm, rng), rng)
    speckled = turned * np.float32(0.94) + rng.normal(0, NOISE, turned.shape).astype(np.float32)
    return np.clip(speckled, 0, 255).astype(np.uint8)


def stroked(image: npt.NDArray[np.uint8], page: LayoutPage, px_per_mm: float, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """A stroke or cross drawn into one option of each item."""
    for field in page.choices:
        box = field.options[rng.integers(len(field.options))].box
        corners = np.array(box.corners) * px_per_mm + rng.normal(0, 0.3 * px_per_mm, (4, 2))
        points = np.rint(corners * 16).astype(int)
        for start, end in [(0, 2), (1, 3)][: rng.integers(1, 3)]:
            cv2.line(image, tuple(points[start]), tuple(points[end]), 40, round(0.5 * px_per_mm), cv2.LINE_AA, 4)
    return image


def turned_a_little(image: npt.NDArray[np.uint8], rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """The page as a feeder pulls it in: slightly askew and off its place."""
    rows, columns = image.shape
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), rng.uniform(-MOST_TURN_DEG, MOST_TURN_DEG), 1.0)
    turn[:, 2] += rng.uniform(-3, 3, 2)
    return np.asarray(cv2.warpAffine(image, turn, (columns, rows), flags=cv2.INTER_LINEAR, borderValue=245), dtype=np.uint8)


def scanned_pages(exam: ExamFolder, pdf: bytes, count: int, dpi: int, seed: int, *, covers: bool) -> list[bytes]:
    """So many scanned answer pages, or covers, as JPEG."""
    rng = np.random.default_rng(seed)
    pages = exam.layout.forms[exam.exam.forms[0].code] if exam.layout else ()
    (wanted,) = [page for page in pages if bool(page.choices) is not covers]
    px_per_mm = dpi / MM_PER_INCH
    made = []
    for index in range(count):
        blank = np.array(render_page(pdf, index * len(pages) + wanted.number, px_per_mm))
        made.append(cv2.imencode(".jpg", marked(blank, wanted, px_per_mm, rng), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes())
    return made


def decode_cpu(pages: list[bytes]) -> float:
    """CPU seconds of one thread that decodes every page to grey."""
    cv2.setNumThreads(1)
    start = time.process_time()
    for page in pages:
        cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_GRAYSCALE)
    return time.process_time() - start


def scan_command(exam: Path, scans: Path, batch: Path, workers: int, calibration: Path | None) -> list[str]:
    extra = ["--calibration", str(calibration)] if calibration else []
    return [
        sys.executable, "-m", "omr", "scan", str(scans), "--exam", str(exam), "--batch", str(batch), "--workers", str(workers), *extra,
    ]  # fmt: skip


def exam_with(many: bool, folder: Path) -> ExamFolder:
    """The sample exam (100 boxes), or one with 250 that is written into the folder."""
    if not many:
        return read_folder(data_folder("sample_scans") / "ift6135")
    folder.mkdir()
    (folder / "exam.yaml").write_text(MANY_BOXES, encoding="utf-8")
    rows = "".join(f",1,{item},a\n" for item in range(1, MANY_ITEMS + 1))
    (folder / "key.csv").write_text("form,section,item,answer\n" + rows, encoding="utf-8")
    return read_folder(folder)


def compiled() -> None:
    """Bytecode beside the sources, as pip leaves it: a checkout may hold none, and each process would then compile its own."""
    compileall.compile_dir(Path(omr.__file__).parent, quiet=1)


def measure(asked: argparse.Namespace, count: int) -> dict[str, object]:
    dpi = asked.dpi
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "exam").mkdir()
        exam, pdf = printed(exam_with(asked.boxes == MANY_BOXES_COUNT, folder / "many"), count, folder / "exam")
        pages = scanned_pages(exam, pdf, count, dpi, asked.seed, covers=asked.boxes == 0)
        scans = folder / "scans.pdf"
        scans.write_bytes(img2pdf.convert(pages, layout_fun=img2pdf.get_fixed_dpi_layout_fun((dpi, dpi))))
        decoding = [decode_cpu(pages)]
        cost = cost_of(scan_command(exam.folder, scans, folder / "batch", asked.workers, asked.calibration))
        decoding.append(decode_cpu(pages))
        again = cost_of(scan_command(exam.folder, scans, folder / "batch", asked.workers, asked.calibration))
        alone = cost_of(scan_command(exam.folder, scans, folder / "alone", 1, asked.calibration)) if asked.against_one else None
    decode = sum(decoding) / len(decoding)
    compared = {"cpu_to_one_worker": cost.cpu_s / alone.cpu_s, "wall_to_one_worker": cost.wall_s / alone.wall_s} if alone else {}
    return {
        "cpu_ratio_to_decode": round(cost.cpu_s / decode, 2),
        "pages_per_second": round(count / cost.wall_s, 1),
        "peak_rss_mb": round(cost.peak_rss_mb),
        "cpu_ms_per_page": round(1000 * cost.cpu_s / count, 2),
        "decode_ms_per_page": round(1000 * decode / count, 2),
        "startup_cpu_s": round(again.cpu_s, 2),
        "pages": count,
        "boxes_per_page": asked.boxes,
        "dpi": dpi,
        "workers": asked.workers,
        **{name: round(ratio, 2) for name, ratio in compared.items()},
        "seed": asked.seed,
    }


def main() -> None:
    parser = asking(__doc__, f"{QUICK_PAGES} pages instead of {PAGES}")
    parser.add_argument("--pages", type=int, help="so many pages")
    parser.add_argument("--dpi", type=int, default=200)
    parser.add_argument("--boxes", type=int, choices=(0, 100, MANY_BOXES_COUNT), default=100, help="boxes on a page; 0 for covers")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--against-one", action="store_true", help="compare with one worker")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--calibration", type=Path, help="another calibration than the program's own")
    asked = parser.parse_args()
    count = asked.pages or (QUICK_PAGES if asked.quick else PAGES)
    compiled()
    figures = measure(asked, count)
    sys.stdout.write(as_text(figures))
    write(asked.json, figures)


if __name__ == "__main__":
    main()
