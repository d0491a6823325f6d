"""One blank page → everything found on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf

from omr.learn.corrections import Corrections
from omr.learn.doubts.announced import announced
from omr.learn.doubts.bare import bare_letters
from omr.learn.doubts.boxed import without_boxed_numbers, without_row_numbers
from omr.learn.doubts.digit_rows import digit_rows
from omr.learn.doubts.examples import without_filled
from omr.learn.doubts.holes import holes
from omr.learn.doubts.left_out import steps_left_out
from omr.learn.doubts.leftward import may_be_read_leftward
from omr.learn.doubts.lined import lined_options
from omr.learn.doubts.listed import listed_letters, without_answers
from omr.learn.doubts.on_rows import outlines_on_rows
from omr.learn.doubts.own_numbers import own_numbers
from omr.learn.doubts.paired import paired_rows
from omr.learn.doubts.skipped import skipped_rows
from omr.learn.doubts.unnumbered import without_unnumbered
from omr.learn.items.blanks import line_fields, number_entries
from omr.learn.items.numbering import numbered
from omr.learn.items.recognized import Seen, recognized
from omr.learn.items.unread import unread_heading, unread_lines
from omr.learn.outlines.dotted import dotted_ink
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.families import INKED, rows, without_inner
from omr.learn.outlines.outlines import Outline
from omr.learn.outlines.pale import adds_outlines, pale_edges, pale_ink, shows_more
from omr.learn.outlines.read_letters import is_read
from omr.learn.outlines.rules import Line, find_frames, find_rules, written_lines
from omr.learn.outlines.shaded import shaded_ink
from omr.learn.outlines.sizes import evened
from omr.learn.outlines.snap import printed_places, with_places
from omr.learn.outlines.tables import unsure_tables
from omr.learn.paper.blank import BlankPage, Word, union
from omr.learn.paper.erased import words_beside
from omr.learn.paper.ink import edges, ink, parts_of
from omr.learn.reread import items_amid, reread
from omr.learn.rows.figures import without_tables_of_numbers
from omr.learn.rows.frames import may_be_written_in, other_fields, without_options
from omr.learn.rows.grids import Grid
from omr.learn.rows.lettered import unlike_cells
from omr.learn.rows.points import without_points
from omr.learn.rows.runs import Run
from omr.learn.rows.sideways import sideways, written_beside
from omr.learn.rows.transposed import may_be_columns
from omr.learn.shown import Print, Shown, shown
from omr.learn.words.codes import printed_code
from omr.learn.words.identity import one_of_each
from omr.learn.words.titles import Heading, Phrase, heading, headlines, phrases, usual_height
from omr.learn.words.wording import item_name
from omr.model.layout import Anchor, Box, Field, FieldKind, Marker
from omr.model.page import Gray

NEAR = 4.0
"""Of its width: what stands further right of a list's outline, or ends before it, belongs to another column."""
ASKED_MM, GUTTER_MM = 25.0, 5.0
"""A question of four lines has its options no further below; columns of questions stand no nearer to each other."""
FEW = 5
"""Items: where a page has fewer, there may be others in paler print."""
ITEMS_OF_A_PART = 2
"""Headings that were recognized on a picture part it where there are so many items for each."""
LOOSE = 3
"""Rows that are in no item and are read all the same."""
LEVEL = 0.7
"""Of an outline's height: what stands on its line is off its middle by no more."""
SHADED = "the options are shaded without an outline; look whether the scanner shows them at all: a page is laid by them"
DOTTED = "the outlines are dotted; look whether the scanner shows them at all: a page is laid by them"
PALE = "the outlines are printed very pale; look whether the scanner shows them at all: a page is laid by them"


@dataclass(frozen=True, slots=True)
class Found:
    """What one page holds. ``unused`` are outlines of an option's size that belong to nothing."""

    page: BlankPage
    markers: tuple[Marker, ...]
    anchors: tuple[Anchor, ...]
    fields: tuple[Field, ...]
    entries: tuple[Entry, ...]
    headings: tuple[Heading, ...]
    unused: tuple[Box, ...]
    doubts: tuple[str, ...]
    code: str = ""
    """The form code printed on it."""
    bare: str = ""
    """What is told of print that stands where options might, and is none: letters to be circled that have no outline, lines to tick before
    letters, boxes with the items' numbers.
    """
    tables: tuple[str, ...] = ()
    """What is told of tables whose empty cells nothing tells to be options."""


