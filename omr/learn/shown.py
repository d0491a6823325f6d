"""What one look at a blank page shows, before it is understood: outlines, the words around them, and how they stand together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from omr.learn.correct_grids import Pointed, corrected_grids
from omr.learn.corrections import Corrections, corrected_outlines
from omr.learn.outlines.blobs import blobs
from omr.learn.outlines.brackets import find_brackets, without_intervals
from omr.learn.outlines.cards import with_tables
from omr.learn.outlines.corner_marks import without_corner_marks
from omr.learn.outlines.even_sided import even_sided
from omr.learn.outlines.families import (
    Spot,
    families,
    inked_share,
    is_example,
    is_solid,
    marked_share,
    rows,
    spots,
    stands_in,
    without_labels,
)
from omr.learn.outlines.framed import without_framed_names
from omr.learn.outlines.lattice import with_crossings
from omr.learn.outlines.letters import edges_word, in_word, without_typed_circles, without_zeros, zeros_told
from omr.learn.outlines.machine import without_machine_boxes
from omr.learn.outlines.marked_cells import with_marked_cells
from omr.learn.outlines.marked_lists import with_listed
from omr.learn.outlines.mingled import mingled
from omr.learn.outlines.numbered_rows import without_numbers_in_outlines
from omr.learn.outlines.outlines import PRINTED_MM, SMALLEST_MM, Outline, find_outlines, wide_ovals
from omr.learn.outlines.parentheses import find_parentheses, opened
from omr.learn.outlines.partners import with_partners
from omr.learn.outlines.read_letters import without_read_letters
from omr.learn.outlines.round_ends import round_ends
from omr.learn.outlines.rules import find_combs, written_in
from omr.learn.outlines.siblings import find_siblings
from omr.learn.outlines.surrounds import without_surrounds
from omr.learn.outlines.tables import answer_cells, hardly_wider
from omr.learn.outlines.tracks import without_tracks
from omr.learn.outlines.whole_columns import with_whole_columns
from omr.learn.outlines.written import without_versions
from omr.learn.paper.blank import BlankPage, Word
from omr.learn.paper.ink import Parts
from omr.learn.paper.marks import find_anchors, find_code, find_markers
from omr.learn.paper.nearby import Nearby
from omr.learn.rows.apart import with_last_options
from omr.learn.rows.beside import beside_rows
from omr.learn.rows.breaks import openings
from omr.learn.rows.columns import columns_parted, with_own_numbers
from omr.learn.rows.digits_beside import with_digits_beside
from omr.learn.rows.downward import with_downward_labels
from omr.learn.rows.grids import ABOVE, ALIGNED_MM, Grid, aligned, find_grids
from omr.learn.rows.gutters import by_column, gutters
from omr.learn.rows.headed_columns import with_headed_columns
from omr.learn.rows.letter_runs import may_be_letters, without_strays
from omr.learn.rows.lettered import lettered_cells, without_rings
from omr.learn.rows.lists import list_runs
from omr.learn.rows.parted import lists_parted, parted, twice_headed
from omr.learn.rows.runs import Run, row_runs
from omr.learn.rows.wrapped import with_wrapped
from omr.learn.words.titles import headlines, phrases
from omr.model.layout import Anchor, Box, Field, Marker
from omr.model.page import Gray

BLOCK_WIDE, BLOCK_HIGH = 4, 3
"""Outlines of a row, and further rows like it, that show labels and no examples of marks."""


@dataclass(frozen=True, slots=True, eq=False)
class Print:
    """A page's ink: generous, and ``sharp`` (strokes down to half of their darkness), which parts what blur joins."""

    parts: Parts
    sharp: Parts


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """``known`` are all outlines as found and corrected, ``outlines`` those that may belong to items; ``combs`` rows of boxes that share
    their walls, ``wide`` cells of which the middle is looked at. ``outside`` are the words that stand in no candidate for an option,
    ``written`` rows of boxes above the grid whose number is written into them.
    """

    markers: tuple[Marker, ...]
    anchors: tuple[Anchor, ...]
    code: Box | None
    known: tuple[Outline, ...]
    pointed: Pointed
    versions: Sequence[Field]
    outlines: tuple[Outline, ...]
    combs: list[list[Outline]]
    wide: tuple[Outline, ...]
    words: tuple[Word, ...]
    outside: list[Word]
    candidates: list[Spot]
    grids: list[Grid]
    runs: list[Run]
    written: list[tuple[Grid, Run]]
    doubts: tuple[str, ...]


