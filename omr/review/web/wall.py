"""The wall: many crops that were read alike at once; one key accepts all of them but the odd ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from omr.interpret import OMITTED
from omr.model.exam import Kind
from omr.model.layout import Box
from omr.model.response import Response as Answer
from omr.review.cards import Mark
from omr.review.web import deciding
from omr.review.web.ask import Ask, View
from omr.review.web.card import marks_of
from omr.review.web.pictures import WALL_MARGIN_MM, row_area
from omr.review.web.queue import picture, progress_text
from omr.review.web.task import Task

BRICKS = 24
"""Crops on one wall: more than a screen holds, few enough to look at each."""


@dataclass(frozen=True, slots=True)
class Brick:
    """One crop of the wall."""

    task: int
    seen: int
    text: str
    sure: str
    area: Box
    marks: tuple[Mark, ...]


def show(ask: Ask) -> Response:
    """What was read alike, the surest first."""
    waiting = ask.desk.waiting()
    blind = any(not task.response.why for task in waiting)  # an audit's sample is among them, and nothing may tell which
    likely = [(task, read_as) for task in waiting if (read_as := _read_as(ask, task.response))]
    groups = Counter(read_as for _, read_as in likely)
    value, taken = _taken(ask, likely, groups)
    bricks = [_brick(ask, task) for task in taken]
    told = ask.request.query_params
    done = ask.words["wall_done"].format(**{name: told.get(name, "0")[:6] for name in ("made", "late", "odd")}) if "made" in told else ""
    text = progress_text(ask, ask.desk.progress())
    named = {name: ask.words["omitted"] if name == OMITTED else name for name in groups}
    alike = [(name, named[name], count) for name, count in sorted(groups.items())]
    called = named.get(value, value)
    return ask.page("wall.html", groups=alike, value=value, called=called, bricks=bricks, done=done, blind=blind, progress_text=text)


def _taken(ask: Ask, likely: Sequence[tuple[Task, str]], groups: Counter[str]) -> tuple[str, tuple[Task, ...]]:
    """What was asked for and what of it nobody else has at hand; where nothing was, the largest group that has something left."""
    asked = ask.request.query_params.get("value", "")
    values = [asked] if asked in groups else [value for value, _ in groups.most_common()]
    for value in values:
        alike = sorted((task for task, read_as in likely if read_as == value), key=lambda task: -task.response.confidence)
        taken = ask.desk.claim((task.id for task in alike if ask.desk.book.place(task.response)), BRICKS, ask.grader)
        if taken:
            return value, taken
    return (values[0] if values else ""), ()


def accept(ask: Ask) -> Response:
    """Accept what was read of these items; the odd ones go back to the queue."""
    tasks, seen, odd = ask.numbers("tasks"), ask.numbers("seen"), ask.numbers("odd")
    if len(tasks) != len(seen) or len({*tasks}) != len(tasks):
        raise HTTPException(400)
    found = [(task, last) for number, last in zip(tasks, seen, strict=True) if (task := ask.desk.task(number))]
    value = ask.text("value")
    made_on = [(deciding.decision_on(task.response, value, ask.session.who, "wall"), last) for task, last in found]
    outcomes = deciding.decide(ask.desk, made_on)
    made = sum(one.made > 0 for one in outcomes)
    ask.desk.give_back([task for task in odd if ask.desk.task(task)], ask.grader)
    return JSONResponse({"made": made, "late": len(outcomes) - made, "odd": len(odd)})


def brick(ask: Ask) -> Response:
    """The picture of an item's row, close."""
    task = ask.desk.task(ask.request.path_params["task"])
    place = ask.desk.book.place(task.response) if task else None
    return picture(ask.pictures.row(task.response.ref, place[1], WALL_MARGIN_MM) if task and place and task.response.ref else None)


def _read_as(ask: Ask, response: Answer) -> str:
    """What an item was read as, though not with certainty: its likely marks, ``omitted`` where its boxes were seen and none is likely,
    or "" where a machine has read nothing.
    """
    if response.suggestion or not response.confidence or ask.desk.book.item(response).kind is Kind.NUMBER:
        return response.suggestion
    return OMITTED


def _brick(ask: Ask, task: Task) -> Brick:
    place = ask.desk.book.place(task.response)
    assert place is not None
    response = task.response
    text = f"{response.section} {response.item} · {ask.desk.book.called(response.sheet)}"
    area = row_area(place[0], place[1], WALL_MARGIN_MM)
    return Brick(task.id, task.seen, text, f"{response.confidence:.0%}", area, marks_of(place[1], response.suggestion))


VIEWS: tuple[tuple[str, str, View], ...] = (
    ("/wall", "GET", show),
    ("/wall/accept", "POST", accept),
    ("/item/{task:int}/brick.jpg", "GET", brick),
)
