"""The printed sheet, looked at: rendered, measured and read again by the libraries that will read its scans."""

from __future__ import annotations

import io
from decimal import Decimal
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
import zxingcpp
from PIL import Image

from omr.errors import BadExam, UsageProblem
from omr.model.exam import Assignment, Exam, Form, Item, Kind, Option, Section, Shape, Student
from omr.model.layout import Box, Field, FieldKind, LayoutPage
from omr.model.page import Gray
from omr.sheet import Printed, assign, blank_pdf, render_page, sheet
from omr.sheet.document import Paper
from tests.sheet.ift6135 import LETTERS, ift6135

PX_PER_MM = 300 / 25.4
TOLERANCE_MM = 0.1
STUDENTS = tuple(Student(f"201234{i:02d}", f"Élève Exemple {i}") for i in range(6))
NAMES = {student.number: student.name for student in STUDENTS}
PAPERS: tuple[Paper, ...] = ("a4", "letter")


@cache
def printed(paper: Paper) -> Printed:
    exam = ift6135()
    return sheet(exam, assign(exam, STUDENTS), NAMES, paper)


def outer_edge(image: Gray, box: Box, px_per_mm: float) -> Box:
    """The dark outline around a box, found in a window 1 mm wider; ink above half is outline, its edge found between pixels."""
    x0, y0 = (int((value - 1) * px_per_mm) for value in (box.x, box.y))
    x1, y1 = int((box.x + box.w + 1) * px_per_mm), int((box.y + box.h + 1) * px_per_mm)
    ink = (255.0 - image[y0:y1, x0:x1]) / 255
    across, down = ink.max(axis=0), ink.max(axis=1)

    def edges(profile: np.ndarray, start: int) -> tuple[float, float]:
        dark = np.flatnonzero(profile > 0.02)
        first, last = int(dark[0]), int(dark[-1])
        return (start + first + 1 - float(profile[first])) / px_per_mm, (start + last + float(profile[last])) / px_per_mm

    left, right = edges(across, x0)
    top, bottom = edges(down, y0)
    return Box(left, top, right - left, bottom - top)


def assert_same(found: Box, told: Box) -> None:
    for mine, theirs in (
        (found.x, told.x),
        (found.y, told.y),
        (found.x + found.w, told.x + told.w),
        (found.y + found.h, told.y + told.h),
    ):
        assert abs(mine - theirs) < TOLERANCE_MM, f"found {found}, the layout says {told}"


def test_the_ruler_notices_an_eighth_of_a_millimetre() -> None:
    image = np.full((400, 400), 255, np.uint8)
    cv2.rectangle(image, (100, 100), (153, 153), 0, 4)
    edge = outer_edge(image, Box(98 / PX_PER_MM, 98 / PX_PER_MM, 58 / PX_PER_MM, 58 / PX_PER_MM), PX_PER_MM)
    assert_same(edge, Box(98 / PX_PER_MM, 98 / PX_PER_MM, 58 / PX_PER_MM, 58 / PX_PER_MM))
    with pytest.raises(AssertionError, match="the layout says"):
        assert_same(edge, Box(98 / PX_PER_MM + 0.125, 98 / PX_PER_MM, 58 / PX_PER_MM, 58 / PX_PER_MM))


def structure(page: LayoutPage) -> list[tuple[str, str, int]]:
    return [(field.section, field.item, len(field.options) + len(field.blanks)) for field in page.fields if field.section]


def gap(a: Box, b: Box) -> float:
    """The white space between two boxes in mm."""
    dx = max(a.x - b.x - b.w, b.x - a.x - a.w, 0.0)
    dy = max(a.y - b.y - b.h, b.y - a.y - a.h, 0.0)
    return float(np.hypot(dx, dy))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("code", ["1011", "1012"])
def test_every_outline_stands_where_the_layout_says(paper: Paper, code: str) -> None:
    done = printed(paper)
    page = done.layout.page(code, 2)
    image = render_page(done.pdfs[code], 4, PX_PER_MM)
    boxes = [option.box for field in page.choices for option in field.options]
    assert len(boxes) == 32 + 8 + 13 + 20 + 8 + 14 + 5
    for box in boxes:
        assert_same(outer_edge(image, box, PX_PER_MM), box)


@pytest.mark.parametrize("paper", PAPERS)
def test_the_name_and_every_digit_stand_where_the_layout_says(paper: Paper) -> None:
    done = printed(paper)
    page = done.layout.page("1011", 1)
    image = render_page(done.pdfs["1011"], 1, PX_PER_MM)
    name, number = page.field(FieldKind.NAME), page.field(FieldKind.STUDENT_NUMBER)
    assert name is not None
    assert number is not None
    assert_same(outer_edge(image, name.box, PX_PER_MM), name.box)
    assert_same(outer_edge(image, number.box, PX_PER_MM), number.box)
    assert [blank.name for blank in number.blanks] == [str(i) for i in range(1, 9)]


