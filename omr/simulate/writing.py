"""Simulated scans as files: PDF with the scanner's own images embedded untouched, TIFF, JPEG, PNG; and their truth as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import cv2
from PIL import Image as Pillow

from omr.files.whole import replacing
from omr.simulate.ink import Image
from omr.simulate.truth import SimulatedPage, TruthRow

EPOCH = datetime(2022, 4, 25, 14, 0, tzinfo=UTC)
"""Scans carry a fixed date, so that the same seed gives the same bytes."""


def encode(page: SimulatedPage) -> bytes:
    """The page as its scanner would send it: JPEG as it is, 1-bit as CCITT group 4 in TIFF, else PNG."""
    if page.jpeg:
        return page.jpeg
    buffer = BytesIO()
    picture = Pillow.fromarray(page.image if page.image.ndim == 2 else cv2.cvtColor(page.image, cv2.COLOR_BGR2RGB))
    if page.mode == "1-bit":
        picture.convert("1", dither=Pillow.Dither.NONE).save(buffer, "TIFF", compression="group4", dpi=(page.dpi, page.dpi))
    else:
        picture.save(buffer, "PNG", dpi=(page.dpi, page.dpi))
    return buffer.getvalue()


def write_pdf(pages: Iterable[tuple[bytes, float]], path: Path) -> None:
    """One PDF of encoded pages (bytes, dpi), each embedded as it is. Only the encoded pages are held in memory."""
    import img2pdf  # noqa: PLC0415  (felt at start-up)

    data = list(pages)
    resolutions = iter([dpi for _, dpi in data])

    def sized(width: int, height: int, _: tuple[int, int]) -> tuple[float, float, float, float]:
        dpi = next(resolutions)
        size = (width * 72 / dpi, height * 72 / dpi)
        return (*size, *size)

    with replacing(path) as part, part.open("wb") as file:
        images = [image for image, _ in data]
        img2pdf.convert(
            images,
            outputstream=file,
            layout_fun=sized,
            creationdate=EPOCH,
            moddate=EPOCH,
            nodate=True,
            producer="",
            engine=img2pdf.Engine.internal,
        )


def write_tiff(pages: Sequence[SimulatedPage], path: Path) -> None:
    """One TIFF of several pages: group 4 for 1-bit, else deflate."""
    pictures = [_picture(page.image, page.mode) for page in pages]
    compression = "group4" if all(page.mode == "1-bit" for page in pages) else "tiff_adobe_deflate"
    dpi = (pages[0].dpi, pages[0].dpi)
    with replacing(path) as part:
        pictures[0].save(part, "TIFF", save_all=True, append_images=pictures[1:], compression=compression, dpi=dpi)


def _picture(image: Image, mode: str) -> Pillow.Image:
    picture = Pillow.fromarray(image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
    return picture.convert("1", dither=Pillow.Dither.NONE) if mode == "1-bit" else picture


def write_image(page: SimulatedPage, path: Path) -> None:
    """One JPEG or PNG, by the name's ending."""
    with replacing(path) as part:
        if path.suffix.lower() in {".jpg", ".jpeg"}:
            part.write_bytes(page.jpeg or cv2.imencode(".jpg", page.image, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes())
        else:
            _picture(page.image, page.mode).save(part, "PNG", dpi=(page.dpi, page.dpi))


def write_truth(rows: Iterable[TruthRow], path: Path) -> None:
    """``truth.csv``; kinds and defects are joined by ``+``."""
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["sheet", "form", "section", "item", "response", "mark_kinds", "defects"])
        for row in rows:
            out.writerow([row.sheet, row.form, row.section, row.item, row.response, "+".join(row.mark_kinds), "+".join(row.defects)])
