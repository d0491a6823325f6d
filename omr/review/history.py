"""The history of a batch's decisions in lines: who decided what, when, and on what evidence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from omr.model.response import Decision
from omr.store import Noted


def of(noted: Iterable[Noted], sheet: str, item: str) -> tuple[Noted, ...]:
    """The decisions about that sheet and that item (``SECTION:ITEM``); "" for all."""
    section, _, name = item.partition(":")
    return tuple(
        one
        for one in noted
        if (not sheet or one.decision.sheet == sheet) and (not item or (one.decision.section, one.decision.item) == (section, name))
    )


def history_lines(noted: Iterable[Noted], *, grounds: bool) -> Iterator[str]:
    """A line a decision; with ``grounds``, below it what it was made on, where the graders' page kept it."""
    for one in noted:
        decision = one.decision
        because = f" ({decision.reason})" if decision.reason else ""
        yield f"{decision.when or one.recorded}  {decision.who or '-'}  {_about(decision)} := {decision.value}{because}"
        if grounds and one.grounds:
            yield from _grounds(one.grounds)


def _about(decision: Decision) -> str:
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
