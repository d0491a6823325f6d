"""The history of a batch's decisions in lines: who decided what, when, and on what evidence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from omr.collate import page_value
from omr.errors import UsageProblem
from omr.model.response import Decision, Target
from omr.store import Noted


def of(noted: Iterable[Noted], sheet: str, item: str) -> tuple[Noted, ...]:
    """The decisions about that sheet and that item (``SECTION:ITEM``); "" for all. Those about a scan that was ever said to be a page
    of the sheet are about the sheet. Raises UsageProblem where the item is not of that shape.
    """
    section, colon, name = item.partition(":")
    if item and not (section and colon and name):
        raise UsageProblem(f"the item {item!r} names no section or no item", "give --item SECTION:ITEM, such as --item 1:a")
    every = [one for one in noted if not item or (one.decision.section, one.decision.item) == (section, name)]
    if not sheet:
        return tuple(every)
    scans = {sheet, *(one.decision.scan for one in every if _page_of(one.decision) == sheet)}
    return tuple(one for one in every if (one.decision.scan if one.decision.target is Target.PAGE else one.decision.sheet) in scans)


def _page_of(decision: Decision) -> str:
    """The serial that a decision about a page names, "" where it names none."""
    said = page_value(decision.value) if decision.target is Target.PAGE else None
    return said.serial if said else ""


def history_lines(noted: Iterable[Noted], *, grounds: bool) -> Iterator[str]:
    """A line a decision; with ``grounds``, below it what it was made on, where the graders' page kept it."""
    for one in noted:
        decision = one.decision
        because = f" ({decision.reason})" if decision.reason else ""
        yield f"{decision.when or one.recorded}  {decision.who or '-'}  {named(decision)} := {decision.value}{because}"
        if grounds and one.grounds:
            yield from _grounds(one.grounds)


def named(decision: Decision) -> str:
    """What a decision is about, in words."""
    return " ".join(filter(None, (decision.target, decision.sheet or decision.scan[:12], decision.section, decision.item)))


def _grounds(text: str) -> Iterator[str]:
    told = json.loads(text)
    read = told["read"]
    said = read["response"] or read["suggestion"] or "nothing"
    why = f": {read['why']}" if read["why"] else ""
    yield f"    read as {said}, {read['status']}, {read['confidence']:.0%} sure{why}"
    if told["scores"]:
        yield "    ink, shape, cancel: " + "; ".join(f"{label} {' '.join(map(str, scores))}" for label, scores in told["scores"].items())
    yield "    thresholds: " + ", ".join(f"{name} {value:g}" for name, value in told["thresholds"].items())
    yield f"    calibration {told['calibration'][:12]}, omr {told['omr']}"
    if told["crop"]:
        x, y, width, height = told["crop"]
        place = f"{width:g} × {height:g} mm at {x:g}, {y:g} of page {told['form_page']}"
        yield f"    crop: {told['file']}, page {told['page']} (scan {told['scan'][:12]}), {place}"
