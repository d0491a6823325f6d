"""Makes the sample exam's stack of scans, its truth and its grader's decisions: ``python -m tests.make_stack [-o DIR] [--expected]``.

An exam office's morning: 24 sheets of both forms in one duplex PDF, in the order in which they were handed in. Two sheets lie upside
down, one answer page went through the scanner twice, a blank page and a page of another exam lie between, and one sheet was stapled.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import cv2
import numpy as np

from omr.files import ExamFolder, read_folder, write_decisions
from omr.model.exam import Assignment, Exam, Form, Item, ItemRef, Kind, Option, Section, Shape
from omr.model.response import Decision, Target
from omr.sheet import sheet
from omr.simulate import (
    AMBIGUOUS,
    EVERYDAY,
    Fate,
    Job,
    PageRow,
    Respondent,
    SimulatedPage,
    SimulatedSheet,
    TruthRow,
    encode,
    know,
    simulate,
    simulate_sheet,
    write_pdf,
    write_places,
    write_truth,
)

EXAM = Path(__file__).resolve().parents[1] / "sample_scans" / "ift6135"
SEED = 6135
STACK = "stack.pdf"
TWINS = (0, 1)
"""Places of two sheets, of form 1011 and of form 1012, whose students know the same."""
UPSIDE_DOWN = (6, 15)
SCANNED_TWICE = 9
STAPLED = 4
FINE = (3, 12)
"""Scanned at 200 dpi; the others at 150, which keeps the sample small."""
BLANK_AFTER, FOREIGN_AFTER = 5, 17
TABLE = replace(
    EVERYDAY,
    styles={**EVERYDAY.styles, "circle_around": 0.2},
    p_omit=0.02, p_double=0.0, p_light=0.0, p_cancel=0.0, p_cancel_alone=0.0, p_erase=0.0, p_erase_alone=0.0,
    p_fluid=0.0, p_rest=0.0, p_beside=0.0,
    p_toner_loss=0.05, p_staple=0.0, p_fold=0.0, p_torn=0.0, p_coffee=0.0, p_punched=0.0, p_grader=0.0, p_dirt=0.15, p_showthrough=0.3,
    p_upside_down=0.0, p_speckle=0.0, p_streak=0.0, p_shadow=0.1, p_recycled=0.0,
    dpi={"150": 1}, modes={"grey": 1}, noise=(0.4, 1.2), p_jpeg=1.0, jpeg=(36, 46), paper=(246, 255), gain=(1.0, 1.06),
    darkness=(0.8, 1.1), mark_size=(0.55, 0.95), dot_gain=(0.0, 0.0), p_sharpen=0.0, p_levels=0.0, p_jerk=0.01, p_spill=0.0,
)  # fmt: skip
"""Everyday sheets of one office's scanner; what must be in the stack is laid down below, not left to chance."""
HAPPENS = {
    2: {("1", "c"): "cancelled", ("5", "ii"): "cancelled"},
    4: {("1", "h"): "erased"},
    5: {("1", "b"): "erased", ("7", "i"): "erased", ("4", "iii"): "light"},
    7: {("1", "n"): "rested"},
    8: {("3", "i"): "cancelled"},
    10: {("1", "f"): "fluid", ("1", "k"): "light"},
    13: {("1", "d"): "beside", ("6", "i"): "cancelled"},
    16: {("1", "a"): "cancelled", ("1", "e"): "cancelled", ("8", "i"): "erased"},
    19: {("5", "iv"): "erased", ("1", "p"): "rested"},
    21: {("1", "l"): "light", ("1", "m"): "light", ("4", "i"): "cancelled"},
}
"""Place of the sheet → item → what happens in it."""
DOUBLES = {3: (("1", "g"), ("5", "i")), 11: (("4", "ii"),), 14: (("1", "j"), ("7", "ii")), 20: (("3", "ii"),)}
OMISSIONS = {2: (("8", "i"),), 9: (("1", "o"), ("6", "i"), ("7", "iii")), 18: (("2", "b"), ("2", "d"), ("5", "iii")), 22: (("1", "b"),)}
DOUBTFUL = frozenset({"light", "cancelled", "erased", "rested", "beside", "fluid", "double", "circle_around", "slash"})
"""Marks that a careful reader may ask about: the grader's decision is there in any case."""
REJECTED = 5
"""The exit code of a job that is done but for rejected pages: the foreign one."""
GRADER, WHEN = "m.okafor", "2022-04-26T10:30:00+00:00"


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """The scans in order, with the truth of every sheet and what its student meant."""

    sides: tuple[SimulatedPage, ...]
    sheets: tuple[SimulatedSheet, ...]
    meant: dict[str, Respondent]


