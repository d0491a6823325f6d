"""A form of another program whose students bubble their number and their version: learned, filled, scanned, read, named and graded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import typst
from learn.forms import OVALS, SETUP

from omr.files import ExamFolder, data_folder, read_calibration, read_folder, write_layout
from omr.learn import learn
from omr.model.exam import Assignment, ItemRef
from omr.model.layout import FieldKind, Layout
from omr.model.page import PageEvidence, Reason, Status
from omr.model.response import Decision, ResponseStatus, Sheet, Target
from omr.results import Reading, reading
from omr.scan import scan
from omr.simulate import Fate, Job, Respondent, encode, simulate_sheet, write_pdf
from omr.simulate.tables import EVERYDAY
from omr.store import Batch

ITEMS = tuple(str(number) for number in range(1, 46))
BACKWARDS = ITEMS[::-1]
"""Version B prints the items of version A in the opposite order."""
ROSTER = tuple(f"{number:08}" for number in (1234567, 20242031, 30506070, 99887766, 45454545))
EXAM = f"""exam: ovals
title: Ovals
languages: [en]
student_number: {{digits: 8}}
sections:
  - {{name: 1, title: Questions, points: 1, kind: choice, shape: circle, options: A-E, items: 1-45}}
forms:
  - code: A
  - {{code: B, items: {{1: [{", ".join(BACKWARDS)}]}}}}
"""
STRANGER = "18273645"
ROOMY = SETUP + OVALS.replace("gutter: 1.2mm", "gutter: 2.6mm")
"""The digits stand so far apart that a cross in one does not reach the next."""
CALM = replace(
    EVERYDAY,
    styles={"cross": 1},
    other_style=(0.0, 0.0),
    pens={"blue": 1, "black": 1},
    **dict.fromkeys(("p_light", "p_cancel", "p_erase", "p_fluid", "p_rest", "p_beside", "p_dirt", "p_streak", "p_shadow"), 0.0),
)
"""Marks as the sheet asks for them: what happens beside is the papers' own matter."""


@dataclass(frozen=True)
class Paper:
    """One sheet as its student meant it."""

    number: str
    form: str
    happens: dict[ItemRef, str]
    unversioned: bool = False


PAPERS = (
    Paper(ROSTER[0], "A", {}),
    Paper(ROSTER[1], "B", {}),
    Paper(ROSTER[2], "B", {ItemRef("", "student_number.4"): "cancelled"}),
    Paper(ROSTER[3], "A", {}, unversioned=True),
    Paper(ROSTER[4], "A", {}),
    Paper(STRANGER, "A", {}),
    Paper("3050607", "A", {}),
)
"""As they lie in the stack; one is nobody's of the roster."""
CANCELLED, UNVERSIONED, SHORT = 2, 3, 6
"""Which of them has a digit struck out, says no version, has a digit too few."""


def answers(place: int) -> dict[ItemRef, str]:
    return {ItemRef("1", item): "ABCDE"[(place + int(item) * 7) % 5] for item in ITEMS}


def make_exam(folder: Path) -> ExamFolder:
    (folder / "exam.yaml").write_text(EXAM, encoding="utf-8")
    (folder / "key.csv").write_text("form,section,item,answer\n" + "".join(f"A,1,{item},A\n" for item in ITEMS), encoding="utf-8")
    (folder / "roster.csv").write_text("student_number,name\n" + "".join(f"{n},Name {n}\n" for n in ROSTER), encoding="utf-8")
    (folder / "blank.pdf").write_bytes(typst.compile(ROOMY.encode()))
    learned = learn([folder / "blank.pdf"], read_folder(folder).exam)
    (folder / "reference").mkdir()
    for name, picture in learned.references.items():
        (folder / name).write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    write_layout(learned.layout, folder / "layout.json")
    return read_folder(folder)


def without_version(layout: Layout) -> Layout:
    """The layout for a student who does not say which version it is."""
    forms = {
        form: tuple(replace(page, fields=tuple(f for f in page.fields if f.kind is not FieldKind.FORM_CODE)) for page in pages)
        for form, pages in layout.forms.items()
    }
    return Layout(forms)


def stack(folder: ExamFolder) -> list[tuple[bytes, int]]:
    assert folder.layout is not None
    sides = []
    for place, paper in enumerate(PAPERS):
        layout = without_version(folder.layout) if paper.unversioned else folder.layout
        owner = Assignment(str(place), paper.number, paper.form)
        blank = folder.folder / "blank.pdf"
        person = Respondent(answers(place), number=paper.number)
        fate = Fate(happens=paper.happens, damage=((),), scanner={"mode": "grey", "upside_down": place == 1})
        job = Job(
            folder.exam, layout, {"A": blank, "B": blank}, (owner,), {"": person, str(place): person}, CALM, 40 + place, {str(place): fate}
        )
        sides += [(encode(side), side.dpi) for side in simulate_sheet(job, 0).pages]
    return sides


@pytest.fixture(scope="module")
def exam(tmp_path_factory: pytest.TempPathFactory) -> ExamFolder:
    return make_exam(tmp_path_factory.mktemp("ovals"))


