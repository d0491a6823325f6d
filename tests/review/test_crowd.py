"""Two graders in two browsers on one batch of 500 items that wait, and a server that is killed amidst: nothing twice, nothing lost."""

from __future__ import annotations

from collections import Counter

import pytest

from omr.model.serial import make_serial
from omr.results import exam_of, reading
from omr.store import Batch
from tests.review.browser import Server, chromium, needs_chromium, sign_in
from tests.review.desks import CALIBRATION, sheets

pytestmark = [needs_chromium, pytest.mark.long]
SHEETS, UNSURE, NUMBERS = 50, 6, 4
KILLED_AFTER = 120


def press(page) -> None:
    """Answer what is on the screen, if anything is."""
    page.evaluate("document.getElementById('again').offsetParent && document.getElementById('again').click()")
    if page.locator("#stage > article").count() == 0:
        return
    if page.locator("#stage > article >> nth=0 >> [data-blank]").count():
        for input_ in page.locator("#stage > article >> nth=0 >> [data-blank]").all():
            input_.fill("1")
        page.keyboard.press("Enter")
    else:
        page.keyboard.press("Space")


def waiting(folder) -> int:
    batch = Batch.open(folder)
    try:
        return sum(one.status == "unsure" for one in reading(batch, exam_of(batch), CALIBRATION).responses)
    finally:
        batch.close()


def test_two_browsers_decide_500_items_once_each_though_the_server_is_killed(tmp_path) -> None:
    made = sheets(tmp_path, [make_serial(number) for number in range(1, SHEETS + 1)], unsure=UNSURE)
    made.close()
    assert waiting(made.folder) == SHEETS * (UNSURE + NUMBERS) == 500
    server = Server(made.folder)
    with chromium() as browser:
        pages = [browser.new_page(locale="en-GB") for _ in range(2)]
        try:
            for page, name in zip(pages, ("kim", "ann"), strict=True):
                sign_in(page, server, name)
                page.wait_for_selector("#stage > article")
            for turn in range(KILLED_AFTER):
                press(pages[turn % 2])
            server.kill()  # with answers on their way
            for page in pages:
                press(page)
                page.wait_for_selector("#alert:not([hidden])")
                assert "not stored" in page.locator("#alert").inner_text()
                assert page.locator("#stage > article").count() > 0  # what was not stored is shown again
            server = Server(made.folder, server.port)
            for page, name in zip(pages, ("kim", "ann"), strict=True):
                sign_in(page, server, name)
            for turn in range(20 * 500):
                press(pages[turn % 2])
                if turn % 20 == 0 and pages[0].locator("#progress").inner_text().startswith("500 of 500"):
                    break
        finally:
            server.kill()
    batch = Batch.open(made.folder)
    counted = Counter((one.sheet, one.section, one.item) for one in batch.decisions())
    who = Counter(one.who for one in batch.decisions())
    batch.close()
    assert len(counted) == 500
    assert set(counted.values()) == {1}
    assert min(who["kim"], who["ann"]) > 100
    assert waiting(made.folder) == 0
