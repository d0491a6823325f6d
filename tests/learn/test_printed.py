"""What is print on a blank, and what somebody's mark upon it."""

from __future__ import annotations

import ctypes
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import typst

from omr.learn import Learned, learn
from omr.learn.paper.source import blank_pages
from omr.sheet import render_page
from tests.learn.paper import PAGE, learned, only_page

ROWS = """
#let bubble(l) = box(circle(radius: 2mm, stroke: 0.5pt, inset: 0pt)[#align(center + horizon, text(9pt, weight: "bold")[#l])])
#let rows(first, last, ..letters) = for n in range(first, last + 1) [#n. #h(4mm) #letters.pos().map(bubble).join(h(2mm)) #v(2mm)]
#columns(2)[#rows(1, 12, "A", "B", "C", "D") #colbreak() #rows(13, 20, "Ж", "Ф")]
"""
CROSSED = """
#let square(..inner) = box(rect(width: 4mm, height: 4mm, stroke: 0.6pt, inset: 0pt, ..inner))
#let cross = place(line(end: (4mm, 4mm))) + place(line(start: (0mm, 4mm), end: (4mm, 0mm)))
#for n in range(1, 13) [#n. #for at in range(4) [#h(3mm) #if calc.rem(n, 3) == at { square(cross) } else { square() }] #v(1mm)]
"""
ARABIC = ROWS.replace("#n.", '#text(font: "DejaVu Sans Mono")[#("٠", "١", "٢", "٣", "٤", "٥", "٦", "٧", "٨", "٩").at(n)].')
DIGITS = ARABIC.replace(
    '#columns(2)[#rows(1, 12, "A", "B", "C", "D") #colbreak() #rows(13, 20, "Ж", "Ф")]', '#rows(1, 9, "A", "B", "C", "D")'
)


def marked(found: Learned) -> bool:
    return any("marked or erased" in doubt for doubt in found.doubts)


def test_letters_unlike_most_of_their_place_are_left_in_the_reference(tmp_path: Path) -> None:
    found = learned(tmp_path, ROWS, "pdf")
    assert len(only_page(found).choices) == 20
    assert not marked(found)
    (page,) = blank_pages([tmp_path / "form.pdf"])
    ((picture,),) = [[*found.references.values()]]
    assert (picture == cv2.resize(page.image, picture.shape[::-1], interpolation=cv2.INTER_AREA)).all()


def test_marks_drawn_into_a_pdf_are_taken_out(tmp_path: Path) -> None:
    assert marked(learned(tmp_path, CROSSED, "pdf"))
    assert not marked(learned(tmp_path, CROSSED.replace("calc.rem(n, 3) == at", "false"), "pdf"))


def test_marks_on_a_scan_with_its_text_in_a_pdf_are_taken_out(tmp_path: Path) -> None:
    blank = bytes(typst.compile((PAGE + ROWS.replace('"Ж", "Ф"', '"A", "B", "C", "D"')).encode()))
    picture = np.array(render_page(blank, 1, 8.0))
    fields = only_page(learned(tmp_path, ROWS.replace('"Ж", "Ф"', '"A", "B", "C", "D"'), "pdf")).choices
    for field in fields[::5]:
        x, y = (round(value * 8) for value in field.options[1].box.centre)
        cv2.circle(picture, (x, y), 12, (30,), -1)
    cv2.imwrite(str(tmp_path / "scan.png"), picture)
    text = '#place(top + left, dx: -12mm, dy: -12mm, image("scan.png", width: 148mm))\n#text(fill: white.transparentize(100%))[Answers 1]'
    (tmp_path / "scan.typ").write_text(PAGE + text, encoding="utf-8")
    (tmp_path / "scan.pdf").write_bytes(typst.compile(tmp_path / "scan.typ"))
    assert marked(learn([tmp_path / "scan.pdf"]))


def test_marks_made_on_a_screen_are_taken_out(tmp_path: Path) -> None:
    blank = learned(tmp_path, ROWS, "pdf")
    with pdfium.PdfDocument(tmp_path / "form.pdf") as document:
        page, height = document[0], document[0].get_height()
        for field in only_page(blank).choices[::5]:
            x, y = (value * 72 / 25.4 for value in field.options[1].box.centre)
            note = pdfium.raw.FPDFPage_CreateAnnot(page.raw, pdfium.raw.FPDF_ANNOT_SQUARE)
            pdfium.raw.FPDFAnnot_SetRect(note, pdfium.raw.FS_RECTF(x - 4, height - y + 4, x + 4, height - y - 4))
            drawn = ctypes.create_string_buffer(f"0 g {x - 4} {height - y - 4} 8 8 re f\0".encode("utf-16-le"))
            pdfium.raw.FPDFAnnot_SetAP(note, 0, ctypes.cast(drawn, ctypes.POINTER(ctypes.c_ushort)))
            pdfium.raw.FPDFAnnot_SetFlags(note, pdfium.raw.FPDF_ANNOT_FLAG_PRINT)
            pdfium.raw.FPDFPage_CloseAnnot(note)
        document.save(tmp_path / "marked.pdf")
    assert marked(learn([tmp_path / "marked.pdf"]))


def test_digits_of_another_script_name_items_as_those_of_files_do(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, DIGITS, "pdf"))
    assert [field.item for field in page.choices] == list("123456789")
