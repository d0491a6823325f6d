"""A page's first transform laid on its printed outlines, or the reason why it is not to be trusted."""

from __future__ import annotations

import numpy as np

from omr.imaging import Levels, frames, half_of
from omr.model.layout import LayoutPage
from omr.model.page import PageCode, Reason, RegisteredPage, Scan, Status, Transform, Unread
from omr.register.outlines import Own, Picture
from omr.register.place import MM_PER_INCH, STRAY_MM, Place
from omr.register.printed import printed
from omr.register.refine import Refined, refine

LARGEST_RESIDUAL_MM = 0.6
"""Boxes further off than that could be taken for their neighbours' margin; see DESIGN, section 2 (residual_mm)."""
LEAST_AGREEING = 0.5
"""Share of outlines that must stand where the layout says; heavily marked or stained pages keep over 0.7."""
MORE_THAN_ONE = "the scan shows more than one sheet; scan the sheets one by one"


def unread(scan: Scan, reason: Reason, detail: str) -> Unread:
    return Unread(scan.ref, Status.REJECTED, reason, detail, scan.dpi)


def blank(scan: Scan) -> Unread:
    """A page on which nothing stands."""
    return Unread(scan.ref, Status.BLANK, Reason.BLANK_PAGE, "", scan.dpi)


def other_exam(scan: Scan, code: PageCode, exam: str) -> Unread:
    return unread(scan, Reason.OTHER_EXAM, f"this sheet belongs to the exam {code.exam!r}, not to {exam!r}; scan it with its own exam")


def settled(
    scan: Scan, code: PageCode, page: LayoutPage, first: Place, seen_levels: Levels, own: Own | None = None
) -> RegisteredPage | Unread:
    """The page with its transform laid on the outlines, if they are where they should be; ``own`` as in ``Picture``."""
    half = half_of(scan.image) if page.bubbled else None
    laid = refine(Picture(scan.image, half, seen_levels, own), first, page)
    problem = _problem(scan, page, laid)
    if problem:
        return unread(scan, Reason.NO_REGISTRATION, problem)
    skew, dpi = skew_and_dpi(laid.transform)
    return RegisteredPage(scan, code, page, laid.transform, skew, dpi * scan.shrunk, laid.residual_mm, half)


def _problem(scan: Scan, page: LayoutPage, refined: Refined) -> str:
    """Why the transform is not to be trusted, or an empty text."""
    if refined.agreeing < LEAST_AGREEING:
        share = f"{refined.agreeing:.0%}"
        return f"only {share} of the printed boxes were found where the layout says; is the page whole, and printed from this layout?"
    if refined.astray:
        return "in a part of the page the printed boxes were not found where they should be; scan the page again, flat and whole"
    if refined.anchors_mm > STRAY_MM:
        return f"printed boxes and corner markers contradict each other by {refined.anchors_mm:.1f} mm; scan the page again, flat and whole"
    if refined.residual_mm > (LARGEST_RESIDUAL_MM if page.bubbled else STRAY_MM):
        return f"the printed boxes are {refined.residual_mm:.2f} mm off after alignment; scan the page again, flat and whole"
    if _is_cut_off(scan, page, refined.transform):
        return "some boxes lie outside the scan; scan the whole page again"
    return ""


def _is_cut_off(scan: Scan, page: LayoutPage, transform: Transform) -> bool:
    corners = printed(page).corners
    if not len(corners):
        return False
    px = transform(corners)
    rows, columns = scan.image.shape
    return bool((px.min() < 0) or (px[:, 0].max() > columns - 1) or (px[:, 1].max() > rows - 1))


def skew_and_dpi(transform: Transform) -> tuple[float, float]:
    """Degrees by which the page's middle is turned from the nearest quarter turn (clockwise positive), and dots per inch there."""
    _, change = frames(transform, np.array([[transform.size[0] / 2, transform.size[1] / 2]]))
    degrees = float(np.degrees(np.arctan2(change[0, 1, 0], change[0, 0, 0])))
    return (degrees + 45) % 90 - 45, float(np.sqrt(abs(np.linalg.det(change[0])))) * MM_PER_INCH
