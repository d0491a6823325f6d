"""A page without markers of ours: found by its print, and told from the forms that look like it by its printed form code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from omr.imaging import Levels, is_blank
from omr.model.layout import LayoutPage
from omr.model.page import Gray, PageCode, Reason, RegisteredPage, Scan, Unread
from omr.register.bend import AFFINE_TERMS, FEW
from omr.register.beside import room_beside
from omr.register.blockwise import Blockwise, lies_on_its_print
from omr.register.code import code_anywhere
from omr.register.contrast import CLEAR, brought, favours, is_in_its_row, is_in_its_row_everywhere
from omr.register.features import EFFORTS, features_of
from omr.register.flatten import Flattened
from omr.register.form_code import Imprint, Said, imprint, said
from omr.register.outlines import Picture, find_outlines
from omr.register.place import Place
from omr.register.printed import printed
from omr.register.reference import SURE_SHARE, Landmarks, on_reference, on_repeating, one_print, own_of
from omr.register.settle import MORE_THAN_ONE, blank, other_exam, settled, unread

ALIKE = 0.5
"""Matches of the second best page, over those of the best, from which nobody can say by them which of the two it is."""

CURLED_MM = 2.5
"""Of a bend, beyond what is straight: what is bent more is asked whether its print lies where it should, for 0.1 s of CPU. Photos curled by
up to 3 mm have less, and of 10,000 no box was more than 0.08 mm from its place."""

MOST_LAID = 12
"""Pages among which one that is found in no other way is sought by its blocks: 1 s of CPU for each, and a page has 60 s."""

References = Callable[[str, LayoutPage], Landmarks | None]
"""A page of a form → the landmarks of its reference picture, or None where it has none. Asked of pages without markers, and of those whose
outlines are not found without."""


def no_references(_form: str, _page: LayoutPage) -> None:
    """For layouts all of whose pages have markers."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A page of a form that the scan may show: how many features agree, whether so many of all that it can lie nowhere else, where they
    put it, and its form code as printed. ``doubted``: it was found by its blocks alone.
    """

    matches: int
    sure: bool
    form: str
    page: LayoutPage
    first: Place
    code: Imprint | None
    doubted: bool = False

    @property
    def named(self) -> str:
        return f"page {self.page.number} of form {self.form}"


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """What all steps need: the scan, its exam, the pages it may show, and the scan's grey levels."""

    scan: Scan
    exam: str
    pages: list[tuple[str, LayoutPage]]
    references: References
    levels: Levels


def by_print(
    scan: Scan, exam: str, unmarked: list[tuple[str, LayoutPage]], references: References, seen_levels: Levels
) -> RegisteredPage | Unread:
    """The page whose reference picture the scan is most like: by few features, or where they lead nowhere by more."""
    search = _Search(scan, exam, unmarked, references, seen_levels)
    found = _found_by_print(search)
    if isinstance(found, RegisteredPage) and any(_shows_a_page(search, part) for part in room_beside(found)):
        return unread(scan, Reason.NO_REGISTRATION, MORE_THAN_ONE)
    return found


def _shows_a_page(search: _Search, part: Gray) -> bool:
    """Whether a part of the scan shows a page of the layout as well: to read one of two would lose the other without a word."""
    found = _most_alike(replace(search, scan=replace(search.scan, image=part)), EFFORTS[0])
    return isinstance(found, RegisteredPage) or found.reason in {Reason.NO_CODE, Reason.UNKNOWN_FORM}


def _found_by_print(search: _Search) -> RegisteredPage | Unread:
    scan, exam = search.scan, search.exam
    ended: Unread | None = None
    for effort in EFFORTS:
        found = _most_alike(search, effort)
        if isinstance(found, RegisteredPage) or found.reason in {Reason.NO_CODE, Reason.UNKNOWN_FORM}:
            return found
        if ended is None and is_blank(scan.image):  # asked of few pages: it takes 14 ms
            return blank(scan)
        ended = found
    repeating = _repeating(search)
    if isinstance(repeating, RegisteredPage):
        return repeating
    seen = code_anywhere(scan.image)
    if seen and seen.code.exam != exam:
        return other_exam(scan, seen.code, exam)
    blockwise = _blockwise(search)
    if isinstance(blockwise, RegisteredPage) or blockwise.reason in {Reason.NO_CODE, Reason.UNKNOWN_FORM}:
        return blockwise
    assert ended is not None
    return ended


def _most_alike(search: _Search, effort: int) -> RegisteredPage | Unread:
    """The page whose reference picture the scan is most like, if its form code does not contradict it."""
    return _chosen(search, _fits(search, effort))


