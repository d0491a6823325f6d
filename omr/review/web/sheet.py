"""The sheet view: a student's pages with all that was read drawn on them, where anything can be corrected, with a reason.

The only view that shows names.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.responses import Response as Answer

from omr.model.exam import Student
from omr.model.response import Decision, Response, Sheet, Target, in_force
from omr.review.cards import in_words
from omr.review.web import deciding
from omr.review.web.ask import Ask, View
from omr.review.web.candidates import nearest
from omr.review.web.queue import picture
from omr.review.web.standing import points_of, shown, standing
from omr.review.web.task import Outcome

MOST_FOUND = 50
NEAREST = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the sheet as it stands."""

    section: str
    item: str
    status: str
    said: str
    why: str
    decided_by: str
    points: str
    seen: int
    scan: str


def find(ask: Ask) -> Answer:
    """Sheets by serial, student number or name."""
    asked = ask.request.query_params.get("q", "").strip().casefold()
    names = {student.number: student.name for student in ask.desk.book.exam.roster}
    rows = []
    for sheet in ask.desk.book.sheets.values():
        name = names.get(sheet.student_number, "")
        if not asked or any(asked in text.casefold() for text in (sheet.sheet, sheet.called, sheet.student_number, name)):
            rows.append((sheet, name))
        if len(rows) > MOST_FOUND:
            break
    waits = Counter(task.response.sheet for task in ask.desk.waiting())
    return ask.page("sheets.html", asked=asked, waits=waits, rows=rows[:MOST_FOUND], more=len(rows) > MOST_FOUND, most=MOST_FOUND)


def show(ask: Ask) -> Answer:
    """One sheet."""
    return _shown(ask, _sheet(ask))


def correct(ask: Ask) -> Answer:
    """Store a correction of one item."""
    sheet = _sheet(ask)
    wanted = ask.text("about").split(":", 1)
    mine = next((one for one in ask.desk.book.responses(sheet.sheet) if [one.section, one.item] == wanted), None)
    if mine is None:
        raise HTTPException(400)
    if ask.text("scan") != _scan(mine):
        return _shown(ask, sheet, ask.words["moved"])
    if not ask.text("reason").strip():
        return _shown(ask, sheet, ask.words["reason_needed"])
    decision = deciding.decision_on(mine, ask.text("value").strip(), ask.session.who, ask.text("reason").strip())
    return _done(ask, sheet, *deciding.decide(ask.desk, [(decision, ask.told_number("seen"))]))


def whose(ask: Ask) -> Answer:
    """Store whose sheet it is."""
    sheet = _sheet(ask)
    decision = Decision(Target.SHEET, ask.text("value").strip(), sheet.sheet, who=ask.session.who, reason=ask.text("reason").strip())
    return _done(ask, sheet, *deciding.decide(ask.desk, [(decision, ask.told_number("seen"))]))


def take_back(ask: Ask) -> Answer:
    """Take back what was said of whose sheet it is, by a new decision."""
    sheet = _sheet(ask)
    latest = Decision(Target.SHEET, "", sheet.sheet, who=ask.session.who)
    return _done(ask, sheet, deciding.undo(ask.desk, latest, ask.told_number("seen")))


def page(ask: Ask) -> Answer:
    """The picture of one of its pages, with all that was read drawn on it."""
    sheet, place = _sheet(ask), ask.request.path_params["page"]
    if place >= len(sheet.pages):
        raise HTTPException(404)
    evidence = ask.desk.book.whole(sheet.sheet).pages[place]
    return picture(ask.pictures.sheet(evidence, ask.desk.blind(ask.desk.book.responses(sheet.sheet))))


def _scan(response: Response) -> str:
    return response.ref.scan if response.ref else ""


def _sheet(ask: Ask) -> Sheet:
    ask.desk.settled(ask.request.path_params["name"])
    sheet = ask.desk.book.sheets.get(ask.request.path_params["name"])
    if sheet is None:
        raise HTTPException(404)
    return sheet


def _done(ask: Ask, sheet: Sheet, outcome: Outcome) -> Answer:
    if outcome.made:
        return RedirectResponse(f"/sheet/{quote(sheet.sheet, safe='')}?stored=1", 303)
    if outcome.moved:
        return _shown(ask, sheet, ask.words["moved"])
    if outcome.problem:
        return _shown(ask, sheet, ask.words["wrong"].format(problem=outcome.problem))
    return _shown(ask, sheet, ask.words["sheet_stale"])


def _shown(ask: Ask, sheet: Sheet, problem: str = "") -> Answer:
    desk, told = ask.desk, ask.request.query_params
    sheet = desk.book.sheets[sheet.sheet]
    responses = desk.blind(desk.book.responses(sheet.sheet))
    now = standing(desk.book.exam, responses)
    student = next((one for one in desk.book.exam.roster if one.number == sheet.student_number), None)
    asked = told.get("student", "").strip()
    history = desk.batch.graders.of_sheet(sheet.sheet)
    return ask.page(
        "sheet.html",
        sheet=sheet,
        student=student,
        problem=problem,
        stored="stored" in told,
        wanted=told.get("item", ""),
        asked=asked,
        candidates=_candidates(ask, sheet, asked),
        lines=[_line(ask, one) for one in responses],
        pages=[page.code.page for page in sheet.pages],
        total=ask.words["total_now"].format(total=shown(now.total), most=shown(now.of)),
        waits=ask.words["open_points"].format(points=shown(now.most - now.total)) if now.most > now.total else "",
        history=history,
        given=next((one for one in in_force(noted.decision for noted in history) if one.target is Target.SHEET), None),
        seen=desk.seen(Target.SHEET, sheet.sheet, "", ""),
    )


def _candidates(ask: Ask, sheet: Sheet, asked: str) -> tuple[Student, ...]:
    told = asked or sheet.student_number or sheet.likely
    taken = {one.student_number for one in ask.desk.book.sheets.values() if one.sheet != sheet.sheet}
    return nearest(told, [one for one in ask.desk.book.exam.roster if one.number not in taken], NEAREST)


def _line(ask: Ask, response: Response) -> Line:
    worth = shown(points_of(ask.desk.book.exam, response))
    status = ask.words["said_status"][response.status]
    seen = ask.desk.seen(Target.ITEM, response.sheet, response.section, response.item)
    why = in_words(response.why, ask.words)
    said = response.response or response.suggestion
    return Line(response.section, response.item, status, said, why, response.decided_by, worth, seen, _scan(response))


VIEWS: tuple[tuple[str, str, View], ...] = (
    ("/sheets", "GET", find),
    ("/sheet/{name}", "GET", show),
    ("/sheet/{name}/correct", "POST", correct),
    ("/sheet/{name}/whose", "POST", whose),
    ("/sheet/{name}/whose/undo", "POST", take_back),
    ("/sheet/{name}/{page:int}.jpg", "GET", page),
)
