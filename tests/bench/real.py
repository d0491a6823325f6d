"""Real scans through the very same ``omr scan``: rows right, silent errors, rows sent to review. ``python tests/bench/real.py``.

The shared scans stay where they are; their folder is found as the tests find it (OMR_REAL, or ``../shared/real``).
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_uppercase

import cv2
from figures import asking, write

from omr.files import data_folder, read_calibration, read_exam, read_folder, write_layout
from omr.learn import learn
from omr.model.layout import REFERENCE_PX_PER_MM
from omr.model.response import Response, ResponseStatus
from omr.results import reading
from omr.scan import scan
from omr.sheet import render_page
from omr.store import Batch

EXAMS = Path(__file__).resolve().parents[1] / "real_exams"


Again = Callable[[Sequence[Path], Path], list[Path]]
"""What makes other scans, in a folder, of some: see ``worn.py``."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of which no blank exists: learned from a filled page, with its corrections, for the scans of that pattern."""

    name: str
    learned_from: str
    scans: str


CHECKBOXES = (
    *(f"multiple__image_{number}" for number in (2, 3, 4)),
    *(f"stats__{number}" for number in (2, 3)),
    *(f"upgrade__201303061208_000{number}" for number in (1, 2, 3, 4)),
    *(f"verbatim__verbatims_p{number}" for number in (0, 1)),
)
"""Layouts of the black-and-white forms of which one page exists."""
MANY = "many"
"""The section of items with several right answers in the corrections: its ``choose`` is written into the learned exam.yaml."""
FILLED = {
    "crosses-photo": tuple(Form(name, f"{name}.jpg", f"{name}.jpg") for name in ("60-15", "80-58", "100-48")),
    "omr-photos": (
        Form("cartao", "IMG_20201116_143512.jpg", "IMG_*.jpg"),
        Form("camscanner", "camscanner-1.jpg", "camscanner-*.jpg"),
    ),
    "checkbox-1bit": (
        Form("0assoc__image", "0assoc__image_p0.png", "0assoc__image_*.png"),
        *(Form(name, f"{name}*.png", f"{name}*.png") for name in CHECKBOXES),
    ),
}
"""Each form's corrections are ``real_exams/SOURCE/NAME.txt``."""
NAMES = ("dots-crosses-80q", "open-mcr-75q", "mcq-ocr-90q", *FILLED)
"""The first has a layout measured by hand and ArUco corners; the others are learned and found by their print."""
BESIDE = "beside"
"""In a note: a second, smaller mark. Such a row is right as ``multiple`` and when sent, never as a single answer."""


@dataclass
class Score:
    """One source's rows."""

    rows: int = 0
    right: int = 0
    silent_errors: int = 0
    sent: int = 0
    by: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def real_root() -> Path:
    return Path(os.environ.get("OMR_REAL") or EXAMS.parents[2] / "shared" / "real")


def exams(name: str, folder: Path) -> Iterator[tuple[Path, list[Path]]]:
    """The exam folders of a source with their scans: measured by hand, learned from the shared blank, or from filled pages."""
    scans = real_root() / name / "scans"
    if name in FILLED:
        for form in FILLED[name]:
            (blank,) = scans.glob(form.learned_from)
            learned(blank, folder / form.name, EXAMS / name / f"{form.name}.txt")
            yield folder / form.name, sorted(scans.glob(form.scans))
    else:
        if (EXAMS / name).is_dir():
            measured(name, folder / "exam")
        else:
            learned(next((real_root() / name).glob("blank.*")), folder / "exam")
        yield folder / "exam", [scans if scans.is_dir() else real_root() / name / "scans.pdf"]


def measured(name: str, exam: Path) -> None:
    """The committed layout, with a reference rendered from the shared blank."""
    shutil.copytree(EXAMS / name, exam)
    picture = render_page((real_root() / name / "blank.pdf").read_bytes(), 1, REFERENCE_PX_PER_MM)
    cv2.imwrite(str(exam / "blank.png"), picture)
    layout = json.loads((exam / "layout.json").read_text(encoding="utf-8"))
    for form in layout["forms"].values():
        for page in form["pages"]:
            page["reference"] = "blank.png"
    (exam / "layout.json").write_text(json.dumps(layout), encoding="utf-8")


def learned(blank: Path, exam: Path, corrections: Path | None = None) -> None:
    """What ``omr learn`` makes of a page; the key is invented, since only marks are compared."""
    found = learn([blank], corrections=corrections)
    for place, picture in found.references.items():
        (exam / place).parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(exam / place), picture)
    write_layout(found.layout, exam / "layout.json")
    text = found.exam.replace(f"  - name: {MANY}\n", f"  - name: {MANY}\n    choose: many\n")
    (exam / "exam.yaml").write_text(text, encoding="utf-8")
    items = (f",{item.section},{item.name},{item.options[0].label}\n" for item in read_exam(exam / "exam.yaml").items)
    (exam / "key.csv").write_text("form,section,item,answer\n" + "".join(items), encoding="utf-8")


