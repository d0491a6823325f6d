"""Image files: JPEG, PNG, WebP and (multi-page) TIFF → scans."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from PIL.TiffImagePlugin import COMPRESSION, PHOTOMETRIC_INTERPRETATION, SAMPLEFORMAT, TiffImageFile

from omr.imaging import exif_oriented, squared
from omr.ingest.coded import jpeg_problem, png_problem, webp_problem
from omr.ingest.frames import frame
from omr.ingest.jpeg import is_cut_short, jpeg_gray, jpeg_header
from omr.ingest.limits import LARGEST_AREA_PX, SMALLEST_SIDE_PX, size_problem
from omr.ingest.reduced import copied_page, may_be_copy
from omr.ingest.source import Kind, Source, file_id, file_unread, numbered_id, plainly
from omr.ingest.tiff import tiff_problem
from omr.ingest.tiff_rest import bytes_behind
from omr.ingest.tiff_samples import tell_wide_planes
from omr.model.page import Gray, Reason, Scan, ScanRef, Status, Unread

ORIENTATION = 0x0112
TURNED_BACK = {6: 8, 8: 6}
"""Orientations that another one undoes; the rest undo themselves."""
SMALLEST_PAGE_BYTES = 200
"""Fax codes of an empty page take a bit a row; less than that stands behind the pages of an honest TIFF, if anything."""
SMALLEST_FRAME_BYTES = 128
"""A TIFF's page has a directory of ten entries, 126 bytes, and its pixels."""
LOWEST_DPI = 50
HIGHEST_DPI = 2500
"""Resolutions outside are what cameras and editors write for "unknown"."""
UNKNOWN = (1.0, 1.0)
PREVIEW, MOST_PICTURES = 0.55, 1000
"""Up to so many times the size of the first a JPEG's further picture is a preview, or a camera's map; and how many are looked at."""
ANIMATED = "the file is an animation of several pictures, of which one alone would be read; export each as a picture, or all as PDF"
OLD_JPEG, UNSIGNED = 6, 1
"""A TIFF's compression of before 1995, which libraries do not decode; and its samples that count from 0."""
NOT_DECODED = "the TIFF is compressed as old-style JPEG, which is not read; export it as PDF, or as a TIFF with LZW or another compression"
WHITES = (1, 255, *(2**bits - 1 for bits in (*range(9, 17), 24, 31, 32)))
"""What white is in samples of so many bits; 1 in fractions, and 31 where 32 have a sign."""
BROKEN = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, MemoryError)
"""What Pillow raises for a damaged file, by its format plugins."""
PICTURES, START_OF_IMAGE = 0xB002, b"\xff\xd8"
"""What an index calls its list of pictures (CIPA DC-007, 5.2.3.3), and how each begins."""


class _OldJpeg(ValueError):
    """An image that is whole, perhaps, but coded as nobody decodes it: to scan it again in the same way would help nobody."""


@contextmanager
def opened(path: Path) -> Iterator[Image.Image]:
    """The file with its header read. Raises what ``BROKEN`` names, UnidentifiedImageError, DecompressionBombError.

    Opened as a stream: Pillow maps a file given by its path into memory, and then leaves a TIFF's orientation unapplied.
    """
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("ignore")
        with Image.open(file) as image:
            yield image


