"""Blanks of other makers, learned, filled, scanned and read: ``python tests/bench/foreign.py [BLANK.pdf ...]``.

Each blank goes through ``omr learn`` with no hand-written line; its sheets are filled and scanned by the simulator and take the real page
half, collation and interpretation. Without files the blanks of the tests are taken. With ``--from-scan`` the reader knows a scan of the
blank (200 dpi, a little askew) instead of its PDF: where marks are made is then the PDF's layout, and what is read the scan's. With
``--from-filled scan`` (``grey``, ``colour``, ``1-bit``, ``photo``) it knows a sheet that somebody has filled in, scanned so;
what it lost or invented there is told, and the table ``photo`` reads sheets from a phone.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
from accuracy import read_side, with_dpi
from figures import asking, write
from filled_blank import brought, compared, photographed, upright

from omr.collate import collate
from omr.errors import OmrError
from omr.files import ExamFolder, data_folder, read_calibration, read_exam, read_folder, write_layout
from omr.interpret import interpret
from omr.learn import Learned, learn
from omr.model.exam import Assignment, ItemRef, Kind
from omr.model.layout import Layout, LayoutPage
from omr.model.page import Gray, PageHalf, PageResult, Unread
from omr.model.response import Response, ResponseStatus
from omr.sheet import render_page
from omr.simulate import AMBIGUOUS, Fate, Job, SimulatedSheet, encode, respondents_for, simulate_sheet, table_named
from tests.learn.forms import FORMS, pdf_of

SEED = 20_261_126
TABLES = ("everyday", "harsh")
PHOTO = "photo"
LEARNED_FROM = ("scan", "grey", "colour", "1-bit", PHOTO)
FIRST = 1000
"""Sheets counted from here on are read; the one that is learned from is none of them."""
SCAN_PX_PER_MM = 200 / 25.4
JPEG = b"\xff\xd8"
Same: TypeAlias = tuple[ItemRef | None, dict[str, str]]
"""The name of an item in the layout that is read, None where it is not in it, and its options' labels there by those drawn."""
SAME_MM = 2.0
"""An option that is learned from the scan lies so near to the one of the PDF: the scan is turned by less than half a degree."""


@dataclass
class Outcome:
    """What became of one or more sheets of one blank and table."""

    pages: int = 0
    rejected: int = 0
    responses: int = 0
    silent_errors: int = 0
    sent: int = 0
    lines: list[str] = field(default_factory=list)
    why: Counter[str] = field(default_factory=Counter)

    def figures(self) -> dict[str, float]:
        rate = self.sent / self.responses if self.responses else 0.0
        counts = {"pages": self.pages, "pages_rejected": self.rejected, "responses": self.responses, "silent_errors": self.silent_errors}
        return {**counts, "review_rate": round(rate, 5)}

    def add(self, other: Outcome) -> None:
        for name in ("pages", "rejected", "responses", "silent_errors", "sent"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.lines += other.lines
        self.why += other.why


def write_exam(found: Learned, folder: Path) -> None:
    """An exam folder of what was learned; its key, drawn at random, is what the students are asked to know."""
    for place, picture in found.references.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / place), picture)
    for place, proof in found.proofs.items():
        cv2.imwrite(str(folder / f"proof-{place}"), proof)
    write_layout(found.layout, folder / "layout.json")
    (folder / "exam.yaml").write_text(found.exam, encoding="utf-8")
    rng = np.random.default_rng(SEED)
    choices = (item for item in read_exam(folder / "exam.yaml").items if item.kind is Kind.CHOICE)
    rows = (f",{item.section},{item.name},{item.options[int(rng.integers(len(item.options)))].label}\n" for item in choices)
    (folder / "key.csv").write_text("form,section,item,answer\n" + "".join(rows), encoding="utf-8")


