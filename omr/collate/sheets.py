"""Pages to sheets: grouped by serial, never guessed, every scan accounted for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from omr.collate.notes import annotate
from omr.collate.pair import Paired, paired
from omr.collate.papers import contradictions
from omr.collate.settle import Settled, settle
from omr.collate.version import Bubbles, as_form, is_open, left_open
from omr.model.exam import Assignment
from omr.model.layout import Layout
from omr.model.page import PageEvidence, PageResult, Reason, ScanRef, Status, Unread
from omr.model.response import Collation, Decision, PageRow, Sheet, Target, Told

UNLISTED = "its serial is not in sheets.csv"
SAY_WHOSE = "say whose it is by a sheet decision"
SCAN_SHOWN = 12
"""Characters of a scan's id that tell it apart in a message."""
REDUCED, BESIDE = 0.55, 3
"""A TIFF may keep smaller copies of a page beside it, each of half the resolution of the one before (a pyramid), or less (a thumbnail): at
most so many times the page's dpi, and so many pages away. No scanner feeds one sheet twice like that.
"""

NOTHING = Bubbles(lambda _sheet: None, lambda _page, _printed: Told())
"""For forms that have no bubbles but those of their items."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Of all scans of one page of one sheet: the one that counts, the rows of the others, and a problem if they disagree."""

    index: int
    page: PageEvidence
    rows: Mapping[int, PageRow]
    problem: str = ""


def collate(
    results: Sequence[PageResult],
    exam_name: str,
    layout: Layout,
    assignments: Sequence[Assignment],
    decisions: Sequence[Decision],
    bubbles: Bubbles = NOTHING,
    origins: Mapping[str, str] = MappingProxyType({}),
) -> Collation:
    """Every scan's row in order of intake, and the sheets they make, in the order of their serials. ``origins``: file → where it was found.

    The rules, in their order:

    - a page decision stands above what was read; the latest one about a scan counts;
    - a page of a sheet that was printed by an earlier layout is rejected;
    - the same image a second time is ``duplicate``/``same_image``;
    - of several scans of one page the latest counts (of those a grader named, if any; never a smaller copy beside its page in one file)
      and the others are ``duplicate``/``superseded``; but if two of them cannot be one paper (``contradictions``), or a scan that a grader
      put there is not seen to be the one that names the place itself, the sheet is in conflict;
    - of forms that are printed as one paper a page is the one that is bubbled on it, or on another page of its sheet, and where that is
      not certain, or contradicts what is printed, it is rejected for a person to decide (``by_bubbles``);
    - a serial that ``sheets.csv`` does not list keeps its sheet, flagged ``unknown_sheet``;
    - a sheet that no decision names is its serial's student's, or whose number is bubbled on it; where both speak and
      differ it is in conflict, and where the bubbles are not certain it is nobody's until a person says;
    - two forms on one serial, or two sheets of one student, are a conflict; a missing page is a problem of its sheet;
    - pages without a serial are put together by the order of the scans (``paired``), and where that is broken they stay single;
    - what the order of the scans gives away (``gaps``, ``strays``) is told and changes nothing.

    What is told of a sheet stands in the rows of its pages too.
    """
    settled = settle(results, exam_name, layout, decisions, bubbles, {one.serial for one in assignments if one.is_withdrawn})
    assignments = [one for one in assignments if not one.is_withdrawn]
    together = paired(settled, layout, origins, _called(settled, decisions))
    settled = tuple(_with_form(one, together, layout) for one in settled)
    rows = {one.index: _row(one) for one in settled}
    assigned = {assignment.serial: assignment for assignment in assignments}
    said = {decision.sheet: decision.value.strip() for decision in decisions if decision.target is Target.SHEET}
    sheets = []
    for name, pages in _groups(settled, together).items():
        chosen = [_choose(scans) for scans in pages]
        sheet = _sheet(name, chosen, layout, assigned.get(name), said.get(name))
        broken = tuple(together.breaks[choice.index] for choice in chosen if choice.index in together.breaks)
        unsure = tuple(together.doubts[choice.index] for choice in chosen if choice.index in together.doubts)
        sheet = replace(sheet, problems=(*broken, *unsure, *sheet.problems))
        sheet = sheet if name in said else _identified(sheet, bubbles.student_number(sheet))
        unknown = any(page.code.serial for page in sheet.pages) and name not in assigned and name not in said
        for choice in chosen:
            if choice.index in together.sheets:
                rows[choice.index] = replace(rows[choice.index], sheet=name)
            rows.update(choice.rows)
            if unknown:
                rows[choice.index] = _flag(rows[choice.index])
        sheets.append(replace(sheet, problems=(*sheet.problems, UNLISTED)) if unknown else sheet)
    for index, problem in together.breaks.items():
        if rows[index].status is Status.REJECTED:
            rows[index] = replace(rows[index], detail=f"{rows[index].detail}; {problem}")
    return annotate(Collation(tuple(rows[one.index] for one in settled), _claims(sheets)), assignments)


