"""Forms without our markers, scanned and photographed: the true error of the box centres. ``python tests/bench/register.py``.

Each page's picture is filled with strokes, bent, turned and seen by a scanner or a phone whose transform is known, so that the error of
what registration finds is measured, not estimated. Needs the shared blanks; without them only the plain sample is used.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from figures import asking, write
from kept import going_on

from omr.files import data_folder, read_folder
from omr.learn import learn
from omr.model.layout import REFERENCE_PX_PER_MM, Layout, LayoutPage
from omr.model.page import Gray, Points, RegisteredPage, Scan, ScanRef
from omr.register import Landmarks, register
from omr.workers import ONE_THREAD

SEED = 11
KINDS = ("scan", "photo")
BLANKS = {"open-mcr-75q": "blank.pdf", "mcq-ocr-90q": "blank.jpg", "dots-crosses-80q": "blank.pdf"}
PLAIN = "ift6135-plain"
RESOLUTIONS = (150, 200, 300)
"""Of scanners, dots per inch."""
NODE_PX = 16
GRAIN_ROWS = 301
SLACK_MM = 0.1
"""A residual estimates the 95th percentile of the errors; a page whose own is larger by more than that is counted as not bounded.

How far the page's very worst box lies beyond its residual is told beside it (``over_residual``)."""


@dataclass(frozen=True, slots=True)
class Result:
    """One page: form and kind, its true dots per inch, the largest error and the 95th percentile (mm), the residual (mm; None where
    rejected), and CPU seconds.
    """

    form: str
    kind: str
    dpi: float
    worst: float
    p95: float
    residual: float | None
    seconds: float
    detail: str


FORMS: dict[str, tuple[LayoutPage, Gray]] = {}
"""In each process: every form's page with boxes and its picture, learned once by the parent."""


@cache
def known_form(name: str) -> tuple[LayoutPage, Gray, Landmarks]:
    """A form's page, its picture and its landmarks."""
    page, picture = FORMS[name]
    return page, picture, Landmarks(picture)


def begin(forms: dict[str, tuple[LayoutPage, Gray]]) -> None:
    """A process as those of ``omr scan`` are: one thread each."""
    cv2.setNumThreads(1)
    FORMS.update(forms)


def form(name: str) -> tuple[LayoutPage, Gray]:
    """A form's page with boxes and its picture."""
    if name == PLAIN:
        folder = read_folder(data_folder("sample_scans") / PLAIN)
        assert folder.layout is not None
        page = folder.layout.page("1011", 2)
        picture = cv2.imread(str(folder.folder / page.reference), cv2.IMREAD_GRAYSCALE)
        return page, np.asarray(picture, dtype=np.uint8)
    learned = learn([real_root() / name / BLANKS[name]])
    ((page,),) = learned.layout.forms.values()
    page = LayoutPage(page.number, page.size, (), page.fields, page.reference)
    return page, learned.references[page.reference]


def real_root() -> Path:
    return Path(os.environ.get("OMR_REAL") or Path(__file__).resolve().parents[3] / "shared" / "real")


def filled(rng: np.random.Generator, page: LayoutPage, picture: Gray) -> Gray:
    """The picture with a stroke in one option of most items, and some handwriting and a stamp anywhere."""
    image = picture.copy()
    for field in page.choices:
        if rng.random() < 0.9:
            box = field.options[int(rng.integers(len(field.options)))].box
            half = 0.5 * box.w
            ends = np.array(box.centre) + rng.uniform(-half, half, (4, 2))
            cv2.polylines(
                image,
                [np.rint(ends * REFERENCE_PX_PER_MM).astype(np.int32)],
                isClosed=False,
                color=(int(rng.integers(20, 110)),),
                thickness=4,
                lineType=cv2.LINE_AA,
            )
    for _ in range(3):
        start = rng.uniform((20, 20), (page.size[0] - 60, page.size[1] - 20))
        ends = start + np.cumsum(rng.normal((2.0, 0), (1.0, 3.0), (20, 2)), axis=0)
        cv2.polylines(
            image, [np.rint(ends * REFERENCE_PX_PER_MM).astype(np.int32)], isClosed=False, color=(60,), thickness=4, lineType=cv2.LINE_AA
        )
    return image