def scan_of_blank(pdf: bytes, page: int) -> np.ndarray:
    """A page of the unfilled blank as an office scanner would give it."""
    picture = render_page(pdf, page, SCAN_PX_PER_MM)
    turn = cv2.getRotationMatrix2D((picture.shape[1] / 2, picture.shape[0] / 2), 0.4, 1.0)
    turned = cv2.warpAffine(picture, turn, picture.shape[::-1], flags=cv2.INTER_CUBIC, borderValue=(255,))
    noise = np.random.default_rng(SEED).normal(10, 4, turned.shape)
    return np.clip(cv2.GaussianBlur(turned, (0, 0), 0.7) * 0.9 + noise, 0, 255).astype(np.uint8)


def prepare(pdf: Path, folder: Path, *, from_scan: bool) -> None:
    """``folder/drawn``, learned from the PDF, and ``folder/read``, which differs only where the reader learned from a scan."""
    found = learn([pdf])
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(pdf, folder / "blank.pdf")
    write_exam(found, folder / "drawn")
    print(f"{pdf.stem}: {sum(len(page.choices) for pages in found.layout.forms.values() for page in pages)} items")
    print(*(f"    {doubt}" for doubt in found.doubts), sep="\n", end="\n" if found.doubts else "")
    if from_scan:
        pages = next(iter(found.layout.forms.values()))
        scans = [folder / f"scan-{page.number}.png" for page in pages]
        for page, scan in zip(pages, scans, strict=True):
            cv2.imwrite(str(scan), scan_of_blank(pdf.read_bytes(), page.number))
        write_exam(learn(scans), folder / "read")


def prepare_filled(pdf: Path, folder: Path, how: str, number: int) -> None:
    """``folder/drawn``, learned from the PDF, and ``folder/read``, learned from its sheet ``number``, filled in and scanned ``how``."""
    prepare(pdf, folder, from_scan=False)
    scans = []
    for side in filled_sheet(str(folder), how, number).pages:
        data = encode(upright(side))
        scans.append(folder / f"filled-{side.number}.{'jpg' if data[:2] == JPEG else 'tif' if side.mode == '1-bit' else 'png'}")
        scans[-1].write_bytes(data if how == PHOTO else with_dpi(data, side.dpi))
    flat = folder / "corrections.txt"
    flat.write_text("".join(f"flat {page}\n" for page in range(1, len(scans) + 1)) if how == PHOTO else "", encoding="utf-8")
    found = learn(scans, corrections=flat)
    write_exam(found, folder / "read")
    print(f"    learned from a filled {how}: {compared(laid(folder, found.layout), next(iter(found.layout.forms.values())))}")
    print(*(f"    {doubt}" for doubt in found.doubts), sep="\n", end="\n" if found.doubts else "")


def filled_sheet(folder: str, how: str, number: int) -> SimulatedSheet:
    """A sheet of the blank as an office scans it, in one mode where ``how`` names that, or as a phone sees it."""
    table = how if how in TABLES else TABLES[0]
    work = job(folder, table, number)
    modes = {PHOTO: "colour", "grey": "grey", "colour": "colour", "1-bit": "1-bit"}
    if how in modes:
        work = replace(work, fates={work.assignments[0].serial: Fate(scanner={"mode": modes[how]})})
    sheet = simulate_sheet(work, 0)
    return replace(sheet, pages=tuple(photographed(upright(side), number) for side in sheet.pages)) if how == PHOTO else sheet


def laid(folder: Path, known: Layout) -> list[LayoutPage]:
    """The blank's pages with their options where the pictures of the learned ones show them."""
    drawn = read_folder(folder / "drawn").layout
    assert drawn is not None
    pairs = zip(next(iter(drawn.forms.values())), next(iter(known.forms.values())), strict=True)
    return [
        brought(ours, _picture(folder / "drawn" / ours.reference), _picture(folder / "read" / theirs.reference)) for ours, theirs in pairs
    ]


