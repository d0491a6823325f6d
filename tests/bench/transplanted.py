"""Real marks on our own sheet: ``python tests/bench/transplanted.py [--sheets N] [--seed N] [--quick] [--json FILE]``.

The marks of the shared real scans, told from their forms' print, are put into boxes of the sample exam's answer page, all of one sheet from
one page and so from one hand; half of the sheets go through a scanner of the table ``everyday``, half of ``harsh``, and the very same
``omr scan`` reads them. Hands are real, what they answer and what the scanner does is not. Marks are cut while this runs, and kept nowhere.
A mark of which the scan shows nothing counts as a silent error all the same.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from figures import asking, write
from PIL import Image
from real import exams, real_root
from speed import printed

from omr.files import ExamFolder, data_folder, read_calibration, read_folder
from omr.imaging import sample_grid
from omr.ingest import Source, survey
from omr.model.layout import Box, LayoutPage
from omr.model.page import Gray, PageHalf, RegisteredPage, Transform
from omr.model.response import Response, ResponseStatus
from omr.page_half import reference_in, registered
from omr.read.expected import reference_transform
from omr.results import reading
from omr.scan import scan
from omr.sheet import render_page
from omr.simulate import table_named
from omr.simulate.scanner import Scanner, digitise, draw_scanner
from omr.store import Batch

Cover = npt.NDArray[np.float32]

SEED = 20_261_127
SHEETS, QUICK_SHEETS = 400, 16
SOURCES = ("dots-crosses-80q", "open-mcr-75q", "mcq-ocr-90q", "crosses-photo")
TABLES = ("everyday", "harsh")
PX = 12.0
"""Pixels per mm of a mark that was cut out."""
REACH_MM = 2.0
"""Around its box a mark is cut out with so much."""
FAINTEST = 0.1
"""Share of the light that a mark takes at least; less is the paper's grain."""
PRINT = 0.8
"""Of the paper's light: where the unfilled form is darker, the mark is what lies around."""
LEAST_MM2 = 0.15
"""A mark takes at least so much: one that is fainter its own form does not show either."""
FEWEST = 15
"""Marks of a page that make a hand."""
SCALE = (0.55, 1.3)
"""A mark made for smaller or larger boxes is enlarged or reduced so far at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """One real mark: the share of light that it takes (rows, columns; ``PX``) in and around its box, and the box's shorter side in mm."""

    dark: Cover
    side: float


@dataclass(frozen=True, slots=True)
class Row:
    """One item as it was marked: on which sheet, by which source's hand, and how it was scanned."""

    sheet: int
    section: str
    item: str
    label: str
    source: str
    table: str
    mode: str


def hands() -> dict[str, list[list[Mark]]]:
    """The marks of each source, page by page: those of rows with one answer and nothing noted beside it."""
    found: dict[str, list[list[Mark]]] = {}
    for name in SOURCES:
        answers = _answers(name)
        with tempfile.TemporaryDirectory() as temporary:
            pages = [list(_marks(page, reference, answers)) for page, reference in _pages(name, Path(temporary))]
        found[name] = [marks for marks in pages if len(marks) >= FEWEST]
    return found


def _answers(name: str) -> dict[tuple[str, str], str]:
    with (real_root() / name / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if len(row["response"]) == 1 and not row["note"].startswith("white_out")]
    return {(row["page"].partition("#")[0] + "#" + (row["page"].partition("#")[2] or "1"), row["item"]): row["response"] for row in rows}


def _pages(name: str, folder: Path) -> Iterator[tuple[RegisteredPage, Gray]]:
    """The source's pages where they lie on their scans, each with the picture of the unfilled form."""
    for place, scans in exams(name, folder):
        exam = read_folder(place)
        assert exam.layout is not None
        half = PageHalf(exam.exam.name, place, exam.layout, read_calibration(data_folder("calibration")))
        for source in survey(scans):
            page = registered(source, half, None) if isinstance(source, Source) else None
            if isinstance(page, RegisteredPage):
                reference = reference_in(place, page.page)
                assert reference is not None
                yield page, reference


def _marks(page: RegisteredPage, reference: Gray, answers: Mapping[tuple[str, str], str]) -> Iterator[Mark]:
    name = f"{Path(page.scan.ref.file).name}#{page.scan.ref.page}"
    for field in page.page.choices:
        for option in field.options:
            if answers.get((name, field.item)) == option.label:
                seen = _cut(page.scan.image, page.transform, option.box)
                dark = _without_print(seen, _cut(reference, reference_transform(page.page), option.box))
                if dark.sum() / PX**2 >= LEAST_MM2:
                    yield Mark(dark, min(option.box.w, option.box.h))


def _cut(image: Gray, transform: Transform, box: Box) -> Cover:
    """A box with what lies around it, upright, as shares of its paper's light."""
    wide, high = (np.arange(round((side + 2 * REACH_MM) * PX)) for side in (box.w, box.h))
    x, y = ((ticks + 0.5) / PX - len(ticks) / PX / 2 for ticks in (wide, high))
    offsets = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    grey = sample_grid(image, transform, np.array([box.centre]), offsets).reshape(len(high), len(wide)).astype(np.float32)
    return np.asarray(np.clip(grey / max(1.0, float(np.quantile(grey, 0.85))), 0, 1), dtype=np.float32)