def find(page: BlankPage, corrections: Corrections, codes: tuple[str, ...] = ()) -> Found:
    """Everything on a blank page that a reader must know; ``codes`` are form codes to look for."""
    usual = Print(parts_of(ink(page.image)), parts_of(edges(page.image)))
    found = _found(page, usual, corrections, codes)
    few = len(found.entries) < FEW
    if not few and page.readable:
        return found
    if not found.entries and (other := _unlined(page, usual, corrections, codes)):
        return other
    pale = pale_ink(page.image)
    more = not few and adds_outlines(pale, usual.parts.mask)
    if not more and not (shows_more(pale, usual.parts.mask) if few else _odd(found)):
        return found
    other = _found(page, Print(parts_of(pale), parts_of(pale_edges(page.image))), corrections, codes)
    if few:
        return replace(other, doubts=(*other.doubts, PALE)) if len(other.entries) > len(found.entries) else found
    if more and _odd(other) <= _odd(found) and _count(other) > _count(found):
        return replace(other, doubts=(*other.doubts, PALE))
    return other if _odd(other) < _odd(found) and _count(other) >= _count(found) else found


def _unlined(page: BlankPage, usual: Print, corrections: Corrections, codes: tuple[str, ...]) -> Found | None:
    """What is found on a page whose options have no line around them, but shading or dots; None where few items are."""
    for told, look in ((DOTTED, partial(dotted_ink, usual.parts)), (SHADED, partial(shaded_ink, page.image))):
        mask = look()
        found = _found(page, Print(parts_of(mask), parts_of(mask)), corrections, codes) if mask is not None else None
        if found and len(found.entries) >= FEW:
            return replace(found, doubts=(*found.doubts, told))
    return None


def _odd(found: Found) -> int:
    """How many rows have fewer or more options than most: where a thin outline is broken, paler ink closes it."""
    counts = Counter(len(entry.outlines) for entry in found.entries if entry.outlines and not entry.vertical)
    return counts.total() - max(counts.values(), default=0)


def _count(found: Found) -> int:
    return sum(len(entry.outlines) for entry in found.entries)


def _found(page: BlankPage, print_: Print, corrections: Corrections, codes: tuple[str, ...]) -> Found:
    """Everything that a page's ink shows, with a second look where options are announced."""
    found = _find(page, print_, corrections, codes, ())
    if not found.entries and found.tables:  # a form has items: cells that nothing tells to be answers are them, where nothing else is
        return _find(page, print_, corrections, codes, (), every_table=True)
    missing = announced(found.entries, page.words if page.readable else ())
    if lacking := [*missing, *holes(found.entries)]:  # an outline that touches a frame, or is broken, is none at first sight
        found = _find(page, print_, corrections, codes, tuple(lacking))
        missing = announced(found.entries, page.words if page.readable else ())
    if not missing:
        return found
    first = missing[0].centre
    told = f"{len(missing)} options have a heading above them and no outline, the first at {first[0]:.0f}, {first[1]:.0f} mm; `add` them"
    return replace(found, doubts=(*found.doubts, told))


def _find(
    page: BlankPage,
    print_: Print,
    corrections: Corrections,
    codes: tuple[str, ...],
    missing: tuple[Box, ...],
    *,
    every_table: bool = False,
) -> Found:
    """The same, looking closer at places where outlines are ``missing``; the empty cells of ``every_table`` are options, whatever heads
    it.
    """
    seen = shown(page, print_, corrections, missing, every_table=every_table)
    mask, rules = print_.parts.mask, find_rules(print_.parts)
    read = page.words
    page = page if page.readable else replace(page, words=words_beside(page, [spot.box for spot in seen.candidates]))
    lines = phrases(_titles(page, seen.outside))
    numbers, other_lines = _written(page, rules, seen.outside)
    fields, printed, unknown = _fields(page, seen, lines, codes)
    items, fields, leftover, told = _items(page, seen, lines, fields, mask, read)
    items, boxed = without_boxed_numbers(items)
    items, row_numbers = without_row_numbers(items, seen.outlines, seen.words)
    unlike = unlike_cells(seen.outlines, seen.words, mask, _options(seen))
    bare = "; ".join(told for told in (boxed, row_numbers, _bare(page, seen.outside, items, rules, mask), unlike) if told)
    tables = tuple(unsure_tables(seen.outlines, seen.words, taken=every_table, read=() if page.readable else read))
    used = {spot.box for entry in items for spot in entry.outlines}  # a second look may have found some to be options
    used |= {option.box for field in fields for option in field.options}
    unused = without_inner([box for box in _unused(seen, leftover) if box not in used], [one for entry in items for one in entry.outlines])
    items, fields = with_places([*items, *seen.pointed.items], fields, printed_places(seen.known, page.image, page.size))
    return Found(
        page,
        seen.markers,
        seen.anchors,
        (*fields, *line_fields(other_lines)),
        (*evened(items, print_.sharp.mask), *numbers),
        _headings(page, seen.outside, items, numbers),
        unused,
        (*seen.doubts, *unknown, *told, *([bare] if bare else []), *tables),
        printed,
        bare,
        tables,
    )