def _repeating(search: _Search) -> RegisteredPage | Unread:
    """The same for print that repeats itself, of which each row looks like the next: only of pages with rows, which lie on their own."""
    ours = features_of(search.scan.image, EFFORTS[-1])
    fits = _found(search, lambda page, known: on_repeating(search.scan.image, ours, page, known), EFFORTS[-1])
    return _chosen(search, [replace(fit, sure=False) for fit in fits if fit.page.bubbled])


def _blockwise(search: _Search) -> RegisteredPage | Unread:
    """The same for a page that is curled, or that an app has made black and white: by its panels and blocks; of pages with rows, too."""
    rows = [(form, page) for form, page in search.pages if page.bubbled]
    some = replace(search, pages=rows if len(rows) <= MOST_LAID else [])
    fits = _found(some, Blockwise(search.scan.image).on_reference, EFFORTS[1])
    return _chosen(search, [replace(fit, sure=False, doubted=True) for fit in fits])


def _chosen(search: _Search, fits: list[Fit]) -> RegisteredPage | Unread:
    """Of the pages that the scan may show, the most alike first, the one that it shows."""
    if not fits:
        detail = "the page is like no page of the layout; is it of this exam? If so, scan it again, flat and whole"
        return unread(search.scan, Reason.NO_REGISTRATION, detail)
    rivals = [fit for fit in fits if fit.matches > ALIKE * fits[0].matches]
    if _undecided(rivals) and len({fit.page.number for fit in rivals}) > 1:
        rivals = _of_one_page(search, rivals)
    if _undecided(rivals):
        return unread(search.scan, Reason.NO_CODE, f"the page may be {rivals[0].named} or {rivals[1].named}; decide which page it is")
    ends = (_settle(search, fit) for fit in rivals)
    first = next(ends)
    found = next((one for one in (first, *ends) if isinstance(one, RegisteredPage)), None) if isinstance(first, Unread) else first
    return first if found is None else _told_by_code(search, fits, rivals, found)


def _undecided(rivals: list[Fit]) -> bool:
    """Whether not even the form codes can tell which of several pages it is."""
    return len(rivals) > 1 and (len({fit.form for fit in rivals}) < len(rivals) or any(fit.code is None for fit in rivals))


def _of_one_page(search: _Search, rivals: list[Fit]) -> list[Fit]:
    """The rivals with the number of the page that the scan shows, by what it prints and the other pages do not; all where none is clear.

    A page that does not come to lie on its outlines is compared where its features put it, and only with the one that is surely more alike:
    it may share many sentences with that, a row further.
    """
    firsts = list({fit.page.number: fit for fit in reversed(rivals)}.values())
    laid = [(fit, _laid(search, fit), search.references(fit.form, fit.page)) for fit in firsts]
    ways = [(end.transform if isinstance(end, RegisteredPage) else fit.first.transform) for fit, end, _ in laid]
    pictures = [known.picture for _, _, known in laid if known is not None]
    if len(pictures) < len(firsts):
        return rivals
    whole = all(isinstance(end, RegisteredPage) for _, end, _ in laid)
    for (fit, end, _), way, picture in zip(laid, ways, pictures, strict=True):
        if isinstance(end, Unread) or not (whole or (fit.sure and fit.matches == rivals[0].matches)):
            continue
        others = [brought(theirs, there, way) for theirs, there in zip(pictures, ways, strict=True) if theirs is not picture]
        if min(favours(search.scan.image, way, picture, others), default=1.0) > CLEAR:
            return [one for one in rivals if one.page.number == fit.page.number]
    return rivals


def _fits(search: _Search, effort: int) -> list[Fit]:
    """All pages that the scan may show, the most alike first."""
    ours = features_of(search.scan.image, effort)
    photo = Flattened(search.scan.image, effort) if effort < EFFORTS[-1] else None  # it was tried by then
    return _found(search, lambda page, known: on_reference(search.scan.image, ours, page, known, effort, photo), effort)


def _found(search: _Search, find: Callable[[LayoutPage, Landmarks], tuple[Place, int] | None], effort: int) -> list[Fit]:
    """The pages that are found by their features of an effort, the most alike first; those of one print by one search."""
    fits = []
    for group in _prints(search):
        _, first, known = group[0]
        fit = find(first, known)
        if fit is not None:
            place, matches = fit
            sure = matches > SURE_SHARE * len(known.features[effort][0])
            fits += [Fit(matches, sure, form, page, place, imprint(page, own.picture)) for form, page, own in group]
    return sorted(fits, key=lambda fit: -fit.matches)


