"""Ink and scanner do what their parameters say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from omr.simulate.hand import PENS, Pen
from omr.simulate.ink import put, whiten_strokes
from omr.simulate.scanner import digitise, draw_scanner
from omr.simulate.strokes import Stroke
from omr.simulate.tables import EVERYDAY

PLAIN = replace(
    draw_scanner(np.random.default_rng(0), EVERYDAY),
    dpi=254,
    mode="grey",
    rotation=0.0,
    shift=(0.0, 0.0),
    stretch=1.0,
    warp=0.0,
    corners=(0.0,) * 8,
    blur=0.0,
    gain=1.0,
    gamma=1.0,
    paper=255.0,
    recycled=False,
    lid=255,
    noise=0.0,
    speckle=0.0,
    streaks=0,
    shadow=0.0,
    upside_down=False,
    jpeg=0,
    threshold=0.5,
    jerks=(),
    sharpen=0.0,
    black_level=0.0,
    white_level=1.0,
    window=0.0,
)


def paper(colour=False):
    image = np.full((300, 200, 3) if colour else (300, 200), 255, np.uint8)
    image[100:110, 40:50] = 0
    return image


def scan(image, **changes):
    return digitise(np.random.default_rng(0), image, replace(PLAIN, **changes))[0]


def black(image):
    rows, columns = np.nonzero(image < 128)
    return rows.mean(), columns.mean()


def test_a_perfect_scanner_moves_nothing():
    assert black(scan(paper())) == pytest.approx((104.5, 44.5), abs=0.05)


def test_paper_is_shifted_by_so_many_mm():
    assert black(scan(paper(), shift=(2.0, 1.0))) == pytest.approx((114.5, 64.5), abs=0.1)


def test_the_feed_stretches_about_the_middle():
    assert black(scan(paper(), stretch=1.1))[0] == pytest.approx(149.5 - 45 * 1.1, abs=0.2)


def test_a_turned_page_keeps_its_distances():
    row, column = black(scan(paper(), rotation=10.0))
    assert np.hypot(row - 149.5, column - 99.5) == pytest.approx(np.hypot(45, 55), abs=0.3)


def test_a_feeder_that_slips_moves_a_band_sideways_and_nothing_else():
    slipped = scan(paper(), jerks=((10.0, 0.5, 0.4),))
    assert np.array_equal(slipped[105:], scan(paper())[105:])
    assert black(slipped[100:105])[1] == pytest.approx(44.5 - 4.0, abs=0.1)
    assert replace(PLAIN, jerks=((10.0, 0.5, 0.4),)).defects == ("jerk",)


def test_a_scanner_that_never_slips_is_otherwise_drawn_alike():
    never, always = (draw_scanner(np.random.default_rng(5), replace(EVERYDAY, p_jerk=p)) for p in (0.0, 1.0))
    assert always.jerks
    assert replace(always, jerks=()) == never


def test_sharpening_makes_an_edge_steeper_and_leaves_flat_paper_alone():
    plain, sharp = (scan(paper(), blur=0.2, sharpen=amount).astype(int) for amount in (0.0, 1.5))
    assert np.abs(np.diff(sharp[104])).max() > np.abs(np.diff(plain[104])).max() + 5
    assert np.array_equal(sharp[200:], plain[200:])


def test_stretched_contrast_makes_dark_greys_black_and_light_greys_white():
    grey = np.full((100, 100), 255, np.uint8)
    grey[:50], grey[50:60] = 60, 230
    stretched = scan(grey, black_level=0.3, white_level=0.85)
    assert (stretched[10, 50], stretched[55, 50], stretched[90, 50]) == (0, 255, 255)


def test_a_white_level_leaves_the_faintest_pen_to_be_seen():
    assert replace(PLAIN, white_level=0.75).catching(0.2).white_level == pytest.approx(0.88)


def test_what_a_pen_must_take_to_be_seen_depends_on_the_scanner_s_tone():
    assert PLAIN.least_seen(0.1) == pytest.approx(0.1, abs=0.02)
    assert replace(PLAIN, white_level=0.8).least_seen(0.1) == pytest.approx(0.29, abs=0.02)
    assert replace(PLAIN, gamma=0.5).least_seen(0.1) == pytest.approx(0.2, abs=0.02)


def test_what_turns_black_in_1_bit_depends_on_the_threshold_and_the_tone():
    assert replace(PLAIN, threshold=0.7).least_black == pytest.approx(0.31, abs=0.02)
    assert replace(PLAIN, threshold=0.7, gamma=0.5).least_black == pytest.approx(0.53, abs=0.02)


def test_a_scanner_that_enhances_nothing_is_otherwise_drawn_alike():
    never, always = (draw_scanner(np.random.default_rng(5), replace(EVERYDAY, p_sharpen=p, p_levels=p)) for p in (0.0, 1.0))
    assert always.sharpen > 0
    assert always.black_level < always.white_level < 1
    assert replace(always, sharpen=0.0, black_level=0.0, white_level=1.0) == never


def test_upside_down_is_half_a_turn():
    assert black(scan(paper(), upside_down=True)) == pytest.approx((299 - 104.5, 199 - 44.5), abs=0.05)


def test_one_bit_is_black_and_white_only():
    assert set(np.unique(scan(paper(), mode="1-bit", noise=10.0))) <= {0, 255}


def test_a_dynamic_threshold_keeps_lines_in_any_light_and_bleaches_what_is_black_all_over():
    image = np.full((300, 200), 255, np.uint8)
    image[50:150, 50:150] = 20
    image[200:203, 20:180] = 120
    image[:, 100:] = (image[:, 100:] * 0.6).astype(np.uint8)
    seen = scan(image, mode="1-bit", threshold=0.75, window=4.0)
    assert set(np.unique(seen)) == {0, 255}
    assert (seen[201, 30:90] == 0).all()
    assert (seen[201, 110:170] == 0).all()
    assert seen[75:125, 75:95].min() == 255
    assert seen[100, 51:55].max() == 0
    fixed = scan(image, mode="1-bit", threshold=0.75)
    assert fixed[75:125, 75:95].max() == 0
    assert (fixed[201, 110:170] == 0).all()
    assert (fixed[20, 110:] == 0).all(), "a shadow is black to one threshold for the whole"


def test_a_1_bit_scanner_is_set_to_show_the_faintest_pen():
    assert replace(PLAIN, threshold=0.5).catching(0.3).threshold == pytest.approx(0.82)


def test_jpeg_bytes_are_what_the_image_shows():
    import cv2

    image, data = digitise(np.random.default_rng(0), paper(colour=True), replace(PLAIN, jpeg=70, mode="colour"))
    assert np.array_equal(image, cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR))


def test_the_paper_is_never_changed():
    image = paper()
    before = image.copy()
    scan(image, speckle=1.0, noise=3.0, shadow=0.5, streaks=2)
    assert np.array_equal(image, before)


def line(length=20.0, width=0.5):
    return Stroke(np.array([[5.0, 10.0], [5.0 + length, 10.0]]), np.full(2, width), np.full(2, 1.0))


def test_a_line_takes_the_light_of_its_area():
    white = np.full((200, 300), 255, np.uint8)
    put(white, [line()], Pen("test", (0, 0, 0), 0.5, 1.0), 8.0, np.random.default_rng(0))
    area = (255.0 - white).sum() / 255 / 64
    assert area == pytest.approx(20 * 0.5 + np.pi * 0.25**2, rel=0.12)


def test_a_blue_pen_leaves_blue_and_is_dark_in_grey():
    colour, grey = np.full((200, 300, 3), 255, np.uint8), np.full((200, 300), 255, np.uint8)
    pen = replace(PENS["blue"], grain=0.0)
    for image in (colour, grey):
        put(image, [line(width=2.0)], pen, 8.0, np.random.default_rng(0))
    blue, green, red = (int(v) for v in colour[80, 120])
    assert blue > green + 50 > red
    assert grey[80, 120] < 80


def test_correction_fluid_hides_what_is_under_it():
    image = np.zeros((200, 300), np.uint8)
    whiten_strokes(image, [line(width=4.0)], 8.0)
    assert image[80, 120] > 240
    assert image[10, 10] == 0