def count_frames(path: Path, file: str) -> tuple[int, Unread | None]:
    """How many images a TIFF announces, and what is wrong with the file as a whole."""
    try:
        with opened(path) as image:
            count = int(getattr(image, "n_frames", 1))
            image.seek(count - 1)
            returns = bool(cast("Any", image).tag_v2.next)
    except Image.DecompressionBombError:
        return 0, file_unread(path, file, Reason.TOO_LARGE, "the image is too large to be decoded; scan the page at 400 dpi or less")
    except (UnidentifiedImageError, *BROKEN) as error:
        detail = f"the TIFF file is damaged ({plainly(error)}); scan or copy it again"
        return 0, file_unread(path, file, Reason.UNREADABLE_FILE, detail)
    if count > max(1, path.stat().st_size // SMALLEST_FRAME_BYTES):
        detail = f"the TIFF announces {count} pages, which so short a file cannot hold; it is damaged, or made to do harm"
        return 0, file_unread(path, file, Reason.UNREADABLE_FILE, f"{detail}; scan or export it again")
    if returns:
        detail = f"the TIFF leads from page {count} back to an earlier one: whether others follow nobody can say; scan or copy it again"
        return count, file_unread(path, file, Reason.UNREADABLE_FILE, detail)
    with suppress(struct.error, ValueError, OSError):  # a directory that no decoder needed may be damaged
        if (behind := bytes_behind(path)) >= SMALLEST_PAGE_BYTES:
            detail = f"behind page {count} of the TIFF stand {behind} bytes of a page that was never entered: perhaps the scanner broke off"
            return count, file_unread(path, file, Reason.UNREADABLE_FILE, f"{detail}; look what was in its feeder, and scan that again")
    return count, None


def count_pictures(path: Path) -> int:
    """How many pictures of a JPEG's index there are up to the last of a full page: a preview, a thumbnail or a camera's map of its
    brightness is smaller than the first, which is read even where the index is none.
    """
    last = 1
    with suppress(UnidentifiedImageError, Image.DecompressionBombError, *BROKEN), opened(path) as image:
        for number in range(2, min(int(getattr(image, "n_frames", 1)), MOST_PICTURES) + 1):
            last = number if _is_page(image, number) else last
    return last


def _is_page(image: Image.Image, number: int) -> bool:
    """Whether a picture of several is as large as the first; where it is not to be found, whether its index says that it took as much."""
    image.seek(0)
    first, sizes = max(image.size), [one["Size"] for one in cast("Any", image).mpinfo[PICTURES]]
    try:
        image.seek(number - 1)
    except BROKEN:
        return bool(sizes[number - 1] > PREVIEW * sizes[0])
    return max(image.size) > PREVIEW * first


def picture_ref(source: Source) -> ScanRef:
    """A file is known by its bytes, and so is the first image in it; a frame of a TIFF, or another picture, by these and its number."""
    alone = source.kind is not Kind.TIFF and source.page == 1
    page = file_id(source.path) if alone else numbered_id(source.path, source.page)
    return ScanRef(source.file, source.page, page)


def ingest_picture(source: Source, halve_from_dpi: float | None = None, smallest: int = SMALLEST_SIDE_PX) -> Scan | Unread:
    """The image of a file's page in grey, upright as its EXIF says; the rest as in ``ingest``."""
    ref = picture_ref(source)
    try:
        with frame(source.path, source.page) if source.kind is Kind.TIFF else opened(source.path) as image:
            image.seek(source.page - 1)
            problem = size_problem(*image.size, smallest)
            if (problem is None or problem[0] is Reason.TOO_SMALL) and (page := _copied(source, image)):
                return Unread(ref, Status.DUPLICATE, Reason.SUPERSEDED, f"a smaller copy of page {page}, which the file keeps beside it")
            if problem:
                return Unread(ref, Status.REJECTED, *problem)
            if source.kind in {Kind.PNG, Kind.WEBP} and getattr(image, "is_animated", False):
                return Unread(ref, Status.REJECTED, Reason.NOT_A_SCAN, ANIMATED)
            resolution = picture_dpi(image)
            shrink = 2 if halve_from_dpi is not None and min(resolution) >= halve_from_dpi else 1
            whole = decoded(source, image, shrink)
            shrunk = shrink if whole.shape[1] < image.width else 1
            gray = squared(whole, *resolution)
            orientation = int(image.getexif().get(ORIENTATION, 1))  # after decoding: Pillow turns a TIFF itself
    except Image.DecompressionBombError:
        detail = f"the image has more than {LARGEST_AREA_PX // 10**6} million pixels; scan at 400 dpi or less"
        return Unread(ref, Status.REJECTED, Reason.TOO_LARGE, detail)
    except (UnidentifiedImageError, *BROKEN) as error:
        reason = Reason.UNREADABLE_PAGE if source.kind is Kind.TIFF else Reason.UNREADABLE_FILE
        detail = f"the image cannot be decoded ({plainly(error)}); scan or copy it again"
        return Unread(ref, Status.REJECTED, reason, NOT_DECODED if isinstance(error, _OldJpeg) else detail)
    dpi = max(resolution) if resolution != UNKNOWN else None
    return Scan(ref, exif_oriented(gray, orientation) if orientation != 1 else gray, dpi, shrunk)


def _copied(source: Source, image: Image.Image) -> int | None:
    """The page of which a TIFF's frame is a smaller copy, if any; looked for in the file opened anew, so that ``image`` stays as it is."""
    if not isinstance(image, TiffImageFile) or not may_be_copy(image):
        return None
    with suppress(Image.DecompressionBombError, *BROKEN), opened(source.path) as again:
        return copied_page(again, source.page, grayed)
    return None


def picture_dpi(image: Image.Image) -> tuple[float, float]:
    """Dots per inch across and down as the file says, or ``UNKNOWN``."""
    across, down = image.info.get("dpi") or UNKNOWN
    sound = all(LOWEST_DPI <= float(value) <= HIGHEST_DPI for value in (across, down))
    return (float(across), float(down)) if sound else UNKNOWN


def decoded(source: Source, image: Image.Image, shrink: int = 1) -> Gray:
    """Grey pixels, by libjpeg-turbo for plain JPEG, and those at a size ``shrink`` times smaller; by Pillow for everything else. Raises
    ValueError where bytes are missing.
    """
    if source.kind is Kind.JPEG:
        data = source.path.read_bytes()
        data = data if source.page == 1 else _further(data, image, source.page)
        header = jpeg_header(data)
        if is_cut_short(data):
            raise ValueError("the end of the image is missing")
        if header and header.components in {1, 3} and header.bits == 8:
            gray = jpeg_gray(data, shrink)
            if gray is None:
                raise ValueError("its JPEG data are damaged")
            return gray
        damage = jpeg_problem(data)
    elif source.kind is Kind.PNG:
        damage = png_problem(source.path.read_bytes())
    elif source.kind is Kind.WEBP:
        damage = webp_problem(source.path.read_bytes())
    else:
        damage = None
    turn = int(image.tag_v2.get(ORIENTATION, 1)) if isinstance(image, TiffImageFile) else 1  # before decoding: Pillow turns a TIFF itself
    if isinstance(image, TiffImageFile):
        tell_wide_planes(image)
    old = isinstance(image, TiffImageFile) and image.tag_v2.get(COMPRESSION) == OLD_JPEG
    try:
        gray = grayed(image)
    except OSError as error:
        raise _OldJpeg if old else error from None
    if isinstance(image, TiffImageFile):
        damage = tiff_problem(source.path, image.tag_v2, exif_oriented(gray, TURNED_BACK.get(turn, turn)) if turn != 1 else gray)
    if damage is not None:
        raise ValueError(damage)
    return gray


def _further(data: bytes, image: Image.Image, page: int) -> bytes:
    """The bytes of a further picture of a JPEG file, at which ``image`` stands. Raises ValueError where its index says otherwise."""
    start, size = cast("Any", image).offset, cast("Any", image).mpinfo[PICTURES][page - 1]["Size"]
    if data[start : start + 2] != START_OF_IMAGE:
        raise ValueError(f"picture {page} is not where the file says")
    return data[start : start + size]


def grayed(image: Image.Image) -> Gray:
    """Any Pillow image in 8-bit grey: more bits scaled down, transparent parts white. Samples of 10 to 14 bits stand in 16 as they are, and
    few files say so: the range that is used tells.
    """
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        values = np.asarray(_unsigned(image), dtype=np.float64)
        most = values.max(initial=0)
        white = next((white for white in WHITES if most <= white and (white > 1 or image.mode == "F")), most)
        gray = np.asarray(np.clip(values * (255 / white) + 0.5, 0, 255), dtype=np.uint8)
        return 255 - gray if white_is_zero(image) else gray
    if image.mode == "LAB":  # its lightness, which Pillow turns into no other colours
        return np.array(image.getchannel("L"), dtype=np.uint8)
    if image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info:
        seen = image.convert("RGBA")
        *_, opacity = seen.split()
        if opacity.getextrema() == (0, 0) and np.ptp(np.asarray(seen.convert("L"))):  # all of a picture is hidden, which nobody means:
            seen.putalpha(255)  # some programs write no opacity
        paper = Image.new("RGBA", seen.size, "white")
        image = Image.alpha_composite(paper, seen)
    return np.array(image.convert("L"), dtype=np.uint8)


def _unsigned(image: Image.Image) -> Image.Image | NDArray[np.uint32]:
    """Samples of 32 bits that a TIFF counts from 0: Pillow takes them for signed, and so the lighter half of all for less than black."""
    counts = image.mode == "I" and isinstance(image, TiffImageFile) and image.tag_v2.get(SAMPLEFORMAT, (UNSIGNED,))[0] == UNSIGNED
    return np.asarray(image).view(np.uint32) if counts else image


def white_is_zero(image: Image.Image) -> bool:
    """Whether a TIFF counts from white; of images of more than 8 bits Pillow leaves the samples so."""
    return isinstance(image, TiffImageFile) and image.tag_v2.get(PHOTOMETRIC_INTERPRETATION) == 0
