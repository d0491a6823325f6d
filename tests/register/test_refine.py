"""The bend follows the outlines, not the marks on them, and a part of the page that is off is noticed."""

from __future__ import annotations

import numpy as np
import pytest

from omr.model.page import Transform
from omr.register.bend import basis, bend_at, fitted, terms_for
from omr.register.printed import nearest_of
from omr.register.refine import has_stray_part

SIZE = (210.0, 297.0)
GRID = np.stack(np.meshgrid(np.linspace(20, 190, 9), np.linspace(30, 270, 10)), axis=-1).reshape(-1, 2)


def test_the_bend_is_the_one_the_transform_applies() -> None:
    bend = np.random.default_rng(0).normal(0, 0.3, (2, 10))
    transform = Transform(np.eye(3), bend, SIZE)
    assert np.allclose(transform(GRID) - GRID, bend_at(GRID, transform))
    assert np.allclose(bend_at(GRID, Transform(np.eye(3), bend[:, :6], SIZE)), basis(GRID, SIZE)[:, :6] @ bend[:, :6].T)


@pytest.mark.parametrize("terms", [3, 6, 10])
def test_strays_do_not_pull_the_bend(terms: int) -> None:
    rng = np.random.default_rng(terms)
    truth = np.zeros((2, max(6, terms)))
    truth[:, :terms] = rng.normal(0, 0.3, (2, terms))
    offsets = bend_at(GRID, Transform(np.eye(3), truth, SIZE)) + rng.normal(0, 0.03, GRID.shape)
    offsets[rng.permutation(len(GRID))[:25]] += rng.normal(0, 1.0, (25, 2))
    found = fitted(GRID, offsets, np.ones(len(GRID)), SIZE, terms)
    assert np.abs(bend_at(GRID, Transform(np.eye(3), found - truth, SIZE))).max() < 0.15


def test_few_outlines_carry_few_terms() -> None:
    assert [terms_for(count) for count in (0, 5, 6, 23, 24, 40)] == [0, 0, 3, 3, 6, 10]


def test_a_corner_of_the_page_that_is_off_is_noticed() -> None:
    agree = np.ones(len(GRID), dtype=bool)
    assert not has_stray_part(nearest_of(GRID), agree)
    agree[np.linalg.norm(GRID - GRID[0], axis=1) < 60] = False
    assert has_stray_part(nearest_of(GRID), agree)


def test_single_outlines_under_heavy_marks_are_no_part_of_the_page() -> None:
    agree = np.ones(len(GRID), dtype=bool)
    agree[::3] = False
    assert not has_stray_part(nearest_of(GRID), agree)
