"""``omr review --html`` and ``omr wall``: what they write."""

from __future__ import annotations

from pathlib import Path

import pytest


def test_the_review_page_and_its_decisions_are_written(omr, scanned: Path, tmp_path: Path) -> None:
    code, printed = omr("review", scanned, "--html", tmp_path / "new" / "review.html")
    assert code == 0
    assert "0 items, 1 pages and 0 sheets wait for a person." in printed
    assert (tmp_path / "new" / "decisions.csv").read_text(encoding="utf-8").startswith("target,scan,sheet")


def test_the_wall_is_drawn_and_a_language_that_is_not_there_is_refused(omr, scanned: Path, tmp_path: Path) -> None:
    code, printed = omr("wall", scanned, "-o", tmp_path / "wall.html")
    assert code == 0
    assert "shown." in printed
    assert (tmp_path / "wall.png").read_bytes().startswith(b"\x89PNG")
    code, printed = omr("review", scanned, "--html", tmp_path / "r.html", "--language", "de")
    assert code == 2
    assert "--language en or fr" in printed
    assert not (tmp_path / "r.html").exists()


@pytest.mark.parametrize("written", [("wall", "-o"), ("review", "--html")])
def test_a_folder_in_the_place_of_a_page_is_a_mistake_in_the_command(omr, scanned: Path, written: tuple[str, str]) -> None:
    command, option = written
    code, printed = omr(command, scanned, option, ".")
    assert (code, "is a directory" in printed) == (2, True)
