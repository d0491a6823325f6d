"""Files that are there in whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from omr.files.whole import replacing, write_all, write_whole


def full_from(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk takes ``number`` files more, and is full then; like a real one it does not say for which file."""
    left = [number]
    settle = os.fsync

    def sync(file: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        settle(file)

    monkeypatch.setattr(os, "fsync", sync)


def test_a_file_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "new" / "layout.json"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_behind_a_link_the_file_that_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "here").symlink_to(tmp_path / "there")
    write_whole(tmp_path / "here", b"new")
    assert (tmp_path / "here").is_symlink()
    assert (tmp_path / "there").read_bytes() == b"new"


@pytest.mark.parametrize("fit", [0, 1, 2])
def test_of_files_that_belong_together_none_is_new_where_the_last_does_not_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fit: int
) -> None:
    names = ("reference/1-1.png", "reference/1-2.png", "layout.json")
    write_all({tmp_path / name: b"old" for name in names})
    full_from(fit, monkeypatch)
    with pytest.raises(OSError, match="No space left") as refused:
        write_all({tmp_path / name: b"new" for name in names})
    assert refused.value.filename == str(tmp_path / names[fit]), "the message names the file"
    assert {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == dict.fromkeys(
        names, b"old"
    )


def test_a_full_disk_leaves_the_old_file_and_is_told_with_the_file_s_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "scans.pdf"
    path.write_bytes(b"old")
    full_from(0, monkeypatch)
    with pytest.raises(OSError, match="No space left") as refused, replacing(path) as part:
        part.write_bytes(b"new")
    assert refused.value.filename == str(path)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("scans.pdf", b"old")]


def test_another_file_that_is_refused_meanwhile_keeps_its_own_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"scan\.jpg"), replacing(tmp_path / "review.html") as part:
        part.write_bytes((tmp_path / "scan.jpg").read_bytes())
    assert not list(tmp_path.iterdir())
