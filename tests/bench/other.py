"""Sheets drawn and scanned by other means than those that the readers were fitted on: ``python tests/bench/other.py [BLANK.pdf ...]``.

A second simulator, which shares nothing with ``omr simulate``: marks are Bézier strokes (``other_hand``), scanners are devices of all sorts
(``other_scanner``). The sample exam's sheets and the given blanks, learned with no hand-written line, go through the same ``omr scan``. In
a fifth of the items with one mark or none another option was marked first: erased, struck out, scribbled over, crossed out, blacked out, or
the pen only rested there; what was taken back must not count, and may always be asked about.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from figures import asking, write
from other_hand import MARKS, TAKEN_BACK, Ink, Pen, dot, draw, grained, pen
from other_scanner import DEVICES, scanned
from PIL import Image
from real import learned
from speed import exam_with, printed

from omr.errors import OmrError
from omr.files import ExamFolder, data_folder, read_calibration, read_folder
from omr.model.calibration import Calibration
from omr.model.exam import Shape
from omr.model.layout import Box, Field, LayoutPage
from omr.model.response import Response, ResponseStatus
from omr.results import reading
from omr.scan import scan
from omr.sheet import render_page
from omr.store import Batch

SEED = 20_261_127
PX_PER_MM = 16.0
OWN = "ift6135"
NONE, SEVERAL = 0.08, 0.06
"""Shares of items without a mark and with two."""
OTHER_KIND, TAKES_BACK = 0.07, 0.2
"""Shares of marks of another kind than usual, and of items with at most one mark in which another option was marked first."""
FIRST = {"erased": 0.3, "rested": 0.1, **dict.fromkeys(TAKEN_BACK, 0.15)}
"""What became of that first mark, and how often."""
LARGEST_MM = 8.0
"""A mark in a wide cell is no larger."""


@dataclass(frozen=True, slots=True)
class Row:
    """What was marked in an item: its labels joined by ``&``, and what was drawn."""

    section: str
    item: str
    truth: str
    drawn: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One item as read: ``ended`` is right, SILENT, sent or unread."""

    blank: str
    device: str
    scan: str
    row: Row
    ended: str
    said: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A form: its exam folder, its page with items, and a picture of the sheet of that number, ``PX_PER_MM``."""

    name: str
    exam: Path
    page: LayoutPage
    picture: Callable[[int], npt.NDArray[np.uint8]]


def blanks(files: list[Path], folder: Path, sheets: int) -> Iterator[Blank]:
    """The sample exam with so many sheets, and what is learned of the given blanks (their first page with items)."""
    (folder / OWN).mkdir()
    own, pdf = printed(exam_with(many=False, folder=folder), sheets, folder / OWN)
    yield Blank(OWN, folder / OWN, *_answers(own, pdf, serials=True))
    for file in files:
        name = f"{file.resolve().parent.name}-{file.stem}"
        try:
            learned(file, folder / name)
        except OmrError as error:
            print(f"{name}: NOT LEARNED: {error}")
            continue
        yield Blank(name, folder / name, *_answers(read_folder(folder / name), file.read_bytes(), serials=False))


def _answers(exam: ExamFolder, pdf: bytes, *, serials: bool) -> tuple[LayoutPage, Callable[[int], npt.NDArray[np.uint8]]]:
    assert exam.layout is not None
    pages = next(iter(exam.layout.forms.values()))
    page = next(page for page in pages if page.choices)
    return page, lambda number: render_page(pdf, page.number + (number * len(pages) if serials else 0), PX_PER_MM)


def filled(rng: np.random.Generator, page: LayoutPage, shape: tuple[int, ...]) -> tuple[Ink, list[Row]]:
    """The ink (0–1) of somebody who fills a page, and what it means."""
    with_ = pen(rng)
    rings = all(option.shape is Shape.CIRCLE for field in page.choices for option in field.options)  # nobody rings a box
    kinds = [kind for kind in MARKS if kind != "ring" or rings]
    odds = np.array([MARKS[kind][0] for kind in kinds])
    usual = str(rng.choice(kinds, p=odds / odds.sum()))
    ink: Ink = np.zeros(shape, np.float32)
    rows = []
    for field in page.choices:
        count = int(rng.choice(3, p=(NONE, 1 - NONE - SEVERAL, SEVERAL)))
        chosen = sorted(rng.choice(len(field.options), min(count, len(field.options)), replace=False).tolist())
        drawn = []
        for place in chosen:
            drawn.append(usual if rng.random() >= OTHER_KIND else str(rng.choice(kinds)))
            _marked(rng, ink, field.options[place].box, drawn[-1], with_)
        if len(chosen) < 2 and len(field.options) > 1 and rng.random() < TAKES_BACK:
            drawn += [*([] if chosen else ["none"]), _taken_back(rng, ink, field, chosen, usual, with_)]
        labels = "&".join(field.options[place].label for place in chosen)
        rows.append(Row(field.section, field.item, labels, "+".join(drawn) or "none"))
    return grained(rng, ink, with_, PX_PER_MM), rows


def _marked(rng: np.random.Generator, ink: Ink, box: Box, kind: str, with_: Pen, share: float = 1.0) -> None:
    w, h = min(box.w, LARGEST_MM), min(box.h, LARGEST_MM)
    size = rng.uniform(0.75, 1.25) if kind not in {"dot", "ring"} else 1.0
    x, y = box.centre + rng.normal(0, 0.07, 2) * (w, h)
    draw(rng, ink, (float(x), float(y)), MARKS[kind][1](rng, w * size, h * size), with_, PX_PER_MM, share)


def _taken_back(rng: np.random.Generator, ink: Ink, field: Field, chosen: list[int], usual: str, with_: Pen) -> str:
    """Another option that was marked first, and how that was taken back."""
    other = int(rng.choice([place for place in range(len(field.options)) if place not in chosen]))
    box, how = field.options[other].box, str(rng.choice(list(FIRST), p=list(FIRST.values())))
    w, h = min(box.w, LARGEST_MM), min(box.h, LARGEST_MM)
    if how == "rested":
        draw(rng, ink, box.centre, [stroke * rng.uniform(0.05, 0.2) for stroke in dot(rng, w, h)], with_, PX_PER_MM)
        return how
    _marked(rng, ink, box, usual, with_, rng.uniform(0.05, 0.3) if how == "erased" else 1.0)
    if how in TAKEN_BACK:
        draw(rng, ink, box.centre, TAKEN_BACK[how](rng, w, h), with_, PX_PER_MM)
    return how


def measured(blank: Blank, devices: list[str], sheets: int, seed: int, calibration: Calibration, scans: Path) -> Iterator[Outcome]:
    """Fill, scan and read so many sheets of a blank by each device."""
    scans.mkdir(parents=True)
    truth: dict[str, tuple[str, list[Row]]] = {}
    for number, device in enumerate(devices * sheets):
        rng = np.random.default_rng([seed, number, *blank.name.encode()])
        paper = blank.picture(number).astype(np.float32) / 255
        ink, rows = filled(rng, blank.page, paper.shape)
        seen = scanned(rng, device, paper * (1 - ink), PX_PER_MM)
        name = f"{device}-{number // len(devices)}.png"
        Image.fromarray(seen.image).save(scans / name, dpi=(seen.dpi, seen.dpi))
        truth[name] = device, rows
    said = _said(blank, scans, calibration)
    for name, (device, rows) in truth.items():
        for row in rows:
            response = said.get((name, row.section, row.item))
            yield Outcome(blank.name, device, name, row, _ended(response, row), response.response if response else "")


def _said(blank: Blank, scans: Path, calibration: Calibration) -> dict[tuple[str, str, str], Response]:
    exam = read_folder(blank.exam)
    batch = Batch.open(blank.exam / "batch", create=True)
    try:
        scan([scans], exam, batch, calibration)
        return {(Path(r.ref.file).name, r.section, r.item): r for r in reading(batch, exam, calibration).responses if r.ref}
    finally:
        batch.close()


def _ended(response: Response | None, row: Row) -> str:
    if response is None:
        return "unread"
    if response.status is ResponseStatus.UNSURE:
        return "sent"
    return "right" if set(response.response.split("&")) == set(row.truth.split("&")) else "SILENT"


def told(outcomes: list[Outcome], by: Callable[[Outcome], str]) -> dict[str, dict[str, float]]:
    """How items ended, by what they have in common; printed."""
    groups: dict[str, Counter[str]] = {}
    for one in outcomes:
        groups.setdefault(by(one), Counter())[one.ended] += 1
    figures: dict[str, dict[str, float]] = {}
    for name, ended in groups.items():
        count = ended.total()
        figures[name] = {
            "responses": count,
            "silent_errors": ended["SILENT"],
            "sent": ended["sent"] + ended["unread"],
            "unread": ended["unread"],
        }
        print(f"  {name:24} {count:6} responses {ended['SILENT']:4} silent errors {(ended['sent'] + ended['unread']) / count:7.1%} sent")
    return figures


def main() -> None:
    parser = asking(__doc__, "one grey sheet of the sample exam")
    parser.add_argument("files", nargs="*", type=Path, help="further blanks as PDF")
    parser.add_argument("--sheets", type=int, default=2, help="sheets of each blank and device")
    parser.add_argument("--devices", nargs="*", default=list(DEVICES), choices=list(DEVICES))
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--calibration", type=Path)
    parser.add_argument("--keep", type=Path, help="keep the scans in this folder")
    options = parser.parse_args()
    devices, sheets = (["grey"], 1) if options.quick else (options.devices, options.sheets)
    fitted = read_calibration(options.calibration or data_folder("calibration"))
    found: list[Outcome] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for blank in blanks(options.files, folder, len(devices) * sheets):
            scans = folder / "scans" / blank.name
            found += measured(blank, devices, sheets, options.seed, fitted, scans)
            if options.keep:
                shutil.copytree(scans, options.keep / blank.name, dirs_exist_ok=True)
    figures = {}
    for title, by in (
        ("blank", lambda one: one.blank),
        ("device", lambda one: one.device),
        ("drawn", lambda one: one.row.drawn.split("+")[-1]),
    ):
        print(f"by {title}")
        figures[title] = told(found, by)
    for one in found:
        if one.ended == "SILENT":
            print(
                f"  SILENT: {one.blank} {one.scan} {one.row.section}/{one.row.item}: {one.said!r} for {one.row.truth!r} ({one.row.drawn})"
            )
    write(options.json, {"seed": options.seed, "sheets": sheets, **figures})


if __name__ == "__main__":
    main()