def _without_print(seen: Cover, blank: Cover) -> Cover:
    """What takes light beyond the print, over the print as around it; only what hangs together with something in the box."""
    print_ = (cv2.erode(blank, np.ones((7, 7))) < PRINT).astype(np.uint8)
    dark = cv2.inpaint(np.rint(255 * (1 - seen)).astype(np.uint8), print_, 3, cv2.INPAINT_TELEA).astype(np.float32) / 255
    dark[dark < FAINTEST] = 0
    _, pieces = cv2.connectedComponents((dark > 0).astype(np.uint8))
    edge = round(REACH_MM * PX)
    inside = np.unique(pieces[edge:-edge, edge:-edge])
    return np.where(np.isin(pieces, inside[inside > 0]), dark, 0).astype(np.float32)


def marked(paper: Gray, page: LayoutPage, hand: Sequence[Mark], px: float, rng: np.random.Generator) -> tuple[Gray, list[str]]:
    """The answer page (``px`` pixels per mm) with one of the hand's marks in one option of each item, and which options those are."""
    light = paper.astype(np.float32)
    chosen = []
    for field in page.choices:
        option, mark = field.options[rng.integers(len(field.options))], hand[rng.integers(len(hand))]
        scale = float(np.clip(min(option.box.w, option.box.h) / mark.side, *SCALE)) * px / PX
        dark = cv2.resize(mark.dark, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        rows, columns = dark.shape
        x, y = (round(middle * px - side / 2) for middle, side in zip(option.box.centre, (columns, rows), strict=True))
        light[y : y + rows, x : x + columns] *= 1 - dark
        chosen.append(option.label)
    return np.rint(light).astype(np.uint8), chosen


def stacked(exam: ExamFolder, pdf: bytes, seed: int, folder: Path, sheets: int) -> Iterator[Row]:
    """Mark, scan and write so many answer pages."""
    assert exam.layout is not None
    sources = hands()
    pages = exam.layout.forms[exam.exam.forms[0].code]
    (page,) = [one for one in pages if one.choices]
    for sheet in range(sheets):
        rng = np.random.default_rng([seed, sheet])
        table = TABLES[sheet % len(TABLES)]
        source = SOURCES[sheet // len(TABLES) % len(SOURCES)]
        scanner: Scanner = draw_scanner(rng, table_named(table))
        blank = np.array(render_page(pdf, sheet * len(pages) + page.number, scanner.px_per_mm))
        hand = sources[source][rng.integers(len(sources[source]))]
        paper, chosen = marked(blank, page, hand, scanner.px_per_mm, rng)
        image, jpeg = digitise(rng, paper, scanner)
        if jpeg:
            (folder / f"{sheet:05}.jpg").write_bytes(jpeg)
        else:
            Image.fromarray(image).save(folder / f"{sheet:05}.png", dpi=(scanner.dpi, scanner.dpi))
        for field, label in zip(page.choices, chosen, strict=True):
            yield Row(sheet, field.section, field.item, label, source, table, scanner.mode)


def said(exam: ExamFolder, scans: Path, batch: Path, calibration: Path | None) -> dict[tuple[int, str, str], Response]:
    """What ``omr scan`` reads, by sheet and item."""
    fitted = read_calibration(calibration or data_folder("calibration"))
    opened = Batch.open(batch, create=True)
    try:
        scan([scans], exam, opened, fitted)
        return {(int(Path(r.ref.file).stem), r.section, r.item): r for r in reading(opened, exam, fitted).responses if r.ref}
    finally:
        opened.close()


def ended(row: Row, response: Response | None) -> str:
    if response is None or response.status is ResponseStatus.UNSURE:
        return "sent"
    return "right" if response.response == row.label else "silent_errors"


def main() -> None:
    parser = asking(__doc__, f"{QUICK_SHEETS} sheets instead of {SHEETS}")
    parser.add_argument("--sheets", type=int)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--calibration", type=Path)
    options = parser.parse_args()
    if not real_root().is_dir():
        sys.exit(f"REAL SCANS ABSENT: {real_root()} is not there; set OMR_REAL")
    sheets = options.sheets or (QUICK_SHEETS if options.quick else SHEETS)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in ("exam", "scans"):
            (folder / name).mkdir()
        exam, pdf = printed(read_folder(data_folder("sample_scans") / "ift6135"), sheets, folder / "exam")
        rows = list(stacked(exam, pdf, options.seed, folder / "scans", sheets))
        found = said(replace(read_folder(folder / "exam"), sheets=exam.sheets), folder / "scans", folder / "batch", options.calibration)
    outcomes = [(row, ended(row, found.get((row.sheet, row.section, row.item)))) for row in rows]
    figures: dict[str, dict[str, dict[str, int]]] = {}
    for title in ("table", "source", "mode"):
        groups: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for row, end in outcomes:
            groups[f"{row.table}, {row.mode}" if title == "mode" else getattr(row, title)][end] += 1
        figures[title] = {name: {"responses": ends.total(), **ends} for name, ends in sorted(groups.items())}
        print(f"by {title}")
        for name, ends in sorted(groups.items()):
            sent = ends["sent"] / ends.total()
            print(f"  {name:24} {ends.total():6} responses {ends['silent_errors']:4} silent errors {sent:7.1%} sent")
    for row, end in outcomes:
        if end == "silent_errors":
            read = found[row.sheet, row.section, row.item]
            where = f"sheet {row.sheet} {row.section}/{row.item} ({row.source}, {row.table}, {row.mode})"
            print(f"  SILENT: {where}: {read.response!r} for {row.label!r}")
    write(options.json, {"seed": options.seed, "sheets": sheets, "by": figures})


if __name__ == "__main__":
    main()
