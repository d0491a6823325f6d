"""What is still pending: how far the graders are, and which decision moves whose grade."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from starlette.responses import Response as Answer

from omr.model.response import Response, Target
from omr.review.cards import in_words
from omr.review.web.ask import Ask, View
from omr.review.web.queue import progress_text
from omr.review.web.standing import points_of, shown, standing
from omr.review.web.task import Task
from omr.store import Noted

AT_ONCE = 25
"""Sheets on one page."""
LATEST = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A sheet with items that wait: each with its points and why it waits."""

    sheet: str
    called: str
    items: tuple[tuple[str, str, str], ...]
    total: str
    least: str
    most: str


@dataclass(frozen=True, slots=True)
class Made:
    """A decision, and what it is worth."""

    when: str
    who: str
    sheet: str
    item: str
    value: str
    earned: str


def show(ask: Ask) -> Answer:
    """Sheets whose grade is not settled, a page at a time."""
    tasks: dict[str, list[Task]] = {}
    for task in ask.desk.waiting():
        tasks.setdefault(task.response.sheet, []).append(task)
    start = _start(ask.request.query_params.get("from", ""), len(tasks))
    rows = [_row(ask, sheet, tasks[sheet]) for sheet in islice(tasks, start, start + AT_ONCE)]
    now = ask.desk.progress()
    said = ask.words["sum"].format(items=now.waiting, sheets=len(tasks), decided=now.decided)
    following = start + AT_ONCE if start + AT_ONCE < len(tasks) else None
    before = max(0, start - AT_ONCE) if start else None
    made = [_made(ask, noted) for noted in reversed(ask.desk.latest(LATEST))]
    return ask.page(
        "waiting.html", rows=rows, sum=said, following=following, before=before, made=made, progress_text=progress_text(ask, now)
    )


def _start(text: str, count: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return min(number, max(0, count - 1)) // AT_ONCE * AT_ONCE


def _row(ask: Ask, sheet: str, tasks: list[Task]) -> Row:
    now = standing(ask.desk.book.exam, ask.desk.blind(ask.desk.book.responses(sheet)))
    items = tuple(_item(ask, task.response) for task in tasks)
    return Row(sheet, ask.desk.book.called(sheet), items, shown(now.total), shown(now.least), shown(now.most))


def _item(ask: Ask, response: Response) -> tuple[str, str, str]:
    return f"{response.section} {response.item}", shown_points(ask, response), in_words(response.why, ask.words)


def shown_points(ask: Ask, response: Response) -> str:
    return f"{ask.desk.book.item(response).points.normalize():f}"


def _made(ask: Ask, noted: Noted) -> Made:
    decision, worth = noted.decision, ""
    if decision.target is Target.ITEM and decision.sheet in ask.desk.book.sheets:
        now = ask.desk.book.responses(decision.sheet)
        mine = [one for one in now if (one.section, one.item) == (decision.section, decision.item)]
        worth = shown(points_of(ask.desk.book.exam, mine[0])) if mine else ""
    about = f"{decision.section} {decision.item}".strip() or str(decision.target)
    return Made(noted.recorded, decision.who, ask.desk.book.called(decision.sheet) or decision.scan[:12], about, decision.value, worth)


VIEWS: tuple[tuple[str, str, View], ...] = (("/waiting", "GET", show),)
