"""A scanner: paper in, pixels out. Geometry first, then optics, then electronics, then the file format's own losses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from omr.simulate.hand import between, pick
from omr.simulate.ink import Image
from omr.simulate.light import EVEN, Cast, draw_cast, shaded
from omr.simulate.tables import Table

NODE_PX = 32
"""The geometry is computed at every 32nd pixel and interpolated between: it bends far slower."""
NOISE_PX = 1024
FAINT_MARGIN = 0.6
"""A scanner is set so that the faintest pen of the sheet shows: a threshold, or what is made white, takes this share of its contrast."""


FIBRES = 4.0
"""Standard deviation in grey levels of recycled paper's fibres and clouds."""
HIGHEST_THRESHOLD = 0.88
"""Above, noise and the paper's own grain turn black."""
BLACKEST = 0.04
"""No ink swallows all light."""
SHARPEN_MM = 0.12
"""Standard deviation of the blur that a scanner's sharpening undoes."""
BAND_ROWS = 512
"""Noise is added to so many rows at a time, to hold little of it in memory."""


MOST_JERKS = 12
"""On a page whose feeder slips."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """How a sheet was scanned. ``rotation`` degrees, ``shift`` mm, ``stretch`` along the feed, ``warp`` mm with its ``waves`` (phases and
    periods), ``corners`` (4, 2) mm by which a perspective pulls, ``blur`` mm, ``paper`` and ``lid`` grey levels, ``noise`` grey levels,
    ``threshold`` of the paper's grey (1-bit), ``jpeg`` quality (0 = none), ``window`` mm over which a 1-bit scan's threshold follows the
    brightness (0 = one threshold for the whole), ``cast`` the shadow that falls on it.
    """

    dpi: int
    mode: str
    rotation: float
    shift: tuple[float, float]
    stretch: float
    warp: float
    waves: tuple[float, ...]
    corners: tuple[float, ...]
    blur: float
    gain: float
    gamma: float
    paper: float
    recycled: bool
    lid: int
    noise: float
    speckle: float
    streaks: int
    shadow: float
    upside_down: bool
    jpeg: int
    threshold: float
    jerks: tuple[tuple[float, float, float], ...] = ()
    """Where the paper slipped for a moment: y and height of the band in mm of the scan, and by how many mm it was moved sideways."""
    sharpen: float = 0.0
    """By which share of what a blur takes away the scanner sharpens."""
    black_level: float = 0.0
    white_level: float = 1.0
    """Shares of the paper's grey that the scanner makes full black and full white; 0 and 1 leave its contrast."""
    window: float = 0.0
    cast: Cast = EVEN

    @property
    def px_per_mm(self) -> float:
        return self.dpi / 25.4

    def catching(self, faintest: float) -> Scanner:
        """The scanner set so that a pen shows in 1-bit, or above its white level, which takes ``faintest`` of the light."""
        shown = 1 - FAINT_MARGIN * faintest
        return replace(self, threshold=max(self.threshold, min(shown, HIGHEST_THRESHOLD)), white_level=max(self.white_level, shown))

    def least_seen(self, contrast: float) -> float:
        """The least share of the light that a pen must take to be darker than the paper by such a share of its level on the scan."""
        taken = np.linspace(0, 1, 201)
        levels = _stretched(_tone(1 - taken, self), self)
        return float(taken[np.argmax(levels <= (1 - contrast) * levels[0])])

    @property
    def least_black(self) -> float:
        """The least share of the light that a pen must take to turn black in a 1-bit scan."""
        taken = np.linspace(0, 1, 201)
        return float(taken[np.argmax(_tone(1 - taken, self) <= self.threshold * _paper_level(self))])

    @property
    def defects(self) -> tuple[str, ...]:
        """Names of what went beyond an ordinary scan."""
        named = {
            "one_bit": self.mode == "1-bit",
            "dynamic": self.mode == "1-bit" and self.window > 0,
            "upside_down": self.upside_down,
            "rotated": abs(self.rotation) > 1.5,
            "stretched": abs(self.stretch - 1) > 0.006,
            "warped": self.warp > 0.2,
            "perspective": max(map(abs, self.corners)) > 0.5,
            "blurred": self.blur > 0.1,
            "recycled": self.recycled,
            "pale_or_dark": not 0.85 <= self.gain <= 1.12 or not 0.75 <= self.gamma <= 1.3,
            "sharpened": self.sharpen > 1,
            "levels": self.mode != "1-bit" and (self.black_level > 0.1 or self.white_level < 0.9),
            "noisy": self.noise > 6,
            "speckle": self.speckle > 0,
            "streak": self.streaks > 0,
            "jerk": bool(self.jerks),
            "shadow": self.shadow > 0,
            "cast_shadow": self.cast.left < 1,
            "coarse_jpeg": 0 < self.jpeg < 50,
        }
        return tuple(name for name, true in named.items() if true)


