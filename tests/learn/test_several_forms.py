"""Several blanks at once: the forms of one exam, and the place where each prints its code."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import typst

from omr.errors import BadInput
from omr.learn import Learned, learn
from omr.model.layout import Box, FieldKind, LayoutPage
from omr.sheet import render_page

FORM = """#set page(paper: "a5", margin: 15mm)
#set text(size: 10pt, font: "DejaVu Sans Mono")
*Geography, second test* #h(1fr) TITLE #text(size: 14pt)[CODE]

#let b = box(width: 3.6mm, height: 3.6mm, stroke: 0.6pt)
#grid(columns: 5, row-gutter: 5mm, column-gutter: 5mm,
  ..range(14).map(i => ([#(i + 1).], [A #b], [B #b], [C #b], [D #b])).flatten())
#v(6mm) Put a cross into one box of each line. Think of rivers, mountains and capitals; nothing is deducted for a wrong answer.
"""


def blank(folder: Path, name: str, code: str, title: str = "", turn: float = 0.0) -> Path:
    """The blank as PDF, or as a picture scanned a little askew."""
    pdf = bytes(typst.compile(FORM.replace("TITLE", title).replace("CODE", code).encode()))
    if name.endswith(".pdf"):
        (folder / name).write_bytes(pdf)
        return folder / name
    picture = render_page(pdf, 1, 300 / 25.4)
    middle = (picture.shape[1] / 2, picture.shape[0] / 2)
    move = cv2.getRotationMatrix2D(middle, turn, 1.0)
    move[:, 2] += 5 * turn
    picture = cv2.warpAffine(picture, move, picture.shape[::-1], flags=cv2.INTER_AREA, borderValue=(255,))
    cv2.imwrite(str(folder / name), np.asarray(picture))
    return folder / name


def code_of(page: LayoutPage) -> tuple[str, Box]:
    (field,) = (field for field in page.fields if field.kind is FieldKind.FORM_CODE)
    return field.printed, field.box


def codes(learned: Learned) -> dict[str, str]:
    return {form: code_of(pages[0])[0] for form, pages in learned.layout.forms.items()}


def test_forms_with_a_titled_code_are_learned_together(tmp_path: Path) -> None:
    learned = learn([blank(tmp_path, "a.pdf", "27", "Form"), blank(tmp_path, "b.pdf", "28", "Form")])
    assert codes(learned) == {"27": "27", "28": "28"}
    assert set(learned.references) == {"reference/27-1.png", "reference/28-1.png"}
    assert "- code: 27\n  - code: 28" in learned.exam
    assert [len(pages[0].choices) for pages in learned.layout.forms.values()] == [14, 14]


def test_a_code_without_a_title_is_the_word_in_which_alike_files_differ(tmp_path: Path) -> None:
    learned = learn([blank(tmp_path, "a.pdf", "1011"), blank(tmp_path, "b.pdf", "1012")])
    assert codes(learned) == {"1011": "1011", "1012": "1012"}
    assert any("look alike" in doubt for doubt in learned.doubts), "a person is told of the guess"


@pytest.mark.long
def test_scanned_blanks_show_their_code_where_they_differ(tmp_path: Path) -> None:
    files = [blank(tmp_path, "a.png", "1011"), blank(tmp_path, "b.png", "1012", turn=0.4)]
    learned = learn(files, forms=["1011", "1012"])
    for form, pages in learned.layout.forms.items():
        printed, box = code_of(pages[0])
        picture = learned.references[pages[0].reference]
        x, y, w, h = (round(side * 8) for side in (box.x, box.y, box.w, box.h))
        inside = picture[y - 2 : y + h + 2, x - 2 : x + w + 2]
        assert printed == form
        assert 10 < box.w < 14, "the whole code of four digits"
        assert 2.5 < box.h < 4.5
        assert (inside < 128).mean() > 0.1
        ring = picture[y - 8 : y + h + 8, x - 8 : x + w + 8].copy()
        ring[4:-4, 4:-4] = 255
        assert ring.min() > 128, "nothing of it is left out"


def test_as_many_codes_as_files_are_needed(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="2 form codes"):
        learn([blank(tmp_path, "a.pdf", "1011")], forms=["1011", "1012"])


def test_files_that_are_not_alike_are_pages_of_one_form(tmp_path: Path) -> None:
    other = tmp_path / "cover.pdf"
    other.write_bytes(bytes(typst.compile(b'#set page(paper: "a5")\n= Geography\nRead all questions before you begin.')))
    learned = learn([other, blank(tmp_path, "b.pdf", "1012")])
    assert [len(pages) for pages in learned.layout.forms.values()] == [2]


@pytest.mark.parametrize(("name", "code", "called"), [("test 1011.pdf", "1011", "1011"), ("1012.pdf", "1011", "1"), ("2.pdf", "2", "1")])
def test_a_form_learned_alone_has_the_code_that_both_its_file_s_name_and_its_print_say(tmp_path: Path, name, code, called) -> None:
    found = learn([blank(tmp_path, name, code)])
    assert list(found.layout.forms) == [called]
    assert any(f"the form is called {called}" in doubt for doubt in found.doubts)


def test_files_that_look_alike_are_pages_of_one_form_where_their_items_count_on(tmp_path: Path) -> None:
    for page in range(2):
        text = FORM.replace("TITLE CODE", "").replace("TITLE", "").replace("[CODE]", "[]").replace("#(i + 1).", f"#(i + 1 + 14 * {page}).")
        (tmp_path / f"{page}.pdf").write_bytes(bytes(typst.compile(text.encode())))
    found = learn([tmp_path / "0.pdf", tmp_path / "1.pdf"])
    ((one, other),) = found.layout.forms.values()
    assert [field.item for field in (*one.choices, *other.choices)] == [str(i) for i in range(1, 29)]
    assert any("1–14, 15–28" in doubt for doubt in found.doubts)