def shown(page: BlankPage, print_: Print, corrections: Corrections, missing: tuple[Box, ...], *, every_table: bool) -> Shown:
    """What a page's print shows, with a closer look at places where outlines are ``missing``; the empty cells of ``every_table`` are
    options, whatever heads it.
    """
    parts, sharp = print_.parts, print_.sharp
    mask = parts.mask
    markers, code = find_markers(page.image), find_code(page.image)
    reserved = tuple(marker.box for marker in markers) + ((code,) if code else ())
    anchors = () if markers else find_anchors(page.image, page.size, reserved)
    reserved += tuple(anchor.box for anchor in anchors)
    known, zeros, marked_told = _outlines(page, parts, sharp, reserved, corrections, missing)
    pointed = corrected_grids(known, corrections, page.number)
    outlines, told = without_machine_boxes(without_corner_marks(pointed.outlines, page.size), mask)
    doubts = (*pointed.doubts, *zeros_told(zeros), *marked_told, *told)
    words = _words(page, mask, outlines, reserved)
    outlines, versions = without_versions(without_intervals(outlines, words), words)
    combs = written_in(find_combs(outlines), words)
    cells = {id(cell) for comb in combs for cell in comb}
    lettered = lettered_cells(outlines, words, mask)
    outlines, zeros_in = without_rings(outlines, lettered)
    words += () if page.readable else zeros_in
    read = () if page.readable else page.words
    answers = answer_cells(outlines, words, every=every_table, read=read)
    wide = (*answers, *hardly_wider(outlines), *wide_ovals(outlines))
    sure = (*lettered, *answers) if read else lettered  # what is drawn in an answer's cell is a mark
    candidates, outside = spots(tuple(one for one in outlines if id(one) not in cells), words, mask, wide, sure)
    candidates, names = without_framed_names(candidates, outside, mask)
    candidates, numbers = without_numbers_in_outlines(candidates, mask)
    outside += [*names, *numbers]
    candidates = with_tables(candidates, [one.box for one in outlines if one.cell], outside)
    empty = [comb for comb in combs if not any(stands_in(word.box, cell.box) for word in words for cell in comb)]
    grids, runs, written = runs_of(candidates, outside, mask, empty, readable=page.readable)
    return Shown(
        markers, anchors, code, known, pointed, versions, outlines, combs, wide, words, outside, candidates, grids, runs, written, doubts
    )  # fmt: skip


def _words(page: BlankPage, mask: Gray, outlines: tuple[Outline, ...], reserved: tuple[Box, ...]) -> tuple[Word, ...]:
    """The page's words; where text is not read, the spots of print that are no outlines, no codes and no timing tracks."""
    if page.readable:
        return without_typed_circles(opened(page.words, outlines), outlines)
    found = [word for word in blobs(mask, outlines) if not any(_touches(word.box, box) for box in reserved)]
    return without_tracks(found, mask)


def _outlines(
    page: BlankPage, parts: Parts, sharp: Parts, reserved: tuple[Box, ...], corrections: Corrections, missing: tuple[Box, ...]
) -> tuple[tuple[Outline, ...], tuple[Outline, ...], list[str]]:
    """Outlines, brackets and parentheses, but for marks and codes; as corrected. Where text is read, those hidden by other print are
    looked for at places where they are ``missing``; else everywhere. And those that are taken for zeros of a text, and what is told of
    columns that are marked on every row.
    """
    ovals = find_parentheses(parts, sharp)  # a 0 between two of them is their label
    closed = without_surrounds(_drawn(page, parts) if page.readable else find_outlines(parts.mask))
    outlines = (
        one
        for one in (*closed, *even_sided(parts.mask, closed), *round_ends(parts.mask, closed))
        if not any(stands_in(one.box, oval.box) for oval in ovals)
    )
    found = (*outlines, *find_brackets(parts, sharp), *ovals)
    free = tuple(one for one in found if not any(_touches(one.box, box) for box in reserved))
    known = corrected_outlines(free, corrections, page.number)
    if page.readable and not missing:
        return known, (), []
    some = () if page.readable else find_siblings(parts.mask, known)
    some += tuple(
        one
        for one in (find_siblings(parts.mask, (*known, *some), small=True) if missing else ())
        if any(_touches(box, one.box) for box in missing)
    )
    hidden = tuple(one for one in some if not any(_touches(one.box, box) for box in reserved))
    if page.readable:
        return corrected_outlines((*free, *hidden), corrections, page.number), (), []
    print_ = blobs(parts.mask, known)
    kept = without_zeros(free, print_)
    hidden = tuple(one for one in hidden if not in_word(one, print_) and not edges_word(one, print_, free))
    zeros = tuple(one for one in free if not any(one is other for other in kept))
    some = without_read_letters((*kept, *hidden), page.words)
    some = with_marked_cells(parts.mask, with_crossings(parts.mask, some))
    covered, told = with_whole_columns(parts.mask, with_partners(parts.mask, some))
    covered = without_read_letters(with_listed(parts.mask, covered, print_), page.words)
    return without_labels(corrected_outlines(covered, corrections, page.number)), zeros, told