def responses_of(name: str, calibration: Path | None, again: Again | None) -> dict[tuple[str, str], Response]:
    """(file#page, item) → response, by scanning the shared scans into throw-away batches."""
    found: dict[tuple[str, str], Response] = {}
    fitted = read_calibration(calibration or data_folder("calibration"))
    with tempfile.TemporaryDirectory() as temporary:
        for folder, scans in exams(name, Path(temporary)):
            exam = read_folder(folder)
            batch = Batch.open(folder / "batch", create=True)
            scan(again(scans, folder / "again") if again else scans, exam, batch, fitted)
            found |= {(f"{Path(r.ref.file).name}#{r.ref.page}", r.item): r for r in reading(batch, exam, fitted).responses if r.ref}
            batch.close()
    return found


def is_right(response: Response, truth: str, note: str) -> bool:
    if BESIDE in note:
        return response.status is ResponseStatus.MULTIPLE
    return truth != "ambiguous" and response.response == truth


def truth(name: str) -> Iterator[dict[str, str]]:
    """The rows of a source's truth; positions of boxes in printed order as the labels that boxes have by their place, digits one a row."""
    with (real_root() / name / "truth.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if name == "omr-photos":
                yield from _by_digit(row)
            elif name != "checkbox-1bit":
                yield row
            elif row["item"] == "ID":
                for place, digit in enumerate(row["response"], 1):
                    yield row | {"item": f"ID{place}", "response": "" if digit == "-" else ascii_uppercase[int(digit)]}
            else:
                yield row | {"response": re.sub(r"\d+", lambda found: ascii_uppercase[int(found[0]) - 1], row["response"])}


def _by_digit(row: dict[str, str]) -> Iterator[dict[str, str]]:
    """A row of omr-photos; of a number, which is bubbled by its digits, a row for each of them: 6a, 6b; R1, R2, …"""
    if row["item"] == "roll":
        yield from (row | {"item": f"R{place}", "response": digit} for place, digit in enumerate(row["response"], 1))
    elif row["note"].startswith("note=two-digit number"):
        yield from (row | {"item": row["item"] + place, "response": digit} for place, digit in zip("ab", row["response"], strict=True))
    else:
        yield row


def measure(name: str, calibration: Path | None, again: Again | None = None) -> Score:
    """A source's rows as its scans are read, or others that ``again`` makes of them."""
    responses = responses_of(name, calibration, again)
    score = Score()
    for row in truth(name):
        page = row["page"] if "#" in row["page"] else f"{row['page']}#1"
        response = responses.get((page, row["item"]))
        kind = row["note"].split(";")[0] or "-"
        tally = score.by.setdefault(kind, Counter())
        score.rows += 1
        tally["rows"] += 1
        if response is None or response.status is ResponseStatus.UNSURE:
            score.sent += 1
            tally["sent"] += 1
            score.wrong.append(
                f"sent: {row['page']} {row['item']} ({row['response']}; {row['note']}): {response.why if response else 'page not read'}"
            )
        elif is_right(response, row["response"], row["note"]):
            score.right += 1
        else:
            score.silent_errors += 1
            tally["silent_errors"] += 1
            score.wrong.append(f"SILENT: {row['page']} {row['item']}: {response.response!r} for {row['response']!r} ({row['note']})")
    return score


def main() -> None:
    parser = asking(__doc__, "the same: it takes seconds")
    parser.add_argument("names", nargs="*", help=f"which of them; all if not given: {', '.join(NAMES)}")
    parser.add_argument("--lines", action="store_true", help="print every row that was sent, too")
    parser.add_argument("--calibration", type=Path)
    options = parser.parse_args()
    if not real_root().is_dir():
        sys.exit(f"REAL SCANS ABSENT: {real_root()} is not there; set OMR_REAL")
    sources = {}
    summary = []
    for name in options.names or NAMES:
        score = measure(name, options.calibration)
        share = f"{score.sent} sent ({score.sent / score.rows:.2%})"
        print(f"{name}: {score.rows} rows, {score.right} right, {score.silent_errors} silent errors, {share}")
        for kind, tally in sorted(score.by.items()):
            print(f"  {kind:24} rows {tally['rows']:4}  silent errors {tally['silent_errors']:3}  sent {tally['sent']:3}")
        for line in score.wrong if options.lines else [line for line in score.wrong if line.startswith("SILENT")]:
            print(f"  {line}")
        figures = {"rows": score.rows, "right": score.right, "silent_errors": score.silent_errors, "review_rate": score.sent / score.rows}
        sources[name] = figures
        summary.append(f"{name} {score.silent_errors} silent, {score.sent} of {score.rows} sent")
    print("; ".join(summary))
    write(options.json, {"seed": None, "sources": sources})


if __name__ == "__main__":
    main()
