"""Fonts whose letters are boxes and circles: the file calls them by letters."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest

from omr.learn import learn
from omr.learn.paper.text import page_words
from omr.model.layout import FieldKind
from tests.learn.paper import only_page

BOX = "1000 0 0 0 1000 1000 d1 60 w 60 60 880 880 re S"
TYPE_3 = (
    "<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</b 7 0 R>>/Encoding<</Type/Encoding"
    "/Differences[98/b]>>/FirstChar 98/LastChar 98/Widths[1000]/Resources<<>>>>"
)


def pdf_of(content: str, signs: str) -> bytes:
    """A PDF of one A5 page with the fonts F (Helvetica) and S."""
    bodies = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]/Contents 4 0 R/Resources<</Font<</F 5 0 R/S 6 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        signs,
        f"<</Length {len(BOX)}>>stream\n{BOX}\nendstream",
    ]
    made, places = "%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(bodies) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{len(made)}\n%%EOF"
    return (made + end).encode("latin-1")


def text(x: float, y: float, shown: str, font: str = "F", size: int = 10) -> str:
    return f"BT /{font} {size} Tf {x} {y} Td ({shown}) Tj ET\n"


def row(y: float, name: str, labels: str) -> str:
    boxes = (text(90 + 40 * i, y - 2, "b", "S", 11) + text(104 + 40 * i, y, label) for i, label in enumerate(labels))
    return text(30, y, name) + "".join(boxes)


def test_boxes_that_a_font_calls_letters_are_options(tmp_path: Path) -> None:
    content = row(540, "Version", "ABC") + "".join(row(500 - 24 * i, f"Q{i + 1}", "ABCD") for i in range(8))
    (tmp_path / "form.pdf").write_bytes(pdf_of(content, TYPE_3))
    page = only_page(learn([tmp_path / "form.pdf"]))
    items = [(field.item, "".join(option.label for option in field.options)) for field in page.choices]
    assert items == [(str(number), "ABCD") for number in range(1, 9)]
    assert [len(field.options) for field in page.fields if field.kind is FieldKind.FORM_CODE] == [3]


@pytest.mark.parametrize("font", ["Wingdings-Regular", "ABCDEF+WASY10"])
def test_letters_of_a_font_of_signs_are_no_words(font: str) -> None:
    content = text(40, 500, "o", "S", 12) + text(56, 500, "Yes", "F", 12)
    page = pdfium.PdfDocument(pdf_of(content, f"<</Type/Font/Subtype/TrueType/BaseFont/{font}>>"))[0]
    assert [word.text for word in page_words(page, (148.2, 209.9))] == ["Yes"]


@pytest.mark.parametrize("code", ["\\014", "\\034"])
def test_a_ligature_of_a_bitmap_font_of_tex_belongs_to_its_word(code: str) -> None:
    signs = TYPE_3.replace("[98/b]", "[12/b 28/b]").replace("98", "12", 1).replace("98", "28").replace("[1000]", f"[{'1000 ' * 17}]")
    content = text(40, 500, "in") + text(48, 500, code, "S", 5) + text(53, 500, "nite")
    page = pdfium.PdfDocument(pdf_of(content, signs))[0]
    assert [word.text for word in page_words(page, (148.2, 209.9))] == ["in\ufb01nite"]
