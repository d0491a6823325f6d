"""One scan's way to its page: levels, markers, code, transform, outlines. Each failure ends it with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from omr.imaging import Levels, frames, half_of, is_blank, levels
from omr.model.layout import FieldKind, Layout, LayoutPage
from omr.model.page import PageCode, Points, Reason, RegisteredPage, Scan, Status, Transform, Unread
from omr.register.code import Seen, code_anywhere, code_at
from omr.register.corners import find_in_corners
from omr.register.markers import ENOUGH, Found, are_doubled, find_markers, refined
from omr.register.nearby import find_missing
from omr.register.outlines import Picture
from omr.register.place import MM_PER_INCH, STRAY_MM, Place, place
from omr.register.printed import printed
from omr.register.reference import Landmarks, features_of, on_reference
from omr.register.refine import Refined, refine

DARKEST_PAPER = 100.0
"""Grey value that at least a quarter of the scan must exceed; the darkest legible everyday scan has paper at 140."""
LARGEST_RESIDUAL_MM = 0.6
"""Boxes further off than that could be taken for their neighbours' margin; see DESIGN, section 2 (residual_mm)."""
ALIKE = 0.5
"""Matches of the second best page, over those of the best, from which nobody can say by them which of the two it is."""
LEAST_AGREEING = 0.5
"""Share of outlines that must stand where the layout says; heavily marked or stained pages keep over 0.7."""


References = Callable[[str, LayoutPage], Landmarks | None]
"""A page of a form → the landmarks of its reference picture, or None where it has none. Asked only of pages without markers."""


def no_references(_form: str, _page: LayoutPage) -> None:
    """For layouts all of whose pages have markers."""


def register(scan: Scan, exam: str, layout: Layout, references: References = no_references) -> RegisteredPage | Unread:
    """Which page of the exam's layout the scan shows, and the transform from its mm to the scan's pixels."""
    seen_levels = levels(scan.image)
    if seen_levels.paper < DARKEST_PAPER:
        detail = f"the page is too dark (paper at {seen_levels.paper:.0f} of 255); scan it again brighter"
        return _unread(scan, Reason.TOO_DARK, detail)
    pages = tuple(page for form in layout.forms.values() for page in form)
    found = tuple(refined(scan.image, marker) for marker in find_in_corners(scan.image, pages)) or find_markers(scan.image, pages)
    if not found and is_blank(scan.image):
        return Unread(scan.ref, Status.BLANK, Reason.BLANK_PAGE, "", scan.dpi)
    if len({marker.id for marker in found}) < ENOUGH:
        found = find_markers(scan.image, pages, known=found)
    if not found:
        unmarked = [(form, page) for form, pages in layout.forms.items() for page in pages if not page.markers]
        return _by_print(scan, exam, unmarked, references, seen_levels) if unmarked else _without_markers(scan, exam)
    if are_doubled(found):
        return _unread(scan, Reason.NO_REGISTRATION, "the scan shows more than one sheet; scan the sheets one by one")
    identified = _identified(scan, exam, layout, found)
    if isinstance(identified, Unread):
        return identified
    page = identified.page
    extra = _code_anchor(page, identified.seen)
    first, found = _placed(scan, page, found, extra, identified.fit)
    if first is None or (first.markers < 2 and extra is None):
        return _unread(
            scan, Reason.NO_REGISTRATION, f"the corner markers found ({_ids(found)}) do not fit the page; scan it again, flat and whole"
        )
    return _settled(scan, identified.code, page, first, seen_levels)


def _unread(scan: Scan, reason: Reason, detail: str) -> Unread:
    return Unread(scan.ref, Status.REJECTED, reason, detail, scan.dpi)


def _ids(found: tuple[Found, ...]) -> str:
    return ", ".join(str(marker.id) for marker in found)


def _without_markers(scan: Scan, exam: str) -> Unread:
    seen = code_anywhere(scan.image)
    if seen and seen.code.exam != exam:
        return _other_exam(scan, seen.code, exam)
    return _unread(
        scan, Reason.NO_REGISTRATION, "no corner marker of the sheet was found; is this page a sheet of the exam? If so, scan it again"
    )


def _by_print(
    scan: Scan, exam: str, unmarked: list[tuple[str, LayoutPage]], references: References, seen_levels: Levels
) -> RegisteredPage | Unread:
    """The page whose reference picture the scan is most like: by few features, or where they lead nowhere by many."""
    found = _most_alike(scan, exam, unmarked, references, seen_levels, thorough=False)
    if isinstance(found, RegisteredPage) or found.reason is Reason.NO_CODE:
        return found
    return _most_alike(scan, exam, unmarked, references, seen_levels, thorough=True)


def _most_alike(
    scan: Scan, exam: str, unmarked: list[tuple[str, LayoutPage]], references: References, seen_levels: Levels, *, thorough: bool
) -> RegisteredPage | Unread:
    """The page whose reference picture the scan is most like, if no other page is nearly as like."""
    fits = []
    ours = features_of(scan.image, thorough=thorough)
    for form, page in unmarked:
        known = references(form, page)
        fit = on_reference(scan.image, ours, page, known, thorough=thorough) if known is not None else None
        if fit is not None:
            fits.append((fit[1], form, page, fit[0]))
    fits.sort(key=lambda fit: -fit[0])
    if not fits:
        detail = "the page is like no page of the layout; is it of this exam? If so, scan it again, flat and whole"
        return _unread(scan, Reason.NO_REGISTRATION, detail)
    if len(fits) > 1 and fits[1][0] > ALIKE * fits[0][0]:
        alike = " or ".join(f"page {page.number} of form {form}" for _, form, page, _ in fits[:2])
        return _unread(scan, Reason.NO_CODE, f"the page may be {alike}; decide which page it is")
    _, form, page, first = fits[0]
    return _settled(scan, PageCode(exam, form, page.number, ""), page, first, seen_levels)


