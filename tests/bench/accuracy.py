"""Silent errors and review rate on simulated sheets that no reader was fitted on: ``python tests/bench/accuracy.py``.

Every sheet goes through the real page half (encoded, ingested, registered, read), then collation and interpretation. Rejected pages
count as sent. A response is a silent error when it is not exactly the truth and was not sent; an ``ambiguous`` one must always be sent.
With ``--blank`` nobody has filled the sheets, and nothing else is different: whatever is read as a mark is a silent error. With ``--style``
everybody's usual mark is of one kind. ``--exam`` takes the printed sheets of another exam's folder in place of the sample's. ``--picture``
shows the silent errors.
"""

from __future__ import annotations

import os
import struct
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import cv2
from figures import asking, write
from mistakes import Mistake, picture, row_of

from omr import __version__
from omr.collate import collate
from omr.files import ExamFolder, data_folder, read_calibration, read_folder
from omr.ingest import Source
from omr.ingest.source import sniff
from omr.interpret import interpret
from omr.model.exam import ItemRef, Kind
from omr.model.page import Gray, PageHalf, PageResult, RegisteredPage
from omr.model.response import ResponseStatus
from omr.page_half import read_page, registered
from omr.simulate import AMBIGUOUS, Job, SimulatedPage, encode, respondents_for, simulate_sheet, table_named

SEED = 20_260_425
"""Far from every seed that a reader is fitted with (they are small, or a million and three more)."""
TABLES = ("everyday", "harsh")


