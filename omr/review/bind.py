"""Decisions that do not say on which scan they were made: it is the one that counts when they are taken in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from omr.interpret import places
from omr.model.exam import ItemRef
from omr.model.layout import Layout
from omr.model.response import Decision, Sheet, Target, about


class Bound(NamedTuple):
    """``decisions`` in their order, each about an item with its scan; ``late`` are those of them that were taken in before, on a scan that
    counts no more.
    """

    decisions: tuple[Decision, ...]
    late: tuple[Decision, ...]


def bind(new: Iterable[Decision], known: Sequence[Decision], sheets: Iterable[Sheet], layout: Layout) -> Bound:
    """Decisions with the scans that they were made on. An item whose page was not read has none, until the page is.

    One that says no scan and is among those ``known`` already is that one, whatever was scanned since: a file that is taken in again
    must not answer for a page that nobody has looked at.
    """
    scans = _Scans(sheets, layout)
    standing = {about(one): one for one in known}
    unsaid = {replace(one, based_on=""): one for one in known if one.when or standing[about(one)] == one}
    decisions, late = [], []
    for decision in new:
        if decision.target is not Target.ITEM or decision.based_on or not decision.value.strip():
            decisions.append(decision)
            continue
        now = scans.of(decision)
        before = unsaid.get(decision)
        decisions.append(before or replace(decision, based_on=now))
        if before and before.based_on != now and standing[about(before)] == before:
            late.append(before)
    return Bound(tuple(decisions), tuple(late))


class _Scans:
    """On which scan each item of each sheet is."""

    def __init__(self, sheets: Iterable[Sheet], layout: Layout) -> None:
        self._sheets = {sheet.sheet: sheet for sheet in sheets}
        self._places = {form: places(form, layout) for form in layout.forms}

    def of(self, decision: Decision) -> str:
        sheet = self._sheets.get(decision.sheet)
        page = self._places.get(sheet.form, {}).get(ItemRef(decision.section, decision.item)) if sheet else None
        return next((one.ref.scan for one in sheet.pages if one.code.page == page), "") if sheet else ""