@pytest.mark.parametrize("paper", PAPERS)
def test_the_line_to_write_on_is_the_lower_edge_of_its_blank(paper: Paper) -> None:
    done = printed(paper)
    image = render_page(done.pdfs["1011"], 2, PX_PER_MM)
    blanks = [blank.box for field in done.layout.page("1011", 2).fields for blank in field.blanks]
    assert len(blanks) == 7
    for box in blanks:
        centre = int((box.x + box.w / 2) * PX_PER_MM)
        column = image[int((box.y + 1) * PX_PER_MM) : int((box.y + box.h + 1) * PX_PER_MM), centre]
        lowest = np.flatnonzero(column < 128)[-1] + 1 + int((box.y + 1) * PX_PER_MM)
        assert abs(lowest / PX_PER_MM - box.y - box.h) < TOLERANCE_MM


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("px_per_mm", [150 / 25.4, 200 / 25.4])
def test_every_page_says_who_it_is_and_every_marker_is_found_where_the_layout_says(paper: Paper, px_per_mm: float) -> None:
    done = printed(paper)
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50))
    assignments = assign(ift6135(), STUDENTS)
    for code, pdf in done.pdfs.items():
        own = [assignment for assignment in assignments if assignment.form == code]
        for side in range(2 * len(own)):
            image = render_page(pdf, side + 1, px_per_mm)
            page = done.layout.page(code, side % 2 + 1)
            codes = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
            assert [found.text for found in codes] == [f"OMR1/ift6135/{code}/{page.number}/{own[side // 2].serial}"]
            square = page.field(FieldKind.CODE)
            assert square is not None
            assert abs((codes[0].position.top_left.x) / px_per_mm - square.box.x) < 0.5
            assert abs((codes[0].position.top_left.y) / px_per_mm - square.box.y) < 0.5
            corners, ids, _ = detector.detectMarkers(image)
            found = {int(i): np.asarray(c).reshape(4, 2) for i, c in zip(ids.ravel(), corners, strict=True)}
            assert sorted(found) == [0, 1, 2, 3]
            for marker in page.markers:
                assert np.abs((found[marker.id] + 0.5) / px_per_mm - np.array(marker.box.corners)).max() < 0.2


@pytest.mark.parametrize("paper", PAPERS)
def test_the_seeds_structure_is_complete(paper: Paper) -> None:
    page = printed(paper).layout.page("1011", 2)
    expected = [("1", letter, 2) for letter in LETTERS]
    expected += [("2", "a", 2), ("2", "b", 2), ("2", "c", 2), ("2", "d", 1), ("3", "i", 4), ("3", "ii", 4)]
    expected += [("4", "i", 4), ("4", "ii", 4), ("4", "iii", 5), *(("5", item, 5) for item in ("i", "ii", "iii", "iv")), ("6", "i", 8)]
    expected += [("7", "i", 5), ("7", "ii", 4), ("7", "iii", 5), ("8", "i", 5)]
    assert structure(page) == expected
    left = {field.box.x for field in page.choices[:8]}
    right = {field.box.x for field in page.choices[8:16]}
    assert len(left) == len(right) == 1
    assert left.pop() < right.pop()


@pytest.mark.parametrize("paper", PAPERS)
def test_markers_keep_clear_of_the_papers_edge_and_of_all_else(paper: Paper) -> None:
    for pages in printed(paper).layout.forms.values():
        for page in pages:
            for marker in page.markers:
                assert min(marker.box.x, marker.box.y) >= 8
                assert marker.box.x + marker.box.w <= page.size[0] - 8
                assert marker.box.y + marker.box.h <= page.size[1] - 8
                assert all(gap(marker.box, field.box) >= 10 / 6 for field in page.fields), "a marker's quiet zone is one module"


@pytest.mark.parametrize("paper", PAPERS)
def test_a_tick_may_overshoot_by_two_millimetres(paper: Paper) -> None:
    boxes = [option.box for field in printed(paper).layout.page("1011", 2).choices for option in field.options]
    assert min(gap(a, b) for i, a in enumerate(boxes) for b in boxes[:i]) >= 2


def test_a_permuted_form_keeps_base_names_and_tells_what_it_prints() -> None:
    pages = {code: printed("a4").layout.page(code, 2) for code in ("1011", "1012")}

    def at(code: str, section: str, place: int) -> Field:
        return [field for field in pages[code].fields if field.section == section][place]

    assert (at("1012", "1", 0).item, at("1012", "1", 0).printed) == ("c", "a")
    assert (at("1012", "2", 0).item, [blank.name for blank in at("1012", "2", 0).blanks]) == ("b", ["p", "k"])
    assert [(o.label, o.printed) for o in at("1012", "3", 0).options] == [("c", "a"), ("a", "b"), ("d", "c"), ("b", "d")]
    assert at("1012", "6", 0).options[3].printed == ""
    assert at("1012", "1", 0).options[0].label == "T"
    assert at("1011", "1", 0).printed == ""
    for field in pages["1011"].fields:
        assert field.printed == ""


