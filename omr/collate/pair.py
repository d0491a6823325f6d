"""Pages without serials put together by the order of the scans: both sides of a paper follow each other, and what they say must fit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from omr.collate.runs import Placed, runs
from omr.collate.settle import Settled
from omr.collate.version import is_open
from omr.model.layout import Layout
from omr.model.page import PageEvidence, Reason, Status, Unread
from omr.model.versions import kin

FEWEST_SIDES = 4
"""Sides that were read from which a stack looks like anything."""
REMEDY = "say by a page decision what it is, or scan from here again as a file of its own"


@dataclass(frozen=True, slots=True)
class Paired:
    """``sheets``: place of a scan → the sheet that its page belongs to; ``breaks``: place of a scan → why the order ends before it;
    ``doubts``: place of a scan → why it may not belong to the page before; ``forms``: place of a scan whose page does not tell its form →
    the form that another page of its sheet tells.
    """

    sheets: Mapping[int, str]
    breaks: Mapping[int, str]
    doubts: Mapping[int, str]
    forms: Mapping[int, str]


@dataclass(slots=True)
class _Open:
    """The sheet that is being put together: the pages of its form still to come, and those that came."""

    form: str = ""
    told: bool = False
    """Whether a page that came tells the form."""
    name: str = ""
    """The scan that came first: read or not, so that the sheet is called the same once somebody has said what it is."""
    said: bool = False
    """Whether a person said of every side that came whose it is."""
    count: int = 0
    """Sides that came, read or not."""
    pages: list[Settled] = field(default_factory=list)
    """Those that name no sheet."""
    doubts: dict[int, str] = field(default_factory=dict)


def paired(settled: Sequence[Settled], layout: Layout, origins: Mapping[str, str], called: Collection[str] = ()) -> Paired:
    """Sheets of the pages that name none, of forms with several pages. ``origins``: file → where it was found, as ``runs`` wants them.
    ``called``: the sheets of which somebody has said something.

    Within a file (or a row of files of one page each) the pages of a sheet come one after the other, from the first to the last, each of
    the same form. A scan that could not be read stands for the page that is due. Whatever does not fit ends the pairing of that file
    there, since from then on a page might be taken for the neighbour's: what comes after stays single, until somebody has said what the
    scan is. Where that is not what is due, the pages before it stay without the others, and the order goes on from there. A page of which
    somebody has said whose it is keeps its place, and is put together with nothing. Blank sides, copies, pages of other exams, and pages
    that name their sheet themselves are passed over, and told where they lie within a sheet, but for blank sides.

    A sheet is called by its first scan; but what was said of a page while it was a sheet by itself stands for the sheet that it is of now.
    """
    sheets: dict[int, str] = {}
    breaks: dict[int, str] = {}
    doubts: dict[int, str] = {}
    forms: dict[int, str] = {}
    for run in runs(settled, origins):
        for sheet in _whole(run, layout, breaks):
            doubts |= sheet.doubts
            name = next((name for name in (sheet.name, *(one.result.ref.scan for one in sheet.pages)) if name in called), sheet.name)
            for one in sheet.pages:
                sheets[one.index] = name
                if sheet.told:
                    forms[one.index] = sheet.form
    return Paired(sheets, breaks, doubts, forms)


def _counts(one: Settled) -> bool:
    """Whether a scan is a side of a sheet, but for those that name theirs themselves: one of which somebody has said what it is, but not
    whose, is not its neighbours' therefore.
    """
    result = one.result
    if isinstance(result, Unread):
        return result.status is Status.REJECTED and result.reason is not Reason.OTHER_EXAM
    return not one.own or (one.decided is not None and result.code.serial not in {"", one.own})


def _sides_of(run: Sequence[Placed]) -> list[Placed]:
    """The sides of a run, with what is doubtful about each: whatever was passed over before it, but for the blank sides of its paper."""
    sides: list[Placed] = []
    doubts: list[str] = []
    for placed in run:
        doubts += [placed.doubt] if placed.doubt else []
        if _counts(placed.one):
            sides.append(Placed(placed.one, "; ".join(doubts)))
            doubts = []
        elif passed := _passed_over(placed.one):
            doubts.append(f"the scan before it ({placed.one.result.ref.file} p. {placed.one.result.ref.page}) {passed}")
    return sides


def _passed_over(one: Settled) -> str:
    """What a scan is that is no side and lies between two; "" for a blank side, as every paper may have, and a file's preview of a page."""
    if isinstance(one.result, PageEvidence):
        return "names its sheet itself"
    if one.result.status is Status.BLANK:
        return "was said to be nothing" if one.decided is not None else ""
    if one.result.reason is Reason.SUPERSEDED:
        return ""
    return "is a copy of another" if one.result.status is Status.DUPLICATE else "is of another exam"


def _whole(run: Sequence[Placed], layout: Layout, breaks: dict[int, str]) -> Sequence[_Open]:
    """The sheets of a run whose sides all came; ``breaks`` takes where it ends."""
    sides = _sides_of(run)
    if not any(_length(side.one, layout) > 1 for side in sides):
        return ()
    walk = _walked(sides, layout)
    if walk.problem:
        looks = "" if walk.whole else _looks_like(sides, layout)
        why = f"the order of the scans is broken here: {walk.problem}{looks}"
        breaks[sides[walk.place].one.index] = f"{why}; pages from here on are not put together: {REMEDY}"
    elif walk.rest.count and not walk.rest.said:
        due = f"page {walk.rest.count + 1} of form {walk.rest.form}" if walk.rest.form else "another page"
        breaks[sides[-1].one.index] = f"the scans end within a sheet: {due} is due after this one; was a page lost? {REMEDY}"
    return walk.whole


