"""The second look at marks that were perhaps taken back."""

from __future__ import annotations

import numpy as np
import pytest
from read.drawn import Print, blank, box_of, cross, layout_page, place, reference, registered, scanned, veil

from omr.files import data_folder, read_calibration
from omr.read import expected
from omr.read.measure import Measured, measure
from omr.read.taken_back import SUSPECT, looked_again

MODEL = read_calibration(data_folder("calibration")).taken_back_model
SURE, PERHAPS, NONE = (0.01, 0.989, 0.001), (0.01, 0.989, 0.0009), (0.999, 0.0005, 0.0005)
ROWS = 4


@pytest.fixture(scope="module")
def marked() -> Measured:
    """A page whose first box is filled in every row, and in rows 1 and 2 crossed out as well."""
    form = Print()
    image = blank(form)
    for row in range(ROWS):
        box = box_of(form, row, 0)
        veil(image, box, 110)
        if row in (1, 2):
            cross(image, box, 0.5, 1.8)
    return measure(registered(scanned(image), form), expected(layout_page(form), reference(form)))


def scores(count: int, **rows: tuple[float, float, float]) -> np.ndarray:
    """What the shape reader said: nothing in all boxes but some, by their place."""
    shape = np.tile(np.array(NONE, np.float32), (count, 1))
    for name, told in rows.items():
        shape[int(name.removeprefix("at"))] = told
    return shape


def test_crossed_out_fills_are_told_from_fills(marked: Measured) -> None:
    places = [place(row, 0) for row in range(ROWS)]
    told = looked_again(scores(len(marked.dark), **{f"at{at}": SURE for at in places}), marked.dark, marked.printed, MODEL)[places]
    assert told[[1, 2], 2].min() > 10 * told[[0, 3], 2].max()
    assert told.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert (told[:, 0] == np.float32(SURE[0])).all(), "whether it is empty is not told anew"


def test_only_what_looks_taken_back_is_looked_at_again(marked: Measured) -> None:
    suspect, other = place(1, 0), place(2, 0)
    shape = scores(len(marked.dark), **{f"at{suspect}": SURE, f"at{other}": PERHAPS})
    assert shape[suspect, 2] >= SUSPECT > shape[other, 2]
    told = looked_again(shape, marked.dark, marked.printed, MODEL)
    assert (told != shape).any(axis=1).nonzero()[0].tolist() == [suspect]


def test_without_a_suspect_nothing_is_looked_at(marked: Measured) -> None:
    shape = scores(len(marked.dark))
    assert looked_again(shape, marked.dark, marked.printed, b"no network") is shape


def test_a_mark_is_told_the_same_alone_and_among_others(marked: Measured) -> None:
    places = [place(row, 0) for row in range(ROWS)]
    given = scores(len(marked.dark), **{f"at{at}": SURE for at in places})
    together = looked_again(given, marked.dark, marked.printed, MODEL)
    alone = [looked_again(given[row : row + 1], marked.dark[row : row + 1], marked.printed[row : row + 1], MODEL) for row in places]
    assert np.array_equal(together[places], np.concatenate(alone))