def _students(folder: ExamFolder) -> dict[str, Respondent]:
    """What every student answers: 30 to 100 % of the key, with the stack's own double marks and omissions."""
    names = {student.number: student.name for student in folder.roster}
    people: dict[str, Respondent] = {}
    for index, assignment in enumerate(folder.sheets):
        twin = index in TWINS
        rng = np.random.default_rng([SEED, TWINS[0] if twin else index, 2])
        table = replace(TABLE, p_omit=0.0) if twin else TABLE
        answers = know(rng, folder.exam, folder.key, 0.8 if twin else float(rng.uniform(0.3, 1.0)), table)
        for ref in DOUBLES.get(index, ()):
            labels = [option.label for option in folder.exam.item(ItemRef(*ref)).options]
            first = answers[ItemRef(*ref)] or labels[0]
            answers[ItemRef(*ref)] = "&".join(label for label in labels if label in {first, _other(labels, first)})
        for ref in OMISSIONS.get(index, ()):
            answers[ItemRef(*ref)] = ""
        people[assignment.serial] = Respondent(answers, names[assignment.student_number], assignment.student_number)
    return people


def _other(labels: list[str], first: str) -> str:
    return next(label for label in reversed(labels) if label != first)


def _fates(folder: ExamFolder) -> dict[str, Fate]:
    fates: dict[str, Fate] = {}
    for index, assignment in enumerate(folder.sheets):
        scanner: dict[str, object] = {"upside_down": index in UPSIDE_DOWN, "dpi": 200 if index in FINE else 150}
        damage = (("staple", "fold"), ("staple", "fold")) if index == STAPLED else None
        happens = {ItemRef(*ref): event for ref, event in HAPPENS.get(index, {}).items()}
        fates[assignment.serial] = Fate(scanner=scanner, damage=damage, corner=0, happens=happens)
    return fates


def _foreign() -> SimulatedPage:
    """The answer page of another exam."""
    items = tuple(Item("1", str(n), Kind.CHOICE, Decimal(1), tuple(map(Option, "abcd"))) for n in range(1, 13))
    section = Section("1", {"en": "Algorithms", "fr": "Algorithmes"}, Kind.CHOICE, items, Shape.CIRCLE)
    exam = Exam("IFT3395", {"en": "Quiz 2", "fr": "Quiz 2"}, ("en", "fr"), "2022-04-25", "8h30", (section,), (Form("2001"),))
    owner = Assignment("A0001B", "", "2001")
    printed = sheet(exam, (owner,), {})
    person = Respondent(dict.fromkeys((item.ref for item in items), "b"))
    (made,) = simulate(exam, printed.layout, printed.pdfs, (owner,), {"A0001B": person}, table=TABLE, seed=SEED)
    return replace(made.pages[-1], sheet="", defects=("other_exam",))


def _blank(like: SimulatedPage) -> SimulatedPage:
    """An empty side, as the same scanner sees it."""
    rng = np.random.default_rng(SEED)
    image = np.clip(rng.normal(250, 1.2, like.image.shape), 0, 255).astype(np.uint8)
    jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 45])[1].tobytes()
    return SimulatedPage("", "", 0, image, like.dpi, "grey", ("blank",), jpeg)