@pytest.fixture(scope="module")
def batch(exam: ExamFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Batch]:
    folder = tmp_path_factory.mktemp("batch")
    write_pdf(stack(exam), folder / "stack.pdf")
    opened = Batch.open(folder / "batch", create=True)
    scan([folder / "stack.pdf"], exam, opened, CALIBRATION, workers=1)
    yield opened
    opened.close()


CALIBRATION = read_calibration(data_folder("calibration"))


@pytest.fixture(scope="module")
def now(exam: ExamFolder, batch: Batch) -> Reading:
    return reading(batch, exam, CALIBRATION)


def sheet_of(now: Reading, place: int) -> Sheet:
    scan_id = now.collation.pages[place].ref.scan
    return next(sheet for sheet in now.collation.sheets if sheet.pages[0].ref.scan == scan_id)


def test_the_blank_gives_one_paper_with_two_forms_whose_items_are_permuted(exam: ExamFolder) -> None:
    assert exam.layout is not None
    a, b = (exam.layout.forms[form][0] for form in "AB")
    assert a.reference == b.reference
    assert [field.item for field in a.choices] == list(ITEMS)
    assert [field.item for field in b.choices] == list(BACKWARDS)
    assert {option.box for field in a.bubbled for option in field.options} == {o.box for field in b.bubbled for o in field.options}
    assert len(a.columns(FieldKind.STUDENT_NUMBER)) == 8


def test_every_page_is_the_form_that_its_student_bubbled_or_waits_for_a_person(now: Reading) -> None:
    rows = now.collation.pages
    for row, paper in zip(rows, PAPERS, strict=True):
        if row.status is Status.READ:
            assert row.form == paper.form
    assert (rows[UNVERSIONED].status, rows[UNVERSIONED].reason) == (Status.REJECTED, Reason.NO_CODE)
    assert "no version is bubbled on it" in rows[UNVERSIONED].detail
    assert sum(row.status is Status.READ for row in rows) >= len(PAPERS) - 2


def test_a_sheet_is_named_by_its_bubbles_only_where_every_digit_is_certain_or_told_by_the_roster(now: Reading) -> None:
    read = [place for place, row in enumerate(now.collation.pages) if row.status is Status.READ]
    for place in read:
        sheet = sheet_of(now, place)
        assert sheet.student_number in {"", PAPERS[place].number}
        assert bool(sheet.student_number) or "say whose it is" in sheet.problems[0]
    assert [sheet_of(now, place).student_number for place in (0, 1)] == [ROSTER[0], ROSTER[1]]
    assert [sheet_of(now, place).student_number for place in (CANCELLED, SHORT)] == ["", ""]


def test_answers_go_to_the_base_forms_items_whichever_version_was_bubbled(now: Reading) -> None:
    told = {(one.sheet, one.item): one for one in now.responses}
    for place in (0, 1):
        sheet = sheet_of(now, place).sheet
        for item in ITEMS:
            one = told[sheet, item]
            assert one.status is ResponseStatus.UNSURE or one.response == answers(place)[ItemRef("1", item)]
        assert sum(told[sheet, item].status is ResponseStatus.UNSURE for item in ITEMS) < 8


def test_a_person_says_which_version_a_page_is_and_its_boxes_are_read_as_that(exam: ExamFolder, batch: Batch, now: Reading) -> None:
    row = now.collation.pages[UNVERSIONED]
    batch.decide([Decision(Target.PAGE, "A/1/", scan=row.ref.scan, who="ann")])
    decided = reading(batch, exam, CALIBRATION)
    assert decided.collation.pages[UNVERSIONED].form == "A"
    sheet = sheet_of(decided, UNVERSIONED)
    assert sheet.student_number == ROSTER[3]
    told = {one.item: one for one in decided.responses if one.sheet == sheet.sheet}
    assert all(one.status is ResponseStatus.UNSURE or one.response == answers(UNVERSIONED)[ItemRef("1", one.item)] for one in told.values())
    batch.decide([Decision(Target.PAGE, "B/1/", scan=row.ref.scan, who="ann")])
    other = {one.item: one for one in reading(batch, exam, CALIBRATION).responses if one.sheet == sheet.sheet}
    for item, mirrored in zip(ITEMS, BACKWARDS, strict=True):
        assert other[mirrored].response == told[item].response
    assert isinstance(sheet.pages[0], PageEvidence)


def test_a_person_says_whose_an_uncertain_number_is(exam: ExamFolder, batch: Batch, now: Reading) -> None:
    sheet = sheet_of(now, CANCELLED).sheet
    batch.decide([Decision(Target.SHEET, ROSTER[2], sheet=sheet, who="ann")])
    named = next(one for one in reading(batch, exam, CALIBRATION).collation.sheets if one.sheet == sheet)
    assert (named.student_number, named.problems) == (ROSTER[2], ())


def test_the_picture_of_the_paper_is_kept_once(exam: ExamFolder) -> None:
    assert [path.name for path in sorted((exam.folder / "reference").iterdir())] == ["A-1.png"]
    assert np.array(cv2.imread(str(exam.folder / "reference" / "A-1.png"), cv2.IMREAD_GRAYSCALE)).min() < 100