def test_the_reference_is_the_page_without_anything_personal_at_eight_pixels_a_millimetre() -> None:
    done = printed("letter")
    for code, pages in done.layout.forms.items():
        for page in pages:
            assert page.reference == f"reference/{code}-{page.number}.png"
            image = np.asarray(Image.open(io.BytesIO(done.references[page.reference])))
            assert image.shape == (2236, 1728)
            square = page.field(FieldKind.CODE)
            assert square is not None
            x, y, w, h = (round(8 * value) for value in (square.box.x, square.box.y, square.box.w, square.box.h))
            assert image[y : y + h, x : x + w].min() == 255, "the place of the QR code is blank"
            for field in page.choices:
                for option in field.options:
                    assert_same(outer_edge(image, option.box, 8.0), option.box)


def test_the_cover_names_the_student_and_the_blank_sheet_names_nobody() -> None:
    text = pdfium.PdfDocument(printed("a4").pdfs["1011"])[0].get_textpage().get_text_range()
    for part in (
        "Élève Exemple 0",
        "20123400",
        "1011",
        "25/04/2022",
        "9h30",
        "Matricule",
        "Student number",
        assign(ift6135(), STUDENTS)[0].serial,
    ):
        assert part in text
    empty = blank_pdf(ift6135(), "1012")
    document = pdfium.PdfDocument(empty)
    assert len(document) == 2
    assert "Prepared" not in document[0].get_textpage().get_text_range()
    assert zxingcpp.read_barcodes(render_page(empty, 2, 8))[0].text == "OMR1/ift6135/1012/2/"


def test_the_same_exam_gives_the_same_bytes() -> None:
    exam = ift6135()
    assert sheet(exam, assign(exam, STUDENTS), NAMES) == printed("a4")


@pytest.mark.parametrize("paper", PAPERS)
def test_a_sheet_is_its_reference_but_for_code_serial_and_owner(paper: Paper) -> None:
    exam = ift6135()
    done = sheet(exam, (Assignment("A0001B", "1" * 60, "1011"),), {"1" * 60: "Ñandú “*#[$_\\ " * 40}, paper)
    assert done.layout == printed(paper).layout
    for page in done.layout.forms["1011"]:
        image = render_page(done.pdfs["1011"], page.number, 8.0)
        reference = np.asarray(Image.open(io.BytesIO(done.references[page.reference])))
        rows, columns = np.nonzero(image != reference)
        x, y = columns / 8, rows / 8
        square, field = page.field(FieldKind.CODE), page.field(FieldKind.OWNER)
        assert square is not None
        code = (abs(x - square.box.centre[0]) < 10.2) & (abs(y - square.box.centre[1]) < 10.2)
        serial = (y > page.size[1] - 22) & (x > 25) & (x < 67)
        owner = np.zeros_like(code)
        assert (field is not None) == (page.number == 1)
        if field is not None:
            inside = abs(y - field.box.centre[1]) < field.box.h / 2 + 0.2
            owner = inside & (abs(x - field.box.centre[0]) < field.box.w / 2 + 0.2)
            assert owner.any()
        assert code.any()
        assert serial.any()
        assert (code | serial | owner).all()


def large(items: int, options: int, shape: Shape = Shape.CIRCLE) -> Exam:
    names = tuple(str(i) for i in range(1, items + 1))
    one = tuple(Item("1", name, Kind.CHOICE, Decimal(1), tuple(Option(label) for label in LETTERS[:options])) for name in names)
    title = {"en": "A Title of Considerable Length for an Introductory Course in Everything " * 3}
    return Exam(
        "big", title, ("en",), "", "", (Section("1", {"en": "Everything"}, Kind.CHOICE, one, shape),), (Form("A"),), student_digits=12
    )


@pytest.mark.parametrize(
    ("items", "options", "shape", "backs"), [(50, 5, Shape.BOX, 1), (60, 4, Shape.CIRCLE, 1), (100, 5, Shape.CIRCLE, 2)]
)
def test_a_large_exam_flows_into_columns_and_onto_more_pages(items: int, options: int, shape: Shape, backs: int) -> None:
    exam = large(items, options, shape)
    done = sheet(exam, assign(exam, (), 2), {})
    pages = done.layout.forms["A"]
    assert len(pages) == 1 + backs
    assert [field.item for page in pages for field in page.choices] == [str(i) for i in range(1, items + 1)]
    for page in pages[1:]:
        boxes = [option.box for field in page.choices for option in field.options]
        assert all(box.x >= 12 and box.x + box.w <= 198 and box.y >= 36 and box.y + box.h <= 275 for box in boxes)
        assert min(gap(a, b) for a, b in pairwise(boxes)) >= 1.8
    sides = len(pdfium.PdfDocument(done.pdfs["A"]))
    assert sides == 2 * (2 if backs == 1 else 4), "each sheet fills whole leaves"


def test_what_cannot_be_printed_is_told() -> None:
    exam = ift6135()
    with pytest.raises(UsageProblem, match="9999"):
        sheet(exam, (Assignment("A0001B", "1", "9999"),), {})
    with pytest.raises(BadExam, match="QR code"):
        sheet(Exam("x" * 90, {}, ("en",), "", "", exam.sections, exam.forms), assign(exam, (), 1), {})
