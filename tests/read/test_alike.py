"""Which boxes of a page show the same print."""

from __future__ import annotations

import numpy as np

from omr.read.alike import ENOUGH_ALIKE, by_ground, by_letter, parted
from omr.read.expected import SIDE


def letters(columns: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """A stroke in that column of each patch, and the same inside of all."""
    printed, inside = np.zeros((2, len(columns), SIDE, SIDE), np.uint8)
    inside[:, 8:32, 8:32] = 255
    for patch, column in zip(printed, columns, strict=True):
        patch[14:26, column] = 255
    return printed, inside


def test_boxes_of_a_label_are_apart_where_the_reference_shows_its_letter_elsewhere() -> None:
    rows = np.arange(2 * ENOUGH_ALIKE + 1)
    printed, inside = letters([18, 19] * ENOUGH_ALIKE + [20])
    parts = parted(rows, printed, inside)
    assert [part.tolist() for part in parts] == [rows[::2].tolist(), rows[1::2].tolist()], (
        "the last one goes with the first that is as near"
    )
    assert sorted(np.concatenate(parts).tolist()) == rows.tolist()


def test_boxes_of_a_label_stay_together_where_few_show_their_letter_elsewhere() -> None:
    rows = np.arange(2 * ENOUGH_ALIKE)
    printed, inside = letters([18] * (ENOUGH_ALIKE + 1) + [19] * (ENOUGH_ALIKE - 1))
    assert [part.tolist() for part in parted(rows, printed, inside)] == [rows.tolist()]
    same = np.zeros_like(printed)
    assert [part.tolist() for part in parted(rows, same, inside)] == [rows.tolist()], "nothing is printed in the boxes"


def test_other_letters_of_one_label_are_apart() -> None:
    rows = np.arange(2 * ENOUGH_ALIKE + 5)
    printed, inside = letters([18, 19] * ENOUGH_ALIKE + [18] * 5)
    printed[1::2] = printed[1::2].transpose(0, 2, 1)
    parts = [part.tolist() for part in by_letter(rows, printed, inside)]
    assert parts == [rows[::2].tolist(), rows[1::2].tolist()]


def test_a_letter_of_few_boxes_is_told_by_the_reference_alone() -> None:
    rows = np.arange(2 * ENOUGH_ALIKE)
    printed, inside = letters([18] * len(rows))
    printed[-3:] = printed[-3:].transpose(0, 2, 1)
    assert [part.tolist() for part in by_letter(rows, printed, inside)] == [rows[:-3].tolist()]


def test_a_letter_between_pixels_and_empty_boxes_are_the_same_as_others() -> None:
    rows = np.arange(2 * ENOUGH_ALIKE)
    printed, inside = letters([18, 19, 20, 21] * (len(rows) // 4))
    assert [part.tolist() for part in by_letter(rows, printed, inside)] == [rows.tolist()]
    noise = np.random.default_rng(1).normal(20, 6, printed.shape).clip(0, 255).astype(np.uint8)
    assert [part.tolist() for part in by_letter(rows, noise, inside)] == [rows.tolist()], "nothing is printed in the boxes"


def test_boxes_on_a_tint_are_apart_from_those_on_paper() -> None:
    rows = np.arange(2 * ENOUGH_ALIKE + 3)
    printed, inside = letters([18] * len(rows))
    assert [part.tolist() for part in by_ground(rows, printed, inside)] == [rows.tolist()]
    striped = printed.copy()
    striped[1::2] = np.maximum(striped[1::2], 12)
    assert [part.tolist() for part in by_ground(rows, striped, inside)] == [rows[::2].tolist(), rows[1::2].tolist()]
    few = printed.copy()
    few[:3] = np.maximum(few[:3], 12)
    assert [part.tolist() for part in by_ground(rows, few, inside)] == [rows[3:].tolist()]
