"""``omr learn``: what it writes beside the layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.files import read_folder, read_layout
from omr.model.exam import Special
from tests.cli.pages import EXAM


def test_learning_a_blank_writes_an_exam_and_a_key_to_fill_in_and_never_over_them(omr, tmp_path: Path) -> None:
    blank, form = EXAM.parent / "ift6135-plain" / "blanks" / "1011.pdf", tmp_path / "form"
    code, printed = omr("learn", blank, "-o", form / "layout.json")
    assert (code, f"Written: {form / 'layout.json'}, {form / 'exam.yaml'}, {form / 'key.csv'}." in printed) == (0, True)
    assert set(read_folder(form).key.values()) == {Special.UNKNOWN}
    (form / "key.csv").write_text("mine")
    code, printed = omr("learn", blank, "-o", form / "layout.json")
    assert (code, f"{form / 'key.csv'} was left as it is" in printed) == (0, True)
    assert (form / "key.csv").read_text() == "mine"


BLANK = EXAM.parent / "ift6135-plain" / "blanks" / "1011.pdf"


@pytest.mark.long
def test_learning_writes_a_corrections_file_that_says_how_and_keeps_to_it_from_then_on(omr, tmp_path: Path) -> None:
    form = tmp_path / "form"
    kept = form / "corrections.txt"
    _, printed = omr("learn", BLANK, "-o", form / "layout.json")
    assert f"put right in {kept}, and run this again" in printed
    first = (form / "layout.json").read_bytes()
    assert omr("learn", BLANK, "-o", form / "layout.json")[1].startswith(f"Looking at {BLANK}, corrected by {kept} …")
    assert (form / "layout.json").read_bytes() == first, "nothing in it is a correction yet"
    kept.write_text(kept.read_text(encoding="utf-8") + "rename 1 TF\n", encoding="utf-8")
    omr("learn", BLANK, "-o", form / "layout.json")
    assert "TF" in {field.section for field in read_layout(form / "layout.json").page("1011", 2).choices}
    assert kept.read_text(encoding="utf-8").endswith("rename 1 TF\n")


@pytest.mark.long
def test_another_corrections_file_is_kept_to_where_it_is_given(omr, tmp_path: Path) -> None:
    form, other = tmp_path / "form", tmp_path / "mine.txt"
    form.mkdir()
    (form / "corrections.txt").write_text("no instruction")
    other.write_text("rename 1 TF")
    assert omr("learn", BLANK, "-o", form / "layout.json", "--corrections", other)[0] == 0
    assert (form / "corrections.txt").read_text() == "no instruction"


@pytest.mark.long
def test_drafts_follow_the_corrections_until_somebody_edits_them(omr, tmp_path: Path) -> None:
    form = tmp_path / "form"
    form.mkdir()
    exam, key = form / "exam.yaml", form / "key.csv"

    def learned_as(name: str) -> str:
        (form / "corrections.txt").write_text(f"rename 1 {name}")
        return omr("learn", BLANK, "-o", form / "layout.json")[1]

    def edit(file: Path, old: str, new: str) -> None:
        file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    learned_as("one")
    learned_as("two")
    assert ("name: two" in exam.read_text(encoding="utf-8"), "two,a,?" in key.read_text(encoding="utf-8")) == (True, True)
    edit(key, "two,a,?", "two,a,T")
    assert f"{key} was left as it is" in learned_as("three")
    assert ("name: three" in exam.read_text(encoding="utf-8"), "two,a,T" in key.read_text(encoding="utf-8")) == (True, True)
    edit(exam, "points: 1", "points: 2")
    key.unlink()
    printed = learned_as("four")
    assert (f"{exam} was left as it is" in printed, f"{key} was left" in printed, key.exists()) == (True, False, False)
    assert "name: three" in exam.read_text(encoding="utf-8")
