"""What folders hold: links, folders that cannot be listed, and what omr itself keeps."""

from __future__ import annotations

import os
import socket
import zipfile
from contextlib import chdir
from pathlib import Path

import pytest

from omr.errors import BadInput
from omr.ingest import survey
from omr.ingest.archive import Archive
from omr.ingest.listing import files_below, left_out
from omr.ingest.source import check_paths, named_files
from omr.model.page import Unread


def write(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"a scan")


def names(folder: Path, *apart: Path) -> list[str]:
    return [name for _, name, _ in named_files([folder], apart=apart)]


def test_a_link_to_a_folder_elsewhere_is_followed_once_and_no_loop_is(tmp_path: Path) -> None:
    folder, share = tmp_path / "in", tmp_path / "share"
    write(folder / "a.pdf", folder / "deep" / "b.pdf", share / "c.pdf", share / "deep" / "d.pdf")
    links = {"monday": share, "tuesday": share, "loop": folder, "up": tmp_path, "again": folder / "deep", "x": Path("x")}
    for name, target in links.items():
        (folder / name).symlink_to(target)
    (share / "back").symlink_to(folder)
    assert names(folder) == ["a.pdf", "deep/b.pdf", "monday/c.pdf", "monday/deep/d.pdf"]


def test_a_link_that_leads_nowhere_is_a_file_if_its_name_promises_a_scan(tmp_path: Path) -> None:
    for name in ("gone.PDF", "gone.txt"):
        (tmp_path / name).symlink_to("/nonexistent/scan")
    assert names(tmp_path) == ["gone.PDF"]


def test_what_is_no_file_is_listed_if_its_name_promises_a_scan_and_refused_if_it_is_named(tmp_path: Path) -> None:
    for name in ("pipe.pdf", "pipe.txt"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "zero.tif").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as made, chdir(tmp_path):  # a socket's path has at most 107 characters
        made.bind("socket.png")
    assert names(tmp_path) == ["pipe.pdf", "socket.png", "zero.tif"]
    assert {one.detail for one in survey([tmp_path]) if isinstance(one, Unread)} == {
        "it is a pipe and no file; save the scan as a file",
        "it is a socket and no file; save the scan as a file",
        "it is a device and no file; save the scan as a file",
    }
    with pytest.raises(BadInput, match=r"only files are read: /dev/zero is a device, .*pipe\.txt is a pipe"):
        check_paths([Path("/dev/zero"), tmp_path, tmp_path / "pipe.txt"])


def test_folders_apart_hold_no_scans_by_whatever_way_they_are_reached(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.pdf", tmp_path / "in" / "april" / "scans" / "b.pdf", tmp_path / "exam" / "sheets" / "c.pdf")
    (tmp_path / "in" / "printed").symlink_to(tmp_path / "exam")
    assert names(tmp_path / "in", tmp_path / "in" / "april", tmp_path / "exam") == ["a.pdf"]


def test_a_folder_that_cannot_be_listed_is_told_and_never_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a.pdf", tmp_path / "shut" / "b.pdf")
    listed = os.scandir

    def refuses(path: str | Path) -> object:
        if os.fspath(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", refuses)
    with pytest.raises(BadInput, match=r"shut cannot be listed: Permission denied"):
        names(tmp_path)
    refused: list[OSError] = []
    assert [path.name for path in files_below(tmp_path, (), refused.append)] == ["a.pdf"]
    assert [error.filename for error in refused] == [str(tmp_path / "shut")]


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path / ".a.pdf", tmp_path / ".b" / "c.pdf", tmp_path / "d.pdf")
    assert names(tmp_path) == ["d.pdf"]


def test_bytes_of_a_name_that_are_no_utf_8_are_written_as_such(tmp_path: Path) -> None:
    write(tmp_path / os.fsdecode(b"\xe9t\xe9 \xc3\xa9.pdf"))
    assert names(tmp_path) == ["\\xe9t\\xe9 é.pdf"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a\nb.pdf", r"a\nb.pdf"), ("a\x1b[2Jb.pdf", r"a\x1b[2Jb.pdf"), ("a\r=b.pdf", r"a\r=b.pdf"), ("a\u2028b.pdf", r"a\u2028b.pdf")],
)
def test_a_name_breaks_no_line_and_gives_no_terminal_a_command(name: str, shown: str, tmp_path: Path) -> None:
    write(tmp_path / name)
    assert names(tmp_path) == [shown]


def test_spaces_of_any_width_and_signs_of_any_script_are_part_of_a_name(tmp_path: Path) -> None:
    write(tmp_path / "10.30\u202fAM \u00a0 \U0001f469\u200d\U0001f3eb.pdf")
    assert names(tmp_path) == ["10.30\u202fAM \u00a0 \U0001f469\u200d\U0001f3eb.pdf"]


def test_other_batches_and_exams_are_left_out_and_told(tmp_path: Path) -> None:
    write(tmp_path / "a.pdf", tmp_path / "april" / "scans" / "b.pdf", tmp_path / "april" / "batch.db")
    write(tmp_path / "exams" / "x" / "exam.yaml", tmp_path / "exams" / "x" / "sheets" / "1011.pdf", tmp_path / "exams" / "c.pdf")
    assert names(tmp_path) == ["a.pdf", "exams/c.pdf"]
    assert left_out([tmp_path], ()) == (tmp_path / "april", tmp_path / "exams" / "x")
    assert names(tmp_path / "exams" / "x") == ["exam.yaml", "sheets/1011.pdf"], "who names one wants what is in it"
    assert left_out([tmp_path / "exams" / "x"], ()) == ()


NUMBERED = ["IMG_1.jpg", "IMG_2.jpg", "IMG_10.jpg", "img 007.jpg", "img 8.jpg"]


def test_numbers_in_names_count_as_numbers(tmp_path: Path) -> None:
    write(*(tmp_path / name for name in reversed(NUMBERED)), tmp_path / "room 10" / "a.jpg", tmp_path / "room 9" / "a.jpg")
    assert names(tmp_path) == [*NUMBERED, "room 9/a.jpg", "room 10/a.jpg"]


def test_files_that_a_shell_put_in_its_order_are_read_in_the_order_of_their_numbers_and_others_as_they_are_given(tmp_path: Path) -> None:
    write(*(tmp_path / name for name in NUMBERED))
    plain = sorted(tmp_path.iterdir())
    assert [path.name for path in plain[:2]] == ["IMG_1.jpg", "IMG_10.jpg"]
    assert [name for _, name, _ in named_files(plain)] == NUMBERED
    folded = sorted(tmp_path.iterdir(), key=lambda path: str(path).casefold())
    assert folded != plain, "as a shell with a language sorts"
    assert [name for _, name, _ in named_files(folded)] == NUMBERED
    assert [name for _, name, _ in named_files(plain[::-1])] == [path.name for path in plain[::-1]]


def test_members_of_an_archive_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        for name in reversed(NUMBERED):
            packed.writestr(f"stack 10/{name}", b"a scan")
            packed.writestr(f"stack 9/{name}", b"a scan")
    with Archive(tmp_path / "a.zip") as archive:
        assert [one.name for one in archive.members()] == [f"{folder}/{name}" for folder in ("stack 9", "stack 10") for name in NUMBERED]
