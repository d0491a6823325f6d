"""Rows of a picture that print other letters in the same rings are not read as one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from omr.learn.items.inscribed import alike
from omr.learn.outlines.outlines import Outline
from omr.model.exam import Shape
from omr.model.layout import Box


@pytest.mark.parametrize(("letters", "groups"), [(("ACD", "FHJ"), [5, 5]), (("ACD", "ACD"), [10])])
def test_rows_whose_rings_are_alike_and_letters_are_not_are_told_apart(letters: tuple[str, str], groups: list[int]) -> None:
    mask = np.zeros((1200, 600), np.uint8)
    rows = []
    for i in range(10):
        row = tuple(Outline(Shape.CIRCLE, Box(5.0 + 8.0 * place, 5.0 + 8.0 * i, 5.0, 5.0)) for place in range(3))
        for one, letter in zip(row, letters[i % 2], strict=True):
            x, y = (round(12 * value) for value in one.box.centre)
            cv2.circle(mask, (x, y), 24, (255,), 2)
            cv2.putText(mask, letter, (x - 13, y + 13), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (255,), 3)
        rows.append(row)
    assert sorted(map(len, alike(rows, mask))) == groups
