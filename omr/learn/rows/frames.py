"""Fields that are no items: grids, rows of boxes and frames to write in, by the titles beside them."""

from __future__ import annotations

from collections.abc import Sequence

from omr.learn.outlines.cells import frames_of_options
from omr.learn.outlines.families import stands_in
from omr.learn.outlines.outlines import Outline
from omr.learn.outlines.tables import outside_tables
from omr.learn.paper.blank import Word, union
from omr.learn.rows.grid_heads import without_column_heads
from omr.learn.rows.grids import Grid, grid_fields, grid_title
from omr.learn.rows.groups import joined
from omr.learn.words.kinds import kind_of
from omr.learn.words.titles import Phrase, titled
from omr.model.layout import Blank, Box, Field, FieldKind


def other_fields(
    grids: list[Grid], combs: list[list[Outline]], frames: list[Outline], lines: list[Phrase], code: Box | None
) -> tuple[list[Field], list[str]]:
    """Fields that are no items: the QR code, grids, combs and frames."""
    fields = [Field(FieldKind.CODE, code)] if code else []
    doubts = []
    for grid in joined(grids, lines):
        tops = [column[0].box for column in grid.columns]
        titles = without_column_heads(tops, lines)
        labels = _labels_beside(grid, titles)
        box = union([grid.box, *(label.box for label in labels)])  # its title may stand over its labels alone
        some, doubt = grid_fields(grid, grid_title(box, [line for line in titles if line not in labels]))
        fields += some
        doubts += [doubt] if doubt else []
    for comb in combs:
        box = union([cell.box for cell in comb])
        title = grid_title(box, lines, 10.0).strip()
        kind = kind_of(title)
        if kind is None:
            kind = FieldKind.STUDENT_NUMBER if not title and len(comb) >= 5 else FieldKind.OTHER
            doubts.append(
                f"a row of {len(comb)} boxes at {box.x:.0f}, {box.y:.0f} mm has no known title; it is taken for {kind.replace('_', ' ')}"
            )
        cells = tuple(Blank(str(i), cell.box) for i, cell in enumerate(comb, 1))
        kind = FieldKind.VERSION if kind is FieldKind.FORM_CODE else kind
        fields.append(Field(kind, box, printed=title, blanks=cells))
    for frame in frames:
        title = _frame_title(frame.box, lines)
        fields.append(titled(frame.box, title))
    return fields, doubts


def _labels_beside(grid: Grid, lines: list[Phrase]) -> list[Phrase]:
    """The labels left of a grid's rows, one on each; none where one is missing."""
    found = []
    for label, spot in zip(grid.labels, grid.columns[0], strict=True):
        level = (line for line in lines if abs(line.box.centre[1] - spot.y) < spot.box.h / 2 and line.box.x < spot.box.x)
        nearest = max(level, key=lambda line: line.box.x, default=None)
        found += [nearest] if nearest and nearest.text.strip(".:)") == label else []
    return found if len(found) == len(grid.labels) else []


def without_options(combs: list[list[Outline]], options: Sequence[Box], words: Sequence[Word]) -> list[list[Outline]]:
    """The rows of boxes to write in: none is one of which a cell holds an option, as in a table that a scan shows in parts, and none whose
    cells each have something printed in them and an option somewhere below: the headings of a table.
    """
    kept = [comb for comb in combs if not any(stands_in(option, cell.box) for cell in comb for option in options)]
    return [comb for comb in kept if not all(_heads(cell.box, options, words) for cell in comb)]


def _heads(cell: Box, options: Sequence[Box], words: Sequence[Word]) -> bool:
    below = any(cell.x < option.centre[0] < cell.x + cell.w and option.y > cell.y + cell.h for option in options)
    return below and any(stands_in(word.box, cell) for word in words)


def may_be_written_in(frame: Outline, outlines: tuple[Outline, ...], wide: tuple[Outline, ...], lines: list[Phrase]) -> bool:
    """Whether a frame is no cell of a table of options: none on their rows, and none around them but those whose title is known."""
    answers = (*wide, *(outlines[i] for i in sorted(frames_of_options(outlines))))
    if any(one is frame for one in outside_tables(outlines, answers)):
        return True
    level = any(one.box.y < frame.box.centre[1] < one.box.y + one.box.h for one in answers)
    return not level and kind_of(_frame_title(frame.box, lines)) is not None


def _frame_title(box: Box, lines: list[Phrase]) -> str:
    inside = [line.text for line in lines if stands_in(line.box, box)]
    return (" ".join(inside) if inside else grid_title(box, lines, 8.0)).strip()
