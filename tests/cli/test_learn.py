"""``omr learn``: what it writes beside the layout."""

from __future__ import annotations

from pathlib import Path

from omr.files import read_folder
from omr.model.exam import Special
from tests.cli.pages import EXAM


def test_learning_a_blank_writes_an_exam_and_a_key_to_fill_in_and_never_over_them(omr, tmp_path: Path) -> None:
    blank, form = EXAM.parent / "ift6135-plain" / "blanks" / "1011.pdf", tmp_path / "form"
    code, printed = omr("learn", blank, "-o", form / "layout.json")
    assert (code, f"Written: {form / 'layout.json'}, {form / 'exam.yaml'}, {form / 'key.csv'}." in printed) == (0, True)
    assert set(read_folder(form).key.values()) == {Special.UNKNOWN}
    (form / "key.csv").write_text("mine")
    code, printed = omr("learn", blank, "-o", form / "layout.json")
    assert (code, f"{form / 'exam.yaml'} was left as it is" in printed) == (0, True)
    assert (form / "key.csv").read_text() == "mine"
