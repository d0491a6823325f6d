"""Forms made by others: squares, circles, ovals, bracketed letters, tables; as vector PDF, and as a scan without any text."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
import typst
from PIL import Image

from omr.files import read_exam, read_layout, write_layout
from omr.learn import Learned, learn
from omr.learn.paper.source import rendered
from omr.model.layout import Field, FieldKind
from tests.learn.forms import FORMS, PARENTHESES, SETUP, pdf_of

LONG = {"across", "brackets", "inline", "list", "ovals", "table"}
"""Forms whose scans are learned among the long tests: they take three to five seconds each."""


def scans(*names: str) -> list[object]:
    """Forms, each a case of a test that learns its scan."""
    return [pytest.param(name, marks=pytest.mark.long) if name in LONG else name for name in names]


def fields_of(learned: Learned) -> list[Field]:
    return [field for pages in learned.layout.forms.values() for page in pages for field in page.fields]


@cache
def learned_from_pdf(name: str) -> Learned:
    """Learned once for all tests: nothing that was learned is ever changed."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.pdf"
        path.write_bytes(pdf_of(name))
        return learn([path])


@cache
def learned_from_scan(name: str, skew: float = 0.7) -> Learned:
    document = pdfium.PdfDocument(pdf_of(name))
    picture = rendered(document[0], 200 / 25.4)
    rows, columns = picture.shape
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), skew, 1.0)
    turned = cv2.GaussianBlur(cv2.warpAffine(picture, turn, (columns, rows), borderValue=255, flags=cv2.INTER_CUBIC), (0, 0), 0.7)
    noisy = turned * 0.95 + np.random.default_rng(0).normal(0, 4, turned.shape)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.png"
        Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(path, dpi=(200, 200))
        return learn([path])


@pytest.mark.long
@pytest.mark.parametrize("name", FORMS)
def test_every_item_and_option_of_a_vector_blank_is_learned_by_its_printed_name_and_in_order(name: str) -> None:
    found = [field for field in fields_of(learned_from_pdf(name)) if field.kind is FieldKind.CHOICE]
    sections = {section: list(group) for section, group in groupby(found, key=lambda field: field.section)}
    expected = FORMS[name][1]
    if name == "list":  # one section; its items have options of their own
        assert [field.item for field in found] == list(expected)
        assert [tuple(o.label for o in field.options) for field in found] == [tuple(labels) for _, labels in expected.values()]
        return
    assert list(sections) == list(expected)
    for section, (items, labels) in expected.items():
        assert [field.item for field in sections[section]] == items
        assert {tuple(option.label for option in field.options) for field in sections[section]} == {tuple(labels)}


@pytest.mark.long
@pytest.mark.parametrize("name", scans(*FORMS))
def test_a_scan_of_a_blank_gives_the_same_outlines_as_its_vector_file(name: str) -> None:
    def places(learned: Learned) -> np.ndarray:
        boxes = [option.box for field in fields_of(learned) for option in field.options]
        return np.array(sorted(box.centre for box in boxes))

    exact, scanned = places(learned_from_pdf(name)), places(learned_from_scan(name))
    distances = np.linalg.norm(exact[:, None] - scanned[None], axis=2)
    assert len(exact) == len(scanned)
    assert distances.min(axis=0).max() < 0.35  # the skew is taken out to 0.1 degrees, and outlines stand up to 130 mm from the middle
    assert distances.min(axis=1).max() < 0.35


@pytest.mark.parametrize("name", scans("ovals", "table", "brackets", "across"))
def test_numbers_that_cannot_be_read_are_proved_by_their_glyphs(name: str) -> None:
    """Rows first or columns first, the same number stands at the same place as on the vector page."""

    def by_item(learned: Learned) -> dict[str, tuple[float, float]]:
        return {f.item: f.options[0].box.centre for f in fields_of(learned) if f.kind is FieldKind.CHOICE and not f.item.startswith("x")}

    exact, scanned = by_item(learned_from_pdf(name)), by_item(learned_from_scan(name))
    assert exact.keys() == scanned.keys()
    assert all(np.hypot(*np.subtract(exact[item], scanned[item])) < 0.35 for item in exact)


def test_letters_in_parentheses_with_no_space_between_are_options_too(tmp_path: Path) -> None:
    blank = tmp_path / "tight.pdf"
    tight = re.sub(r"\( ([A-D]|#d) \)", r"(\1)", SETUP + PARENTHESES)
    blank.write_bytes(typst.compile(tight.encode()))
    found = fields_of(learn([blank]))
    assert [field.item for field in found if field.kind is FieldKind.CHOICE] == [str(number) for number in range(1, 17)]
    assert {"".join(o.label for o in field.options) for field in found if field.kind is FieldKind.CHOICE} == {"ABCD"}
    assert {"".join(o.label for o in field.options) for field in found if field.kind is FieldKind.STUDENT_NUMBER} == {"0123456789"}


@pytest.mark.long
def test_a_bubbled_student_number_is_one_field_a_position_with_its_digits() -> None:
    for learned in (learned_from_pdf("ovals"), learned_from_scan("ovals")):
        digits = [field for field in fields_of(learned) if field.kind is FieldKind.STUDENT_NUMBER and field.options]
        assert [field.item for field in digits] == [str(position) for position in range(1, 9)]
        assert {"".join(option.label for option in field.options) for field in digits} == {"0123456789"}


def test_corner_squares_and_a_bubbled_version_and_the_name_line_are_found() -> None:
    learned = learned_from_pdf("ovals")
    (page,) = next(iter(learned.layout.forms.values()))
    assert [anchor.kind for anchor in page.anchors] == ["square"] * 4
    version = page.field(FieldKind.FORM_CODE)
    assert version is not None
    assert [option.label for option in version.options] == list("ABCD")
    assert page.field(FieldKind.NAME) is not None


def test_a_printed_form_code_names_the_form() -> None:
    assert list(learned_from_pdf("brackets").layout.forms) == ["27"]


@pytest.mark.long
def test_what_could_not_be_read_is_a_doubt() -> None:
    doubts = " ".join(learned_from_scan("likert").doubts)
    assert "none of the 7 items' names was read" in doubts
    assert "askew" in doubts


def test_layout_and_first_exam_can_be_read_back_and_are_the_same_each_time(tmp_path: Path) -> None:
    first, again = learned_from_pdf("inline"), learned_from_pdf.__wrapped__("inline")
    for name, learned in (("a", first), ("b", again)):
        write_layout(learned.layout, tmp_path / f"{name}.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    (tmp_path / "exam.yaml").write_text(first.exam, encoding="utf-8")
    exam = read_exam(tmp_path / "exam.yaml")
    layout = read_layout(tmp_path / "a.json")
    assert [(f.section, f.item) for f in layout.forms["1"][0].choices] == [(i.section, i.name) for i in exam.items]
    assert first.references.keys() == {"reference/1-1.png"}
    assert all(proof.shape[2] == 3 for proof in first.proofs.values())
