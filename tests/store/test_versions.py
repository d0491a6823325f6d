"""A batch made by another version is read rightly or refused with a remedy; a damaged one is never begun anew."""

from __future__ import annotations

import random
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from store.test_store import READ, REJECTED

from omr import __version__
from omr.errors import BadInput
from omr.model.audit import Draw, Sampled
from omr.model.response import Decision, ResponseStatus, SheetItem, Target
from omr.store import Batch, migrate, pack, schema
from omr.store.codec import outline

DECISION = Decision(Target.ITEM, "a", "A1", "3", "i", who="kim")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A batch with two scans and a decision."""
    (tmp_path / "a.pdf").write_bytes(b"%PDF of sorts")
    batch = Batch.open(tmp_path / "batch", create=True)
    batch.put(batch.take_in(tmp_path / "a.pdf", "a.pdf"), [pack(READ), pack(REJECTED)])
    batch.decide([DECISION])
    batch.close()
    return batch.folder


def rewrite(folder: Path, *statements: str) -> None:
    connection = sqlite3.connect(folder / "batch.db")
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def made_by_version_1(folder: Path) -> None:
    """As the first version wrote it."""
    rewrite(
        folder,
        "DROP INDEX inputs_by_shown",
        "DROP INDEX inputs_by_origin",
        "ALTER TABLE inputs DROP COLUMN shown",
        "ALTER TABLE inputs DROP COLUMN origin",
        "DROP INDEX scans_by_change",
        "ALTER TABLE scans DROP COLUMN change",
        "ALTER TABLE scans DROP COLUMN outline",
        "UPDATE meta SET value = '1' WHERE key = 'schema'",
        "DELETE FROM meta WHERE key = 'omr'",
        "DROP TABLE sampled",
        "DROP TABLE draws",
    )


def outlines(folder: Path) -> list[tuple[int, str | None]]:
    connection = sqlite3.connect(folder / "batch.db")
    rows = connection.execute("SELECT page, outline FROM scans ORDER BY page").fetchall()
    connection.close()
    return rows


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("block", [1, 256])
def test_a_batch_of_the_first_version_is_migrated_with_all_that_it_holds(folder, create, block, monkeypatch) -> None:
    monkeypatch.setattr(migrate, "BLOCK", block)
    as_made = outlines(folder)
    made_by_version_1(folder)
    batch = Batch.open(folder, create=create)
    assert (batch.meta("schema"), batch.meta("omr")) == (str(schema.SCHEMA), __version__)
    assert list(batch.results()) == [READ, REJECTED]
    assert batch.decisions() == (DECISION,)
    assert outlines(folder) == as_made == [(1, outline(READ)), (2, None)]


def test_a_migration_that_fails_leaves_the_batch_as_it_was(folder: Path) -> None:
    made_by_version_1(folder)
    rewrite(folder, "UPDATE scans SET evidence = x'4531' WHERE page = 1")
    before = (folder / "batch.db").read_bytes()
    with pytest.raises(BadInput, match="page 1: the stored evidence is damaged"):
        Batch.open(folder)
    assert (folder / "batch.db").read_bytes() == before


def test_every_version_back_to_the_first_has_its_step() -> None:
    assert sorted(migrate.STEPS) == list(range(1, schema.SCHEMA))


@pytest.mark.parametrize(("version", "age"), [("99", "a newer"), ("0", "another"), ("-1", "another"), ("two", "another"), ("", "another")])
@pytest.mark.parametrize("create", [False, True])
def test_a_version_that_is_not_known_is_refused_and_untouched(folder: Path, version: str, age: str, create: bool) -> None:
    rewrite(folder, f"UPDATE meta SET value = '{version}' WHERE key = 'schema'", "UPDATE meta SET value = '7.0' WHERE key = 'omr'")
    before = (folder / "batch.db").read_bytes()
    with pytest.raises(BadInput, match=rf"made by {age} version of omr \(schema .*made by omr 7\.0(.|\n)*new batch folder"):
        Batch.open(folder, create=create)
    assert (folder / "batch.db").read_bytes() == before


def test_a_batch_without_its_version_is_refused(folder: Path) -> None:
    rewrite(folder, "DELETE FROM meta WHERE key = 'schema'")
    with pytest.raises(BadInput, match="schema unknown"):
        Batch.open(folder)


def test_a_database_of_another_program_is_not_written_into(tmp_path: Path) -> None:
    rewrite(tmp_path, "CREATE TABLE cookies (name TEXT)")
    before = (tmp_path / "batch.db").read_bytes()
    with pytest.raises(BadInput, match="another program"):
        Batch.open(tmp_path, create=True)
    assert (tmp_path / "batch.db").read_bytes() == before


@pytest.mark.parametrize("gone", [True, False])
def test_a_batch_that_lost_its_database_is_not_begun_anew_over_its_scans(folder: Path, gone: bool) -> None:
    (folder / "batch.db").unlink() if gone else (folder / "batch.db").write_bytes(b"")
    with pytest.raises(BadInput, match=r"missing or empty(.|\n)*put batch\.db back from a copy"):
        Batch.open(folder, create=True)
    assert len(list((folder / "scans").iterdir())) == 1
    assert not (folder / "batch.db").exists() or (folder / "batch.db").stat().st_size == 0


def test_a_database_that_was_never_written_is_begun(tmp_path: Path) -> None:
    (tmp_path / "batch.db").write_bytes(b"")
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "stack.pdf").write_bytes(b"the office's own")
    assert Batch.open(tmp_path, create=True).decisions() == ()


def damage(path: Path, keep: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])


@pytest.mark.parametrize("keep", [0.02, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("create", [False, True])
def test_a_truncated_database_is_refused_and_never_misread(folder: Path, keep: float, create: bool) -> None:
    batch = Batch.open(folder)
    for number in range(40):
        batch.decide([Decision(Target.ITEM, "a", "A1", "3", f"i{number}", who="kim" * 100)])
    batch.close()
    damage(folder / "batch.db", keep)
    before = (folder / "batch.db").read_bytes()
    with pytest.raises(BadInput, match="damaged"):
        read_all(folder, create=create)
    assert (folder / "batch.db").read_bytes() == before


def read_all(folder: Path, *, create: bool) -> None:
    batch = Batch.open(folder, create=create)
    assert len(list(batch.results())) == 2
    assert len(batch.decisions()) == 41


@pytest.mark.parametrize("seed", range(12))
def test_a_database_with_overwritten_pages_gives_what_it_held_or_an_error(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray((folder / "batch.db").read_bytes())
    at = chance.randrange(0, len(data), 512)
    data[at : at + 512] = chance.randbytes(len(data[at : at + 512]))
    (folder / "batch.db").write_bytes(data)
    try:
        batch = Batch.open(folder)
        held = list(batch.results()), batch.decisions()
    except BadInput:
        return
    assert held == ([READ, REJECTED], (DECISION,))


@pytest.mark.parametrize("table", ["draws", "sampled"])
def test_what_was_drawn_is_never_changed(folder: Path, table: str) -> None:
    batch = Batch.open(folder)
    one = Sampled(SheetItem("A1", "3", "i"), "1011", "s1", "a", ResponseStatus.ANSWERED, 0.9, "0f")
    draw = Draw(1, 1, 50, "fitted", "{}")
    batch.samples.add(draw, [one])
    assert (batch.samples.last(), batch.samples.all()) == (draw, (replace(one, after=1),))
    batch.close()
    with pytest.raises(sqlite3.IntegrityError, match="only followed"):
        rewrite(folder, f"DELETE FROM {table}")
