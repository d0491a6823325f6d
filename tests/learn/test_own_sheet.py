"""Our own sheet learned back from its PDF, and from a 200 dpi picture of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

from omr.files import ExamFolder, data_folder, read_folder
from omr.learn import learn
from omr.learn.paper.source import rendered
from omr.model.layout import FieldKind, LayoutPage
from omr.model.page import Points

READ = {FieldKind.CHOICE, FieldKind.NUMBER, FieldKind.STUDENT_NUMBER}


@pytest.fixture(scope="module")
def folder() -> ExamFolder:
    return read_folder(data_folder("sample_scans") / "ift6135")


def sheet(folder: ExamFolder, code: str, where: Path, kind: str) -> list[Path]:
    document = pdfium.PdfDocument(folder.folder / "sheets" / f"{code}.pdf")
    if kind == "pdf":
        one = pdfium.PdfDocument.new()
        one.import_pages(document, [0, 1])
        one.save(where / f"{code}.pdf")
        return [where / f"{code}.pdf"]
    files = [where / f"{code}-{number}.png" for number in (1, 2)]
    for number, file in enumerate(files):
        Image.fromarray(rendered(document[number], 200 / 25.4)).save(file, dpi=(200, 200))
    return files


def centres(page: LayoutPage) -> Points:
    boxes = [option.box for field in page.choices for option in field.options]
    boxes += [blank.box for field in page.fields if field.kind in READ for blank in field.blanks]
    return np.array([box.centre for box in boxes])


def names(page: LayoutPage) -> list[object]:
    kept = [field for field in page.fields if field.section]
    return sorted((f.kind.value, f.section, f.item, f.printed, tuple((o.label, o.printed, o.shape.value) for o in f.options)) for f in kept)


@pytest.mark.parametrize("code", ["1011", pytest.param("1012", marks=pytest.mark.long)])
@pytest.mark.parametrize("kind", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_all_boxes_are_found_none_invented_within_a_fifth_of_a_millimetre(folder: ExamFolder, tmp_path: Path, code: str, kind: str) -> None:
    learned = learn(sheet(folder, code, tmp_path, kind), exam=folder.exam, forms=[code])
    assert list(learned.layout.forms) == [code]
    for truth, found in zip(folder.layout.forms[code], learned.layout.forms[code], strict=True):
        expected, seen = centres(truth), centres(found)
        distances = np.linalg.norm(expected[:, None] - seen[None], axis=2)
        assert len(seen) == len(expected)
        assert distances.min(axis=1).max() <= 0.2
        assert distances.min(axis=0).max() <= 0.2
        assert names(found) == names(truth)
        assert [(m.id, m.turn, m.dictionary) for m in found.markers] == [(m.id, m.turn, m.dictionary) for m in truth.markers]


@pytest.mark.long
def test_the_printed_form_code_is_found_by_itself(folder: ExamFolder, tmp_path: Path) -> None:
    assert list(learn(sheet(folder, "1012", tmp_path, "pdf"), exam=folder.exam).layout.forms) == ["1012"]


@pytest.mark.long
def test_an_exam_that_does_not_fit_is_told_and_never_forced(folder: ExamFolder, tmp_path: Path) -> None:
    """Form 1012 named as 1011 shows other option counts in other places."""
    learned = learn(sheet(folder, "1012", tmp_path, "pdf"), exam=folder.exam, forms=["1011"])
    assert any("left out" in doubt for doubt in learned.doubts)
    assert any("1012 is printed" in doubt for doubt in learned.doubts)
