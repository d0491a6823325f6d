"""The bound on silent errors is the exact one: cases worked out by hand, and what must hold of any."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omr.audit import most


@pytest.mark.parametrize(
    ("errors", "looked_at", "expected"),
    [
        (0, 1, 0.95),  # (1 - p) = 0.05
        (0, 2, 1 - 0.05**0.5),
        (0, 300, 1 - 0.05 ** (1 / 300)),  # 0.99 %, the rule of three
        (0, 0, 1.0),
        (1, 1, 1.0),
        (1, 2, 0.95**0.5),  # 1 - p² = 0.05
        (7, 7, 1.0),
    ],
)
def test_the_bound_is_exact(errors: int, looked_at: int, expected: float) -> None:
    assert most(errors, looked_at) == pytest.approx(expected, abs=1e-12)


SEEN = st.integers(1, 60).flatmap(lambda looked: st.tuples(st.integers(0, looked - 1), st.just(looked)))


@given(SEEN, st.sampled_from([0.9, 0.95, 0.99]))
def test_at_the_bound_so_few_errors_are_just_as_unlikely_as_was_said(seen: tuple[int, int], confidence: float) -> None:
    errors, looked = seen
    share = most(errors, looked, confidence)
    chance = sum(comb(looked, k) * share**k * (1 - share) ** (looked - k) for k in range(errors + 1))
    assert chance == pytest.approx(1 - confidence, abs=1e-9)


@given(SEEN)
def test_more_looks_lower_the_bound_and_more_errors_raise_it(seen: tuple[int, int]) -> None:
    errors, looked = seen
    assert errors / looked < most(errors, looked) < most(errors + 1, looked)
    assert most(errors, looked + 1) < most(errors, looked)


@pytest.mark.parametrize(("errors", "looked_at"), [(-1, 3), (4, 3)])
def test_more_errors_than_looks_are_refused(errors: int, looked_at: int) -> None:
    with pytest.raises(ValueError, match="errors in"):
        most(errors, looked_at)
