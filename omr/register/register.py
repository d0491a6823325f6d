"""One scan's way to its page: levels, markers, code, transform, outlines. Each failure ends it with its reason."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from omr.imaging import Levels, is_blank, is_dotted, levels, smoothed
from omr.model.layout import Box, FieldKind, Layout, LayoutPage, Marker
from omr.model.page import PageCode, Points, Reason, RegisteredPage, Scan, Unread
from omr.model.versions import papers
from omr.register.by_print import References, by_print, no_references
from omr.register.code import Seen, code_anywhere, code_at
from omr.register.corners import find_in_corners
from omr.register.hollow import find_hollow
from omr.register.markers import ENOUGH, Found, are_doubled, find_markers, refined
from omr.register.nearby import find_missing
from omr.register.paper_edges import sheet_levels
from omr.register.place import Place, place
from omr.register.reference import own_of
from omr.register.settle import MORE_THAN_ONE, blank, other_exam, settled, unread

DARKEST_PAPER = 100.0
"""Grey value that at least a quarter of the scan must exceed; the darkest legible everyday scan has paper at 140."""


def register(scan: Scan, exam: str, layout: Layout, references: References = no_references) -> RegisteredPage | Unread:
    """Which page of the exam's layout the scan shows, and the transform from its mm to the scan's pixels."""
    if is_dotted(scan.image):
        scan = replace(scan, image=smoothed(scan.image))
    seen_levels = levels(scan.image)
    if seen_levels.paper < DARKEST_PAPER:
        seen_levels = sheet_levels(scan.image)
    if seen_levels.paper < DARKEST_PAPER:
        detail = f"the page is too dark (paper at {seen_levels.paper:.0f} of 255); scan it again brighter"
        return unread(scan, Reason.TOO_DARK, detail)
    every = papers(layout)
    pages = tuple(page for _, page in every)
    found = tuple(refined(scan.image, marker) for marker in find_in_corners(scan.image, pages)) or find_markers(scan.image, pages)
    unmarked = [(form, page) for form, page in every if not page.markers]
    if not found and not unmarked and is_blank(scan.image):
        return blank(scan)
    if len({marker.id for marker in found}) < ENOUGH:
        found = find_markers(scan.image, pages, known=found)
    if len({marker.id for marker in found}) < ENOUGH:
        found = find_hollow(scan.image, pages, found)
    if not found:
        return by_print(scan, exam, unmarked, references, seen_levels) if unmarked else _without_markers(scan, exam)
    if are_doubled(found):
        return unread(scan, Reason.NO_REGISTRATION, MORE_THAN_ONE)
    identified = _identified(scan, exam, layout, found)
    if isinstance(identified, Unread):
        return identified
    page = identified.page
    extra = _code_anchor(page, identified.seen)
    first, found = _placed(scan, page, found, extra, identified.fit)
    if first is None or (first.markers < 2 and extra is None):
        return unread(
            scan, Reason.NO_REGISTRATION, f"the corner markers found ({_ids(found)}) do not fit the page; scan it again, flat and whole"
        )
    return _laid(scan, identified.code, page, first, seen_levels, references)


def _laid(
    scan: Scan, code: PageCode, page: LayoutPage, first: Place, seen_levels: Levels, references: References
) -> RegisteredPage | Unread:
    """The page laid on its outlines as the unfilled page shows them: a dark letter in a small pale circle draws an ideal one aside.

    Where that leads nowhere, or no unfilled page is known, on ideal outlines.
    """
    known = references(code.form, page) if page.bubbled else None
    printed = settled(scan, code, page, first, seen_levels, own_of(known, page)) if known else None
    if isinstance(printed, RegisteredPage):
        return printed
    ideal = settled(scan, code, page, first, seen_levels)
    return ideal if printed is None or isinstance(ideal, RegisteredPage) else printed


def _ids(found: tuple[Found, ...]) -> str:
    return ", ".join(str(marker.id) for marker in found)


def _without_markers(scan: Scan, exam: str) -> Unread:
    seen = code_anywhere(scan.image)
    if seen and seen.code.exam != exam:
        return other_exam(scan, seen.code, exam)
    return unread(
        scan, Reason.NO_REGISTRATION, "no corner marker of the sheet was found; is this page a sheet of the exam? If so, scan it again"
    )


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
    known: list[tuple[tuple[Marker, ...], Place | None]] = []  # to hash markers takes ten times as long as to compare them
    fits = []
    for page in pages:
        alike = [fit for markers, fit in known if markers == page.markers]
        fit = alike[0] if alike else place(page, found)
        if not alike:
            known.append((page.markers, fit))
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
        return other_exam(scan, code, exam)
    try:
        page = layout.page(code.form, code.page)
    except KeyError:
        known = ", ".join(layout.forms)
        detail = f"the layout has no page {code.page} of form {code.form!r} (it has forms {known}); give the layout that was printed"
        return unread(scan, Reason.UNKNOWN_FORM, detail)
    return Identified(code, page, seen, next((fit for fitting, fit in fits if fitting is page), None))


def _seen_code(scan: Scan, fits: list[tuple[LayoutPage, Place]]) -> Seen | None:
    tried: list[tuple[Box, tuple[Marker, ...]]] = []
    coded = False
    for page, fit in fits:
        field = page.field(FieldKind.CODE)
        if field is None or (field.box, page.markers) in tried:
            continue
        coded = True
        tried.append((field.box, page.markers))
        seen = code_at(scan.image, fit.transform, field.box)
        if seen:
            return seen
    return code_anywhere(scan.image) if coded or not fits else None


def _only_page(scan: Scan, exam: str, layout: Layout, fits: list[tuple[LayoutPage, Place]]) -> Identified | Unread:
    fitting = {id(page) for page, _ in fits if page.field(FieldKind.CODE) is None}
    single = [(form, page) for form, page in papers(layout) if id(page) in fitting]
    if len(single) == 1:
        form, page = single[0]
        return Identified(PageCode(exam, form, page.number, ""), page, None, next(fit for fitting, fit in fits if fitting is page))
    if not fits:
        return unread(
            scan, Reason.NO_REGISTRATION, "the corner markers found do not fit any page of the layout; scan the page again, flat and whole"
        )
    return unread(scan, Reason.NO_CODE, "the page's QR code cannot be read; scan it again, or decide which page it is")
