"""A second look at the picture of a page, once its words are recognized: its items as they would be if it carried this text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from omr.learn.items.items import items_of
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.families import Spot, stands_in
from omr.learn.paper.blank import Word
from omr.learn.rows.leftward import leftward
from omr.learn.rows.opening import with_opening_names
from omr.learn.rows.points import without_tables_of_points
from omr.learn.rows.runs import Run
from omr.learn.rows.trailing import with_names_after
from omr.learn.shown import Shown, runs_of
from omr.learn.words.titles import Phrase, phrases
from omr.model.layout import Box, Field
from omr.model.page import Gray


def reread(page: int, seen: Shown, mask: Gray, words: Sequence[Word], labels: Mapping[Box, str]) -> tuple[list[Entry], list[Field]]:
    """The items of a page by its outlines, the words that were recognized outside of them and the ``labels`` in them, and the bubbled form
    codes.
    """
    outside = [word for word in words if not any(stands_in(word.box, spot.box) for spot in seen.candidates)]
    spots = [_with_label(spot, labels.get(spot.box, "")) for spot in seen.candidates]
    _, runs, _ = runs_of(spots, outside, mask, [], readable=True)
    return items_amid(page, runs, outside, phrases(outside))[:2]


def _with_label(spot: Spot, label: str) -> Spot:
    return replace(spot, inside=replace(spot.inside, text=label)) if label and spot.inside else spot


def items_amid(page: int, runs: list[Run], words: list[Word], lines: list[Phrase]) -> tuple[list[Entry], list[Field], list[Run]]:
    """What runs of outlines are amid the words of a page: items, bubbled form codes, and runs that are neither."""
    named = with_names_after(with_opening_names(without_tables_of_points(runs)), words)
    return items_of(page, leftward(named, words), words, lines)
