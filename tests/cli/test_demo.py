"""``omr demo``."""

from __future__ import annotations

from pathlib import Path


def test_the_demo_does_not_write_into_a_folder_that_holds_something(omr, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    assert omr("demo", "-o", tmp_path)[0] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