def _picture(file: Path) -> Gray:
    return np.asarray(cv2.imread(str(file), cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


@cache
def read_side_of(folder: str) -> tuple[ExamFolder, PageHalf, dict[ItemRef, Same]]:
    """The exam as the reader knows it, and, for each item that is drawn, its name and its options' labels there."""
    drawn = read_folder(Path(folder) / "drawn")
    known = read_folder(Path(folder) / "read") if (Path(folder) / "read").is_dir() else drawn
    assert drawn.layout is not None
    assert known.layout is not None
    half = PageHalf(known.exam.name, known.folder, known.layout, read_calibration(data_folder("calibration")))
    filled = any(Path(folder).glob("filled-*"))
    there = Layout({code: tuple(laid(Path(folder), known.layout)) for code in drawn.layout.forms}) if filled else drawn.layout
    return known, half, same_items(there, known.layout)


def same_items(drawn: Layout, known: Layout) -> dict[ItemRef, Same]:
    """Choice items of one layout by those of another that stand in the same place."""
    found: dict[ItemRef, Same] = {}
    for ours, theirs in zip(next(iter(drawn.forms.values())), next(iter(known.forms.values())), strict=True):
        options = [(option.box.centre, other.ref, option.label) for other in theirs.choices for option in other.options]
        for item in ours.choices:
            names: dict[ItemRef, dict[str, str]] = {}
            for option in item.options:
                near = [one for one in options if np.hypot(*np.subtract(one[0], option.box.centre)) < SAME_MM]
                if near:
                    _, ref, label = min(near, key=lambda one: float(np.hypot(*np.subtract(one[0], option.box.centre))))
                    names.setdefault(ref, {})[option.label] = label
            best = max(names, key=lambda one: len(names[one]), default=None)
            found[item.ref] = (best, names.get(best, {}))
    return found


def job(folder: str, table: str, number: int) -> Job:
    """One sheet: the blank is printed once, whoever fills it."""
    drawn = read_folder(Path(folder) / "drawn")
    assert drawn.layout is not None
    code = next(iter(drawn.layout.forms))
    owners = (Assignment(f"{number:03}", "", code),)
    chosen = table_named(table)
    people = respondents_for(drawn.exam, drawn.key, owners, (), chosen, SEED + number)
    pdf = (Path(folder) / "blank.pdf").read_bytes()
    return Job(drawn.exam, drawn.layout, {code: pdf}, owners, people, chosen, SEED + number, {})


def run(task: tuple[str, str, int, str]) -> tuple[str, str, Outcome]:
    """Fill, scan, read and judge one sheet."""
    folder, table, number, keep = task
    cv2.setNumThreads(1)
    known, half, same = read_side_of(folder)
    sheet = filled_sheet(folder, table, number)
    results = [read_side(side, half) for side in sheet.pages]
    if keep:
        for side in sheet.pages:
            (Path(keep) / f"{Path(folder).name}-{table}-{number}-{side.number}.img").write_bytes(encode(side))
    sheets = collate(results, half.exam, half.layout, (), ()).sheets
    said = (
        {ItemRef(one.section, one.item): one for one in interpret(sheets[0], known.exam, half.layout, half.calibration, ())}
        if sheets
        else {}
    )
    return Path(folder).name, table, judged(sheet, results, said, same, f"{Path(folder).name} {table} {number}")


def judged(
    sheet: SimulatedSheet,
    results: list[PageResult],
    said: dict[ItemRef, Response],
    same: dict[ItemRef, Same],
    name: str,
) -> Outcome:
    outcome = Outcome(pages=len(results))
    for result in results:
        if isinstance(result, Unread):
            outcome.rejected += 1
            outcome.lines.append(f"rejected: {name}: {result.reason}: {result.detail}")
    how = f"{sheet.pages[0].dpi} dpi {sheet.pages[0].mode}"
    for row in sheet.rows:
        if ItemRef(row.section, row.item) not in same:
            continue  # a number to be written
        ref, labels = same[ItemRef(row.section, row.item)]
        response = said.get(ref) if ref else None
        outcome.responses += 1
        truth = (
            "&".join(labels.get(label, "?") for label in row.response.split("&")) if row.response not in {"", AMBIGUOUS} else row.response
        )
        what = f"{name} {row.section}/{row.item}: {truth!r}, {'+'.join(row.mark_kinds)}, {how}, {'+'.join(row.defects)}"
        if response is None or response.status is ResponseStatus.UNSURE:
            outcome.sent += 1
            why = response.why.split(": ", 1)[-1][:60] if response else "page not read" if ref else "not learned"
            if row.response != AMBIGUOUS:
                outcome.why[why] += 1
            outcome.lines.append(f"sent: {what}: {why}")
        elif row.response == AMBIGUOUS or set(response.response.split("&")) != set(truth.split("&")):
            outcome.silent_errors += 1
            outcome.lines.append(f"SILENT: {what}: read as {response.response!r}")
    return outcome


def blanks(files: list[Path], folder: Path) -> list[Path]:
    if files:
        return files
    folder.mkdir(parents=True, exist_ok=True)
    for name in FORMS:
        (folder / f"{name}.pdf").write_bytes(pdf_of(name))
    return [folder / f"{name}.pdf" for name in FORMS]


def main() -> None:
    parser = asking(__doc__, "one sheet of each table")
    parser.add_argument("files", nargs="*", type=Path, help="blanks as PDF; those of the tests if none is given")
    parser.add_argument("--sheets", type=int, default=6, help="sheets of each table and blank")
    parser.add_argument("--tables", nargs="*", default=TABLES)
    parser.add_argument("--from-scan", action="store_true", help="the reader learns a scan of the blank")
    parser.add_argument(
        "--from-filled", choices=LEARNED_FROM, help="the reader learns a sheet that is filled in, scanned or photographed so"
    )
    parser.add_argument("--learned", type=int, default=0, help="number of the sheet that is learned from")
    parser.add_argument("--lines", action="store_true", help="print every response that was sent, too")
    parser.add_argument("--keep", type=Path, help="keep what was learned, and the scans, in this folder")
    options = parser.parse_args()
    count = 1 if options.quick else options.sheets
    first = FIRST if options.from_filled else 0
    total: dict[tuple[str, str], Outcome] = {}
    with tempfile.TemporaryDirectory() as temporary:
        root = options.keep or Path(temporary)
        folders = []
        for pdf in blanks(options.files, Path(temporary) / "blanks"):
            try:
                if options.from_filled:
                    prepare_filled(pdf, root / pdf.stem, options.from_filled, options.learned)
                else:
                    prepare(pdf, root / pdf.stem, from_scan=options.from_scan)
                folders.append(str(root / pdf.stem))
            except OmrError as error:
                print(f"{pdf.stem}: NOT LEARNED: {error}")
        tasks = [
            (folder, table, number, str(options.keep or ""))
            for folder, table, number in product(folders, options.tables, range(first, first + count))
        ]
        with get_context("spawn").Pool(os.cpu_count()) as pool:
            for name, table, outcome in pool.imap_unordered(run, tasks):
                total.setdefault((name, table), Outcome()).add(outcome)
    _tell(total, every_line=options.lines)
    figures = {f"{name} {table}": one.figures() for (name, table), one in sorted(total.items())}
    write(
        options.json,
        {"seed": SEED, "sheets": count, "from_scan": options.from_scan, "from_filled": options.from_filled or "", "blanks": figures},
    )


def _tell(total: dict[tuple[str, str], Outcome], *, every_line: bool) -> None:
    print(f"\n{'blank':24} {'table':10} pages rejected responses silent errors    sent")
    for (name, table), one in sorted(total.items()):
        why = ", ".join(f"{reason} ({number})" for reason, number in one.why.most_common(3))
        rate = one.sent / max(1, one.responses)
        print(f"{name:24} {table:10} {one.pages:5} {one.rejected:8} {one.responses:9} {one.silent_errors:13} {rate:7.1%}  {why}")
    for one in total.values():
        print(*(f"  {line}\n" for line in one.lines if every_line or not line.startswith("sent")), sep="", end="")


if __name__ == "__main__":
    main()