def draw_scanner(rng: np.random.Generator, table: Table) -> Scanner:
    """A scanner out of the table."""
    recycled = bool(rng.random() < table.p_recycled)
    mode = pick(rng, table.modes)
    shadowed = rng.random() < table.p_shadow
    slips, enhances, follows, lights = rng.spawn(4)
    window = between(follows, table.window) if follows.random() < table.p_dynamic else 0.0
    return Scanner(
        dpi=int(pick(rng, table.dpi)),
        mode=mode,
        rotation=between(rng, table.rotation) * _sign(rng),
        shift=(between(rng, table.shift) * _sign(rng), between(rng, table.shift) * _sign(rng)),
        stretch=between(rng, table.stretch),
        warp=between(rng, table.warp),
        waves=tuple(float(value) for value in np.concatenate([rng.uniform(0, 2 * np.pi, 4), rng.uniform(60, 250, 4)])),
        corners=tuple(between(rng, table.perspective) * _sign(rng) for _ in range(8)),
        blur=between(rng, table.blur),
        gain=between(rng, table.gain),
        gamma=between(rng, table.gamma),
        paper=between(rng, table.recycled if recycled else table.paper),
        recycled=recycled,
        lid=int(rng.integers(20, 90)) if shadowed and rng.random() < 0.35 else int(rng.integers(235, 256)),
        noise=between(rng, table.noise),
        speckle=float(rng.uniform(0.2, 1.5)) if rng.random() < table.p_speckle else 0.0,
        streaks=int(rng.integers(1, 4)) if rng.random() < table.p_streak else 0,
        shadow=float(rng.uniform(0.15, 0.6)) if shadowed else 0.0,
        upside_down=bool(rng.random() < table.p_upside_down),
        jpeg=int(between(rng, table.jpeg)) if mode != "1-bit" and rng.random() < table.p_jpeg else 0,
        threshold=between(rng, table.threshold),
        jerks=_jerks(slips, table),
        window=window,
        cast=draw_cast(lights, table) if mode != "1-bit" or window else EVEN,  # one threshold would make black of a shadow
        **_enhancement(enhances, table),
    )


def _enhancement(rng: np.random.Generator, table: Table) -> dict[str, float]:
    """What the scanner does to make text crisp."""
    sharpen, black, white = between(rng, table.sharpen), between(rng, table.black_level), between(rng, table.white_level)
    sharpens, stretches = rng.random(2) < (table.p_sharpen, table.p_levels)
    return {"sharpen": sharpen if sharpens else 0.0, "black_level": black if stretches else 0.0, "white_level": white if stretches else 1.0}


def _jerks(rng: np.random.Generator, table: Table) -> tuple[tuple[float, float, float], ...]:
    if rng.random() >= table.p_jerk:
        return ()
    bands = range(int(rng.integers(1, MOST_JERKS + 1)))
    return tuple((float(rng.uniform(0, 297)), float(rng.uniform(0.3, 2.0)), float(rng.uniform(0.1, 0.7)) * _sign(rng)) for _ in bands)


def _sign(rng: np.random.Generator) -> int:
    return 1 if rng.random() < 0.5 else -1


def digitise(rng: np.random.Generator, paper: Image, scanner: Scanner) -> tuple[Image, bytes]:
    """The scan of a paper (rows, columns[, 3], white = 255) and its JPEG bytes (empty where it was not compressed)."""
    image = shaded(_feed(paper, scanner), scanner.cast, scanner.px_per_mm)
    sigma = scanner.blur * scanner.px_per_mm
    if sigma > 0.25:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), dtype=np.uint8)
    image = _electronics(rng, image, scanner)
    if scanner.speckle:
        _speckle(rng, image, scanner)
    image = _enhanced(image, scanner)
    if scanner.upside_down:
        image = np.ascontiguousarray(image[::-1, ::-1])
    if scanner.mode == "1-bit":
        return _black_and_white(image, scanner), b""
    if not scanner.jpeg:
        return image, b""
    data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, scanner.jpeg])[1]
    kept = cv2.IMREAD_COLOR if image.ndim == 3 else cv2.IMREAD_GRAYSCALE
    return np.asarray(cv2.imdecode(data, kept), dtype=np.uint8), data.tobytes()


