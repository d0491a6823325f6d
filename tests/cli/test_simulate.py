"""``omr simulate``: which sheets a rehearsal fills."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from omr.files import data_folder

PLAIN = data_folder("sample_scans") / "ift6135-plain"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.long
def test_the_own_blank_of_a_learned_form_is_filled_and_read_with_its_layout(omr, tmp_path: Path) -> None:
    """The scans must fit the layout that was learned, not one of sheets typeset for the rehearsal."""
    code, printed = omr("simulate", PLAIN, "-n", "3", "-o", tmp_path / "out")
    assert code == 0
    assert "The form's own blank was filled" in printed
    places = rows(tmp_path / "out" / "truth_pages.csv")
    assert [(row["sheet"], row["form"], row["form_page"]) for row in places] == [
        (sheet, form, page) for sheet, form in (("1", "1011"), ("2", "1012"), ("3", "1011")) for page in "12"
    ]
    code, printed = omr("scan", tmp_path / "out" / "scans.pdf", "--exam", PLAIN, "--batch", tmp_path / "batch")
    assert "6 scans taken in = read 6 + blank 0 + duplicate 0 + rejected 0." in printed
    omr("grade", tmp_path / "batch")
    named = {row["sheet"]: places[int(row["page"]) - 1]["sheet"] for row in rows(tmp_path / "batch" / "results" / "pages.csv")}
    meant = {(row["sheet"], row["section"], row["item"]): row["response"] for row in rows(tmp_path / "out" / "truth.csv")}
    read = rows(tmp_path / "batch" / "results" / "responses.csv")
    certain = [row for row in read if row["status"] != "unsure"]
    assert [row for row in certain if row["response"] != meant[named[row["sheet"]], row["section"], row["item"]]] == []
    assert len(certain) > len(read) / 2


def test_a_learned_form_without_its_pictures_cannot_be_rehearsed(omr, tmp_path: Path) -> None:
    exam = Path(shutil.copytree(PLAIN, tmp_path / "exam", ignore=shutil.ignore_patterns("reference", "scans")))
    code, printed = omr("simulate", exam, "-n", "1", "-o", tmp_path / "out")
    assert code == 3
    assert "layout.json names no picture of page 1 that is there" in printed
    assert "learn the form again" in printed
