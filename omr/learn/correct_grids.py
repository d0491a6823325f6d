"""Bubbled numbers and items as a person points them out: `grid PAGE X Y W H KIND down|across LABELS` in a corrections file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from omr.learn.corrections import Correction, Corrections, centre_in, expanded
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import OPTION_MM, Outline
from omr.learn.rows.grids import position_fields
from omr.model.layout import Box, Field, FieldKind


@dataclass(frozen=True, slots=True)
class Pointed:
    """What a person pointed out on a page: the positions of numbers, the items, the outlines that are in no such area, and the
    instructions that do not fit theirs.
    """

    outlines: tuple[Outline, ...]
    fields: list[Field]
    items: list[Entry]
    doubts: list[str]


def corrected_grids(outlines: tuple[Outline, ...], corrections: Corrections, page: int) -> Pointed:
    """The outlines of each area by the columns or rows that a person said."""
    fields: list[Field] = []
    items: list[Entry] = []
    doubts: list[str] = []
    for row in corrections.of("grid"):
        if row.page() != page:
            continue
        area = Box(*row.numbers(1, 5))
        inside = [one for one in outlines if centre_in(one.box, area) and max(one.box.w, one.box.h) <= OPTION_MM]
        positions, told = _positions(inside, row)
        doubts += [f"{corrections.file}:{row.line}: {told}"] if told else []
        if not positions:
            continue
        kind, labels = FieldKind(row.words[5]), tuple(expanded(row.words[7]))
        if kind is FieldKind.CHOICE:
            items += [Entry(page, "", tuple(line), labels, vertical=row.words[6] == "down") for line in positions]
        else:
            fields += position_fields(positions, labels, "", kind)[0]
        outlines = tuple(one for one in outlines if one not in inside)
    return Pointed(outlines, fields, items, doubts)


def _positions(inside: Sequence[Outline], row: Correction) -> tuple[list[list[Outline]], str]:
    """The outlines of each position in the order of the labels, or why they are no grid of so many labels."""
    across = row.words[6] == "across"
    lines = _lines(inside, across=across)
    count = len(expanded(row.words[7]))
    wrong = next((len(line) for line in lines if len(line) != count), None)
    if not lines:
        return [], "there are no outlines in that area"
    if wrong is not None:
        return [], f"a {'row' if across else 'column'} of that area has {wrong} outlines, for {count} labels"
    return lines, ""


def _lines(outlines: Sequence[Outline], *, across: bool) -> list[list[Outline]]:
    """Rows from the top (``across``), or columns from the left, each in its order."""
    lines: list[list[Outline]] = []
    for one in sorted(outlines, key=lambda one: one.box.centre[across]):
        near = lines and abs(lines[-1][-1].box.centre[across] - one.box.centre[across]) < 0.5 * (one.box.h if across else one.box.w)
        if near:
            lines[-1].append(one)
        else:
            lines.append([one])
    return [sorted(line, key=lambda one: one.box.centre[not across]) for line in lines]
