"""Whole sheets: the same for the same seed, whichever others are made, with a truth that agrees with the ink."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

from omr.errors import BadInput, UsageProblem
from omr.files import ExamFolder
from omr.model.exam import ItemRef
from omr.simulate import EVERYDAY, HARSH, Fate, Respondent, encode, know, rehearse, simulate, write_image, write_pdf, write_tiff
from omr.simulate.hand import draw_hand
from omr.simulate.knowledge import know as _know
from tests.simulate.scene import assignments, exam, key, layout, pdf

FLAT = {
    "dpi": 200,
    "mode": "grey",
    "rotation": 0.0,
    "shift": (0.0, 0.0),
    "stretch": 1.0,
    "warp": 0.0,
    "corners": (0.0,) * 8,
    "blur": 0.02,
    "gain": 1.0,
    "gamma": 1.0,
    "paper": 255.0,
    "noise": 0.0,
    "speckle": 0.0,
    "streaks": 0,
    "shadow": 0.0,
    "upside_down": False,
    "jpeg": 0,
    "lid": 255,
}
CALM = replace(
    EVERYDAY,
    print_scale=(1.0, 1.0),
    print_shift=(0.0, 0.0),
    p_beside=0.0,
    p_cancel=0.0,
    p_cancel_alone=0.0,
    p_erase_alone=0.0,
    p_erase=0.0,
    p_rest=0.0,
    p_fluid=0.0,
    p_toner_loss=0.0,
    p_dirt=0.0,
    p_staple=0.0,
    p_fold=0.0,
    p_torn=0.0,
    p_punched=0.0,
    p_coffee=0.0,
    p_grader=0.0,
    p_showthrough=0.0,
    p_light=0.0,
)


def people(count=3, table=EVERYDAY, share=0.7):
    return {
        a.serial: Respondent(know(np.random.default_rng(i), exam(), key(), share, table), "Ada", "1815")
        for i, a in enumerate(assignments(count))
    }


MADE = {}
"""Sheets to which nothing special happens, made once for all tests: a sheet is never changed. The table is kept, since its id names it."""


def sheets(count=3, table=EVERYDAY, seed=5, fates=None):
    if fates is not None:
        return made_anew(count, table, seed, fates)
    wanted = count, id(table), seed
    if wanted not in MADE:
        MADE[wanted] = table, made_anew(count, table, seed, {})
    return MADE[wanted][1]


def made_anew(count, table, seed, fates):
    return list(simulate(exam(), layout(), {"1011": pdf()}, assignments(count), people(count, table), table=table, seed=seed, fates=fates))


def test_every_sheet_has_all_its_pages_and_a_row_for_every_item():
    for sheet in sheets():
        assert [page.number for page in sheet.pages] == [1, 2]
        assert {ItemRef(row.section, row.item) for row in sheet.rows} == {item.ref for item in exam().items}


@pytest.mark.parametrize("table", [EVERYDAY, HARSH], ids=lambda table: table.name)
def test_a_sheet_is_the_same_whichever_others_are_made(table):
    one, three = sheets(1, table)[0], sheets(3, table)[0]
    assert one.rows == three.rows
    for a, b in zip(one.pages, three.pages, strict=True):
        assert np.array_equal(a.image, b.image)


def test_another_seed_gives_another_scan():
    assert not np.array_equal(sheets(1)[0].pages[0].image[:100, :100], sheets(1, seed=6)[0].pages[0].image[:100, :100])


def test_marked_outlines_hold_more_ink_than_empty_ones():
    fates = {a.serial: Fate(scanner=FLAT) for a in assignments()}
    for sheet in sheets(3, CALM, fates=fates):
        image = sheet.pages[0].image
        ink = {"marked": {}, "empty": {}}
        for box in sheet.boxes:
            field = next(f for f in layout().forms["1011"][0].choices if (f.section, f.item) == (box.section, box.item))
            b = next(option.box for option in field.options if option.label == box.label)
            rows, columns = (slice(round(v / 25.4 * 200), round((v + s) / 25.4 * 200)) for v, s in ((b.y - 1, b.h + 2), (b.x - 1, b.w + 2)))
            here = float((255 - image[rows, columns].astype(float)).mean())
            ink[box.state].setdefault((box.section, box.item), []).append(here)
        for item, marked in ink["marked"].items():
            assert min(marked) > max(ink["empty"].get(item, [0])) + 1


def test_the_truth_says_what_the_student_answered_where_nothing_goes_wrong():
    for sheet in sheets(3, CALM):
        answers = people(3, CALM)[sheet.sheet].answers
        for row in sheet.rows:
            assert row.response == answers[ItemRef(row.section, row.item)]


def test_fates_are_kept():
    fate = Fate(hand=draw_hand(np.random.default_rng(0), EVERYDAY), scanner={**FLAT, "upside_down": True}, damage=(("staple",), ()))
    sheet = sheets(1, CALM, fates={"A0001X": fate})[0]
    assert "upside_down" in sheet.pages[1].defects
    assert "staple" in sheet.pages[0].defects
    assert "staple" not in sheet.pages[1].defects


def test_a_missing_printed_page_is_named_with_its_sheet():
    with pytest.raises(BadInput, match="A0004X"):
        list(simulate(exam(), layout(), {"1011": pdf()}, assignments(4), {}, table=EVERYDAY, seed=1))


def test_whoever_knows_everything_answers_the_key():
    table = replace(EVERYDAY, p_omit=0.0, p_double=0.0)
    answers = _know(np.random.default_rng(0), exam(), key(), 1.0, table)
    assert answers[ItemRef("1", "a")] == "T"
    values = dict(part.split("=") for part in answers[ItemRef("2", "a")].split())
    assert (64 + 2 * int(values["p"]) - 8) // int(values["s"]) + 1 == 32


def test_a_pdf_embeds_the_scanner_s_own_bytes(tmp_path):
    pages = [page for sheet in sheets() for page in sheet.pages]
    for name in ("a.pdf", "b.pdf"):
        write_pdf([(encode(page), page.dpi) for page in pages], tmp_path / name)
    data = (tmp_path / "a.pdf").read_bytes()
    assert data == (tmp_path / "b.pdf").read_bytes()
    assert all(page.jpeg in data for page in pages if page.jpeg)
    assert len(pdfium.PdfDocument(data)) == len(pages)


def test_one_bit_pages_are_stored_as_they_are(tmp_path):
    fates = {a.serial: Fate(scanner={**FLAT, "mode": "1-bit"}) for a in assignments()}
    sheet = sheets(1, fates=fates)[0]
    assert np.array_equal(np.array(Image.open(BytesIO(encode(sheet.pages[0]))).convert("L")), sheet.pages[0].image)
    write_tiff(sheet.pages, tmp_path / "a.tif")
    write_image(sheet.pages[0], tmp_path / "a.png")
    write_image(sheet.pages[0], tmp_path / "a.jpg")
    with Image.open(tmp_path / "a.tif") as tiff:
        assert tiff.n_frames == 2
        assert tiff.info["dpi"][0] == 200


def test_a_rehearsal_accounts_for_every_side(tmp_path):
    done = []
    folder = ExamFolder(tmp_path, exam(), key(), (), layout(), assignments())
    made = rehearse(folder, {"1011": pdf()}, tmp_path, seed=3, progress=lambda n, of: done.append((n, of)))
    assert (made.sheets, made.sides) == (3, 6)
    assert done == [(1, 3), (2, 3), (3, 3)]
    assert len(pdfium.PdfDocument(made.scans[0])) == 6
    assert len((tmp_path / "truth.csv").read_text().splitlines()) == 1 + 3 * 13
    assert len((tmp_path / "truth_pages.csv").read_text().splitlines()) == 7


def test_a_rehearsal_needs_printed_sheets(tmp_path):
    with pytest.raises(UsageProblem, match="omr sheet"):
        rehearse(ExamFolder(tmp_path, exam(), key(), (), layout(), ()), {}, tmp_path)


def test_the_same_paper_can_be_scanned_again():
    first, again = (sheets(1, fates={"A0001X": Fate(rescan=n)})[0] for n in (0, 1))
    assert first.boxes == again.boxes
    assert first.pages[0].image.shape != again.pages[0].image.shape or not np.array_equal(first.pages[0].image, again.pages[0].image)


@pytest.mark.parametrize("event", ["cancelled", "erased", "fluid", "rested", "light"])
def test_what_is_to_happen_in_an_item_happens(event):
    ref = ItemRef("1", "a")
    sheet = sheets(1, CALM, fates={"A0001X": Fate(happens={ref: event})})[0]
    kinds = {ItemRef(row.section, row.item): row.mark_kinds for row in sheet.rows}
    assert event in kinds[ref]
    assert all(event not in kinds[other] for other in kinds if other != ref)
