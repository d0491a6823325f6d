"""The code is looked for in its printed place, however much of that the scan shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from register.scene import SERIAL, draw_print, layout_page, placed, scanned

from omr.model.layout import FieldKind
from omr.register.code import code_at

PAGE = layout_page()
FIELD = PAGE.field(FieldKind.CODE)


@pytest.mark.parametrize("turn", [0.7, 181.0, 90.0])
def test_a_code_in_its_place_is_read_with_its_centre(turn: float) -> None:
    assert FIELD is not None
    truth, shape = placed(PAGE.size, turn=turn)
    seen = code_at(scanned(draw_print(PAGE), truth, shape), truth, FIELD.box)
    assert seen is not None
    assert seen.code.serial == SERIAL
    assert seen.centre[0] == pytest.approx(truth(np.array([FIELD.box.centre]))[0], abs=1.5)


@pytest.mark.parametrize("beyond", [(True, False), (False, True), (True, True)], ids=["left", "above", "both"])
def test_a_code_elsewhere_on_the_scan_is_none_in_a_place_beyond_its_edge(beyond: tuple[bool, bool]) -> None:
    assert FIELD is not None
    truth, shape = placed(PAGE.size)
    x, y = np.where(beyond, -truth(np.array(FIELD.box.corners)).max(axis=0) - 90, 0)
    moved = replace(truth, matrix=np.array([[1, 0, x], [0, 1, y], [0, 0, 1]]) @ truth.matrix)
    assert code_at(scanned(draw_print(PAGE), truth, shape), moved, FIELD.box) is None
