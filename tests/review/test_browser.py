"""From the scanned sample stack to a fully decided batch in a real browser, with the keyboard alone."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from review.browser import Server, barriers, chromium, needs_chromium, served, sign_in

from tests.make_stack import EXAM, REJECTED

pytestmark = [needs_chromium, pytest.mark.long]
NEXT_MS, HURRIED_MS = 100, 300
"""Until the next item is on the screen; and how long the most hurried grader looks at one."""
WIDE, TABLET, ZOOMED = {"width": 1366, "height": 800}, {"width": 820, "height": 1180}, {"width": 683, "height": 400}
"""A laptop, a tablet, and the laptop at 200 % zoom."""


def omr(*arguments: str | Path, expected: int = 0) -> str:
    done = subprocess.run([sys.executable, "-m", "omr", *map(str, arguments)], check=False, capture_output=True, text=True)
    assert done.returncode == expected, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def scanned(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("review") / "batch"
    omr("scan", EXAM / "scans" / "stack.pdf", "--exam", EXAM, "--batch", folder, "--expect", "24", expected=REJECTED)
    return folder


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture
def batch(scanned, tmp_path) -> Path:
    return shutil.copytree(scanned, tmp_path / "batch")


def truth() -> dict[tuple[str, str, str], str]:
    with (EXAM / "decisions.csv").open(encoding="utf-8", newline="") as file:
        return {(row["sheet"], row["section"], row["item"]): row["value"] for row in csv.DictReader(file)}


def shown(page) -> tuple[str, str, str]:
    """The sheet, section and item on the screen."""
    text = page.locator("#stage > article").first.locator(".top").inner_text()
    found = re.search(r"Section (\w+) · item (\w+)", text)
    return re.search(r"Sheet (\w+)", text)[1], found[1], found[2]


def answer(page, value: str) -> None:
    """With the keys that the page tells."""
    if value == "omitted":
        page.keyboard.press("Space")
    elif "=" in value:
        for blank in value.split():
            page.keyboard.type(blank.split("=")[1])
            page.keyboard.press("Enter")
    elif "&" in value:
        page.keyboard.press("+")
        for label in value.split("&"):
            page.keyboard.press(label.lower())
        page.keyboard.press("Enter")
    else:
        page.keyboard.press(value.lower())


NEXT = """() => new Promise((shown) => {
  const started = performance.now();
  const look = () => {
    const image = document.querySelector("#stage > article:not([hidden]) img");
    if (!image || (image.complete && image.naturalWidth)) shown(performance.now() - started); else requestAnimationFrame(look);
  };
  look();
})"""


def test_a_batch_is_decided_with_the_keyboard_alone_and_the_grades_are_the_expected_ones(browser, batch) -> None:
    known, waits = truth(), []
    with served(batch) as server:
        page = browser.new_page(viewport=WIDE, locale="en-GB")
        problems = []
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        sign_in(page, server, "m.okafor")
        page.wait_for_selector("#stage > article")
        while page.locator("#stage > article").count():
            about = shown(page)
            page.wait_for_timeout(HURRIED_MS)
            answer(page, known[about])
            waits.append(page.evaluate(NEXT))
            page.wait_for_function("() => document.querySelector('#stage > article') || !document.getElementById('nothing').hidden")
        page.wait_for_selector("#nothing:not([hidden])")
        page.close()
    assert problems == []
    assert sorted(waits)[len(waits) * 9 // 10] < NEXT_MS
    assert "Nothing waits for a person" in omr("grade", batch)
    assert (batch / "results" / "grades.csv").read_text("utf-8") == (EXAM / "expected" / "grades.csv").read_text("utf-8")
    with (batch / "results" / "decisions.csv").open(encoding="utf-8") as file:
        assert {row["who"] for row in csv.DictReader(file)} == {"m.okafor"}


def test_undo_skip_cancel_and_the_whole_page_by_key(browser, batch) -> None:
    with served(batch) as server:
        page = browser.new_page(viewport=WIDE, locale="en-GB")
        sign_in(page, server, "kim")
        page.wait_for_selector("#stage > article")
        first = shown(page)
        choice = page.locator("#stage > article").first.locator(".choice").first
        key, value = choice.get_attribute("data-key"), choice.get_attribute("data-value")
        page.keyboard.press("ArrowDown")
        page.wait_for_function("() => document.querySelector('.page:not([hidden]) img').naturalWidth > 900")
        assert page.locator(".page:not([hidden]) .frame").count() == 1
        page.keyboard.press("Escape")
        assert page.locator(".page:not([hidden])").count() == 0
        page.keyboard.press("+")
        page.keyboard.press(key)
        assert page.locator('.choice[aria-pressed="true"]').count() == 1
        page.keyboard.press("Escape")
        assert shown(page) == first
        assert page.locator('[aria-pressed="true"]').count() == 0
        page.keyboard.press(key)
        assert shown(page) != first
        page.keyboard.press("ArrowLeft")
        page.wait_for_function(
            "(name) => document.querySelector('#stage > article').textContent.includes(name)", arg=f"Section {first[1]} · item {first[2]}"
        )
        assert shown(page) == first
        page.keyboard.press("ArrowRight")
        assert shown(page) != first
        page.close()
    assert [line.split(":= ")[1] for line in omr("audit", batch).splitlines()[:2]] == [value, "undecided (undo)"]


def test_the_link_of_a_restarted_server_signs_in_where_the_old_session_ended(browser, batch) -> None:
    with served(batch) as server:
        page = browser.new_page(viewport=WIDE, locale="en-GB")
        sign_in(page, server, "kim")
        page.wait_for_selector("#stage > article")
        first = shown(page)
        server.kill()
        page.keyboard.press("Space")
        page.wait_for_function("() => document.getElementById('alert').textContent.includes('not stored')")
        assert shown(page) == first
    again = Server(batch, server.port)
    try:
        page.reload()
        assert page.url.endswith("/sign-in")
        sign_in(page, again, "kim")
        page.wait_for_selector("#stage > article")
        page.close()
    finally:
        again.kill()


VIEWS = ("/", "/wall", "/sheets", "/sheet/A00037", "/pages", "the first scan of /pages", "/waiting")
CUT_OFF = """() => [...document.querySelectorAll("main *")].filter((one) => getComputedStyle(one).overflowX === "hidden"
  && one.matches(":not(.unseen, svg, progress)") && one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML.slice(0, 200))"""
"""What hides a part of itself where there is no room for it."""
TEXTS = """() => [...document.querySelectorAll("main :is(h1, h2, p, a, button, label, th, td, dt, dd, input)")]
  .filter((one) => one.getClientRects().length).length"""
"""How many pieces of text and of control are to be seen, or reached by scrolling."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "fr-CA"])
def test_nothing_stands_in_anybody_s_way(browser, scanned, scheme, locale) -> None:
    with served(scanned) as server:
        page = browser.new_page(viewport=WIDE, locale=locale, color_scheme=scheme)
        page.goto(server.address)
        assert barriers(page) == []
        sign_in(page, server, "kim")
        for view in VIEWS:
            if view.startswith("/"):
                page.goto(server.root + view)
            else:
                page.goto(server.root + "/pages")
                page.locator("tbody a").first.click()
            page.wait_for_load_state("networkidle")
            assert page.locator("html").get_attribute("lang") == locale[:2]
            assert barriers(page) == [], view
            texts = page.evaluate(TEXTS)
            for size in (TABLET, ZOOMED):
                page.set_viewport_size(size)
                assert page.evaluate(TEXTS) == texts, (view, size)
                assert page.evaluate(CUT_OFF) == [], (view, size)
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, (view, size)
            page.set_viewport_size(WIDE)
        page.close()
