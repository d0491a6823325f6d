"""The queue: one item at a time, one key each; the next ones are at hand before they are asked for."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from omr.review.web import deciding
from omr.review.web.ask import Ask, View
from omr.review.web.card import card_of
from omr.review.web.task import Outcome, Progress, Task

AT_HAND = 6
"""Items that a page holds ready: the one on the screen, and pictures of the next."""


def show(ask: Ask) -> Response:
    """The page; its script asks for the items."""
    return ask.page("queue.html")


def take(ask: Ask) -> Response:
    """More items, so that the page has enough at hand."""
    return JSONResponse(_more(ask))


def decide(ask: Ask) -> Response:
    """Store what the grader said of one item, and hand out the next."""
    task, _ = _task(ask), ask.numbers("held")
    decision = deciding.decision_on(task.response, ask.text("value").strip(), ask.session.who, ask.text("reason"))
    (outcome,) = deciding.decide(ask.desk, [(decision, ask.number("seen"))])
    ask.session.skipped.discard(task.id)
    return _answer(ask, task, outcome)


def undo(ask: Ask) -> Response:
    """Take one's last decision back by a new one; the item is handed to the same grader again."""
    task = _task(ask)
    outcome = deciding.undo(ask.desk, deciding.decision_on(task.response, "", ask.session.who), ask.number("seen"))
    return _answer(ask, task, outcome, again=True)


def skip(ask: Ask) -> Response:
    """Leave an item to others, or to oneself at the end."""
    task = _task(ask)
    ask.session.skipped.add(task.id)
    ask.desk.give_back([task.id], ask.grader)
    return JSONResponse(_more(ask))


def row(ask: Ask) -> Response:
    """The picture of an item's row."""
    task = _task(ask, ask.request.path_params["task"])
    place = ask.desk.book.place(task.response)
    data = ask.pictures.row(task.response.ref, place[1]) if place and task.response.ref else None
    return picture(data)


def page(ask: Ask) -> Response:
    """The picture of an item's whole page."""
    task = _task(ask, ask.request.path_params["task"])
    return picture(ask.pictures.page(task.response.ref) if ask.desk.book.place(task.response) and task.response.ref else None)


def picture(data: bytes | None) -> Response:
    if data is None:
        raise HTTPException(404)
    return Response(data, media_type="image/jpeg")


def progress_of(ask: Ask, now: Progress) -> dict[str, object]:
    """The progress in numbers and in words."""
    return {"decided": now.decided, "waiting": now.waiting, "text": progress_text(ask, now)}


def progress_text(ask: Ask, now: Progress) -> str:
    w = ask.words
    text: str = w["progress"].format(decided=now.decided, total=now.decided + now.waiting)
    if now.left is None or not now.waiting:
        return text
    minutes = max(1, round(now.left / 60))
    spent = w["minutes"].format(minutes=minutes) if minutes < 120 else w["hours"].format(hours=round(minutes / 60))
    return f"{text} · {spent}"


def _task(ask: Ask, number: int | None = None) -> Task:
    task = ask.desk.task(ask.number("task") if number is None else number)
    if task is None:
        raise HTTPException(404)
    return task


def _answer(ask: Ask, task: Task, outcome: Outcome, *, again: bool = False) -> Response:
    if outcome.problem:
        return JSONResponse({"problem": "wrong", "text": ask.words["wrong"].format(problem=outcome.problem), **_more(ask)}, 422)
    if outcome.moved:
        return JSONResponse({"problem": "stale", "text": ask.words["moved"], "sheet": task.response.sheet, **_more(ask)}, 409)
    if outcome.standing:
        who = outcome.standing.decision.who or ask.words["somebody"]
        text = ask.words["stale"].format(who=who, value=outcome.standing.decision.value, when=outcome.standing.recorded)
        return JSONResponse({"problem": "stale", "text": text, "sheet": task.response.sheet, **_more(ask)}, 409)
    more = _more(ask)
    if again and task.id not in ask.session.skipped:
        ask.desk.take(ask.grader, 0, (), [task.id])
        more["again"] = _card(ask, task)
    return JSONResponse({"made": outcome.made, **more})


def _more(ask: Ask) -> dict[str, object]:
    """Items up to AT_HAND, beside those that the page holds already."""
    held = [one for one in ask.numbers("held") if ask.desk.task(one)]
    wanted = max(0, AT_HAND - len(held))
    tasks = ask.desk.take(ask.grader, wanted, ask.session.skipped, held)
    now = ask.desk.progress()
    gone = [one for one in held if not ask.desk.waits(one)]
    return {"cards": [_card(ask, task) for task in tasks], "gone": gone, "progress": progress_of(ask, now)}


def _card(ask: Ask, task: Task) -> dict[str, object]:
    card = card_of(ask.desk, task, ask.words, ask.session.language)
    return {"task": task.id, "html": ask.render("card.html", card=card, w=ask.words)}


VIEWS: tuple[tuple[str, str, View], ...] = (
    ("/", "GET", show),
    ("/queue/take", "POST", take),
    ("/queue/decide", "POST", decide),
    ("/queue/undo", "POST", undo),
    ("/queue/skip", "POST", skip),
    ("/item/{task:int}/row.jpg", "GET", row),
    ("/item/{task:int}/page.jpg", "GET", page),
)