def make(folder: ExamFolder) -> Stack:
    """The whole stack, from the exam folder's printed sheets."""
    assert folder.layout is not None
    pdfs = {form.code: folder.folder / "sheets" / f"{form.code}.pdf" for form in folder.exam.forms}
    people, fates = _students(folder), _fates(folder)

    sheets = list(simulate(folder.exam, folder.layout, pdfs, folder.sheets, people, table=TABLE, seed=SEED, fates=fates))
    again = {serial: replace(fate, rescan=1) for serial, fate in fates.items()}
    twice = simulate_sheet(Job(folder.exam, folder.layout, pdfs, folder.sheets, people, TABLE, SEED, again), SCANNED_TWICE)
    order = [int(place) for place in np.random.default_rng(SEED).permutation(len(sheets))]
    sides: list[SimulatedPage] = []
    for position, place in enumerate(order):
        sides += sheets[place].pages
        if place == SCANNED_TWICE:
            sides.append(twice.pages[-1])
        if position == BLANK_AFTER:
            sides.append(_blank(sheets[place].pages[0]))
        if position == FOREIGN_AFTER:
            sides.append(_foreign())
    return Stack(tuple(sides), tuple(sheets), people)


def decisions(stack: Stack, asked: frozenset[tuple[str, str, str]] = frozenset()) -> list[Decision]:
    """What a grader says: every written number, every item that a careful reader may ask about, and what the program ``asked``."""
    made = []
    for made_sheet in stack.sheets:
        for row in made_sheet.rows:
            reason = _reason(row) or ("asked" if (row.sheet, row.section, row.item) in asked else "")
            if reason:
                meant = stack.meant[row.sheet].answers[ItemRef(row.section, row.item)]
                value = (meant if row.response == AMBIGUOUS else row.response) or "omitted"
                made.append(Decision(Target.ITEM, value, row.sheet, row.section, row.item, who=GRADER, when=WHEN, reason=reason))
    return made


def _reason(row: TruthRow) -> str:
    """Why the grader looked; empty for what nobody would ask about."""
    if "handwriting" in row.mark_kinds or row.section == "2":
        return "read by eye"
    doubtful = [kind for kind in row.mark_kinds if kind in DOUBTFUL]
    return " and ".join(doubtful).replace("_", " ") or ("unclear" if row.response == AMBIGUOUS else "")


def write(stack: Stack, out: Path) -> None:
    """``scans/stack.pdf``, ``truth.csv``, ``truth_pages.csv`` and ``decisions.csv`` into ``out``."""
    (out / "scans").mkdir(parents=True, exist_ok=True)
    write_pdf([(encode(side), side.dpi) for side in stack.sides], out / "scans" / STACK)
    write_truth([row for made in stack.sheets for row in made.rows], out / "truth.csv")
    write_places([PageRow(STACK, number, side) for number, side in enumerate(stack.sides, start=1)], out / "truth_pages.csv")
    write_decisions(decisions(stack), out / "decisions.csv")


def expect(stack: Stack, out: Path) -> None:
    """``expected/pages.csv`` and ``expected/grades.csv``: what scan, decide and grade make of the stack in ``out``, once a grader has also
    decided what the program asked. To be looked at, since they say what the program does, not what it should do.
    """
    with tempfile.TemporaryDirectory() as folder:
        batch = Path(folder) / "batch"
        _omr("scan", out / "scans" / STACK, "--exam", EXAM, "--batch", batch)
        _omr("grade", batch)
        with (batch / "results" / "responses.csv").open(encoding="utf-8", newline="") as file:
            asked = {(row["sheet"], row["section"], row["item"]) for row in csv.DictReader(file) if row["status"] == "unsure"}
        write_decisions(decisions(stack, frozenset(asked)), out / "decisions.csv")
        _omr("decide", batch, out / "decisions.csv")
        _omr("grade", batch)
        (out / "expected").mkdir(exist_ok=True)
        for name in ("pages.csv", "grades.csv"):
            shutil.copyfile(batch / "results" / name, out / "expected" / name)


def _omr(*arguments: str | Path) -> None:
    """Runs a command; done, or done with pages rejected, are both as expected of this stack."""
    done = subprocess.run([sys.executable, "-m", "omr", *map(str, arguments)], check=False, capture_output=True, text=True)
    if done.returncode not in {0, REJECTED}:
        raise SystemExit(done.stdout + done.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, default=EXAM, help="where to write (the exam folder itself unless given)")
    parser.add_argument(
        "--expected", action="store_true", help="also run the program over the stack and keep its pages and grades as expected"
    )
    arguments = parser.parse_args()
    stack = make(read_folder(EXAM))
    write(stack, arguments.out)
    if arguments.expected:
        expect(stack, arguments.out)


if __name__ == "__main__":
    main()