def seen(rng: np.random.Generator, kind: str, page: LayoutPage, picture: Gray) -> tuple[Gray, Callable[[Points], Points]]:
    """The page as a scanner or a phone shows it, and the true way from mm to its pixels."""
    size = np.array(page.size)
    corners = np.array([(0, 0), (size[0], 0), size, (0, size[1])])
    turn = np.radians(
        rng.choice([rng.uniform(-4, 4), rng.uniform(176, 184), 90 * rng.integers(4), rng.uniform(0, 360)], p=[0.5, 0.2, 0.1, 0.2])
    )
    rate = rng.choice(RESOLUTIONS, p=[0.3, 0.5, 0.2]) / 25.4 if kind == "scan" else rng.uniform(6, 12)
    scale = rng.uniform(0.94, 1.04) * rate
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    there = (corners - size / 2) @ spin.T * scale * (1, rng.uniform(0.99, 1.01))
    if kind == "photo":
        there += rng.uniform(-0.06, 0.06, (4, 2)) * size.min() * scale
    margin = rng.uniform(0, 2) * scale if kind == "scan" else rng.uniform(5, 30) * scale
    there += margin - there.min(axis=0)
    columns, rows = np.ceil(there.max(axis=0) + margin).astype(int).tolist()
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), there.astype(np.float32))
    height, phase = (rng.uniform(0, 0.15), 0.0) if kind == "scan" else (rng.uniform(0, 1.2), rng.uniform(0, np.pi))

    def curl(mm: Points) -> Points:
        return np.stack([0 * mm[:, 0], height * np.sin(np.pi * mm[:, 0] / size[0] + phase)], axis=1)

    def truth(mm: Points) -> Points:
        lifted = np.column_stack([mm + curl(mm), np.ones(len(mm))]) @ matrix.T
        return np.asarray(lifted[:, :2] / lifted[:, 2:], dtype=np.float64)

    places = _whole((rows, columns), lambda px: _page_of(px, matrix, curl) * REFERENCE_PX_PER_MM - 0.5)
    around = 245 if kind == "scan" else int(rng.integers(60, 160))
    blurred = cv2.GaussianBlur(picture, (0, 0), max(0.3, 0.5 * REFERENCE_PX_PER_MM / scale))
    image = cv2.remap(blurred, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(around,)).astype(np.float32)
    if kind == "photo":
        across = rng.normal(size=2)
        slope = (np.arange(columns)[None] / columns - 0.5) * across[0] + (np.arange(rows)[:, None] / rows - 0.5) * across[1]
        image *= np.clip(0.85 + 0.15 * slope + 0.12 * np.tanh(12 * (slope - rng.uniform(-0.4, 0.4))), 0.4, 1.1).astype(np.float32)
    image = image * np.float32(rng.uniform(0.88, 1.0)) + grain(rng, image.shape) * np.float32(rng.uniform(1, 6))
    data = cv2.imencode(".jpg", np.clip(image, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(50, 92))])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), dtype=np.uint8), truth


