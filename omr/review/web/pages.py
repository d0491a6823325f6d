"""Scans that were rejected, contradict each other or belong to no sheet: a person says which page of whose sheet they are."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from omr.collate import page_value
from omr.model.page import Reason, Status
from omr.model.response import Decision, PageRow, Target
from omr.review.decide import BLANK
from omr.review.web.app import Ask, View
from omr.review.web.queue import picture

DOUBTED = {Reason.CONFLICT, Reason.UNKNOWN_SHEET, Reason.OUT_OF_RANGE}
MOST_SHOWN = 100


def show(ask: Ask) -> Response:
    """All scans that wait."""
    rows = [(place, row) for place, row in enumerate(ask.desk.collation.pages) if _waits(row)]
    return ask.page("pages.html", rows=rows[:MOST_SHOWN], more=len(rows) > MOST_SHOWN, most=MOST_SHOWN)


def one(ask: Ask) -> Response:
    """One scan, to be assigned."""
    return _shown(ask, _row(ask))


def image(ask: Ask) -> Response:
    """The scan as it came."""
    return picture(ask.pictures.scan(_row(ask).ref))


def assign(ask: Ask) -> Response:
    """Store which page of whose sheet a scan is."""
    row = _row(ask)
    if ask.text("scan") != row.ref.scan or not ask.text("seen").isdigit():
        raise HTTPException(400)
    value = BLANK if ask.text("what") == BLANK else f"{ask.text('what')}/{ask.text('serial').strip()}"
    if value != BLANK and page_value(value) is None:
        raise HTTPException(400)
    decision = Decision(Target.PAGE, value, scan=row.ref.scan, who=ask.session.who, reason=ask.text("reason").strip())
    (outcome,) = ask.desk.decide([(decision, int(ask.text("seen")))])
    if outcome.made:
        return RedirectResponse("/pages", 303)
    return _shown(ask, row, ask.words["wrong"].format(problem=outcome.problem) if outcome.problem else ask.words["sheet_stale"])


def _waits(row: PageRow) -> bool:
    alone = row.status is Status.READ and row.sheet == row.ref.scan
    return bool(row.ref.page) and (row.status is Status.REJECTED or row.reason in DOUBTED or alone)


def _row(ask: Ask) -> PageRow:
    rows, place = ask.desk.collation.pages, int(ask.request.path_params["place"])
    if place >= len(rows) or not rows[place].ref.page:
        raise HTTPException(404)
    return rows[place]


def _shown(ask: Ask, row: PageRow, problem: str = "") -> Response:
    whats = [f"{code}/{page.number}" for code, pages in ask.desk.layout.forms.items() for page in pages]
    pages = {code: len(pages) for code, pages in ask.desk.layout.forms.items()}
    lacking = [one.sheet for one in ask.desk.sheets.values() if len(one.pages) < pages.get(one.form, 0)][:MOST_SHOWN]
    seen = ask.desk.seen(Target.PAGE, row.ref.scan)
    place = ask.request.path_params["place"]
    return ask.page("page.html", row=row, place=place, whats=whats, lacking=lacking, seen=seen, problem=problem)


VIEWS: tuple[tuple[str, str, View], ...] = (
    ("/pages", "GET", show),
    ("/page/{place:int}", "GET", one),
    ("/page/{place:int}", "POST", assign),
    ("/page/{place:int}/scan.jpg", "GET", image),
)
