"""How far the simulator's marks can be told from real ones by what the reader measures: ``python tests/bench/reality.py``.

For each shared source, sheets of its own form are simulated and read by the real page half, beside its real scans. A logistic regression
on the marked boxes' measures and their products is fitted on half of the pages of both and asked about the others: 0.5 means that it cannot
tell simulated from real, 1 that it always can. Beside it stand each measure's middle and spread, so that one sees where they differ.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations_with_replacement
from multiprocessing import get_context
from pathlib import Path

import cv2
import img2pdf
import numpy as np
import numpy.typing as npt
from accuracy import read_side
from figures import asking, write
from real import FILLED, NAMES, exams, real_root

from omr.calibrate.forms import random_answers
from omr.files import data_folder, read_calibration, read_folder
from omr.model.exam import Assignment
from omr.model.page import PageEvidence, PageHalf
from omr.scan import scan
from omr.simulate import Job, Respondent, simulate_sheet, table_named
from omr.store import Batch

SEED = 5
BLANKS = tuple(name for name in NAMES if name not in FILLED)
"""Sources with a blank, on which sheets can be simulated."""
SHEETS = 24
MEASURES = ("ink", "peak", "spread", "core", "outside", "reach", "excess", "veil", "ring")
PLACES = (0, 1, 2, 3, 4, 5, 7, 8, 11)
"""Where they stand in ``BoxEvidence.features``."""
LOGS = (0, 4, 6)
"""Those of MEASURES that are amounts of ink: compared by their logarithm."""
LEAST = 0.01
RIDGE = 1.0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Marks:
    """The marked boxes of some pages: ``measures`` (n, len(MEASURES)) and the number of each one's page (n,)."""

    measures: Floats
    pages: npt.NDArray[np.int64]


def marks(pages: list[tuple[PageEvidence, set[tuple[str, str]]]]) -> Marks:
    """The measures of the boxes (item, label) that are marked on each page."""
    rows, numbers = [], []
    for number, (page, marked) in enumerate(pages):
        for box in page.boxes:
            if (box.item, box.label) in marked:
                rows.append([box.features[place] for place in PLACES])
                numbers.append(number)
    measures = np.array(rows, dtype=np.float64)
    measures[:, LOGS] = np.log(np.maximum(measures[:, LOGS], 0) + LEAST)
    return Marks(measures, np.array(numbers))


