"""The shared real scans as a worse scanner would have made them: ``python tests/bench/worn.py``.

Hands and marks are real, what happens to them afterwards is not: each page is made coarser, black and white, paler, askew, a photo … and
read by the very same ``omr scan``. A mark of which the worse scan shows nothing counts as a silent error here all the same.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2
from figures import asking, write
from PIL import Image
from real import NAMES, measure, real_root

Picture = npt.NDArray[np.uint8]
Rng = np.random.Generator
PDF_DPI = 200
PAGE_INCHES = 11.4
"""The longer side of a page: pictures do not say their resolution."""
TABLE = (90, 95, 100)


def coarser(page: Picture, dpi: float, _: Rng, *, to: int, quality: int) -> Picture:
    scale = min(1.0, to / dpi)
    return again_jpeg(cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dpi, _, quality=quality)


def again_jpeg(page: Picture, _dpi: float, _: Rng, *, quality: int) -> Picture:
    packed = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_UNCHANGED), dtype=np.uint8)


def black_and_white(page: Picture, _dpi: float, _: Rng, *, threshold: int = 0) -> Picture:
    """By a threshold, or where none is given by the one that parts print and paper best (Otsu 1979)."""
    return np.asarray(cv2.threshold(_grey(page), threshold, 255, 0 if threshold else cv2.THRESH_OTSU)[1], dtype=np.uint8)


def text_mode(page: Picture, dpi: float, _: Rng) -> Picture:
    """Black and white by what is around each point, as scanners do for text: large fills become hollow."""
    around = round(dpi / 4) | 1
    soft = cv2.GaussianBlur(_grey(page), (3, 3), 0)
    return np.asarray(cv2.adaptiveThreshold(soft, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, 0, around, 15), dtype=np.uint8)


def levels(page: Picture, _dpi: float, _: Rng, *, black: float, white: float) -> Picture:
    """Grey values from ``black`` to ``white`` spread over all; beyond them light marks become white."""
    return _whole((page.astype(np.float32) - black) * 255 / (white - black))


def paler(page: Picture, dpi: float, rng: Rng, *, share: float) -> Picture:
    return noisy(_whole(255 - (255 - page.astype(np.float32)) * share), dpi, rng, grey_values=3)


def darker(page: Picture, _dpi: float, _: Rng, *, power: float) -> Picture:
    return _whole(255 * (page.astype(np.float32) / 255) ** power)


def askew(page: Picture, _dpi: float, _: Rng, *, degrees: float, scale: float) -> Picture:
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, scale)
    return np.asarray(cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8)


def noisy(page: Picture, _dpi: float, rng: Rng, *, grey_values: float) -> Picture:
    grain = cv2.GaussianBlur(rng.normal(0, grey_values, page.shape).astype(np.float32), (0, 0), 0.6)
    return _whole(page + 1.3 * grain)


def blurred(page: Picture, dpi: float, rng: Rng, *, mm: float) -> Picture:
    return noisy(np.asarray(cv2.GaussianBlur(page, (0, 0), mm * dpi / 25.4), dtype=np.uint8), dpi, rng, grey_values=5)


def sharpened(page: Picture, _dpi: float, _: Rng) -> Picture:
    return _whole(2.2 * page.astype(np.float32) - 1.2 * cv2.GaussianBlur(page, (0, 0), 1.5))


def photo(page: Picture, dpi: float, rng: Rng) -> Picture:
    """On a table, from a hand, half of it in the shadow of an arm."""
    height, width = page.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    seen = corners + (rng.uniform(-0.03, 0.03, (4, 2)) * (width, height)).astype(np.float32)
    seen += 20 - seen.min(axis=0)
    right, below = np.ceil(seen.max(axis=0) + 20).astype(int)
    table = TABLE if page.ndim > 2 else TABLE[:1]
    laid = cv2.warpPerspective(page, cv2.getPerspectiveTransform(corners, seen), (int(right), int(below)), borderValue=table)
    rows, columns = np.mgrid[: laid.shape[0], : laid.shape[1]]
    way = rng.uniform(0, 2 * np.pi)
    across = ((columns - right / 2) * np.cos(way) + (rows - below / 2) * np.sin(way)) / (right * 0.06)
    light = 0.6 + 0.4 / (1 + np.exp(-across))
    return noisy(_whole(laid * (light[..., None] if laid.ndim > 2 else light)), dpi, rng, grey_values=4)


def _grey(page: Picture) -> Picture:
    return page if page.ndim == 2 else np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _whole(values: npt.NDArray[np.floating]) -> Picture:
    return np.clip(values, 0, 255).astype(np.uint8)


WAYS: dict[str, Callable[[Picture, float, Rng], Picture]] = {
    "150 dpi": partial(coarser, to=150, quality=50),
    "100 dpi": partial(coarser, to=100, quality=92),
    "black and white": black_and_white,
    "black and white, dark": partial(black_and_white, threshold=200),
    "black and white, light": partial(black_and_white, threshold=110),
    "black and white, for text": text_mode,
    "pale": partial(paler, share=0.45),
    "whitened": partial(levels, black=60, white=200),
    "dark": partial(darker, power=2.2),
    "askew, 97 %": partial(askew, degrees=2.4, scale=0.97),
    "upside down": partial(askew, degrees=179.2, scale=1.0),
    "blurred": partial(blurred, mm=0.14),
    "coarse JPEG": partial(again_jpeg, quality=15),
    "sharpened": sharpened,
    "photo": photo,
}


def again(scans: Sequence[Path], folder: Path, way: str) -> list[Path]:
    """The pages of some scans (pictures, PDFs, folders of them) made so, under their names in a folder."""
    folder.mkdir()
    files = [file for scan in scans for file in (sorted(scan.iterdir()) if scan.is_dir() else [scan])]
    return [_again(file, folder / file.name, way) for file in files]


def _again(file: Path, to: Path, way: str) -> Path:
    if file.suffix != ".pdf":
        page = cv2.imread(str(file))
        if page is None:
            sys.exit(f"{file} is no picture that OpenCV reads")
        cv2.imwrite(str(to), _made(page, max(page.shape[:2]) / PAGE_INCHES, way, file.name))
        return to
    with pypdfium2.PdfDocument(file) as document:
        pages = [page.render(scale=PDF_DPI * PAGE_INCHES / max(page.get_size())).to_numpy() for page in document]
    made = [_made(page, PDF_DPI, way, f"{file.name}{number}") for number, page in enumerate(pages)]
    first, *others = (Image.fromarray(page if page.ndim == 2 else page[..., ::-1]) for page in made)
    first.save(to, save_all=True, append_images=others, resolution=PDF_DPI, quality=92)
    return to


def _made(page: Picture, dpi: float, way: str, name: str) -> Picture:
    grey = page[..., 0] if page.ndim > 2 and np.ptp(page, axis=2).max() == 0 else page
    return WAYS[way](np.ascontiguousarray(grey), dpi, np.random.default_rng(zlib.crc32(name.encode())))


def main() -> None:
    parser = asking(__doc__, "one way and one source")
    parser.add_argument("names", nargs="*", help=f"which sources; all if not given: {', '.join(NAMES)}")
    parser.add_argument("--way", action="append", choices=WAYS, help="only this way; may be given again")
    options = parser.parse_args()
    if not real_root().is_dir():
        sys.exit(f"REAL SCANS ABSENT: {real_root()} is not there; set OMR_REAL")
    names = options.names or NAMES[: 1 if options.quick else None]
    figures: dict[str, dict[str, dict[str, int]]] = {}
    for way in options.way or list(WAYS)[: 1 if options.quick else None]:
        figures[way] = {}
        for name in names:
            score = measure(name, None, partial(again, way=way))
            figures[way][name] = {"rows": score.rows, "silent_errors": score.silent_errors, "sent": score.sent}
            print(f"{way:26} {name:18} rows {score.rows:5}  silent errors {score.silent_errors:3}  sent {score.sent / score.rows:7.2%}")
            for line in (line for line in score.wrong if line.startswith("SILENT")):
                print(f"  {line}")
    write(options.json, {"seed": None, "ways": figures})


if __name__ == "__main__":
    main()