def _prints(search: _Search) -> list[list[tuple[str, LayoutPage, Landmarks]]]:
    """The pages with a reference picture; those that are one print but for a form code together, since one search finds them all."""
    groups: list[list[tuple[str, LayoutPage, Landmarks]]] = []
    for form, page in search.pages:
        known = search.references(form, page)
        if known is not None:
            home = next((group for group in groups if group[0][1].size == page.size and _one_print(group[0][2], known)), None)
            if home is None:
                groups.append([(form, page, known)])
            else:
                home.append((form, page, known))
    return groups


_compared: dict[tuple[int, int], tuple[Landmarks, Landmarks, bool]] = {}
"""By the identity of both, which are kept so that their numbers are not another's later: comparing them takes 10 ms."""


def _one_print(one: Landmarks, other: Landmarks) -> bool:
    pair = (id(one), id(other))
    if pair not in _compared:
        _compared[pair] = one, other, one_print(one, other)
    return _compared[pair][2]


def _settle(search: _Search, fit: Fit) -> RegisteredPage | Unread:
    """The page laid on its outlines; where few features say where it is, or an end of the page shows none of its outlines, only if that is
    not the next row, which looks alike.
    """
    found, known = _laid(search, fit), search.references(fit.form, fit.page)
    if isinstance(found, Unread) or known is None or not fit.page.bubbled:
        return found
    curled = np.abs(found.transform.bend[:, AFFINE_TERMS:]).sum(axis=1).max() > CURLED_MM
    if (curled or fit.doubted) and not lies_on_its_print(search.scan.image, found.transform, fit.page, known):
        detail = "in a part of the page the print was not found where it should be; scan the page again, flat and whole"
        return unread(search.scan, Reason.NO_REGISTRATION, detail)
    if fit.sure and _shows_its_ends(search, found, known):
        return found
    is_there = is_in_its_row_everywhere if fit.doubted else is_in_its_row
    if is_there(search.scan.image, found.transform, fit.page, known.picture):
        return found
    return unread(search.scan, Reason.NO_REGISTRATION, "the page may lie a row beside its own; scan it again, flat and whole")


def _shows_its_ends(search: _Search, found: RegisteredPage, known: Landmarks) -> bool:
    """Whether any outline is found of the page's first row, of its last, and so of its columns: one of them lies on no other row's where a
    scan that is cut was laid a row beside, however many features agree there.
    """
    picture = Picture(found.scan.image, found.half, search.levels, own_of(known, found.page))
    offsets = find_outlines(picture, found.transform, found.page)
    if len(offsets.centres) < FEW:
        return True
    level = printed(found.page).apart / 2
    low, high = (np.abs(offsets.centres - end(offsets.centres, axis=0)) < level for end in (np.min, np.max))
    return bool((offsets.sure @ low > 0).all() and (offsets.sure @ high > 0).all())


def _laid(search: _Search, fit: Fit) -> RegisteredPage | Unread:
    code = PageCode(search.exam, fit.form, fit.page.number, "")
    known = search.references(fit.form, fit.page)
    own = own_of(known, fit.page) if known is not None and fit.page.bubbled else None
    return settled(search.scan, code, fit.page, fit.first, search.levels, own)


def _told_by_code(search: _Search, fits: list[Fit], rivals: list[Fit], found: RegisteredPage) -> RegisteredPage | Unread:
    """The page of the form whose code is printed on the scan, found by way of the page that it was laid on."""
    best = next(fit for fit in rivals if fit.page is found.page)
    if best.code is None:
        return found
    firsts: dict[str, Fit] = {best.form: best}
    for fit in fits:
        firsts.setdefault(fit.form, fit)
    candidates = [fit for fit in firsts.values() if fit.code is not None]
    answer = said(search.scan.image, [(fit.code, found.transform) for fit in candidates if fit.code is not None])
    if answer.index is not None:
        chosen = candidates[answer.index]
        return found if chosen.page is found.page else _settle(search, chosen)
    return _untold(search, candidates, answer, found)


def _untold(search: _Search, candidates: list[Fit], answer: Said, found: RegisteredPage) -> RegisteredPage | Unread:
    """A page whose code names none of the candidates: another form, a person's matter, or the only form that there is."""
    forms = {form for form, _ in search.pages}
    known = ", ".join(sorted(forms))
    if answer.read and "?" not in answer.read and answer.read not in {fit.code.text for fit in candidates if fit.code}:
        detail = f"its form code reads {answer.read}, and the layout has {known}; scan it with its own exam, or learn its form"
        return unread(search.scan, Reason.UNKNOWN_FORM, detail)
    if len(forms) == 1 and not answer.read.strip("?"):
        return found  # nothing of the code can be made out, and there is no other form that it could be
    named = " or ".join(fit.named for fit in candidates)
    return unread(search.scan, Reason.NO_CODE, f"the page may be {named}, or of another exam: {answer.why}; decide which page it is")