def real(name: str) -> Marks:
    """A source's own marks."""
    marked: dict[str, set[tuple[str, str]]] = {}
    with (real_root() / name / "truth.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            page = row["page"] if "#" in row["page"] else f"{row['page']}#1"
            if row["response"] and row["response"] != "ambiguous":
                marked.setdefault(page, set()).update((row["item"], label) for label in row["response"].split("&"))
    with tempfile.TemporaryDirectory() as temporary:
        exam = read_folder(next(exams(name, Path(temporary)))[0])
        batch = Batch.open(Path(temporary) / "batch", create=True)
        folder = real_root() / name
        scan([folder / "scans" if (folder / "scans").is_dir() else folder / "scans.pdf"], exam, batch, read_calibration(CALIBRATION))
        found = [result for result in batch.results() if isinstance(result, PageEvidence)]
        batch.close()
    return marks([(page, marked.get(f"{Path(page.ref.file).name}#{page.ref.page}", set())) for page in found])


CALIBRATION = data_folder("calibration")


def simulated(name: str, table: str, seed: int, sheets: int) -> Marks:
    """Marks that the simulator draws on the same form."""
    with tempfile.TemporaryDirectory() as temporary, get_context("spawn").Pool(os.cpu_count()) as pool:
        exam = next(exams(name, Path(temporary)))[0]
        return marks(list(pool.imap(partial(_one, exam, real_root() / name, table, seed), range(sheets))))


def _one(exam: Path, source: Path, table: str, seed: int, number: int) -> tuple[PageEvidence, set[tuple[str, str]]]:
    cv2.setNumThreads(1)
    folder = read_folder(exam)
    assert folder.layout is not None
    (form,) = folder.layout.forms
    (blank,) = source.glob("blank.*")
    pdf = blank.read_bytes() if blank.suffix == ".pdf" else _as_pdf(blank, folder.layout.page(form, 1).size)
    rng = np.random.default_rng([seed, number])
    people = {"S": Respondent(random_answers(rng, folder.exam))}
    job = Job(folder.exam, folder.layout, {form: pdf}, (Assignment("S", "", form),), people, table_named(table), seed * 1009 + number, {})
    sheet = simulate_sheet(job, 0)
    half = PageHalf(folder.exam.name, folder.folder, folder.layout, read_calibration(CALIBRATION))
    for side in sheet.pages:
        read = read_side(side, half)
        if isinstance(read, PageEvidence):
            return read, {(box.item, box.label) for box in sheet.boxes if box.state == "marked"}
    return PageEvidence(read.ref, None, 0.0, 0.0, 0.0, (), ()), set()


def _as_pdf(picture: Path, size: tuple[float, float]) -> bytes:
    fit = img2pdf.get_layout_fun((img2pdf.mm_to_pt(size[0]), img2pdf.mm_to_pt(size[1])))
    return img2pdf.convert(picture.read_bytes(), layout_fun=fit, nodate=True)


def told_apart(one: Marks, other: Marks) -> float:
    """The area under the ROC curve of the regression on pages it was not fitted on, both halves in turn."""
    x = np.concatenate([one.measures, other.measures])
    y = np.concatenate([np.zeros(len(one.measures)), np.ones(len(other.measures))])
    half = np.concatenate([one.pages % 2, other.pages % 2]) == 1
    x = (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-9)
    x = np.column_stack([np.ones(len(x)), x, *(x[:, a] * x[:, b] for a, b in combinations_with_replacement(range(x.shape[1]), 2))])
    areas = [area(x[~fit] @ regression(x[fit], y[fit]), y[~fit]) for fit in (half, ~half)]
    return float(np.mean(areas))


def regression(x: Floats, y: Floats, rounds: int = 25) -> Floats:
    """Weights of a logistic regression with a ridge, both classes counting alike (Newton's method)."""
    share = np.where(y > 0, 0.5 / max(y.mean(), 1e-9), 0.5 / max(1 - y.mean(), 1e-9))
    weights = np.zeros(x.shape[1])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (share * (y - p)) - RIDGE * weights
        bend = (x * (share * p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(x.shape[1])
        weights = weights + np.linalg.solve(bend, slope)
    return weights


def area(scores: Floats, y: Floats) -> float:
    """Share of pairs of one of each class in which the second class has the higher score (Mann-Whitney)."""
    ranks = np.empty(len(scores))
    ranks[np.argsort(scores, kind="stable")] = np.arange(1, len(scores) + 1)
    ones = y > 0
    return float((ranks[ones].sum() - ones.sum() * (ones.sum() + 1) / 2) / (ones.sum() * (~ones).sum()))


def lines(one: Marks, other: Marks) -> Iterator[str]:
    for place, name in enumerate(MEASURES):
        told = "   ".join(
            f"{label} {np.median(each.measures[:, place]):6.2f} ({np.quantile(each.measures[:, place], 0.1):.2f} to "
            f"{np.quantile(each.measures[:, place], 0.9):.2f})"
            for label, each in (("simulated", one), ("real", other))
        )
        both = np.concatenate([one.measures[:, place], other.measures[:, place]])
        alone = area(both, np.repeat([0.0, 1.0], [len(one.measures), len(other.measures)]))
        yield f"  {name + (' (log)' if place in LOGS else ''):14} {told}   alone {max(alone, 1 - alone):.2f}"


def main() -> None:
    parser = asking(__doc__, "six sheets of each")
    parser.add_argument("names", nargs="*", help=f"which of them; all if not given: {', '.join(BLANKS)}")
    parser.add_argument("--table", default="everyday")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    figures = {}
    for name in options.names or BLANKS:
        one, other = simulated(name, options.table, options.seed, 6 if options.quick else SHEETS), real(name)
        figures[name] = round(told_apart(one, other), 4)
        print(f"{name}: {len(one.measures)} simulated marks, {len(other.measures)} real ones, told apart {figures[name]:.3f}")
        print("\n".join(lines(one, other)))
    write(options.json, {"seed": options.seed, "table": options.table, "told_apart": figures})


if __name__ == "__main__":
    main()