def _called(settled: Sequence[Settled], decisions: Sequence[Decision]) -> frozenset[str]:
    """The sheets of which somebody has said what they are, or that a scan is a page of them."""
    joined = {one.result.code.serial for one in settled if one.decided is not None and isinstance(one.result, PageEvidence)}
    return frozenset({decision.sheet for decision in decisions} | joined)


def _with_form(one: Settled, together: Paired, layout: Layout) -> Settled:
    """A scan whose page does not tell its form, as the form that its sheet is, or rejected where no page of it tells."""
    if one.decided is not None or not isinstance(one.result, PageEvidence) or not is_open(one.result, layout):
        return one
    form = together.forms.get(one.index)
    return replace(one, result=as_form(one.result, form) if form else left_open(one.result))


def _groups(settled: Sequence[Settled], together: Paired) -> dict[str, list[list[Settled]]]:
    """Sheet → its pages in order → all scans of that page. Sheets in order of their serials; those without one come last."""
    groups: dict[str, dict[int, list[Settled]]] = defaultdict(lambda: defaultdict(list))
    without: list[str] = []
    for one in settled:
        if isinstance(one.result, PageEvidence):
            code = one.result.code
            name = code.serial or together.sheets.get(one.index, one.result.ref.scan)
            groups[name][code.page].append(one)
            if not code.serial:
                without.append(name)
    names = [*sorted(set(groups).difference(without)), *dict.fromkeys(without)]
    return {name: [scans for _, scans in sorted(groups[name].items())] for name in names}


def _row(one: Settled) -> PageRow:
    result = one.result
    if isinstance(result, Unread):
        detail = "; ".join(text for text in (result.detail, one.problem) if text)
        return PageRow(result.ref, result.status, result.reason, dpi=result.dpi, detail=detail, may_be=result.may_be)
    told = f"named by {one.decided.who or 'a grader'}" if one.decided else ""
    detail = "; ".join(text for text in (told, one.problem, *result.doubts) if text)
    registered = result.residual_mm > 0 or bool(result.boxes)
    return PageRow(
        result.ref,
        Status.READ,
        None,
        result.code.form,
        result.code.page,
        result.code.serial or result.ref.scan,
        result.skew_deg if registered else None,
        result.dpi or None,
        result.residual_mm if registered else None,
        detail,
    )


def _choose(scans: Sequence[Settled]) -> _Chosen:
    named = [one for one in scans if one.decided is not None] or list(scans)
    latest = named[-1] if named[-1].decided is not None else _fullest(named)
    if latest.moved and (own := [one for one in scans if one.decided is None]) and (problem := _put_upon(latest, own[-1])):
        disputed = {one.index: replace(_row(one), reason=Reason.CONFLICT, detail=problem) for one in (latest, own[-1])}
        return _chosen(own[-1], {**_superseded(scans, own[-1:], own[-1].result.ref), **disputed}, problem)
    for earlier in (one for one in named if one is not latest):
        if problem := _disagree(earlier.result, latest.result):
            disputed = {one.index: replace(_row(one), reason=Reason.CONFLICT, detail=problem) for one in named}
            return _chosen(earlier, {**_superseded(scans, named, earlier.result.ref), **disputed}, problem)
    return _chosen(latest, _superseded(scans, [latest], latest.result.ref))


def _fullest(scans: Sequence[Settled]) -> Settled:
    """The latest scan, or, where that is a smaller copy, the page in the same file of which it is one."""
    latest = scans[-1]
    while whole := [one for one in scans if _is_copy(latest.result, one.result)]:
        latest = whole[-1]
    return latest


def _is_copy(small: PageResult, whole: PageResult) -> bool:
    beside = small.ref.file == whole.ref.file and abs(small.ref.page - whole.ref.page) <= BESIDE
    return beside and 0 < (small.dpi or 0) <= REDUCED * (whole.dpi or 0)


def _chosen(one: Settled, rows: Mapping[int, PageRow], problem: str = "") -> _Chosen:
    assert isinstance(one.result, PageEvidence)
    return _Chosen(one.index, one.result, rows, problem)


