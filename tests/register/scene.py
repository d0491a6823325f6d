"""Drawn pages whose every place is known: a layout, its print, and the scan of that print through a chosen transform."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np
import segno

from omr.model.exam import Shape
from omr.model.layout import Box, Field, FieldKind, Layout, LayoutOption, LayoutPage, Marker
from omr.model.page import Gray, Points, Scan, ScanRef, Transform

SIZE = (210.0, 297.0)
EXAM, FORM, SERIAL = "ift6135", "1011", "00042X"
MASTER = 12  # pixels per mm of the drawn print
COARSE = 16  # pixels between the points at which a drawn scan's transform is computed; it is smooth: a tilt errs by 0.6 µm


def layout_page(number: int = 2, *, code: bool = True, size: tuple[float, float] = SIZE, rows: int = 28) -> LayoutPage:
    """28 rows of 8 options, boxes above circles, four markers and a code, as on our own answer page."""
    w, h = size
    places = ((12.0, 12.0), (w - 22, 12.0), (w - 22, h - 22), (12.0, h - 22))
    markers = tuple(Marker(i, Box(x, y, 10, 10)) for i, (x, y) in enumerate(places))
    fields = [Field(FieldKind.CODE, Box(w / 2 - 10, 12, 20, 20))] if code else []
    for row in range(rows):
        y = 45 + row * (h - 75) / rows
        shape, side = (Shape.BOX, 4.5) if row < rows // 3 else (Shape.CIRCLE, 5.2)
        options = tuple(LayoutOption("abcdefgh"[i], shape, Box(40 + 15.0 * i, y, side, side)) for i in range(8))
        fields.append(Field(FieldKind.CHOICE, Box(20, y - 1, 150, 7), "1", str(row + 1), options=options))
    return LayoutPage(number, size, markers, tuple(fields))


def layout(*pages: LayoutPage) -> Layout:
    return Layout({FORM: pages or (layout_page(),)})


def px(value: float) -> int:
    return round(value * MASTER)


def draw_print(page: LayoutPage, text: str = f"OMR1/{EXAM}/{FORM}/2/{SERIAL}", *, without: tuple[int, ...] = ()) -> Gray:
    """The page as printed, at ``MASTER`` pixels per mm, letters in its circles; markers ``without`` are torn off."""
    image = np.full((px(page.size[1]), px(page.size[0])), 255, np.uint8)
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    for marker in page.markers:
        if marker.id not in without:
            drawn = cv2.aruco.generateImageMarker(dictionary, marker.id, px(marker.box.w))
            image[px(marker.box.y) :, px(marker.box.x) :][: drawn.shape[0], : drawn.shape[1]] = np.rot90(drawn, k=-marker.turn)
    field = page.field(FieldKind.CODE)
    if field and text:
        modules = np.array([list(row) for row in segno.make(text, error="q", micro=False).matrix], dtype=np.uint8)
        side = px(field.box.w)
        code = cv2.resize(np.where(modules, 0, 255).astype(np.uint8), (side, side), interpolation=cv2.INTER_NEAREST)
        image[px(field.box.y) :, px(field.box.x) :][:side, :side] = code
    for choice in page.choices:
        for option in choice.options:
            draw_option(image, option)
    return image


def draw_option(image: Gray, option: LayoutOption) -> None:
    b, line = option.box, 0.3
    x, y = option.box.centre
    if option.shape is Shape.BOX:
        low, high = fine(b.x + line / 2, b.y + line / 2), fine(b.x + b.w - line / 2, b.y + b.h - line / 2)
        cv2.rectangle(image, low, high, 30, px(line), cv2.LINE_AA, 4)
        return
    cv2.circle(image, fine(x, y), round((b.w - line) / 2 * MASTER * 16), 30, px(line), cv2.LINE_AA, 4)
    cv2.putText(image, option.label, (px(x - 0.9), px(y + 0.9)), cv2.FONT_HERSHEY_SIMPLEX, MASTER / 11, 90, 3, cv2.LINE_AA)


def fine(x: float, y: float) -> tuple[int, int]:
    """A point in sixteenths of a pixel, as OpenCV draws with shift 4; whole coordinates are pixel centres."""
    return round((x * MASTER - 0.5) * 16), round((y * MASTER - 0.5) * 16)


def mark(image: Gray, page: LayoutPage, seed: int = 0, share: float = 0.25) -> Gray:
    """Crosses, ticks that overshoot and scribbled fills on so many of the boxes."""
    rng = np.random.default_rng(seed)
    marked = image.copy()
    for choice in page.choices:
        for option in choice.options:
            if rng.random() < share:
                draw_mark(marked, option, rng)
    return marked


def draw_mark(image: Gray, option: LayoutOption, rng: np.random.Generator) -> None:
    (x, y), kind = option.box.centre, rng.integers(3)
    x, y = x + rng.normal(0, 0.4), y + rng.normal(0, 0.4)
    at = [(px(x + a * 2.6), px(y + b * 2.6)) for a, b in ((-1, -1), (1, 1), (-1, 1), (1.3, -1.3), (0, 0.8))]
    if kind == 0:
        cv2.line(image, at[0], at[1], 20, px(0.6), cv2.LINE_AA)
        cv2.line(image, at[2], at[3], 20, px(0.6), cv2.LINE_AA)
    elif kind == 1:
        cv2.polylines(image, [np.array([at[0], at[4], at[3]])], isClosed=False, color=20, thickness=px(0.5), lineType=cv2.LINE_AA)
    else:
        cv2.circle(image, (px(x), px(y)), px(2.2), 40, -1, cv2.LINE_AA)


def placed(  # a drawn scan has that many degrees of freedom
    size: tuple[float, float],
    dpi: float = 200,
    turn: float = 0.0,
    shift: tuple[float, float] = (0.0, 0.0),
    stretch: tuple[float, float] = (1.0, 1.0),
    bend: np.ndarray | None = None,
    tilt: tuple[float, float] = (0.0, 0.0),
) -> tuple[Transform, tuple[int, int]]:
    """A true transform, ``turn`` degrees clockwise about the page's middle, and the scan's size (rows, columns) in pixels."""
    scale = dpi / 25.4
    a = math.radians(turn)
    quarter = round(turn / 90) % 2
    w, h = (size[1], size[0]) if quarter else size
    middle = np.array([[1, 0, -size[0] / 2], [0, 1, -size[1] / 2], [0, 0, 1.0]])
    tilted = np.array([[1, 0, 0], [0, 1, 0], [tilt[0], tilt[1], 1.0]])
    turned = np.array([[math.cos(a), -math.sin(a), 0], [math.sin(a), math.cos(a), 0], [0, 0, 1.0]])
    out = np.array([[scale * stretch[0], 0, (w / 2 + shift[0]) * scale], [0, scale * stretch[1], (h / 2 + shift[1]) * scale], [0, 0, 1.0]])
    matrix = out @ turned @ tilted @ middle
    return Transform(matrix, np.zeros((2, 6)) if bend is None else bend, size), (round(h * scale), round(w * scale))


def scanned(printed: Gray, truth: Transform, shape: tuple[int, int], *, noise: float = 4.0, paper: int = 235, seed: int = 1) -> Gray:
    """The print as a scanner sees it through ``truth``: averaged over each pixel, with grain and grey levels."""
    rows, columns = shape
    grid = np.stack(np.meshgrid(np.arange(0, columns + COARSE, COARSE), np.arange(0, rows + COARSE, COARSE)), axis=-1)
    lifted = np.column_stack([grid.reshape(-1, 2), np.ones(grid[..., 0].size)]) @ np.linalg.inv(truth.matrix).T
    bent = lifted[:, :2] / lifted[:, 2:]
    mm = bent
    for _ in range(4 if truth.bend.any() else 0):
        mm = bent - (replace(truth, matrix=np.eye(3))(mm) - mm)
    scale = float(np.sqrt(abs(np.linalg.det(truth.matrix[:2, :2]))))
    soft = cv2.GaussianBlur(printed, (0, 0), 0.45 * MASTER / scale)
    coarse = (mm * MASTER - 0.5).astype(np.float32).reshape(grid.shape)
    maps = cv2.warpAffine(
        coarse, np.diag([COARSE, COARSE, 1.0])[:2], (columns, rows), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    image = cv2.remap(soft, maps, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=255).astype(np.float32)
    return np.clip(20 + image * np.float32((paper - 20) / 255) + grain(shape, seed) * noise, 0, 255).astype(np.uint8)


@lru_cache(maxsize=2)
def grain(shape: tuple[int, int], seed: int) -> np.ndarray:
    """The noise of most drawn scans is the same, and drawing it takes a third of making one."""
    return np.random.default_rng(seed).standard_normal(shape, dtype=np.float32)


def as_scan(image: Gray, dpi: float | None = 200.0) -> Scan:
    return Scan(ScanRef("drawn.png", 1, "0" * 64), image, dpi)


def centres(page: LayoutPage) -> Points:
    return np.array([option.box.centre for choice in page.choices for option in choice.options])


def error_mm(found: Transform, truth: Transform, page: LayoutPage, dpi: float = 200) -> float:
    """The largest distance of a box's centre from the truth, in mm."""
    return float(np.linalg.norm(found(centres(page)) - truth(centres(page)), axis=1).max() * 25.4 / dpi)
