"""What travels through the page half: a scan, its registration, its evidence, or the reason why it was not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from omr.model.calibration import Calibration
from omr.model.layout import Layout, LayoutPage

if TYPE_CHECKING:  # NumPy costs 0.15 s of CPU, and the program that collates, or sends pages to other processes, needs none
    import numpy as np
    import numpy.typing as npt

Gray: TypeAlias = "npt.NDArray[np.uint8]"
"""An image (rows, columns) of 0 = black to 255 = white."""
Points: TypeAlias = "npt.NDArray[np.float64]"
"""Points (n, 2) as x, y."""
QUADRATIC_TERMS = 6
"""Of a bend's basis: 1, u, v, uv, u², v²."""


@dataclass(frozen=True, slots=True, eq=False)
class PageHalf:
    """All that reading a page needs besides the page; it goes to every worker once."""

    exam: str
    folder: Path
    layout: Layout
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class ScanRef:
    """Which image: the file as the office knows it, its page (from 1; 0 where a whole file failed) and the id that its bytes give it."""

    file: str
    page: int
    scan: str


@dataclass(frozen=True, slots=True)
class Scan:
    """One image of one side of paper, upright as its file says; ``dpi`` None where the file does not say. ``shrunk``: pixels of the file to
    one of ``image``, along either side; 2 where it was decoded at half its size.
    """

    ref: ScanRef
    image: Gray
    dpi: float | None = None
    shrunk: int = 1


class Status(StrEnum):
    """How a scan ended."""

    READ = "read"
    BLANK = "blank"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


class Reason(StrEnum):
    """Why a scan was not read, or was read and not used. Documented in the README."""

    UNREADABLE_FILE = "unreadable_file"
    ENCRYPTED = "encrypted"
    NOT_A_SCAN = "not_a_scan"
    EMPTY_FILE = "empty_file"
    UNREADABLE_PAGE = "unreadable_page"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    TOO_DARK = "too_dark"
    TIME_LIMIT = "time_limit"
    WORKER_DIED = "worker_died"
    BLANK_PAGE = "blank_page"
    NO_REGISTRATION = "no_registration"
    NO_CODE = "no_code"
    OTHER_EXAM = "other_exam"
    UNKNOWN_FORM = "unknown_form"
    UNKNOWN_SHEET = "unknown_sheet"
    SAME_IMAGE = "same_image"
    SUPERSEDED = "superseded"
    CONFLICT = "conflict"
    OUT_OF_RANGE = "out_of_range"


@dataclass(frozen=True, slots=True)
class Unread:
    """A scan that gave no evidence, with its reason; it is kept and counted like any other."""

    ref: ScanRef
    status: Status
    reason: Reason
    detail: str = ""
    dpi: float | None = None
    may_be: tuple[str, ...] = ()
    """``FORM/PAGE/SERIAL`` of each page that it may be, where nothing else is open than which of these."""


@dataclass(frozen=True, slots=True)
class PageCode:
    """What a page's QR code says; ``serial`` empty on pages without one."""

    exam: str
    form: str
    page: int
    serial: str


@dataclass(frozen=True, slots=True, eq=False)
class Transform:
    """From the page's millimetres to the scan's pixels: ``matrix`` (3, 3) is the perspective, ``bend`` (2, 6) or (2, 10) a small
    smooth correction in mm over the basis 1, u, v, uv, u², v² (u³, u²v, uv², v³) with u, v = page coordinates scaled to [-1, 1] by
    ``size`` (mm).
    """

    matrix: npt.NDArray[np.float64]
    bend: npt.NDArray[np.float64]
    size: tuple[float, float]

    def __call__(self, mm: Points) -> Points:
        """Pixels (n, 2), x and y, of points (n, 2) in mm. A pixel's centre has whole coordinates."""
        import numpy as np  # noqa: PLC0415  (felt at start-up)

        lifted = np.empty((len(mm), 3))
        lifted[:, :2] = mm
        lifted[:, 2] = 1
        if np.count_nonzero(self.bend):  # none in a first transform, of which half of all points are asked
            u = 2 * mm[:, 0] / self.size[0] - 1
            v = 2 * mm[:, 1] / self.size[1] - 1
            basis = np.empty((self.bend.shape[1], len(mm)))  # filled in place: 27 µs for 100 points, where stacking arrays takes 38
            basis[0], basis[1], basis[2], basis[3], basis[4], basis[5] = 1, u, v, u * v, u * u, v * v
            if len(basis) > QUADRATIC_TERMS:
                basis[6], basis[7], basis[8], basis[9] = u * u * u, u * u * v, u * v * v, v * v * v
            lifted[:, :2] += (self.bend @ basis).T
        lifted = lifted @ self.matrix.T
        return np.asarray(lifted[:, :2] / lifted[:, 2:], dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class RegisteredPage:
    """A scan with its place found: ``page`` is its layout, ``transform`` leads from mm to the pixels of ``scan.image``; ``half`` is
    that image halved by area, where finding the place needed it. ``dpi`` is of the file's own pixels.
    """

    scan: Scan
    code: PageCode
    page: LayoutPage
    transform: Transform
    skew_deg: float
    dpi: float
    residual_mm: float
    half: Gray | None = None


@dataclass(frozen=True, slots=True)
class BoxEvidence:
    """What the readers measured in one box. Scores, never decisions.

    ``ink`` and ``shape`` are each reader's probability that the box holds a mark that counts; ``cancel`` the probability that
    a mark was struck out or blacked out; ``dx``, ``dy`` the found place less the expected one (mm); ``features`` the raw
    measurements, in the order that ``omr.read`` documents.
    """

    section: str
    item: str
    label: str
    ink: float
    shape: float
    cancel: float
    dx: float
    dy: float
    features: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Streak:
    """A line from one edge of the scan to the other: its place in pixels of the scan, from the left, or ``across`` it from the top;
    ``depth`` grey values from the paper beside it, negative where it is darker.
    """

    across: bool
    place: float
    depth: int


@dataclass(frozen=True, slots=True)
class ScanLook:
    """How well a page was scanned. ``paper``: its grey value; ``contrast``: how dark printed outlines are (1 = full black); ``edge_mm``:
    from the scan's edge to the nearest corner marker, negative where it is cut off. None where there is nothing to measure; streaks,
    too, are looked for on pages with boxes only.
    """

    paper: float | None = None
    contrast: float | None = None
    edge_mm: float | None = None
    streaks: tuple[Streak, ...] = ()


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """Everything kept of a page that was read. ``doubts`` name what makes the page as a whole suspect (each sends it to a person);
    ``read_as`` is the form whose names its boxes carry, where that is not its own (see ``omr.model.versions``).
    """

    ref: ScanRef
    code: PageCode
    skew_deg: float
    dpi: float
    residual_mm: float
    boxes: Sequence[BoxEvidence]
    doubts: tuple[str, ...] = ()
    quality: Sequence[tuple[str, float]] = ()
    """Named page measurements: paper, ink, noise, blur, … as ``omr.read`` documents."""
    look: ScanLook = ScanLook()
    read_as: str = ""


PageResult: TypeAlias = PageEvidence | Unread