def _disagree(earlier: PageResult, latest: PageResult) -> str:
    """Why two scans of one page cannot be one paper, or "" when they can."""
    assert isinstance(earlier, PageEvidence)
    assert isinstance(latest, PageEvidence)
    boxes = contradictions(earlier, latest)
    if not boxes and earlier.code.form == latest.code.form:
        return ""
    what = f"differ in {len(boxes)} boxes, first {boxes[0]}" if boxes else "are of different forms"
    where = f"{_place(earlier.ref, latest.ref)} and {_place(latest.ref, earlier.ref)}"
    return f"two papers carry page {latest.code.page} of this serial: {where} {what}; say by page decisions which is which"


def _put_upon(put: Settled, own: Settled) -> str:
    """Why a scan that a grader put in a place may not be the one that names that place itself: a serial is mistyped soon, and a student
    would get another's marks. Naming both says that they are one.
    """
    assert isinstance(put.result, PageEvidence)
    assert isinstance(own.result, PageEvidence)
    if put.result.boxes and not contradictions(put.result, own.result):
        return ""
    here, there = _place(put.result.ref, own.result.ref), _place(own.result.ref, put.result.ref)
    return (
        f"{here} was said to be page {put.result.code.page} of this sheet, and {there} says so of itself: "
        f"say by a page decision what {here} is, or, if it replaces the other, that {there} is that page, too"
    )


def _place(ref: ScanRef, beside: ScanRef) -> str:
    """Which scan, told beside another: two files of one name, as a scanner makes them every day, are told apart by the scans' ids."""
    plain = f"{ref.file} page {ref.page}"
    return f"{plain} (scan {ref.scan[:SCAN_SHOWN]})" if (ref.file, ref.page) == (beside.file, beside.page) else plain


def _superseded(scans: Sequence[Settled], kept: Sequence[Settled], by: ScanRef) -> dict[int, PageRow]:
    """The rows of the scans of one page that another scan replaces."""
    stay = {one.index for one in kept}
    return {
        one.index: replace(_row(one), status=Status.DUPLICATE, reason=Reason.SUPERSEDED, detail=f"replaced by {_place(by, one.result.ref)}")
        for one in scans
        if one.index not in stay
    }


def _sheet(name: str, chosen: Sequence[_Chosen], layout: Layout, assigned: Assignment | None, said: str | None) -> Sheet:
    pages = tuple(choice.page for choice in chosen)
    forms = sorted({page.code.form for page in pages})
    form = assigned.form if assigned and assigned.form else forms[0]
    problems = [choice.problem for choice in chosen if choice.problem]
    strange = [found for found in forms if found != form]
    if strange:
        problems.append(f"its serial was printed on form {form}, but these pages are of form {', '.join(strange)}")
    conflict = bool(problems)
    present = {page.code.page for page in pages}
    missing = [str(page.number) for page in layout.forms.get(form, ()) if page.number not in present]
    if missing:
        problems.append(f"page {', '.join(missing)} is missing")
    number = said if said is not None else (assigned.student_number if assigned else "")
    return Sheet(name, number, form, pages, tuple(problems), conflict)


def _identified(sheet: Sheet, told: Told | None) -> Sheet:
    """The sheet with its student number as bubbled; what is not certain is a problem and names nobody."""
    if told is None or (sheet.student_number and not told.text):
        return sheet
    if sheet.student_number:
        problem = f"it was printed for student {sheet.student_number}, but {told.text} is bubbled on it; {SAY_WHOSE}"
        return sheet if told.text == sheet.student_number else replace(sheet, problems=(*sheet.problems, problem), conflict=True)
    if told.text:
        return replace(sheet, student_number=told.text)
    looks = f" (it looks like {told.likely})" if told.likely else ""
    problem = f"its student number is not certain{looks}: {told.why}; {SAY_WHOSE}"
    return replace(sheet, problems=(*sheet.problems, problem), likely=told.likely)


def _flag(row: PageRow) -> PageRow:
    return row if row.reason else replace(row, reason=Reason.UNKNOWN_SHEET, detail=row.detail or UNLISTED)


def _claims(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The sheets, those that share a student marked as in conflict."""
    claims: dict[str, list[str]] = defaultdict(list)
    for sheet in sheets:
        if sheet.student_number:
            claims[sheet.student_number].append(sheet.sheet)
    checked = []
    for sheet in sheets:
        rivals = [name for name in claims.get(sheet.student_number, ()) if name != sheet.sheet]
        if rivals:
            problem = f"student {sheet.student_number} is claimed by {', '.join(rivals)} too; say whose it is by a sheet decision"
            checked.append(replace(sheet, problems=(*sheet.problems, problem), conflict=True))
        else:
            checked.append(sheet)
    return tuple(checked)
