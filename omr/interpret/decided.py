"""A grader's decision stands above any reading, as long as it was made on the scan that is being read (on none, where none was)."""

from __future__ import annotations

from dataclasses import replace

from omr.model.exam import Item, Kind
from omr.model.response import Decision, Response, ResponseStatus

OMITTED = "omitted"


def decided(response: Response, item: Item, decision: Decision | None) -> Response:
    """The response as a decision leaves it; one that was made on another scan reopens the item and is shown."""
    if decision is None:
        return response
    now = response.ref.scan if response.ref else ""
    if decision.based_on != now:
        when = "on an earlier scan, which was replaced" if decision.based_on else "on no scan that it names, perhaps before this one came"
        why = f"decided as {decision.value!r} by {decision.who or 'a grader'} {when}; decide again"
        return replace(response, response="", status=ResponseStatus.UNSURE, suggestion=decision.value, why=why)
    told = meaning(decision.value, item)
    if told is None:
        why = f"decided as {decision.value!r} by {decision.who or 'a grader'}, which this item does not offer; decide again"
        return replace(response, response="", status=ResponseStatus.UNSURE, why=why)
    status, value = told
    return replace(response, response=value, status=status, suggestion="", confidence=1.0, decided_by=decision.who or "a grader", why="")


def _fits(value: str, item: Item) -> bool:
    """Whether the item offers what was decided. It did when the decision was taken in, but the exam may have been changed since."""
    return value == OMITTED or item.kind is Kind.NUMBER or {*value.split("&")} <= {option.label for option in item.options}


def meaning(value: str, item: Item) -> tuple[ResponseStatus, str] | None:
    """A decision's value as status and response, None where the item does not offer it."""
    if not _fits(value, item):
        return None
    if value == OMITTED:
        return ResponseStatus.OMITTED, ""
    if item.kind is Kind.NUMBER:
        return ResponseStatus.ANSWERED, value
    chosen = value.split("&")
    labels = [option.label for option in item.options if option.label in chosen]
    several = len(labels) > 1 and not item.choose_many
    return (ResponseStatus.MULTIPLE if several else ResponseStatus.ANSWERED), "&".join(labels)