def _drawn(page: BlankPage, parts: Parts) -> list[Outline]:
    """The outlines of a page whose text is read: of the smallest those that are none of its letters."""
    found = find_outlines(parts.mask, PRINTED_MM)
    near = Nearby(word.box for word in page.words)
    return [one for one in found if min(one.box.w, one.box.h) >= SMALLEST_MM or not near.of(Box(*one.box.centre, 0.0, 0.0))]


def _touches(a: Box, b: Box) -> bool:
    x, y = a.centre
    return b.x - 0.5 < x < b.x + b.w + 0.5 and b.y - 0.5 < y < b.y + b.h + 0.5


def runs_of(
    candidates: list[Spot], words: list[Word], mask: Gray, combs: list[list[Outline]], *, readable: bool
) -> tuple[list[Grid], list[Run], list[tuple[Grid, Run]]]:
    """Grids and runs of all families, without examples of marks; and the runs that are no items, each with the grid below it. ``combs``
    are the rows of empty boxes that share their walls.
    """
    grids: list[Grid] = []
    runs: list[Run] = []
    share = inked_share(candidates)
    lines, asked = phrases(words), headlines(words)
    for family in mingled(families(candidates)):
        begun = openings(family, candidates, lines)
        known = {id(spot) for spot in family}
        others = [spot for spot in candidates if id(spot) not in known]
        edges = gutters(family, asked, words)
        halves = [part for row in rows(family) for part in by_column(row, words, edges)]
        across = [run for some, own in halves for run in row_runs(some, own, begun, others)]
        across = with_own_numbers(lists_parted(columns_parted(across, family, begun)), words, candidates)
        across = with_wrapped(with_last_options(twice_headed(parted(across if readable else without_strays(across)), words)), words)
        singles = [run for run in across if len(run.spots) == 1]
        beside = beside_rows(singles, runs)
        listed = [*list_runs([run for run in singles if id(run) not in beside], words), *(run for run in singles if id(run) in beside)]
        several = [run for run in across if len(run.spots) > 1]
        if not readable:
            several = with_digits_beside(with_downward_labels(several, mask, combs), mask)
        some, rest = with_headed_columns(*find_grids(several + listed), words)
        grids += some
        runs += [
            run
            for run in rest
            if not is_solid(run.spots)
            and (
                _goes_on(run, rest)
                or (
                    (not is_example(run.spots, share, readable=readable) or _is_of_a_block(run, rest))
                    and (readable or not may_be_letters(run, rest))
                )
            )
        ]
    written = [(grid, run) for run in runs for grid in grids if _is_written_above(run, grid)]
    return grids, [run for run in runs if not any(run is one for _, one in written)], written


def _is_written_above(run: Run, grid: Grid) -> bool:
    """Whether boxes of a row stand right above a grid, each over one of its columns: there the number is written by hand, and what is
    written hides the others.
    """
    over = 0 < grid.box.y - run.spots[0].box.y < ABOVE * run.spots[0].box.h
    return over and all(any(abs(spot.x - column[0].x) < ALIGNED_MM for column in grid.columns) for spot in run.spots)


def _goes_on(run: Run, others: list[Run]) -> bool:
    """Whether a list of options stands in one column with another list: then it is an item, and what is in its boxes are marks."""
    lists = (other for other in others if other is not run and other.vertical and len(other.spots) > 2)
    return run.vertical and len(run.spots) > 2 and any(abs(other.x - run.x) < ALIGNED_MM for other in lists)


def _is_of_a_block(run: Run, others: list[Run]) -> bool:
    """Whether rows above and below hold ink in the same outlines: the digits of a number, where all other outlines are empty."""
    block = [other for other in others if other is not run and not other.vertical and aligned(run, other)]
    return len(run.spots) >= BLOCK_WIDE and sum(2 * marked_share(other.spots) > 1 for other in block) >= BLOCK_HIGH
