"""The tables may only be widened: their ranges hold at least what is pinned here."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from omr.errors import UsageProblem
from omr.simulate.scanner import draw_scanner
from omr.simulate.tables import EVERYDAY, HARSH, table_named

PINNED = {
    "everyday": {
        "dpi": {"150", "200", "300"},
        "modes": {"grey", "colour", "1-bit"},
        "pens": {"blue", "black", "pencil", "gel", "felt", "red"},
        "rotation": (0, 1.2),
        "shift": (0, 2.5),
        "stretch": (0.996, 1.004),
        "warp": (0, 0.12),
        "blur": (0.02, 0.07),
        "gain": (0.92, 1.08),
        "noise": (0.5, 4),
        "jpeg": (60, 92),
        "print_scale": (0.97, 1.02),
        "toner": (0.8, 1),
        "dot_gain": (0, 0.05),
        "sharpen": (0.3, 1.2),
        "black_level": (0, 0.25),
        "white_level": (0.85, 1),
        "light": (0.25, 0.4),
        "residue": (0.02, 0.3),
        "darkness": (0.6, 1.1),
        "mark_size": (0.55, 1),
        "overflow": (1.05, 1.5),
        "dot_size": (0.22, 0.7),
        "off_centre": (0, 0.12),
    },
    "harsh": {
        "dpi": {"100", "150", "200", "300", "400"},
        "modes": {"grey", "colour", "1-bit"},
        "pens": {"blue", "black", "pencil", "gel", "felt", "red"},
        "rotation": (0, 3.5),
        "shift": (0, 5),
        "stretch": (0.985, 1.015),
        "warp": (0, 0.5),
        "blur": (0.02, 0.16),
        "gain": (0.75, 1.2),
        "noise": (0.5, 12),
        "jpeg": (30, 92),
        "print_scale": (0.94, 1.04),
        "toner": (0.45, 1),
        "dot_gain": (0, 0.09),
        "sharpen": (0.3, 2.5),
        "black_level": (0, 0.4),
        "white_level": (0.75, 1),
        "light": (0.14, 0.4),
        "residue": (0.02, 0.6),
        "darkness": (0.45, 1.15),
        "mark_size": (0.35, 1.1),
        "overflow": (1.05, 2),
        "dot_size": (0.17, 0.75),
        "off_centre": (0, 0.28),
    },
}


@pytest.mark.parametrize("name", PINNED)
def test_a_table_is_no_narrower_than_pinned(name):
    table = table_named(name)
    for field, least in PINNED[name].items():
        value = getattr(table, field)
        if isinstance(least, set):
            assert least <= {key for key, weight in value.items() if weight > 0}, field
        else:
            assert value[0] <= least[0], field
            assert value[1] >= least[1], field


def test_harsh_holds_everything_of_everyday():
    for field in fields(EVERYDAY):
        easy, hard = getattr(EVERYDAY, field.name), getattr(HARSH, field.name)
        if field.name.startswith("p_"):
            assert hard >= easy, field.name
        elif isinstance(easy, tuple) and field.name != "recycled":
            assert hard[0] <= easy[0], field.name
            assert hard[1] >= easy[1], field.name
        elif field.name not in {"name", "recycled"}:
            assert set(easy) <= set(hard), field.name


def test_scanners_stay_within_their_table():
    rng = np.random.default_rng(0)
    for _ in range(200):
        scanner = draw_scanner(rng, HARSH)
        assert abs(scanner.rotation) <= HARSH.rotation[1]
        assert HARSH.stretch[0] <= scanner.stretch <= HARSH.stretch[1]
        assert str(scanner.dpi) in HARSH.dpi
        assert scanner.jpeg == 0 or HARSH.jpeg[0] - 1 <= scanner.jpeg <= HARSH.jpeg[1]


def test_an_unknown_table_is_named_with_the_known_ones():
    with pytest.raises(UsageProblem, match="everyday, harsh"):
        table_named("hard")