def _fields(page: BlankPage, seen: Shown, lines: list[Phrase], codes: tuple[str, ...]) -> tuple[list[Field], str, list[str]]:
    """Fields for what is bubbled or written once a sheet, the form code that is printed, and what is told of fields without a title."""
    cells = (*seen.wide, *(spot.outline for run in seen.runs for spot in run.spots if spot.outline.cell))
    frames = [one for one in find_frames(seen.outlines, seen.words) if may_be_written_in(one, seen.outlines, cells, lines)]
    combs = without_options(seen.combs, [spot.box for run in seen.runs for spot in run.spots], seen.words)
    fields, unknown = other_fields(seen.grids, combs, frames, lines, seen.code)
    numbers_of = {id(word) for run in seen.runs for word in run.before[-1:]}
    words = [word for word in _titles(page, seen.outside) if codes or id(word) not in numbers_of]
    printed = printed_code(words, codes) if page.words else None
    if printed:
        fields.append(Field(FieldKind.FORM_CODE, printed[1], printed=printed[0]))
    return fields, printed[0] if printed else "", unknown


def _items(
    page: BlankPage, seen: Shown, lines: list[Phrase], fields: list[Field], mask: Gray, read: Sequence[Word]
) -> tuple[list[Entry], list[Field], list[Run], list[str]]:
    """The items, the fields with those that rows of items turned out to be, the runs that are neither, and all that is doubtful. ``read``
    are the words that were recognized with all that the outlines hold.
    """
    runs, figures_told = without_tables_of_numbers(seen.runs, page.number)
    items, bubbled, leftover = items_amid(page.number, runs, seen.outside, lines)
    items, positions, told = sideways(items, lines, seen.outside, mask)
    items, before = written_beside(items, positions)
    items, points, points_told = without_points(items, seen.outside, page.number)
    fields, unclear = one_of_each([*fields, *positions, *bubbled], page.number)
    fields += [*_written_fields(seen.written, fields), *before]
    given = {one.kind for one in seen.pointed.fields}
    fields = [*seen.pointed.fields, *seen.versions, *(field for field in fields if not (field.options and field.kind in given))]
    doubts = [*figures_told, *told, *points_told, *unclear]
    if not page.readable:
        worded = _without_read(seen, leftover, read)
        look = Seen(worded.candidates, seen.outside, partial(reread, page.number, worded, mask), lines, _loose_rows(seen, leftover))
        items, fields, told = recognized(numbered(items, mask), fields, page, mask, look)
        fields, unclear = one_of_each(fields, page.number)
        doubts += [one for one in unclear if one not in doubts]
        doubts += [*told, *may_be_columns(seen.runs, seen.outside, page.number), *may_be_read_leftward(seen.runs)]
    items, told = without_filled(items, mask, page.number)
    doubts += told
    items, unnumbered, told = without_unnumbered(items, page.number, readable=page.readable)
    doubts += [*told, *([] if page.readable else [*skipped_rows(items, mask), *steps_left_out(items), *digit_rows(items, page.number)])]
    doubts += [] if page.readable else outlines_on_rows(items, seen.known, read, mask)
    doubts += [*paired_rows(items, page.number), *own_numbers(items, seen.outside, page.number)]
    return items, [*fields, *points, *unnumbered], leftover, doubts


def _written(page: BlankPage, rules: tuple[Box, ...], outside: list[Word]) -> tuple[list[Entry], list[Line]]:
    """Number items and the other lines to write on; on a picture by the words that were recognized, unless these tell of fewer blanks."""
    numbers, others = number_entries(page.number, written_lines(rules, outside))
    if page.readable or not page.words:
        return numbers, others
    read, named = number_entries(page.number, written_lines(rules, list(page.words)))
    best = read if sum(len(one.blanks) for one in read) >= sum(len(one.blanks) for one in numbers) else numbers
    taken = {blank.box for entry in best for blank in entry.blanks}
    lines = {line.box: line for line in (*others, *named)}
    return best, [line for box, line in lines.items() if box not in taken]


def _titles(page: BlankPage, outside: list[Word]) -> list[Word]:
    """The words that may name fields; on a picture, those that were recognized."""
    return outside if page.readable or not page.words else list(page.words)


def _bare(page: BlankPage, outside: list[Word], items: list[Entry], rules: tuple[Box, ...], mask: Gray) -> str:
    """What is told of letters to be circled that have no outline, and of lines to tick before letters."""
    letters = bare_letters([word for word in outside if not _on_row(word.box, items)], mask)
    others = (lined_options(outside, rules), listed_letters(outside, items)) if page.readable else ()
    return "; ".join(told for told in (letters, *others) if told)


