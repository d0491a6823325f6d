"""Paper, ink and blankness are judged as a person would."""

from __future__ import annotations

import numpy as np
import pytest

from omr.imaging import is_blank, levels


def paper(level: int = 238, noise: float = 3.0) -> np.ndarray:
    return np.clip(np.random.default_rng(0).normal(level, noise, (1169, 827)), 0, 255).astype(np.uint8)


def test_levels_of_a_printed_page() -> None:
    image = paper(noise=0)
    image[100:300, 100:700] = 35
    found = levels(image)
    assert (found.paper, found.ink) == (238, 35)


def test_clean_paper_is_blank() -> None:
    assert is_blank(paper())


@pytest.mark.parametrize("level", [120, 170, 255])
def test_blank_paper_may_be_grey(level: int) -> None:
    assert is_blank(paper(level))


def test_a_shadow_at_the_edge_is_not_writing() -> None:
    fall = 1 - 0.5 * np.exp(-np.arange(827) / 40)
    assert is_blank((paper() * fall).astype(np.uint8))


def test_a_printed_line_is_not_blank() -> None:
    image = paper()
    image[500:508, 100:300] = 60
    assert not is_blank(image)


def test_faint_pencil_writing_is_not_blank() -> None:
    image = paper()
    for x in range(200, 500, 12):
        image[500:530, x : x + 3] = 170
    assert not is_blank(image)
