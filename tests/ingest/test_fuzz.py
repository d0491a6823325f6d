"""Damaged files of every container and codec: no crash, no hang, none without a row. ``tests/bench/fuzz.py`` is the same at length."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from bench import fuzz
from bench.fuzz import Guard, damaged


def silent(_: str) -> None:
    """Failures are in what ``fuzz`` gives back."""


@pytest.mark.long
def test_two_hundred_damaged_files() -> None:
    found = fuzz.fuzz(range(200), 1, None, silent)
    assert found["failures"] == []
    assert found["rows"] >= found["files"]
    assert found["read"], "some damage is harmless"
    assert found["rejected"], "some is not"


@pytest.mark.long
def test_three_thousand_damaged_files() -> None:
    assert fuzz.fuzz(range(3000), 2, None, silent)["failures"] == []


def test_the_same_seed_damages_alike() -> None:
    assert damaged(1, 7) == damaged(1, 7)
    assert damaged(1, 7) != damaged(2, 7)


def misbehaving(what: str):
    def rows(_: Path) -> list[str]:
        if what == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        if what == "defect":
            raise ZeroDivisionError("division by zero")
        if what == "hang":
            time.sleep(600)
        return [] if what == "lost" else ["read"]

    return rows


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("crash", "crash: the process ended with -11"),
        ("defect", "crash: ZeroDivisionError"),
        ("hang", "hang"),
        ("lost", "lost"),
        ("well", ""),
    ],
)
def test_the_guard_tells_each_failure(what: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "rows_of", misbehaving(what))
    monkeypatch.setattr(fuzz, "SECONDS", 0.5)
    guard = Guard()
    for _ in range(2):
        failure, rows = guard.rows(tmp_path / "scan")
        assert failure.startswith(said)
        assert bool(failure) == bool(said)
        assert rows == ([] if said else ["read"])
    guard.stop()
