"""A real browser on a real server: ``omr review`` in a process of its own, Chromium driven by Playwright."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SERIOUS = {"serious", "critical"}
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="CHROMIUM IS NOT INSTALLED: nothing of what a browser shows is tested")


class Server:
    """A running ``omr review``."""

    def __init__(self, batch: Path, port: int = 0) -> None:
        command = [sys.executable, "-u", "-m", "omr", "review", str(batch), "--port", str(port)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
        self.printed = []
        for line in self._process.stdout:
            self.printed.append(line)
            if line.startswith("Open "):
                self.address = line.split()[1]
            if line.startswith("Token "):
                self.token = line.split()[1]
            if line.startswith("End with"):
                break
        else:
            raise AssertionError("".join(self.printed))
        self.root = self.address.split("/sign-in")[0]
        self.port = int(self.root.rsplit(":", 1)[1])

    def kill(self) -> None:
        """As a power cut would."""
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()


@contextmanager
def served(batch: Path) -> Iterator[Server]:
    server = Server(batch)
    try:
        yield server
    finally:
        server.kill()


@contextmanager
def chromium() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page, server: Server, name: str) -> None:
    """With the keyboard alone: the link carries the token."""
    page.goto(server.address)
    page.wait_for_function("() => document.activeElement.id === 'name'")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.wait_for_url(server.root + "/")


def barriers(page) -> list[str]:
    """What axe-core finds that is serious, or worse, for somebody who uses the page otherwise than most."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found if one["impact"] in SERIOUS for node in one["nodes"]]