def _headings(page: BlankPage, outside: list[Word], items: list[Entry], numbers: list[Entry]) -> tuple[Heading, ...]:
    """Lines of print that open a part of the page: none stands on the row of an item's options."""
    if not items and not numbers:
        return ()
    lines = without_answers(headlines(_titles(page, outside)), outside, items) if page.words else []
    usual = usual_height(lines) if page.readable else inf
    opening = [line for line in lines if heading(line, usual)]
    free = [line for line in opening if not _names_a_row(line, items)]
    read = [heading(line, usual) for line in free if not _on_row(line.box, items) or _asks_beside(line, opening, items)]
    found = [one for one in read if one]
    parts = ITEMS_OF_A_PART * len(found) <= len(items) + len(numbers)  # else they are questions, of which some were not recognized
    if page.readable or (found and parts):
        return tuple(found)
    unread = [unread_heading(line, items) for line in unread_lines(outside, items) if not _on_row(line.box, items)]
    return tuple(one for one in unread if one)


def _options(seen: Shown) -> set[Box]:
    """Outlines that came into runs and grids."""
    runs = {spot.box for run in (*seen.runs, *(run for _, run in seen.written)) for spot in run.spots}
    return runs | {spot.box for grid in seen.grids for column in grid.columns for spot in column}


def _unused(seen: Shown, leftover: list[Run]) -> tuple[Box, ...]:
    """Outlines of an option's size that came into no item and no grid."""
    used = _options(seen) - {spot.box for run in leftover for spot in run.spots}
    return tuple(spot.box for spot in seen.candidates if spot.box not in used)


def _without_read(seen: Shown, leftover: list[Run], words: Sequence[Word]) -> Shown:
    """What was seen but for outlines that came into no item and no grid, and are read as characters: a list is told by all of its words."""
    loose = set(_unused(seen, leftover))
    kept = [spot for spot in seen.candidates if not (spot.box in loose and is_read(spot.outline, words))]
    return replace(seen, candidates=kept)


def _loose_rows(seen: Shown, leftover: list[Run]) -> list[tuple[Outline, ...]]:
    """Rows of outlines that hold ink and came into no item and no grid: examples of marks, or a version's letters."""
    loose = set(_unused(seen, leftover))
    found = rows([spot for spot in seen.candidates if spot.box in loose and spot.inked > INKED])
    return [tuple(spot.outline for spot in row) for row in found if len(row) > 1][:LOOSE]


def _written_fields(written: list[tuple[Grid, Run]], fields: list[Field]) -> list[Field]:
    """Boxes to write in above a grid ask for what the grid asks: whoever must not be named must not be named there either."""
    kinds = {option.box: field.kind for field in fields for option in field.options}
    asked = [(kinds.get(grid.columns[0][0].box), run) for grid, run in written]
    return [Field(kind, union([spot.box for spot in run.spots])) for kind, run in asked if kind]


def _on_row(box: Box, entries: list[Entry]) -> bool:
    """Whether print stands on the line of an item's options; beside a list, only what begins near to one of them."""
    level = ((entry, one.box) for entry in entries for one in entry.outlines if _is_level(box, one.box))
    return any(not entry.vertical or one.x - box.w < box.x < one.x + NEAR * one.w for entry, one in level)


def _names_a_row(line: Phrase, entries: list[Entry]) -> bool:
    """Whether the number that begins a line is that of a row of options beside it, whose statement takes several lines."""
    name = item_name(line.words[0].text)
    for entry in entries:
        beside = not entry.vertical and line.box.x + line.box.w < entry.box.x
        level = entry.box.y < line.box.y + line.box.h and line.box.y < entry.box.y + entry.box.h
        if beside and (line.words[0].box in entry.text or (level and name is not None and name == item_name(entry.printed))):
            return True
    return False


def _is_level(box: Box, outline: Box) -> bool:
    return abs(box.y + box.h / 2 - outline.centre[1]) < LEVEL * outline.h


def _asks_beside(line: Phrase, opening: list[Phrase], entries: list[Entry]) -> bool:
    """Whether a line on the row of another column's options is a question: options stand below it with no other line that opens anything
    between, and white parts it from those on its row.
    """
    box, left, right = line.box, line.box.x, line.box.x + line.box.w
    below = [one.top for one in entries if 0 < one.top - box.y - box.h < ASKED_MM and left < one.box.x < right]
    between = (other.box for other in opening if box.y < other.box.y < min(below, default=0.0))
    if not below or any(other.x < right and left < other.x + other.w for other in between):
        return False
    level = [entry for entry in entries if any(_is_level(box, one.box) for one in entry.outlines)]
    own = {word.box for word in line.words}  # what stands on an item's row may have been taken for what its last option says
    ends = [(entry.box.x, max(one.x + one.w for one in (entry.box, *entry.text) if one not in own)) for entry in level]
    return all(right < start - GUTTER_MM or left > end + GUTTER_MM for start, end in ends)