def grain(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Noise of deviation 1, a band of it repeated downwards: a tenth of the time that fresh noise takes, which was half of a page's."""
    band = rng.standard_normal((GRAIN_ROWS, shape[1]), dtype=np.float32)
    return np.tile(band, (-(-shape[0] // GRAIN_ROWS), 1))[: shape[0]]


def _page_of(px: Points, matrix: np.ndarray, curl: Callable[[Points], Points]) -> Points:
    """The mm on the page of pixels: the curl is small and smooth, so a few rounds undo it."""
    lifted = np.column_stack([px, np.ones(len(px))]) @ np.linalg.inv(matrix).T
    flat = np.asarray(lifted[:, :2] / lifted[:, 2:], dtype=np.float64)
    mm = flat
    for _ in range(3):
        mm = flat - curl(mm)
    return mm


def _whole(shape: tuple[int, int], places: Callable[[Points], Points]) -> np.ndarray:
    """Places (rows, columns, 2) of every pixel, computed at every ``NODE_PX``-th and interpolated between: they bend far slower."""
    down, across = ((np.arange(-1, length // NODE_PX + 2) + 0.5) * NODE_PX - 0.5 for length in shape)
    x, y = np.meshgrid(across, down)
    nodes = places(np.column_stack([x.ravel(), y.ravel()])).astype(np.float32).reshape(*x.shape, 2)
    full = cv2.resize(nodes, (x.shape[1] * NODE_PX, x.shape[0] * NODE_PX), interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(full[NODE_PX : NODE_PX + shape[0], NODE_PX : NODE_PX + shape[1]])


def shown(index: int) -> tuple[str, str, LayoutPage, Landmarks, Gray, Callable[[Points], Points]]:
    """Form, kind, page, landmarks, picture and truth of one page of the run."""
    rng = np.random.default_rng([SEED, index])
    names = tuple(FORMS)
    name, kind = names[index % len(names)], KINDS[index // len(names) % len(KINDS)]
    page, picture, known = known_form(name)
    return name, kind, page, known, *seen(rng, kind, page, filled(rng, page, picture))


def one(index: int) -> Result:
    name, kind, page, known, image, truth = shown(index)
    start = time.process_time()
    found = register(Scan(ScanRef("", 1, ""), image, None), "e", Layout({"1011": (page,)}), lambda _form, _page: known)
    spent = time.process_time() - start
    centres = np.array([option.box.centre for field in page.choices for option in field.options])
    per_mm = np.sqrt(abs(np.linalg.det(_change(truth, centres))))
    dpi = float(per_mm.mean()) * 25.4
    if not isinstance(found, RegisteredPage):
        return Result(name, kind, dpi, 0.0, 0.0, None, spent, f"{index}: {found.reason}: {found.detail}")
    errors = np.linalg.norm(found.transform(centres) - truth(centres), axis=1) / per_mm
    return Result(name, kind, dpi, float(errors.max()), float(np.quantile(errors, 0.95)), found.residual_mm, spent, f"{index}")


def _change(truth: Callable[[Points], Points], at: Points) -> np.ndarray:
    """Pixels per mm (n, 2, 2) near each point."""
    right, below = (truth(at + step) - truth(at - step) for step in (np.array([1.0, 0.0]), np.array([0.0, 1.0])))
    return np.stack([right, below], axis=2) / 2


def groups(result: Result) -> tuple[str, ...]:
    """What a page's result counts for: its kind, its form, and a scan's nominal resolution (the scale varies by 6 %)."""
    nominal = min(RESOLUTIONS, key=lambda one: abs(one - result.dpi))
    return (result.kind, result.form, *([f"scan {nominal} dpi"] if result.kind == "scan" else []))


def figures(results: list[Result]) -> Iterator[tuple[str, dict[str, float]]]:
    for kind in (*KINDS, *sorted({group for result in results for group in groups(result)} - set(KINDS))):
        some = [result for result in results if kind in groups(result)]
        kept = [result for result in some if result.residual is not None]
        worst = [result.worst for result in kept] or [0.0]
        excess = [result.worst - (result.residual or 0) for result in kept] or [0.0]
        yield (
            kind,
            {
                "pages": len(some),
                "rejected": 1 - len(kept) / len(some),
                "error_median_mm": float(np.median(worst)),
                "error_p99_mm": float(np.quantile(worst, 0.99)),
                "error_p999_mm": float(np.quantile(worst, 0.999)),
                "error_max_mm": max(worst),
                "beyond_residual": float(np.mean([result.p95 > (result.residual or 0) + SLACK_MM for result in kept] or [0.0])),
                "over_residual_p999_mm": float(np.quantile(excess, 0.999)),
                "over_residual_max_mm": max(excess),
                "cpu_ms": 1000 * float(np.mean([result.seconds for result in some])),
                "cpu_median_ms": 1000 * float(np.median([result.seconds for result in some])),
            },
        )


def main() -> None:
    parser = asking(__doc__, "40 pages")
    parser.add_argument("-n", type=int, default=10000)
    parser.add_argument("--first", type=int, default=0, help="number of the first page, to measure a run in parts")
    parser.add_argument("--keep", type=Path, help="write each page's result here as it comes; the same command goes on from there")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    names = (PLAIN, *(name for name, blank in BLANKS.items() if (real_root() / name / blank).exists()))
    forms = {name: form(name) for name in names}
    os.environ.update(ONE_THREAD)  # read by NumPy when a process starts: its spinning threads would be counted as the page's
    indices = range(options.first, options.first + (40 if options.quick else options.n))
    with ProcessPoolExecutor(options.workers, get_context("spawn"), begin, (forms,)) as processes:

        def measure(some: list[int]) -> Iterator[tuple[int, dict[str, object]]]:
            return zip(some, map(asdict, processes.map(one, some, chunksize=5)), strict=True)

        results = [Result(**kept) for _, kept in going_on(options.keep, SEED, indices, measure)]
    found = dict(figures(results))
    for kind, row in found.items():
        print(f"{kind}: " + ", ".join(f"{name} {value:.3g}" for name, value in row.items()))
    for result in sorted((result for result in results if result.residual is not None), key=lambda one: -one.worst)[:5]:
        print(f"  worst: {result.form} {result.kind} {result.detail}: {result.worst:.2f} mm at a residual of {result.residual:.2f}")
    print(*(f"  {result.form} {result.kind} {result.detail}" for result in results if result.residual is None), sep="\n")
    for reason, count in Counter(result.detail.partition(": ")[2] for result in results if result.residual is None).most_common():
        print(f"  rejected {count}: {reason}")
    write(options.json, {"seed": SEED, "first": options.first, "by": found})


if __name__ == "__main__":
    main()