def _black_and_white(image: Image, scanner: Scanner) -> Image:
    """Black where the scan is darker than its threshold, or by as much as that is below the paper darker than all around."""
    paper = _paper_level(scanner)
    if not scanner.window:
        return np.asarray(cv2.threshold(image, scanner.threshold * paper, 255, cv2.THRESH_BINARY)[1], dtype=np.uint8)
    side = 2 * round(scanner.window * scanner.px_per_mm / 2) + 1
    around = cv2.blur(image, (side, side), borderType=cv2.BORDER_REPLICATE)
    below = np.full_like(around, round((1 - scanner.threshold) * paper))
    return np.asarray(cv2.compare(image, cv2.subtract(around, below), cv2.CMP_GT), dtype=np.uint8)


def _feed(paper: Image, scanner: Scanner) -> Image:
    """The paper as it passed the sensor: turned, shifted, stretched, bent."""
    rows, columns = paper.shape[:2]
    map_x, map_y = _maps(rows, columns, scanner)
    lid = (scanner.lid,) * 3
    return np.asarray(cv2.remap(paper, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=lid), dtype=np.uint8)


def _maps(rows: int, columns: int, scanner: Scanner) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """For every pixel of the scan its place on the paper, in pixels of the paper."""
    k = scanner.px_per_mm
    at_y, at_x = (((np.arange(-1, length // NODE_PX + 2) + 0.5) * NODE_PX - 0.5) for length in (rows, columns))
    x, y = np.meshgrid((at_x + 0.5) / k, (at_y + 0.5) / k)
    width, height = columns / k, rows / k
    angle = np.radians(scanner.rotation)
    cx, cy = x - width / 2 - scanner.shift[0], (y - height / 2 - scanner.shift[1]) / scanner.stretch
    px, py = cx * np.cos(angle) + cy * np.sin(angle), -cx * np.sin(angle) + cy * np.cos(angle)
    u, v = (px / width + 0.5), (py / height + 0.5)
    pull = np.array(scanner.corners).reshape(4, 2)
    weights = ((1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v)
    px = px + sum(w * c for w, c in zip(weights, pull[:, 0], strict=True))
    py = py + sum(w * c for w, c in zip(weights, pull[:, 1], strict=True))
    a, b, c, d, *periods = scanner.waves
    turns = [2 * np.pi / period for period in periods]
    px = px + scanner.warp * 0.5 * (np.sin(turns[0] * y + a) + np.sin(turns[1] * x + b))
    py = py + scanner.warp * 0.5 * (np.sin(turns[2] * y + c) + np.sin(turns[3] * x + d))
    maps = []
    for place, length in ((px, width), (py, height)):
        nodes = ((place + length / 2) * k - 0.5).astype(np.float32)
        full = cv2.resize(nodes, (nodes.shape[1] * NODE_PX, nodes.shape[0] * NODE_PX), interpolation=cv2.INTER_LINEAR)
        maps.append(np.asarray(full[NODE_PX : NODE_PX + rows, NODE_PX : NODE_PX + columns], dtype=np.float32))
    for top, height, moved in scanner.jerks:
        maps[0][round(top * k) : round((top + height) * k)] += np.float32(moved * k)
    return maps[0], maps[1]


def _paper_level(scanner: Scanner) -> float:
    """The grey level that blank paper gets."""
    return float(min(255.0, 255 * (scanner.paper / 255) ** scanner.gamma * scanner.gain))


def _tone(light: npt.NDArray[np.float64], scanner: Scanner) -> npt.NDArray[np.float64]:
    """The grey level that a share of the light which blank paper sends back gets."""
    light = BLACKEST + (1 - BLACKEST) * light
    return np.asarray(np.clip(255 * (light * scanner.paper / 255) ** scanner.gamma * scanner.gain, 0, 255), dtype=np.float64)


def _stretched(levels: npt.NDArray[np.float64], scanner: Scanner) -> npt.NDArray[np.float64]:
    """Grey levels with their contrast stretched between the black and the white level."""
    black, white = (share * _paper_level(scanner) for share in (scanner.black_level, scanner.white_level))
    return np.asarray(np.clip((levels - black) * 255 / (white - black), 0, 255), dtype=np.float64)


def _electronics(rng: np.random.Generator, image: Image, scanner: Scanner) -> Image:
    """Paper tone, gamma and gain by table; then shadow, streaks and noise."""
    image = np.asarray(cv2.LUT(image, _tone(np.arange(256) / 255, scanner).astype(np.uint8)), dtype=np.uint8)
    bias = _columns(rng, image.shape[1], scanner)
    row, column = (int(v) for v in rng.integers(0, NOISE_PX, 2))
    for top in range(0, image.shape[0], BAND_ROWS):
        band = image[top : top + BAND_ROWS]
        field = _spread(_noise_tile(), band.shape[0], band.shape[1], (row + top) % NOISE_PX, column) * np.float32(scanner.noise)
        if scanner.recycled:
            field += _spread(_fibre_tile(), band.shape[0], band.shape[1], (row + top) % NOISE_PX, column) * np.float32(FIBRES)
        if bias is not None:
            field += bias[None, :]
        added = field if image.ndim == 2 else cv2.merge([field] * 3)
        band[:] = cv2.add(band, added, dtype=cv2.CV_8U)
    return image


def _enhanced(image: Image, scanner: Scanner) -> Image:
    """The image sharpened (an unsharp mask), and its contrast stretched between the black and the white level."""
    if scanner.sharpen:
        soft = cv2.GaussianBlur(image, (0, 0), max(SHARPEN_MM * scanner.px_per_mm, 0.6))
        image = np.asarray(cv2.addWeighted(image, 1 + scanner.sharpen, soft, -scanner.sharpen, 0), dtype=np.uint8)
    if scanner.mode == "1-bit" or (scanner.black_level == 0 and scanner.white_level == 1):
        return image  # a threshold has its own level
    return np.asarray(cv2.LUT(image, _stretched(np.arange(256.0), scanner).astype(np.uint8)), dtype=np.uint8)


def _columns(rng: np.random.Generator, columns: int, scanner: Scanner) -> npt.NDArray[np.float32] | None:
    """What the sensor adds to each column (columns,): a shadow at one edge, streaks of dirt on the glass."""
    if not scanner.shadow and not scanner.streaks:
        return None
    bias = np.zeros(columns, dtype=np.float32)
    if scanner.shadow:
        reach = rng.uniform(4, 16) * scanner.px_per_mm
        fall = -255 * scanner.shadow * np.exp(-np.arange(columns) / (reach / 3))
        bias += fall if rng.random() < 0.5 else fall[::-1]
    for _ in range(scanner.streaks):
        x, wide = int(rng.integers(columns)), max(1, int(rng.uniform(0.08, 0.4) * scanner.px_per_mm))
        bias[x : x + wide] += rng.choice((-1, -1, 1)) * rng.uniform(25, 130)
    return bias


@cache
def _noise_tile() -> npt.NDArray[np.float32]:
    """Sensor noise of standard deviation 1, a little correlated as after a scanner's own sharpening."""
    noise = np.random.default_rng(1011).standard_normal((NOISE_PX, NOISE_PX), dtype=np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 0.6)
    return np.asarray(smooth / smooth.std(), dtype=np.float32)


@cache
def _fibre_tile() -> npt.NDArray[np.float32]:
    """The cloudy fibres of recycled paper, of standard deviation 1: long, thin, in all directions, darker than the paper."""
    rng = np.random.default_rng(2022)
    tile = np.zeros((NOISE_PX, NOISE_PX), dtype=np.float32)
    for _ in range(9000):
        x, y, angle, length = *rng.uniform(0, NOISE_PX, 2), rng.uniform(0, np.pi), rng.uniform(3, 14)
        end = (round(x + length * np.cos(angle)), round(y + length * np.sin(angle)))
        cv2.line(tile, (round(x), round(y)), end, float(-rng.uniform(0.3, 1)), 1)
    cloudy = cv2.GaussianBlur(tile, (0, 0), 0.8) + 1.5 * cv2.GaussianBlur(tile, (0, 0), 12)
    return np.asarray((cloudy - cloudy.mean()) / cloudy.std(), dtype=np.float32)


def _spread(tile: npt.NDArray[np.float32], rows: int, columns: int, row: int, column: int) -> npt.NDArray[np.float32]:
    """The tile repeated over (rows, columns), beginning at its pixel (row, column)."""
    repeats = ((row + rows) // NOISE_PX + 1, (column + columns) // NOISE_PX + 1)
    return np.ascontiguousarray(np.tile(tile, repeats)[row : row + rows, column : column + columns])


def _speckle(rng: np.random.Generator, image: Image, scanner: Scanner) -> None:
    """Dust: ``speckle`` small dark or light specks a square centimetre, in place."""
    rows, columns = image.shape[:2]
    count = int(scanner.speckle * rows * columns / (10 * scanner.px_per_mm) ** 2)
    xs, ys = rng.integers(0, columns, count), rng.integers(0, rows, count)
    radii = np.maximum(0, rng.exponential(0.06, count) * scanner.px_per_mm).astype(int)
    for x, y, radius, dark in zip(xs, ys, radii, rng.random(count) < 0.7, strict=True):
        level = int(rng.integers(20, 130)) if dark else 255
        cv2.circle(image, (int(x), int(y)), int(radius), (level,) * 3, -1)
