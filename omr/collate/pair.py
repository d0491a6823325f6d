"""Pages without serials put together by the order of the scans: both sides of a paper follow each other, and what they say must fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from omr.collate.settle import Settled
from omr.collate.version import is_open
from omr.model.layout import Layout
from omr.model.page import PageEvidence, Reason, ScanRef, Status, Unread
from omr.model.versions import kin

FEWEST_SIDES = 4
"""Sides that were read from which a stack looks like anything."""
REMEDY = "say by a page decision what it is, or scan from here again as a file of its own"


@dataclass(frozen=True, slots=True)
class Paired:
    """``sheets``: place of a scan → the sheet that its page belongs to; ``breaks``: place of a scan → why the order ends before it;
    ``forms``: place of a scan whose page does not tell its form → the form that another page of its sheet tells.
    """

    sheets: Mapping[int, str]
    breaks: Mapping[int, str]
    forms: Mapping[int, str]


@dataclass(slots=True)
class _Open:
    """The sheet that is being put together: the pages of its form still to come, and those that came."""

    form: str = ""
    told: bool = False
    """Whether a page that came tells the form."""
    count: int = 0
    """Sides that came, read or not."""
    pages: list[Settled] = field(default_factory=list)


def paired(settled: Sequence[Settled], layout: Layout) -> Paired:
    """Sheets of the pages that name none, of forms with several pages.

    Within a file (or a row of files of one page each) the pages of a sheet come one after the other, from the first to the last, each of
    the same form. A scan that could not be read stands for the page that is due. Whatever does not fit ends the pairing of that file
    there, since from then on a page might be taken for the neighbour's: what comes after stays single, until somebody has said what the
    scan is. Blank sides, copies, pages of other exams, and pages that name their sheet are passed over.
    """
    sheets: dict[int, str] = {}
    breaks: dict[int, str] = {}
    forms: dict[int, str] = {}
    for run in _runs(settled):
        for sheet in _whole(run, layout, breaks):
            for one in sheet.pages:  # a whole sheet is called by its first scan that was read
                sheets[one.index] = sheet.pages[0].result.ref.scan
                if sheet.told:
                    forms[one.index] = sheet.form
    return Paired(sheets, breaks, forms)


def _runs(settled: Sequence[Settled]) -> Iterator[list[Settled]]:
    """Scans in the order of one file, or of a row of files of one page each."""
    run: list[Settled] = []
    for one in settled:
        if run and not _follows(run[-1].result.ref, one.result.ref):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _follows(before: ScanRef, ref: ScanRef) -> bool:
    return before.file == ref.file or (before.page <= 1 and ref.page <= 1)


def _counts(one: Settled) -> bool:
    """Whether a scan is a side of a sheet that does not name itself."""
    result = one.result
    if isinstance(result, Unread):
        return result.status is Status.REJECTED and result.reason is not Reason.OTHER_EXAM and result.ref.page > 0
    return not result.code.serial


def _whole(run: Sequence[Settled], layout: Layout, breaks: dict[int, str]) -> Sequence[_Open]:
    """The sheets of a run whose sides all came; ``breaks`` takes where it ends."""
    sides = [one for one in run if _counts(one)]
    if not any(_length(one, layout) > 1 for one in sides):
        return ()
    walk = _walked(sides, layout)
    if walk.problem:
        looks = "" if walk.whole else _looks_like(sides, layout)
        why = f"the order of the scans is broken here: {walk.problem}{looks}"
        breaks[sides[walk.place].index] = f"{why}; pages from here on are not put together: {REMEDY}"
    elif walk.rest.count:
        due = f"page {walk.rest.count + 1} of form {walk.rest.form}" if walk.rest.form else "another page"
        breaks[sides[-1].index] = f"the scans end within a sheet: {due} is due after this one; was a page lost? {REMEDY}"
    return walk.whole


class _Walk(NamedTuple):
    """How far sides go together: the whole sheets, what was begun of another, and the place of the side that does not fit, and why."""

    whole: Sequence[_Open]
    rest: _Open
    place: int
    problem: str


def _walked(sides: Sequence[Settled], layout: Layout) -> _Walk:
    whole: list[_Open] = []
    sheet = _Open()
    for place, one in enumerate(sides):
        if problem := _misfit(one, sheet, layout):
            return _Walk(whole, sheet, place, problem)
        _add(one, sheet, layout)
        if sheet.count == _sides(sheet, layout):
            whole.append(sheet)
            sheet = _Open()
    return _Walk(whole, sheet, len(sides), "")


def _looks_like(sides: Sequence[Settled], layout: Layout) -> str:
    """What may have happened to a whole stack; only said, since a first page lost looks like a stack the other way round."""
    pages = [one.result.code.page for one in sides if isinstance(one.result, PageEvidence)]
    if len(pages) < FEWEST_SIDES:
        return ""
    if pages == sorted(pages) and len({pages.count(page) for page in pages}) == 1:
        return " (all first pages come first: were the sides of the stack scanned one after the other?)"
    back = _walked(sides[::-1], layout)
    if not back.problem and not back.rest.count:
        return " (from the last scan to the first they would go together: does the stack lie the other way round?)"
    return ""


def _length(one: Settled, layout: Layout) -> int:
    return len(layout.forms[one.result.code.form]) if isinstance(one.result, PageEvidence) else 0


def _sides(sheet: _Open, layout: Layout) -> int:
    """How many sides the open sheet has: by its form, or as long as no page of it was read, by the forms that there are, if they agree."""
    counts = {len(layout.forms[sheet.form])} if sheet.form else {len(pages) for pages in layout.forms.values()}
    return counts.pop() if len(counts) == 1 else 0


def _misfit(one: Settled, sheet: _Open, layout: Layout) -> str:
    """Why a scan is not the next page of the open sheet, or ""."""
    if not isinstance(one.result, PageEvidence):
        return "" if sheet.form or _sides(sheet, layout) else "it could not be read, so nobody knows how many pages its form has"
    code = one.result.code
    pages = [page.number for page in layout.forms[code.form]]
    due = pages[sheet.count] if sheet.count < len(pages) else 0
    if code.page != due or (sheet.form and not _may_be(one, sheet, layout)):
        expected = f"page {sheet.count + 1}" + (f" of form {sheet.form}" if sheet.form else "")
        return f"{expected} is due, and this is page {code.page} of form {code.form}"
    return ""


def _may_be(one: Settled, sheet: _Open, layout: Layout) -> bool:
    """Whether a page is of the sheet's form, as far as it, and the sheet's pages so far, tell theirs."""
    assert isinstance(one.result, PageEvidence)
    form = one.result.code.form
    return form == sheet.form or (form in kin(layout, sheet.form) and not (sheet.told and _tells(one, layout)))


def _tells(one: Settled, layout: Layout) -> bool:
    return isinstance(one.result, PageEvidence) and (one.decided is not None or not is_open(one.result, layout))


def _add(one: Settled, sheet: _Open, layout: Layout) -> None:
    sheet.count += 1
    if isinstance(one.result, PageEvidence):
        if not sheet.form or _tells(one, layout):
            sheet.form = one.result.code.form
        sheet.told = sheet.told or _tells(one, layout)
        sheet.pages.append(one)