class _Walk(NamedTuple):
    """How far sides go together: the whole sheets, what was begun of another, and the place of the side that does not fit, and why."""

    whole: Sequence[_Open]
    rest: _Open
    place: int
    problem: str


def _walked(sides: Sequence[Placed], layout: Layout) -> _Walk:
    whole: list[_Open] = []
    sheet = _Open()
    part = _Part(run=_may_be_turned(sides, layout))
    for place, side in enumerate(sides):
        problem = _misfit(side.one, sheet, layout)
        if problem and (side.one.decided is not None or sheet.said):
            # A person has said what it is, or whose the page before is: the order goes on with it, and that sheet lacks a page.
            part = _ended(part, sides[:place], whole, sheet, layout)
            whole.append(sheet)
            sheet = _from(side.one, layout) if side.one.decided is not None else _Open()
            problem = _misfit(side.one, sheet, layout)
        if problem:
            _ended(part, sides[:place], whole, sheet, layout)
            return _Walk(whole, sheet, place, problem + _after(sides, place, sheet))
        _add(side, sheet, layout)
        if sheet.count == _sides(sheet, layout):
            whole.append(sheet)
            sheet = _Open()
    _ended(part, sides, whole, sheet, layout)
    return _Walk(whole, sheet, len(sides), "")


class _Part(NamedTuple):
    """Sides that go on from where a person said what one is: the places of the first, and of the first whole sheet; and whether the part
    before, or the run, may have been turned round.
    """

    side: int = 0
    sheet: int = 0
    turned: bool = False
    run: bool = False


def _ended(part: _Part, sides: Sequence[Placed], whole: Sequence[_Open], rest: _Open, layout: Layout) -> _Part:
    """The part that follows one that ends here. Sheets of one that would go together the other way round, too, are in doubt: a person who
    truly says that the first scan of a turned stack is a last page would put every page to the neighbour's.
    """
    turned = _would_go_together([side.one for side in reversed(sides[part.side :])], layout, cut=part.turned or part.run)
    if turned:
        first, last = sides[part.side].one.result.ref, sides[-1].one.result.ref
        doubt = f"from {last.file} p. {last.page} back to {first.file} p. {first.page} the scans would go together, too: were they turned?"
        for sheet in whole[part.sheet :]:
            if len(sheet.pages) > 1:
                sheet.doubts.setdefault(sheet.pages[-1].index, doubt)
    return _Part(len(sides) - (0 if rest.form else rest.count), len(whole) + 1, turned, part.run)


def _may_be_turned(sides: Sequence[Placed], layout: Layout) -> bool:
    """Whether a run neither begins with a first page nor ends with a last one, as one that lies the other way round."""
    first, last = sides[0].one.result, sides[-1].one.result
    if not isinstance(first, PageEvidence) or not isinstance(last, PageEvidence):
        return False
    ends = layout.forms[first.code.form][0].number, layout.forms[last.code.form][-1].number
    return first.code.page != ends[0] and last.code.page != ends[1]


def _would_go_together(scans: Sequence[Settled], layout: Layout, *, cut: bool) -> bool:
    """Whether sides fit one after the other, with nothing said by a person; ``cut``: the first sheet and the last may lack pages."""
    sheet = _from(scans[0], layout) if cut and scans and isinstance(scans[0].result, PageEvidence) else _Open()
    for one in scans:
        if _misfit(one, sheet, layout):
            return False
        _add(Placed(one), sheet, layout)
        if sheet.count == _sides(sheet, layout):
            sheet = _Open()
    return bool(scans) and (cut or not sheet.count)


def _from(one: Settled, layout: Layout) -> _Open:
    """A sheet of which a page further on comes first."""
    assert isinstance(one.result, PageEvidence)
    code = one.result.code
    return _Open(count=[page.number for page in layout.forms[code.form]].index(code.page))


def _after(sides: Sequence[Placed], place: int, sheet: _Open) -> str:
    """The other scan that may be to blame for one that does not fit."""
    if not sheet.count:
        return ""
    before = sides[place - 1].one.result.ref
    return f" (the other page of {before.file} p. {before.page} may be lost, or that scan be one too many)"


def _looks_like(sides: Sequence[Placed], layout: Layout) -> str:
    """What may have happened to a whole stack; only said, since a first page lost looks like a stack the other way round."""
    pages = [side.one.result.code.page for side in sides if isinstance(side.one.result, PageEvidence)]
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


def _add(side: Placed, sheet: _Open, layout: Layout) -> None:
    one = side.one
    named = one.result.code.serial if isinstance(one.result, PageEvidence) else ""
    if sheet.count and side.doubt and not named:
        sheet.doubts[one.index] = side.doubt
    sheet.said = bool(named) and (sheet.said or not sheet.count)
    sheet.count += 1
    sheet.name = sheet.name or (one.result.ref.scan if one.result.ref.page else "")
    if isinstance(one.result, PageEvidence):
        if not sheet.form or _tells(one, layout):
            sheet.form = one.result.code.form
        sheet.told = sheet.told or _tells(one, layout)
        if not named:
            sheet.name = sheet.name or one.result.ref.scan
            sheet.pages.append(one)