def _other_exam(scan: Scan, code: PageCode, exam: str) -> Unread:
    return _unread(scan, Reason.OTHER_EXAM, f"this sheet belongs to the exam {code.exam!r}, not to {exam!r}; scan it with its own exam")


def _code_anchor(page: LayoutPage, seen: Seen | None) -> tuple[Points, Points] | None:
    """The middle of the code as a further point (mm, pixels), where it was seen."""
    field = page.field(FieldKind.CODE)
    return None if seen is None or field is None else (np.array([field.box.centre]), seen.centre)


def _placed(
    scan: Scan, page: LayoutPage, found: tuple[Found, ...], extra: tuple[Points, Points] | None, fit: Place | None
) -> tuple[Place | None, tuple[Found, ...]]:
    """The page's first transform, and the markers it rests on: those found, and those seen where it shows that they must be."""
    first = fit if fit is not None and fit.markers >= ENOUGH else place(page, found, extra)  # with so many, the code adds nothing
    more = find_missing(scan.image, page, found, first)
    return (first if more is found else place(page, more, extra)), more


def _best_pages(pages: list[LayoutPage], found: tuple[Found, ...]) -> list[tuple[LayoutPage, Place]]:
    """Pages whose markers fit what was found, with their first transforms, best first; pages that look alike share one fit."""
    known: dict[object, Place | None] = {}
    fits = []
    for page in pages:
        if page.markers not in known:
            known[page.markers] = place(page, found)
        fit = known[page.markers]
        if fit is not None:
            fits.append((page, fit))
    most = max((fit.markers for _, fit in fits), default=0)
    return [(page, fit) for page, fit in fits if fit.markers == most]


@dataclass(frozen=True, slots=True, eq=False)
class Identified:
    """Which page a scan shows, the code that says so (None on pages without one), and the page's first transform where one was made."""

    code: PageCode
    page: LayoutPage
    seen: Seen | None
    fit: Place | None


def _identified(scan: Scan, exam: str, layout: Layout, found: tuple[Found, ...]) -> Identified | Unread:
    """The page by its code, or by being the only one that fits and has no code."""
    fits = _best_pages([page for form in layout.forms.values() for page in form], found)
    seen = _seen_code(scan, fits)
    if seen is None:
        return _only_page(scan, exam, layout, fits)
    code = seen.code
    if code.exam != exam:
        return _other_exam(scan, code, exam)
    try:
        page = layout.page(code.form, code.page)
    except KeyError:
        known = ", ".join(layout.forms)
        detail = f"the layout has no page {code.page} of form {code.form!r} (it has forms {known}); give the layout that was printed"
        return _unread(scan, Reason.UNKNOWN_FORM, detail)
    return Identified(code, page, seen, next((fit for fitting, fit in fits if fitting is page), None))


def _seen_code(scan: Scan, fits: list[tuple[LayoutPage, Place]]) -> Seen | None:
    tried = set()
    coded = False
    for page, fit in fits:
        field = page.field(FieldKind.CODE)
        if field is None or (field.box, page.markers) in tried:
            continue
        coded = True
        tried.add((field.box, page.markers))
        seen = code_at(scan.image, fit.transform, field.box)
        if seen:
            return seen
    return code_anywhere(scan.image) if coded or not fits else None


def _only_page(scan: Scan, exam: str, layout: Layout, fits: list[tuple[LayoutPage, Place]]) -> Identified | Unread:
    fitting = {id(page) for page, _ in fits if page.field(FieldKind.CODE) is None}
    single = [(form, page) for form, pages in layout.forms.items() for page in pages if id(page) in fitting]
    if len(single) == 1:
        form, page = single[0]
        return Identified(PageCode(exam, form, page.number, ""), page, None, next(fit for fitting, fit in fits if fitting is page))
    if not fits:
        return _unread(
            scan, Reason.NO_REGISTRATION, "the corner markers found do not fit any page of the layout; scan the page again, flat and whole"
        )
    return _unread(scan, Reason.NO_CODE, "the page's QR code cannot be read; scan it again, or decide which page it is")


def _settled(scan: Scan, code: PageCode, page: LayoutPage, first: Place, seen_levels: Levels) -> RegisteredPage | Unread:
    """The page with its transform laid on the outlines, if they are where they should be."""
    half = half_of(scan.image) if page.choices else None
    laid = refine(Picture(scan.image, half, seen_levels), first, page)
    problem = _problem(scan, page, laid)
    if problem:
        return _unread(scan, Reason.NO_REGISTRATION, problem)
    skew, dpi = skew_and_dpi(laid.transform)
    return RegisteredPage(scan, code, page, laid.transform, skew, dpi, laid.residual_mm, half)


def _problem(scan: Scan, page: LayoutPage, refined: Refined) -> str:
    """Why the transform is not to be trusted, or an empty text."""
    if refined.agreeing < LEAST_AGREEING:
        share = f"{refined.agreeing:.0%}"
        return f"only {share} of the printed boxes were found where the layout says; is the page whole, and printed from this layout?"
    if refined.astray:
        return "in a part of the page the printed boxes were not found where they should be; scan the page again, flat and whole"
    if refined.anchors_mm > STRAY_MM:
        return f"printed boxes and corner markers contradict each other by {refined.anchors_mm:.1f} mm; scan the page again, flat and whole"
    if refined.residual_mm > (LARGEST_RESIDUAL_MM if page.choices else STRAY_MM):
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
