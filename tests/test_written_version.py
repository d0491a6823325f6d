"""A paper on which the student writes by hand which version it is: a person says it for each sheet, and its boxes are read as that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import typst
from review.desks import client, desk_of, web

from omr.errors import BadInput
from omr.files import ExamFolder, data_folder, read_calibration, read_exam, read_folder, write_layout
from omr.learn import Learned, learn
from omr.model.layout import FieldKind, LayoutPage
from omr.model.page import Reason, Status
from omr.model.response import ResponseStatus
from omr.model.versions import kin
from omr.results import Reading, reading
from omr.scan import scan
from omr.sheet import render_page
from omr.store import Batch

PX = 8.0
SETUP = """
#set page(width: 150mm, height: 190mm, margin: 15mm)
#set text(size: 10pt)
#let o(l) = box(circle(radius: 2.2mm, stroke: 0.6pt, align(center + horizon, text(size: 7pt, l))))
#let items(from, to) = grid(columns: (9mm, 9mm, 9mm, 9mm, 9mm), row-gutter: 4mm, align: horizon,
  ..range(from, to + 1).map(i => ([#i.], o("A"), o("B"), o("C"), o("D"))).flatten())
"""
BOX = "#box(width: 12mm, height: 9mm, stroke: 0.8pt, baseline: 3mm)[]"
LINE = "#box(width: 20mm, stroke: (bottom: 0.5pt))[]"
FRONT = "= Biology 101, midterm\nName: #box(width: 50mm, stroke: (bottom: 0.5pt))[]\n#v(4mm)\n{version}\n#v(6mm)\n#items(1, 8)\n"
BACK = "#pagebreak()\n== Second part: ecology\nRead each statement with care before you answer it.\n#v(9mm)\n#items(9, 16)\n"
ITEMS = tuple(str(number) for number in range(1, 17))
EXAM = f"""exam: biology
title: Biology
languages: [en]
student_number: {{digits: 8}}
sections:
  - {{name: 1, title: Questions, points: 1, kind: choice, shape: circle, options: A-D, items: 1-16}}
forms:
  - code: A
  - {{code: B, items: {{1: [{", ".join(reversed(ITEMS))}]}}}}
"""
WRITTEN = "BAB"
"""What the students of the stack wrote; nothing reads it but a person."""


def blank(folder: Path, version: str) -> Path:
    (folder / "blank.pdf").write_bytes(typst.compile((SETUP + FRONT.format(version=version) + BACK).encode()))
    return folder / "blank.pdf"


@pytest.mark.parametrize(
    "version",
    [f"Version: {BOX}", f"Version: {LINE}", f"#grid(row-gutter: 1.5mm, [Form], [{BOX}])", f"Série : {BOX}"],
    ids=["box", "line", "above", "french"],
)
def test_the_place_for_a_version_is_found(tmp_path: Path, version: str) -> None:
    found = learn([blank(tmp_path, version)], forms=("A", "B"))
    front, back = found.layout.forms["A"]
    assert front.field(FieldKind.VERSION) is not None
    assert back.field(FieldKind.VERSION) is None
    assert len(front.choices) == len(back.choices) == 8
    assert kin(found.layout, "A") == ("A", "B")
    assert any("the version is written by hand at" in doubt for doubt in found.doubts)


@pytest.mark.parametrize("version", ['Version: #o("A") #o("B") #o("C")', f"Score: {BOX}", f"Version: {BOX}#h(3mm){BOX}"])
def test_other_boxes_are_no_place_for_a_version(tmp_path: Path, version: str) -> None:
    (page, _), *_ = learn([blank(tmp_path, version)]).layout.forms.values()
    assert page.field(FieldKind.VERSION) is None


def test_without_a_place_for_it_one_paper_is_not_two_forms(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="2 form codes: A, B") as refused:
        learn([blank(tmp_path, f"Score: {LINE}")], forms=("A", "B"))
    assert "`field PAGE X Y version`" in str(refused.value)


def test_a_correction_says_where_it_is_written(tmp_path: Path) -> None:
    found = learn([blank(tmp_path, f"Score: {LINE}")])
    (front, _), *_ = found.layout.forms.values()
    x, y = next(field.box.centre for field in front.fields if field.printed == "Score")
    (tmp_path / "fix.txt").write_text(f"field 1 {x:.1f} {y:.1f} version\n", encoding="utf-8")
    assert list(learn([tmp_path / "blank.pdf"], corrections=tmp_path / "fix.txt", forms=("A", "B")).layout.forms) == ["A", "B"]


def chosen(place: int) -> list[int]:
    """The option that each row of a paper shows, from its first to its last."""
    return [(place + 3 * row) % 4 for row in range(len(ITEMS))]


def filled(pdf: bytes, page: LayoutPage, place: int) -> np.ndarray:
    """A page with its crosses, and the version on it, as a scanner gives it."""
    image = np.array(render_page(pdf, page.number, PX))
    for row, field in enumerate(page.choices, 8 * (page.number - 1)):
        x, y = (round(value * PX) for value in field.options[chosen(place)[row]].box.centre)
        for way in (-1, 1):
            cv2.line(image, (x - 13, y - 13 * way), (x + 13, y + 13 * way), (50,), 4, cv2.LINE_AA)
    written = page.field(FieldKind.VERSION)
    if written:
        x, y = (round(value * PX) for value in written.box.centre)
        cv2.putText(image, WRITTEN[place], (x - 18, y + 18), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.8, (40,), 4, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((image.shape[1] / 2, image.shape[0] / 2), 0.5 * (place - 1), 1.0)
    turned = cv2.warpAffine(image, turn, image.shape[::-1], borderValue=(245,))
    small = cv2.resize(turned, None, fx=200 / 25.4 / PX, fy=200 / 25.4 / PX, interpolation=cv2.INTER_AREA)
    noise = np.random.default_rng(place).normal(-6, 2, small.shape)
    return np.clip(small + noise, 0, 255).astype(np.uint8)


def written_exam(found: Learned, folder: Path) -> ExamFolder:
    for name, picture in found.references.items():
        (folder / name).parent.mkdir(exist_ok=True)
        cv2.imwrite(str(folder / name), picture)
    write_layout(found.layout, folder / "layout.json")
    return read_folder(folder)


@pytest.fixture(scope="module")
def exam(tmp_path_factory: pytest.TempPathFactory) -> ExamFolder:
    folder = tmp_path_factory.mktemp("biology")
    (folder / "exam.yaml").write_text(EXAM, encoding="utf-8")
    (folder / "key.csv").write_text("form,section,item,answer\n" + "".join(f"A,1,{item},A\n" for item in ITEMS), encoding="utf-8")
    return written_exam(learn([blank(folder, f"Version: {LINE}")], read_exam(folder / "exam.yaml")), folder)


@pytest.fixture(scope="module")
def batch(exam: ExamFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Batch]:
    folder = tmp_path_factory.mktemp("stack")
    assert exam.layout is not None
    pdf, pages = (exam.folder / "blank.pdf").read_bytes(), exam.layout.forms["A"]
    files = []
    for place in range(len(WRITTEN)):
        for page in pages:
            files.append(folder / f"{place}-{page.number}.png")
            cv2.imwrite(str(files[-1]), filled(pdf, page, place))
    opened = Batch.open(folder / "batch", create=True)
    scan(files, exam, opened, CALIBRATION, workers=1)
    yield opened
    opened.close()


CALIBRATION = read_calibration(data_folder("calibration"))


def now(exam: ExamFolder, batch: Batch) -> Reading:
    return reading(batch, exam, CALIBRATION)


def test_a_person_says_in_one_click_which_version_each_sheet_is(exam: ExamFolder, batch: Batch) -> None:
    rows = now(exam, batch).collation.pages
    fronts = rows[::2]
    assert {(row.status, row.reason, row.may_be) for row in fronts} == {(Status.REJECTED, Reason.NO_CODE, ("A/1/", "B/1/"))}
    assert all("written by hand" in row.detail for row in fronts)
    assert {row.status for row in rows[1::2]} == {Status.REJECTED}  # a back is of the form of its front
    kim = client(web(desk_of(batch)), "kim")
    for row, form in zip(fronts, WRITTEN, strict=True):
        shown = kim.get("/pages").text
        assert f"/page/{row.ref.scan}/version.jpg" in shown
        assert re.search(r'<button name="what" value="A/1">A</button><button name="what" value="B/1">B</button>', shown)
        picture = cv2.imdecode(np.frombuffer(kim.get(f"/page/{row.ref.scan}/version.jpg").content, np.uint8), cv2.IMREAD_GRAYSCALE)
        assert picture is not None
        assert picture.min() < 100
        assert kim.post(f"/page/{row.ref.scan}", data={"what": f"{form}/1", "serial": "", "seen": "0"}).status_code == 303
    decided = now(exam, batch)
    assert [row.form for row in decided.collation.pages] == [form for form in WRITTEN for _ in range(2)]
    told = {(one.sheet, one.item): one for one in decided.responses}
    for place, form in enumerate(WRITTEN):
        sheet = decided.collation.pages[2 * place].sheet
        for row, option in enumerate(chosen(place)):
            one = told[sheet, ITEMS[row] if form == "A" else ITEMS[-1 - row]]
            assert one.status is ResponseStatus.UNSURE or one.response == "ABCD"[option]
        assert sum(told[sheet, item].status is ResponseStatus.UNSURE for item in ITEMS) < 3


def test_forms_of_papers_of_their_own_are_not_asked_about(exam: ExamFolder) -> None:
    assert exam.layout is not None
    other = tuple(replace(page, reference=f"other-{page.number}.png") for page in exam.layout.forms["B"])
    assert kin(replace(exam.layout, forms={**exam.layout.forms, "B": other}), "A") == ("A",)