@dataclass
class Tally:
    """One group of responses."""

    responses: int = 0
    boxes: int = 0
    silent_errors: int = 0
    sent: int = 0

    def add(self, other: Tally) -> None:
        for name in ("responses", "boxes", "silent_errors", "sent"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def figures(self) -> dict[str, float]:
        rate = self.sent / self.responses if self.responses else 0.0
        return {"responses": self.responses, "boxes": self.boxes, "silent_errors": self.silent_errors, "review_rate": round(rate, 5)}


def _tallies() -> dict[str, Tally]:
    return defaultdict(Tally)


@dataclass
class Outcome:
    """One sheet's, or many sheets' outcome."""

    total: Tally = field(default_factory=Tally)
    pages: int = 0
    pages_rejected: int = 0
    pages_wrong: int = 0
    by: dict[str, dict[str, Tally]] = field(default_factory=lambda: defaultdict(_tallies))
    errors: list[Mistake] = field(default_factory=list)
    why: Counter[str] = field(default_factory=Counter)

    def add(self, other: Outcome) -> None:
        self.total.add(other.total)
        self.pages += other.pages
        self.pages_rejected += other.pages_rejected
        self.pages_wrong += other.pages_wrong
        self.errors += other.errors
        self.why += other.why
        for group, tallies in other.by.items():
            for name, tally in tallies.items():
                self.by[group][name].add(tally)


@dataclass(frozen=True)
class Measure:
    """What is measured: an exam's folder and a calibration's ("": ours), the first seed, sheets that nobody filled, everybody's usual mark
    ("": the table's)."""

    exam: str = ""
    calibration: str = ""
    seed: int = SEED
    blank: bool = False
    style: str = ""


@cache
def exam_folder(place: str) -> ExamFolder:
    return read_folder(Path(place) if place else data_folder("sample_scans") / "ift6135")


@cache
def page_half(exam: str, calibration: str) -> PageHalf:
    folder = exam_folder(exam)
    assert folder.layout is not None
    fitted = read_calibration(Path(calibration) if calibration else data_folder("calibration"))
    return PageHalf(folder.exam.name, folder.folder, folder.layout, fitted)


@cache
def job(table: str, block: int, measure: Measure) -> Job:
    """One round of the exam's printed sheets, filled by other people in each block, or by nobody."""
    folder = exam_folder(measure.exam)
    assert folder.layout is not None
    seed = measure.seed + block
    chosen = replace(table_named(table), styles={measure.style: 1}) if measure.style else table_named(table)
    people = {} if measure.blank else respondents_for(folder.exam, folder.key, folder.sheets, folder.roster, chosen, seed)
    if measure.blank:
        chosen = replace(chosen, p_erase_alone=0.0, p_cancel_alone=0.0)
    pdfs = {code: folder.folder / "sheets" / f"{code}.pdf" for code in folder.layout.forms}
    return Job(folder.exam, folder.layout, pdfs, folder.sheets, people, chosen, seed, {})


def with_dpi(data: bytes, dpi: int) -> bytes:
    """A JPEG that says its resolution, as a scanner's does; by that it may be decoded at half its size. Other files say it already."""
    return data[:13] + struct.pack(">BHH", 1, dpi, dpi) + data[18:] if data[6:11] == b"JFIF\0" else data


@contextmanager
def scanned(side: SimulatedPage) -> Iterator[Source]:
    """The side as a scanner's file."""
    data = with_dpi(encode(side), side.dpi)
    with tempfile.NamedTemporaryFile(suffix=".img") as file:
        file.write(data)
        file.flush()
        kind = sniff(data)
        assert kind is not None
        yield Source(Path(file.name), f"{side.sheet}-{side.number}", 1, kind)


def read_side(side: SimulatedPage, half: PageHalf) -> PageResult:
    with scanned(side) as source:
        return read_page(source, half)


def row_on(side: SimulatedPage, half: PageHalf, form: str, ref: ItemRef) -> Gray:
    """An item's row on the side."""
    with scanned(side) as source:
        page = registered(source, half, None)
    assert isinstance(page, RegisteredPage)
    return row_of(page, next(field for field in half.layout.page(form, side.number).choices if field.ref == ref))


def run(task: tuple[str, int, Measure]) -> Outcome:
    """Simulate, read and judge one sheet."""
    table, number, measure = task
    cv2.setNumThreads(1)
    half = page_half(measure.exam, measure.calibration)
    folder = exam_folder(measure.exam)
    work = job(table, number // len(folder.sheets), measure)
    sheet = simulate_sheet(work, number % len(folder.sheets))
    results = [read_side(side, half) for side in sheet.pages]
    collation = collate(results, half.exam, half.layout, folder.sheets, ())
    outcome = Outcome(pages=len(results))
    for result in results:
        code = getattr(result, "code", None)
        outcome.pages_rejected += code is None
        outcome.pages_wrong += code is not None and (code.serial, code.form) != (sheet.sheet, sheet.form)
    found = [one for one in collation.sheets if one.sheet == sheet.sheet]
    responses = interpret(found[0], folder.exam, half.layout, half.calibration, ()) if found else ()
    said = {(response.section, response.item): response for response in responses}
    items = {item.ref: item for item in folder.exam.items if item.kind is Kind.CHOICE}
    sides = {field.ref: side for side in sheet.pages for field in half.layout.page(sheet.form, side.number).choices}
    for row in sheet.rows:
        item = items.get((row.section, row.item))
        if item is None:
            continue
        side = sides[item.ref]
        response = said.get((row.section, row.item))
        sent = response is None or response.status is ResponseStatus.UNSURE
        right = not sent and response is not None and row.response != AMBIGUOUS and response.response == row.response
        tally = Tally(1, len(item.options), int(not sent and not right), int(sent))
        outcome.total.add(tally)
        groups = {"table": {table}, "mark_kind": set(row.mark_kinds), "dpi": {str(side.dpi)}, "defect": set(row.defects) or {"none"}}
        for group, names in groups.items():
            for name in names:
                outcome.by[group][name].add(tally)
        if sent and response is not None and row.response != AMBIGUOUS:
            outcome.why[response.why.split(": ", 1)[-1][:60]] += 1
        if not sent and not right and response is not None:
            what = f"{response.response!r} for {row.response!r}, {'+'.join(row.mark_kinds)}, {side.dpi} dpi, {'+'.join(row.defects)}"
            where = f"{table} {number} {sheet.sheet} {row.section} {row.item}"
            outcome.errors.append(Mistake(where, what, row_on(side, half, sheet.form, item.ref)))
    return outcome


def main() -> None:
    parser = asking(__doc__, "40 sheets")
    parser.add_argument("--sheets", type=int, default=1000, help="sheets in all, as many of each table")
    parser.add_argument("--table", choices=TABLES, help="one table alone")
    parser.add_argument("--exam", type=Path, help="an exam's folder with its printed sheets")
    other = "another seed, at least a hundred away (each round of the printed sheets takes the next): other hands, marks and scanners"
    parser.add_argument("--seed", type=int, default=SEED, help=other)
    parser.add_argument("--blank", action="store_true", help="sheets that nobody filled")
    parser.add_argument("--style", choices=sorted(table_named("everyday").styles), help="everybody's usual mark")
    parser.add_argument("--calibration", type=Path)
    parser.add_argument("--picture", type=Path, help="draw the silent errors here")
    options = parser.parse_args()
    if options.exam and not (options.exam / "layout.json").is_file():
        parser.error(f"the exam in {options.exam} is not printed yet: omr sheet {options.exam} -n 60")
    sheets = 40 if options.quick else options.sheets
    measure = Measure(str(options.exam or ""), str(options.calibration or ""), options.seed, options.blank, options.style or "")
    tables = (options.table,) if options.table else TABLES
    tasks = [(table, number, measure) for number in range(sheets // len(tables)) for table in tables]
    total = Outcome()
    began = time.monotonic()
    with get_context("spawn").Pool(os.cpu_count()) as pool:
        for outcome in pool.imap_unordered(run, tasks, chunksize=4):
            total.add(outcome)
    seconds = time.monotonic() - began
    wrong = f"{total.pages_wrong} given to a wrong sheet or form"
    print(f"{sheets} sheets, {total.pages} pages in {seconds:.0f} s: {total.pages_rejected} rejected, {wrong}")
    for group in ("table", "mark_kind", "dpi", "defect"):
        print(f"\n{group:28} responses    boxes  silent errors  review rate")
        for name, tally in sorted(total.by[group].items()):
            print(f"  {name:26} {tally.responses:9} {tally.boxes:8} {tally.silent_errors:14} {tally.sent / tally.responses:12.2%}")
    whole = total.total
    print(f"\n{whole.responses} responses: {whole.silent_errors} silent errors, {whole.sent / whole.responses:.2%} sent to a person")
    errors = sorted(total.errors, key=str)
    for one in errors:
        print(f"  {one}")
    if options.picture:
        cv2.imwrite(str(options.picture), picture(errors))
    print("sent although a person could tell:", dict(total.why.most_common(12)))
    by = {group: {name: tally.figures() for name, tally in sorted(total.by[group].items())} for group in sorted(total.by)}
    figures = {**whole.figures(), "pages_rejected": total.pages_rejected, "pages_wrong": total.pages_wrong, "by": by}
    made = {"seed": options.seed, "omr": __version__, "sheets": sheets, "blank": options.blank, "style": options.style}
    write(options.json, {**made, **figures})


if __name__ == "__main__":
    main()
