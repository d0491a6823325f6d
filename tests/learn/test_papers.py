"""The paper that a picture's shape and its resolution make of it."""

from __future__ import annotations

import pytest

from omr.learn.paper.papers import paper_size


@pytest.mark.parametrize(
    ("pixels", "dpi", "size"),
    [((850, 1100), 200, (108, 140)), ((827, 1166), 200, (105, 148)), ((2338, 3307), 200, (297, 420)), ((842, 1191), 72, (210, 297))],
    ids=["a quarter of a Letter", "A6", "A3", "A4 as a screen shows it"],
)
def test_a_scanner_is_believed_about_the_size_of_halves_and_doubles_and_a_screen_is_not(
    pixels: tuple[int, int], dpi: float, size: tuple[float, float]
) -> None:
    found, doubts = paper_size(*pixels, dpi)
    assert found == pytest.approx(size, abs=1)
    assert doubts == ()


def test_it_is_told_where_a_page_is_not_as_large_as_its_scanner_says() -> None:
    found, doubts = paper_size(1654, 2339, 300)
    assert found == pytest.approx((210, 297), abs=1)
    assert "140 × 198 mm" in doubts[0]
