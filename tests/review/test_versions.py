"""Versions that only a person can tell, in the browser: the place where each stands, and a button for each form."""

from __future__ import annotations

import pytest
from review.browser import barriers, chromium, needs_chromium, served, sign_in
from test_written_version import batch, exam  # noqa: F401  (fixtures)

from omr.collate.version import WRITTEN
from omr.store import Batch

pytestmark = [needs_chromium, pytest.mark.long]
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.mark.parametrize("locale", ["en-GB", "fr-CA"])
def test_versions_are_told_by_keyboard_from_one_list(batch: Batch, locale: str) -> None:  # noqa: F811
    with served(batch.folder) as server, chromium() as browser:
        page = browser.new_page(viewport=WIDE, locale=locale)
        sign_in(page, server, "kim")
        page.goto(server.root + "/pages")
        page.wait_for_load_state("networkidle")
        assert page.locator(".versions").count() == page.get_by_text(WRITTEN).count() > 0
        assert page.evaluate("() => [...document.querySelectorAll('.versions img')].every((one) => one.naturalWidth > 100)")
        assert barriers(page) == []
        page.set_viewport_size(PHONE)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")
        left = page.locator(".versions").count()
        page.locator(".versions button").first.press("Enter")
        page.wait_for_url(server.root + "/pages")
        page.wait_for_function("(count) => document.querySelectorAll('.versions').length === count", arg=left - 1)
        page.close()
