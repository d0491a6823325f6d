"""The light that falls on a simulated page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from omr.simulate.light import EVEN, Cast, draw_cast, shaded
from omr.simulate.scanner import draw_scanner
from omr.simulate.tables import EVERYDAY, HARSH

WHITE = np.full((300, 200), 250, np.uint8)


def test_even_light_changes_nothing() -> None:
    assert shaded(WHITE, EVEN, 4.0) is WHITE


@pytest.mark.parametrize(("direction", "dark"), [(0.0, np.s_[:, -8:]), (np.pi, np.s_[:, :8]), (np.pi / 2, np.s_[-8:])])
def test_a_shadow_leaves_its_share_of_the_light_on_its_side_and_all_of_it_on_the_other(direction, dark) -> None:
    shown = shaded(WHITE, Cast(0.5, direction, 0.0, 4.0), 4.0)
    assert shown[dark].mean() == pytest.approx(125, abs=2)
    assert shown[::-1, ::-1][dark].mean() == pytest.approx(250, abs=2)


def test_the_middle_of_the_rim_has_half_of_the_shadow_and_colours_keep_their_tint() -> None:
    page = np.full((300, 200, 3), (50, 100, 200), np.uint8)
    shown = shaded(page, Cast(0.5, 0.0, 0.0, 10.0), 4.0)
    assert shown[150, 100] == pytest.approx([37.5, 75, 150], abs=4)


def test_only_harsh_scans_lie_in_shadows_and_they_alone_are_named() -> None:
    rng = np.random.default_rng(7)
    assert {draw_cast(rng, EVERYDAY) for _ in range(200)} == {EVEN}
    drawn = [draw_scanner(np.random.default_rng(seed), HARSH) for seed in range(300)]
    dark = [scanner for scanner in drawn if "cast_shadow" in scanner.defects]
    assert 10 <= len(dark) <= 50
    assert all(HARSH.cast[0] <= scanner.cast.left <= HARSH.cast[1] for scanner in dark)
    assert all(scanner.window or scanner.mode != "1-bit" for scanner in dark)


def test_a_table_with_shadows_draws_everything_else_as_before() -> None:
    never, always = (draw_scanner(np.random.default_rng(5), replace(EVERYDAY, p_cast=p, cast=(0.5, 0.5))) for p in (0.0, 1.0))
    assert always.cast.left == 0.5
    assert replace(always, cast=EVEN) == never
