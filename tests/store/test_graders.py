"""Several graders on one batch: no decision on what is no longer so, no item with two of them at once."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from omr.model.response import UNDECIDED, Decision, SheetItem, Target, in_force
from omr.store import Batch

FIRST = Decision(Target.ITEM, "a", "S1", "1", "i", who="kim", when="2026-01-05T10:00:00+00:00")
KEYS = [SheetItem("S1", "1", name) for name in "abc"]


@pytest.fixture
def batch(tmp_path):
    made = Batch.open(tmp_path / "batch", create=True)
    yield made
    made.close()


def test_a_decision_follows_what_it_was_made_on(batch) -> None:
    (one,) = batch.graders.decide([(FIRST, 0, '{"omr": "1"}')])
    assert batch.graders.decide([(replace(FIRST, value="b"), one, "")]) == (one + 1,)
    assert [(noted.decision.value, noted.grounds) for noted in batch.graders.of(FIRST)] == [("a", '{"omr": "1"}'), ("b", "")]


def test_a_decision_on_what_is_no_longer_so_is_not_stored(batch) -> None:
    batch.graders.decide([(FIRST, 0, "")])
    assert batch.graders.decide([(replace(FIRST, value="b"), 0, ""), (replace(FIRST, item="j"), 0, "")]) == (None, 2)
    assert [one.value for one in batch.decisions()] == ["a", "a"]


def test_of_many_that_decide_at_once_one_is_first(batch) -> None:
    def decide(number: int) -> int | None:
        return batch.graders.decide([(replace(FIRST, who=str(number)), 0, "")])[0]

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(decide, range(40)))
    assert sum(one is not None for one in done) == 1
    assert len(batch.decisions()) == 1


def test_what_a_decision_was_made_on_cannot_be_changed(batch) -> None:
    batch.graders.decide([(FIRST, 0, "{}")])
    connection = sqlite3.connect(batch.folder / "batch.db")
    for change in ("UPDATE grounds SET text = ''", "DELETE FROM grounds", "DELETE FROM decisions"):
        with pytest.raises(sqlite3.DatabaseError, match="only followed"):
            connection.execute(change)
    connection.close()


def test_an_item_is_handed_to_one_grader_until_its_lease_ends(batch) -> None:
    graders = batch.graders
    assert graders.lease(KEYS[:2], "kim", 100, 160) == tuple(KEYS[:2])
    assert graders.lease(KEYS, "ann", 110, 170) == (KEYS[2],)
    assert graders.lease(KEYS[:1], "kim", 120, 180) == (KEYS[0],)
    assert graders.lease(KEYS, "ann", 161, 200) == (KEYS[1], KEYS[2])
    assert {key.item: who for key, (who, _) in graders.leases(179).items()} == {"a": "kim", "b": "ann", "c": "ann"}
    graders.release(KEYS, "ann")
    assert list(graders.leases(0)) == [KEYS[0]]


def test_a_decision_that_was_taken_back_is_not_in_force() -> None:
    other = replace(FIRST, item="j")
    back = replace(FIRST, value=UNDECIDED)
    assert in_force([FIRST, other, back]) == (other,)
    assert in_force([FIRST, back, replace(FIRST, value="c")]) == (FIRST, replace(FIRST, value="c"))
