"""The whole job on the plain sample: a document without anything for a machine, learned, paired by the order of its scans, graded."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from omr.files import read_folder, write_layout
from omr.learn import learn
from tests.make_plain import EXAM, FORMS, SHEETS, STACK, blank_pdf
from tests.make_stack import _omr as omr

ASKED = 0.1
"""Share of choice items that may be asked: of the same exam's own sheet 4 to 8 % are, as tests/test_sample_stack.py bounds it."""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stack, scanned and graded, before anybody decided anything."""
    folder = tmp_path_factory.mktemp("plain") / "batch"
    omr("scan", EXAM / "scans" / STACK, "--exam", EXAM, "--batch", folder)
    omr("grade", folder)
    return folder


@pytest.mark.long
def test_the_layout_is_what_is_learned_from_the_blanks_of_both_forms(tmp_path: Path) -> None:
    blanks = [tmp_path / f"{code}.pdf" for code in FORMS]
    for code, blank in zip(FORMS, blanks, strict=True):
        blank.write_bytes(blank_pdf(code))
        assert blank.read_bytes() == (EXAM / "blanks" / blank.name).read_bytes()
    write_layout(learn(blanks, read_folder(EXAM).exam).layout, tmp_path / "layout.json")
    assert (tmp_path / "layout.json").read_bytes() == (EXAM / "layout.json").read_bytes()


def test_each_page_has_its_form_and_its_sheet(batch: Path) -> None:
    pages = rows(batch / "results" / "pages.csv")
    assert [(page["form"], page["form_page"]) for page in pages] == [(FORMS[n // 2 % 2], str(n % 2 + 1)) for n in range(2 * SHEETS)]
    assert [page["sheet"] for page in pages] == [pages[n // 2 * 2]["scan"] for n in range(2 * SHEETS)]


def test_no_response_is_silently_wrong_and_few_are_asked(batch: Path) -> None:
    read = {(row["sheet"], row["section"], row["item"]): row for row in rows(batch / "results" / "responses.csv")}
    truth = rows(EXAM / "truth.csv")
    assert len(truth) == len(read)
    for row in truth:
        response = read[row["sheet"], row["section"], row["item"]]
        assert response["status"] == "unsure" or response["response"] == row["response"], (row, response)
    choices = [row for row in read.values() if row["section"] != "2"]
    assert sum(row["status"] == "unsure" for row in choices) / len(choices) < ASKED


def test_after_the_decisions_the_results_are_the_expected_ones(batch: Path, tmp_path: Path) -> None:
    folder = tmp_path / "batch"
    shutil.copytree(batch, folder)
    omr("decide", folder, EXAM / "decisions.csv")
    omr("grade", folder)
    for name in ("pages.csv", "grades.csv"):
        assert (folder / "results" / name).read_text(encoding="utf-8") == (EXAM / "expected" / name).read_text(encoding="utf-8")


def test_that_sheets_go_by_the_order_of_their_scans_is_said_until_it_is_known_how_many_there_are(batch: Path, tmp_path: Path) -> None:
    folder = tmp_path / "batch"
    shutil.copytree(batch, folder)
    again = [sys.executable, "-m", "omr", "scan", EXAM / "scans" / STACK, "--exam", EXAM, "--batch", folder]
    said = (f"{SHEETS} of them were put together by the order of their scans alone", "--expect N")
    for more, told in (([], True), (["--expect", str(SHEETS)], False)):
        done = subprocess.run([*again, *more], check=True, capture_output=True, text=True)
        assert all(words in " ".join(done.stdout.split()) for words in said) is told
