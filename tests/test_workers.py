"""The processes that pages are read in."""

from __future__ import annotations

import os

import pytest

from omr.workers import KEPT_MEMORY, Workers


def test_memory_is_tuned_for_the_processes_alone_and_not_against_the_user_s_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = KEPT_MEMORY
    monkeypatch.setenv(first, "4096")
    for name in others:
        monkeypatch.delenv(name, raising=False)
    before = dict(os.environ)
    with Workers(1, 60.0):
        assert {name: os.environ[name] for name in KEPT_MEMORY} == {**KEPT_MEMORY, first: "4096"}
    assert dict(os.environ) == before
