"""Makes the plain sample exam anew: ``python -m tests.make_plain [-o DIR]``.

The same exam as an instructor had it before: an answer sheet without anything on it for a machine. Its two forms are learned from their
blank PDFs; ten sheets come out of a duplex scanner in the order in which they were handed in.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import typst

from omr.files import ExamFolder, read_folder, write_decisions, write_layout
from omr.learn import learn
from omr.model.exam import Assignment, ItemRef
from omr.model.layout import Layout
from omr.model.response import Decision, Target
from omr.simulate import AMBIGUOUS, Fate, Job, Respondent, SimulatedSheet, encode, know, simulate_sheet, write_pdf, write_truth
from tests.make_stack import EXAM as MARKED
from tests.make_stack import GRADER, TABLE, WHEN
from tests.make_stack import _omr as omr

EXAM = Path(__file__).resolve().parents[1] / "sample_scans" / "ift6135-plain"
NAME = "IFT6135-plain"
FORMS = ("1011", "1012")
SEED = 6136
SHEETS = 10
UPSIDE_DOWN = 6
STACK = "stack.pdf"


def blank_pdf(code: str) -> bytes:
    """The blank answer sheet of a form, by the fonts of the typst wheel alone: the same bytes on every machine."""
    compiler = typst.Compiler(EXAM / "answer_sheet.typ", ignore_system_fonts=True, sys_inputs={"code": code})
    pdf = compiler.compile(format="pdf", pdf_tags=False)
    assert isinstance(pdf, bytes)
    return pdf


def write_exam(out: Path) -> None:
    """The exam folder without its scans: exam and key of the other sample, ten of its students, and what is learned from the blanks."""
    (out / "blanks").mkdir(parents=True, exist_ok=True)
    (out / "reference").mkdir(exist_ok=True)
    text = (MARKED / "exam.yaml").read_text(encoding="utf-8")
    (out / "exam.yaml").write_text(text.replace("exam: IFT6135\n", f"exam: {NAME}\n"), encoding="utf-8")
    shutil.copyfile(MARKED / "key.csv", out / "key.csv")
    students = (MARKED / "roster.csv").read_text(encoding="utf-8").splitlines()
    (out / "roster.csv").write_text("\n".join(students[: SHEETS + 1]) + "\n", encoding="utf-8")
    blanks = [out / "blanks" / f"{code}.pdf" for code in FORMS]
    for code, blank in zip(FORMS, blanks, strict=True):
        blank.write_bytes(blank_pdf(code))
    learned = learn(blanks, read_folder(out).exam)
    for name, picture in learned.references.items():
        (out / name).write_bytes(cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 9])[1].tobytes())
    write_layout(learned.layout, out / "layout.json")


def sheets(folder: ExamFolder) -> list[tuple[SimulatedSheet, Respondent]]:
    """The sheets in the order in which they were handed in, each with what its student meant."""
    assert folder.layout is not None
    made = []
    for index, student in enumerate(folder.roster):
        rng = np.random.default_rng([SEED, index])
        answers = know(rng, folder.exam, folder.key, float(rng.uniform(0.3, 1.0)), TABLE)
        person = Respondent(answers, student.name, student.number)
        owner = Assignment(f"{index + 1:02}", student.number, FORMS[index % 2])
        fate = Fate(scanner={"upside_down": index == UPSIDE_DOWN})
        pdfs = {code: folder.folder / "blanks" / f"{code}.pdf" for code in FORMS}
        layout: Layout = folder.layout
        job = Job(folder.exam, layout, pdfs, (owner,), {owner.serial: person}, TABLE, SEED + index, {owner.serial: fate})
        made.append((simulate_sheet(job, 0), person))
    return made


def write_scans(out: Path) -> None:
    """``scans/``, ``truth.csv``, ``decisions.csv``, and in ``expected/`` what scan, decide and grade make of them.

    A sheet has no name but its first scan's, so the program reads the stack before the truth can be written down.
    """
    made = sheets(read_folder(out))
    (out / "scans").mkdir(exist_ok=True)
    write_pdf([(encode(side), side.dpi) for sheet, _ in made for side in sheet.pages], out / "scans" / STACK)
    with tempfile.TemporaryDirectory() as folder:
        batch = Path(folder) / "batch"
        omr("scan", out / "scans" / STACK, "--exam", out, "--batch", batch)
        omr("grade", batch)
        with (batch / "results" / "pages.csv").open(encoding="utf-8", newline="") as file:
            scans = [row["scan"] for row in csv.DictReader(file)]
        names = {sheet.sheet: scans[2 * place] for place, (sheet, _) in enumerate(made)}
        write_truth([replace(row, sheet=names[row.sheet]) for sheet, _ in made for row in sheet.rows], out / "truth.csv")
        with (batch / "results" / "responses.csv").open(encoding="utf-8", newline="") as file:
            asked = {(row["sheet"], row["section"], row["item"]) for row in csv.DictReader(file) if row["status"] == "unsure"}
        write_decisions(decisions(made, names, asked), out / "decisions.csv")
        omr("decide", batch, out / "decisions.csv")
        omr("grade", batch)
        (out / "expected").mkdir(exist_ok=True)
        for name in ("pages.csv", "grades.csv"):
            shutil.copyfile(batch / "results" / name, out / "expected" / name)


def decisions(made: list[tuple[SimulatedSheet, Respondent]], names: dict[str, str], asked: set[tuple[str, str, str]]) -> list[Decision]:
    """What a grader says: whose each sheet is, by the number written on its cover, and every item that the program asks."""
    said = []
    for sheet, person in made:
        name = names[sheet.sheet]
        said.append(Decision(Target.SHEET, person.number, name, who=GRADER, when=WHEN, reason="read by eye"))
        for row in sheet.rows:
            if (name, row.section, row.item) in asked:
                value = person.answers[ItemRef(row.section, row.item)] if row.response == AMBIGUOUS else row.response
                said.append(Decision(Target.ITEM, value or "omitted", name, row.section, row.item, who=GRADER, when=WHEN, reason="asked"))
    return said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, default=EXAM, help="where to write (the exam folder itself unless given)")
    out = parser.parse_args().out
    write_exam(out)
    write_scans(out)


if __name__ == "__main__":
    main()
