"""The audit wall shows what may be in question whole, samples the rest evenly, and shows each box as it was scanned."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import cv2
import numpy as np
import pytest

from omr.model.calibration import Thresholds
from omr.model.page import BoxEvidence, PageCode, PageEvidence
from omr.model.response import Response, ResponseStatus, Sheet
from omr.review.picture import GREEN, GREY, ORANGE, RED
from omr.review.wall import choose_bricks
from omr.review.wall_picture import CELL, FRAME, HEAD, write_wall
from tests.review.pages import REF, Pixels

LIMITS = Thresholds(empty=0.05, blank=0.001, marked=0.9, veto=0.3, cancelled=0.5, faint=0.3)
SCORES = {"a": (0.001, 0.002), "b": (0.4, 0.6), "c": (0.99, 0.97), "d": (0.02, 0.95)}


def one_sheet(scores: dict[str, tuple[float, float]] = SCORES, name: str = "S1", answer: str = "c") -> tuple[Sheet, tuple[Response, ...]]:
    boxes = tuple(BoxEvidence("1", "a", label, ink, shape, 0.0, 0.0, 0.0) for label, (ink, shape) in scores.items())
    page = PageEvidence(REF, PageCode("test", "1011", 1, name), 5.0, 127.0, 0.05, boxes)
    status = ResponseStatus.ANSWERED if answer else ResponseStatus.UNSURE
    return Sheet(name, "", "1011", (page,)), (Response(name, "", "1011", "1", "a", answer, status, ref=REF),)


def test_each_box_stands_between_its_lines_by_rising_probability() -> None:
    empty, between, marked = choose_bricks([one_sheet()], LIMITS).bands
    assert [[brick.label for brick in band.bricks] for band in (empty, between, marked)] == [["a"], ["d", "b"], ["c"]]
    assert [brick.apart for brick in between.bricks] == [True, False]
    assert {brick.label: brick.marked for band in (empty, between, marked) for brick in band.bricks} == {
        "a": False,
        "b": False,
        "c": True,
        "d": False,
    }
    assert {brick.marked for brick in choose_bricks([one_sheet(answer="")], LIMITS).bricks} == {None}


def many(sheets: int) -> Iterator[tuple[Sheet, tuple[Response, ...]]]:
    plain = {"a": (0.0, 0.0), "b": (0.0, 0.0), "c": (1.0, 1.0)}
    for place in range(sheets):
        yield one_sheet({**plain, "d": (0.5, 0.5)} if place < 5 else plain, f"S{place:04}")


def test_of_too_many_boxes_the_plain_ones_are_sampled_and_the_others_all_shown() -> None:
    wall = choose_bricks(many(600), LIMITS, most=300)
    assert [(len(band.bricks), band.count) for band in wall.bands] == [(148, 1200), (5, 5), (147, 600)]
    halves = sum(brick.sheet < "S0300" for brick in wall.bands[0].bricks)
    assert 50 < halves < 98  # 74 expected, with a standard deviation of 6
    assert choose_bricks(reversed([*many(600)]), LIMITS, most=300) == wall


def test_the_picture_shows_each_box_as_scanned_in_the_colour_of_what_it_counts_as(tmp_path: Path) -> None:
    wall = choose_bricks([one_sheet(), one_sheet(name="S2", answer="")], LIMITS)
    _, image = write_wall(tmp_path / "new" / "wall.html", wall, Pixels())
    picture = cv2.imread(str(image))
    top = HEAD  # of the legend
    seen = []
    for band in wall.bands:
        for place, brick in enumerate(band.bricks):
            cell = picture[top + HEAD :, place * CELL :][: CELL - 1, : CELL - 1]
            inside = cell[FRAME:-FRAME, FRAME:-FRAME].mean()
            seen.append((brick.label, brick.sheet, tuple(cell[-1, -1].tolist()), tuple(cell[0, 0].tolist()) == RED, bool(inside < 200)))
        top += HEAD + CELL
    assert sorted(seen) == [
        ("a", "S1", GREY, False, False),
        ("a", "S2", ORANGE, False, False),
        ("b", "S1", GREY, False, False),
        ("b", "S2", ORANGE, False, False),
        ("c", "S1", GREEN, False, True),  # the only one that is filled on the scan
        ("c", "S2", ORANGE, False, True),
        ("d", "S1", GREY, True, False),
        ("d", "S2", ORANGE, True, False),
    ]


class Areas(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.titles: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "area":
            self.titles.append(dict(attrs)["title"] or "")


def test_on_the_page_each_box_says_what_it_is_and_nothing_runs(tmp_path: Path) -> None:
    evil = "<script>'\""
    page, _ = write_wall(tmp_path / "wall.html", choose_bricks([one_sheet(name=evil)], LIMITS), Pixels())
    found = Areas(page.read_text(encoding="utf-8"))
    assert "script" not in found.tags
    assert len(found.titles) == 4
    assert found.titles[-1] == f"sheet {evil}, section 1, item a, option c: counts as a mark; ink 0.9900, shape 0.9700; stack.pdf, page 2"


@pytest.mark.parametrize("pixels", [Pixels(known=False), Pixels(placed=False)])
def test_a_box_without_a_picture_keeps_its_place_and_two_runs_write_the_same(tmp_path: Path, pixels: Pixels) -> None:
    wall = choose_bricks([one_sheet()], LIMITS)
    first, second = (write_wall(tmp_path / name / "wall.html", wall, pixels) for name in ("one", "two"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    picture = cv2.imread(str(first[1]))
    assert (picture[2 * HEAD + FRAME : 2 * HEAD + CELL - 2 * FRAME, FRAME : CELL - 2 * FRAME] == 255).all()


def test_a_box_that_the_layout_does_not_know_is_left_white(tmp_path: Path) -> None:
    sheet, responses = one_sheet({"z": (0.0, 0.0)})
    _, image = write_wall(tmp_path / "wall.html", choose_bricks([(sheet, responses)], LIMITS), Pixels())
    assert np.count_nonzero(cv2.imread(str(image))[2 * HEAD + FRAME : 2 * HEAD + CELL - 2 * FRAME, FRAME : CELL - 2 * FRAME] != 255) == 0


@pytest.mark.parametrize(("name", "written"), [("wall.htm", "wall"), ("wall.PNG", "wall"), ("wall", "wall"), ("april.2026", "april.2026")])
def test_the_page_and_the_picture_are_called_as_asked(name: str, written: str, tmp_path: Path) -> None:
    page, picture = write_wall(tmp_path / name, choose_bricks([one_sheet()], LIMITS), Pixels())
    assert (page.name, picture.name) == (f"{written}.html", f"{written}.png")
