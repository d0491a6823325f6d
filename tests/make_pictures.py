"""Makes the README's pictures from the sample exam: ``python -m tests.make_pictures``. Needs Chromium and LibreOffice on the machine."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np

from omr.demo import prepare_demo
from omr.files import data_folder, read_calibration
from omr.results import exam_of, reading
from omr.review import Scans, overlay
from omr.sheet import render_page
from omr.store import Batch
from tests.review.browser import chromium, served, sign_in

PICTURES = Path(__file__).resolve().parents[1] / ".github" / "pictures"
WEB_VIEWS = {
    "queue": "/",
    "wall": "/wall",
    "sheet": "/sheet/A0008Y",
    "sheets": "/sheets",
    "pages": "/pages",
    "waiting": "/waiting",
}
SHOWN = "A0008Y"
"""A sheet with answers, omissions and something to ask about."""


def omr(*arguments: str | Path) -> None:
    subprocess.run([sys.executable, "-m", "omr", *map(str, arguments)], check=False, capture_output=True)


def save(name: str, picture: np.ndarray, width: int) -> None:
    height = round(picture.shape[0] * width / picture.shape[1])
    cv2.imwrite(str(PICTURES / name), cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA))


def sheet_picture(exam: Path) -> None:
    pdf = (exam / "sheets" / "1011.pdf").read_bytes()
    pages = [cv2.copyMakeBorder(render_page(pdf, page, 6), 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=170) for page in (1, 2)]
    save("sheet.png", np.hstack([pages[0], np.full((len(pages[0]), 60), 255, np.uint8), pages[1]]), 1200)


def proof_picture(folder: Path) -> None:
    """What `omr learn` found on the second page of a blank without anything for a machine."""
    omr("learn", data_folder("sample_scans") / "ift6135-plain" / "blanks" / "1011.pdf", "-o", folder / "layout.json")
    picture = cv2.imread(str(folder / "proof" / "1011-2.png"))
    assert picture is not None
    save("proof.png", picture[: int(picture.shape[0] * 0.55)], 1000)


def overlay_picture(folder: Path) -> None:
    batch = Batch.open(folder)
    exam = exam_of(batch)
    now = reading(batch, exam, read_calibration(data_folder("calibration")))
    evidence = next(page for one in now.collation.sheets if one.sheet == SHOWN for page in one.pages if page.code.page == 2)
    page = Scans.of(batch, exam.exam.name, now.layout).registered(evidence.ref)
    assert page is not None
    picture = overlay(page, evidence, [response for response in now.responses if response.sheet == SHOWN])
    save("overlay.png", picture[: int(picture.shape[0] * 0.62)], 1000)
    batch.close()


def web_pictures(batch: Path) -> None:
    """Every view of the graders' page, light on a laptop; the queue in French and dark on a tablet, too."""
    with served(batch) as server, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 760}, locale="en-GB")
        sign_in(page, server, "m.okafor")
        for name, view in WEB_VIEWS.items():
            page.goto(server.root + view)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=PICTURES / f"web-{name}.png")
        page.goto(server.root + "/pages")
        page.locator("tbody a").first.click()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURES / "web-page.png")
        page.goto(server.root)
        page.wait_for_selector("#stage > article")
        page.keyboard.press("ArrowDown")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURES / "web-whole-page.png")
        tablet = browser.new_page(viewport={"width": 820, "height": 1000}, locale="fr-CA", color_scheme="dark")
        sign_in(tablet, server, "m.okafor")
        tablet.wait_for_load_state("networkidle")
        tablet.screenshot(path=PICTURES / "web-tablet.png")


def grades_picture(workbook: Path, folder: Path) -> None:
    convert = ["libreoffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(workbook)]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    picture = render_page((folder / "grades.pdf").read_bytes(), 1, 6)
    ink = np.flatnonzero((picture < 200).any(axis=1))
    save("grades.png", picture[: ink[-1] + 40], 1200)


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        made = prepare_demo(folder / "demo")
        omr("scan", *made.scans, "--exam", made.exam, "--batch", made.batch)
        overlay_picture(made.batch)
        web_pictures(made.batch)
        omr("decide", made.batch, made.decisions)
        omr("grade", made.batch)
        sheet_picture(made.exam)
        proof_picture(folder / "form")
        grades_picture(made.batch / "results" / "grades.xlsx", folder)


if __name__ == "__main__":
    main()
