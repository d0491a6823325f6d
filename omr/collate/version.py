"""Forms printed as one paper: which of them a page is, as its student bubbled it. What is not certain, and what is written by hand, is a
person's matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from omr.model.layout import FieldKind, Layout, LayoutPage
from omr.model.page import PageEvidence, PageResult, Reason, Status, Unread
from omr.model.response import Sheet, Told
from omr.model.versions import can_be_bubbled, is_told_by_print, kin

DECIDE = "decide which form it is"
WRITTEN = "its version is written by hand"


@dataclass(frozen=True, slots=True)
class Bubbles:
    """What bubbles say beside the items, judged by ``omr.interpret``: whose a sheet is (None where its form does not ask), and which
    version a page of that layout is.
    """

    student_number: Callable[[Sheet], Told | None]
    version: Callable[[PageEvidence, LayoutPage], Told]


def by_bubbles(result: PageResult, layout: Layout, bubbles: Bubbles) -> PageResult:
    """A page as the form that is bubbled on it, or rejected where that is open or contradicts its print."""
    if isinstance(result, Unread):
        return result
    page = layout.page(result.code.form, result.code.page)
    bubbled = can_be_bubbled(result.code.form, page.columns(FieldKind.FORM_CODE))
    if not bubbled and page.field(FieldKind.VERSION) is None:  # most pages of most exams
        return result
    family = kin(layout, result.code.form)
    known = len(family) == 1 or bool(result.code.serial) or is_told_by_print(layout, result.code.form, result.code.page)
    if not bubbled:
        return result if known else _open(result, f"{WRITTEN}; {DECIDE}", family)
    told = bubbles.version(result, page)
    if told.why:
        looks = f" (it looks like {told.likely})" if told.likely else ""
        return _open(result, f"the version bubbled on it is not certain{looks}: {told.why}; {DECIDE}", family)
    if not told.text:
        return result if known else _open(result, f"no version is bubbled on it; {DECIDE}", family)
    if known and told.text != result.code.form:
        return _open(result, f"it is form {result.code.form}, but version {told.text} is bubbled on it; {DECIDE}", family)
    if told.text not in family:
        return _open(result, f"version {told.text} is bubbled on it, and the layout has {', '.join(family)}; {DECIDE}", family)
    return as_form(result, told.text)


def as_form(page: PageEvidence, form: str) -> PageEvidence:
    """A page as another form that is kin."""
    return page if page.code.form == form else replace(page, code=replace(page.code, form=form), read_as=page.code.form)


def is_open(page: PageEvidence, layout: Layout) -> bool:
    """Whether nothing on a page itself says which of several forms it is: the version stands on another page of its sheet."""
    several = len(kin(layout, page.code.form)) > 1 and not page.code.serial and not is_told_by_print(layout, page.code.form, page.code.page)
    printed = layout.page(page.code.form, page.code.page)
    return several and not printed.columns(FieldKind.FORM_CODE) and printed.field(FieldKind.VERSION) is None


def _open(page: PageEvidence, why: str, family: Sequence[str] = ()) -> Unread:
    may_be = tuple(f"{form}/{page.code.page}/{page.code.serial}" for form in family)
    return Unread(page.ref, Status.REJECTED, Reason.NO_CODE, why, page.dpi, may_be)


def left_open(page: PageEvidence) -> Unread:
    """A page that needs another page of its sheet to know its form, and has none."""
    return _open(page, f"its version stands on another page, which was not read or not found; {DECIDE}")
