"""Files of one name are told apart in all results, and none takes another's row away."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from omr.model.page import Unread
from omr.store import Batch, pack
from tests.store.test_store import REJECTED
from tests.store.test_versions import rewrite


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return Batch.open(tmp_path / "batch", create=True)


def take_in(batch: Batch, path: Path, data: str, name: str = "") -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data)
    return batch.take_in(path, name or path.name).name


def rows(batch: Batch) -> list[str]:
    return [one.ref.file for one in batch.results()]


def test_a_file_named_like_another_is_shown_with_the_folders_that_tell_them_apart(batch: Batch, tmp_path: Path) -> None:
    days = [tmp_path / "north" / "mon", tmp_path / "north" / "tue", tmp_path / "south" / "tue"]
    names = [take_in(batch, day / "scans.pdf", str(day)) for day in days]
    assert names == ["scans.pdf", "tue/scans.pdf", "south/tue/scans.pdf"]
    assert [take_in(batch, day / "scans.pdf", str(day)) for day in days] == names, "each is known again"
    assert take_in(batch, tmp_path / "x" / "tray 1" / "scans.pdf", "x", "tray 1/scans.pdf") == "tray 1/scans.pdf"
    assert take_in(batch, tmp_path / "y" / "tray 1" / "scans.pdf", "y", "tray 1/scans.pdf") == "y/tray 1/scans.pdf"
    assert [one.name for one in batch.inputs()] == [*names, "tray 1/scans.pdf", "y/tray 1/scans.pdf"]


def test_a_file_that_is_written_anew_is_numbered(batch: Batch, tmp_path: Path) -> None:
    assert [take_in(batch, tmp_path / "scans.pdf", data) for data in "abcb"] == [
        "scans.pdf",
        "scans.pdf (2)",
        "scans.pdf (3)",
        "scans.pdf (2)",
    ]
    assert take_in(batch, tmp_path / "scans.pdf (2)", "d") == f"{tmp_path.name}/scans.pdf (2)"


def test_all_that_is_told_of_a_page_has_its_file_s_own_name(batch: Batch, tmp_path: Path) -> None:
    for day in ("mon", "tue"):
        take_in(batch, tmp_path / day / "scans.pdf", day)
    for taken in batch.inputs():
        batch.put(taken, [pack(REJECTED)])
    assert rows(batch) == [one.ref.file for one in batch.outlines(looks=False)] == ["scans.pdf", "tue/scans.pdf"]


def test_an_unreadable_file_is_a_row_until_it_is_read_whatever_others_of_its_name_are(batch: Batch, tmp_path: Path) -> None:
    there = {day: tmp_path / day / "scans.pdf" for day in ("mon", "tue", "wed")}
    for path in there.values():
        path.parent.mkdir()
        path.write_text("locked")
    for day in ("mon", "tue", "mon"):
        batch.take_in_unreadable("scans.pdf", "it is locked", origin=str(there[day]))
    assert rows(batch) == ["scans.pdf", "tue/scans.pdf"]
    take_in(batch, there["wed"], "another")
    assert rows(batch) == ["scans.pdf", "tue/scans.pdf"]
    take_in(batch, there["tue"], "repaired")
    assert rows(batch) == ["scans.pdf"]
    shutil.rmtree(there["mon"].parent)
    take_in(batch, tmp_path / "moved" / "scans.pdf", "repaired, and moved")
    assert rows(batch) == []


def test_a_locked_member_of_an_archive_stays_a_row_though_another_archive_has_one_of_its_name(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "april.zip").write_text("an archive")
    batch.take_in_unreadable("april.zip/a.pdf", "it is locked", origin=f"{tmp_path}/april.zip/a.pdf")
    (tmp_path / "part").write_text("a")
    assert batch.take_in(tmp_path / "part", "april.zip/a.pdf", origin="/mail/april.zip/a.pdf").name == "mail/april.zip/a.pdf"
    assert rows(batch) == ["april.zip/a.pdf"]
    batch.take_in(tmp_path / "part", "april.zip/a.pdf", origin=f"{tmp_path}/april.zip/a.pdf")
    (tmp_path / "part").write_text("b")
    batch.take_in(tmp_path / "part", "april.zip/a.pdf", origin=f"{tmp_path}/april.zip/a.pdf")
    assert rows(batch) == []


def test_a_file_that_could_not_be_read_for_a_while_is_a_row_for_that_while(batch: Batch, tmp_path: Path) -> None:
    path = tmp_path / "scans.pdf"
    take_in(batch, path, "a")
    batch.take_in_unreadable("scans.pdf", "it is locked", origin=str(path))
    assert [(one.ref.file, one.detail) for one in batch.results() if isinstance(one, Unread)] == [("scans.pdf (2)", "it is locked")]
    assert take_in(batch, path, "b") == "scans.pdf (2)"
    assert rows(batch) == []


def test_files_of_one_name_in_an_older_batch_are_numbered(batch: Batch, tmp_path: Path) -> None:
    for day in ("mon", "tue"):
        take_in(batch, tmp_path / day / "scans.pdf", day)
    batch.close()
    dropped = [f"ALTER TABLE inputs DROP COLUMN {name}" for name in ("shown", "origin")]
    older = "UPDATE meta SET value = '5' WHERE key = 'schema'"
    rewrite(batch.folder, "DROP INDEX inputs_by_shown", "DROP INDEX inputs_by_origin", *dropped, older)
    again = Batch.open(batch.folder)
    assert [one.name for one in again.inputs()] == ["scans.pdf", "scans.pdf (2)"]
    again.close()
    with sqlite3.connect(batch.folder / "batch.db") as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'inputs_by_%'").fetchone() == (2,)
