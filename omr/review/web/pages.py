"""Scans that were rejected, contradict each other or belong to no sheet: a person says which page of whose sheet they are."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from omr.collate import page_value
from omr.model.page import Reason, Status
from omr.model.response import Decision, PageRow, Target, about, in_force
from omr.review.decide import BLANK
from omr.review.web import deciding
from omr.review.web.ask import Ask, View
from omr.review.web.queue import picture
from omr.review.web.task import Outcome
from omr.store import TRANSIENT

DOUBTED = {Reason.CONFLICT, Reason.UNKNOWN_SHEET, Reason.OUT_OF_RANGE}
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of a scan: the decision in force and its id, to take it back."""

    row: PageRow
    decision: Decision
    seen: int


def show(ask: Ask) -> Response:
    """All scans that wait, and those about which a person said something."""
    rows = [row for row in ask.desk.book.collation.pages if _waits(ask, row)]
    shown = rows[:MOST_SHOWN]
    seen = {row.ref.scan: _seen(ask, row) for row in shown if row.may_be}
    return ask.page("pages.html", rows=shown, seen=seen, said=_said(ask)[:MOST_SHOWN], more=len(rows) > MOST_SHOWN, most=MOST_SHOWN)


def one(ask: Ask) -> Response:
    """One scan, to be assigned."""
    return _shown(ask, _row(ask))


def image(ask: Ask) -> Response:
    """The scan as it came. One that ended the process that read it, or held it up, would do so with this one too."""
    row = _row(ask)
    return picture(None if row.reason in TRANSIENT else ask.pictures.scan(row.ref))


def version(ask: Ask) -> Response:
    """Where the scan says which form it is."""
    return picture(ask.pictures.version(_row(ask).ref))


def assign(ask: Ask) -> Response:
    """Store which page of whose sheet a scan is."""
    row = _row(ask)
    value = BLANK if ask.text("what") == BLANK else f"{ask.text('what')}/{ask.text('serial').strip()}"
    if value != BLANK and page_value(value) is None:
        raise HTTPException(400)
    (outcome,) = deciding.decide(ask.desk, [(_decision(ask, row, value), ask.told_number("seen"))])
    return _done(ask, row, outcome)


def take_back(ask: Ask) -> Response:
    """Take back what was said of a scan, by a new decision."""
    row = _row(ask)
    return _done(ask, row, deciding.undo(ask.desk, _decision(ask, row, ""), ask.told_number("seen")))


def _decision(ask: Ask, row: PageRow, value: str) -> Decision:
    return Decision(Target.PAGE, value, scan=row.ref.scan, who=ask.session.who, reason=ask.text("reason").strip())


def _done(ask: Ask, row: PageRow, outcome: Outcome) -> Response:
    if outcome.made:
        return RedirectResponse("/pages", 303)
    return _shown(ask, row, ask.words["wrong"].format(problem=outcome.problem) if outcome.problem else ask.words["sheet_stale"])


def _waits(ask: Ask, row: PageRow) -> bool:
    """Whether a person must say what a scan is: it was not read, or contradicts another, or is of a sheet put together by the order of its
    scans that lacks a page, or of which that order is in doubt.
    """
    sheet = ask.desk.book.sheets.get(row.sheet)
    by_order = sheet is not None and len(ask.desk.book.layout.forms.get(sheet.form, ())) > 1 and not any(p.code.serial for p in sheet.pages)
    unclear = sheet is not None and by_order and bool(sheet.problems)
    return bool(row.ref.page) and (row.status is Status.REJECTED or row.reason in DOUBTED or (row.status is Status.READ and unclear))


def _said(ask: Ask) -> list[Said]:
    """The latest first."""
    stands = in_force(noted.decision for noted in ask.desk.batch.graders.on(Target.PAGE))
    rows = {row.ref.scan: row for row in reversed(ask.desk.book.collation.pages) if row.ref.page}
    return [Said(rows[one.scan], one, ask.desk.seen(*about(one))) for one in reversed(stands) if one.scan in rows]


def _row(ask: Ask) -> PageRow:
    scan = ask.request.path_params["scan"]
    row = next((row for row in ask.desk.book.collation.pages if row.ref.page and row.ref.scan == scan), None)
    if row is None:
        raise HTTPException(404)
    return row


def _shown(ask: Ask, row: PageRow, problem: str = "") -> Response:
    book = ask.desk.book
    whats = [f"{code}/{page.number}" for code, pages in book.layout.forms.items() for page in pages]
    lacking = [one.sheet for one in book.sheets.values() if len(one.pages) < len(book.layout.forms.get(one.form, ()))][:MOST_SHOWN]
    said = next((one for one in _said(ask) if one.row is row), None)
    return ask.page("page.html", row=row, whats=whats, lacking=lacking, seen=_seen(ask, row), said=said, problem=problem)


def _seen(ask: Ask, row: PageRow) -> int:
    return ask.desk.seen(*about(_decision(ask, row, "")))


VIEWS: tuple[tuple[str, str, View], ...] = (
    ("/pages", "GET", show),
    ("/page/{scan}", "GET", one),
    ("/page/{scan}", "POST", assign),
    ("/page/{scan}/undo", "POST", take_back),
    ("/page/{scan}/scan.jpg", "GET", image),
    ("/page/{scan}/version.jpg", "GET", version),
)
