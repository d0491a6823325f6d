"""Ranks as NumPy's own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from omr.imaging import grey_quantile, median, quantile, ranked


@given(values=arrays(np.float32, st.integers(1, 50), elements=st.floats(-100, 100, width=32)), share=st.floats(0, 1))
def test_quantiles_are_numpys(values: np.ndarray, share: float) -> None:
    assert quantile(values, share) == pytest.approx(float(np.percentile(values.astype(float), 100 * share)), abs=1e-3)


@given(picture=arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9))), share=st.floats(0, 1))
def test_quantiles_of_a_picture_are_numpys(picture: np.ndarray, share: float) -> None:
    assert grey_quantile(picture, share) == pytest.approx(float(np.percentile(picture, 100 * share)), abs=1e-3)


def test_the_median_of_an_even_number_lies_between_the_middle_ones() -> None:
    assert median(np.array([4.0, 1.0, 3.0, 2.0])) == 2.5
    assert median(np.array([7])) == 7.0


@given(stack=arrays(np.uint8, st.tuples(st.integers(1, 9), st.just(3), st.just(5))), data=st.data())
def test_the_ranked_picture_is_what_sorting_gives_and_leaves_its_stack(stack: np.ndarray, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(stack) - 1))
    before = stack.copy()
    assert np.array_equal(ranked(stack, place), np.sort(stack, axis=0)[place])
    assert np.array_equal(stack, before)
