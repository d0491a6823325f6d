"""One blank page → everything found on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from omr.learn.announced import announced
from omr.learn.apart import with_last_options
from omr.learn.bare import bare_letters
from omr.learn.beside import beside_rows
from omr.learn.blank import BlankPage, Word, union
from omr.learn.blanks import line_fields, number_entries
from omr.learn.blobs import blobs
from omr.learn.brackets import find_brackets
from omr.learn.codes import printed_code
from omr.learn.correct_grids import corrected_grids
from omr.learn.corrections import Corrections, corrected_outlines
from omr.learn.downward import with_downward_labels
from omr.learn.entries import Entry
from omr.learn.families import Spot, families, inked_share, is_example, is_solid, marked_share, rows, spots, stands_in, without_labels
from omr.learn.framed import without_framed_names
from omr.learn.frames import may_be_written_in, other_fields
from omr.learn.grids import ABOVE, ALIGNED_MM, Grid, aligned, find_grids, grid_title, with_headed_columns
from omr.learn.holes import holes
from omr.learn.identity import one_of_each
from omr.learn.ink import Parts, edges, ink, parts_of
from omr.learn.lattice import with_crossings
from omr.learn.leftward import leftward
from omr.learn.letter_runs import may_be_letters, without_strays
from omr.learn.lettered import lettered_cells, without_rings
from omr.learn.letters import in_word, without_zeros, zeros_told
from omr.learn.lined import lined_options
from omr.learn.listed import listed_letters
from omr.learn.lists import list_runs
from omr.learn.machine import without_machine_boxes
from omr.learn.marks import find_anchors, find_code, find_markers
from omr.learn.numbering import numbered
from omr.learn.option_labels import before_is_label, list_name, name_above, name_of, option_labels, run_name_words, text_boxes
from omr.learn.outlines import Outline, find_outlines, wide_ovals
from omr.learn.pale import pale_edges, pale_ink, shows_more
from omr.learn.parentheses import find_parentheses, opened
from omr.learn.parted import lists_parted, parted
from omr.learn.recognized import recognized
from omr.learn.rules import Line, find_combs, find_frames, find_rules, written_in, written_lines
from omr.learn.runs import Run, openings, row_runs, says_nothing
from omr.learn.siblings import find_siblings
from omr.learn.sideways import sideways, written_beside
from omr.learn.sizes import evened
from omr.learn.skipped import skipped_rows
from omr.learn.snap import printed_places, with_places
from omr.learn.statements import with_statements
from omr.learn.tables import answer_cells, hardly_wider, unsure_tables
from omr.learn.tails import with_tails
from omr.learn.titles import Heading, Phrase, heading, headlines, kind_of, names_a_version, phrases
from omr.learn.trailing import with_numbers_after
from omr.learn.transposed import may_be_columns
from omr.learn.unnumbered import without_unnumbered
from omr.learn.unread import unread_heading, unread_lines
from omr.learn.wording import is_sequence, item_name
from omr.learn.wrapped import in_order, with_wrapped
from omr.learn.written import without_versions
from omr.model.layout import Anchor, Box, Field, FieldKind, LayoutOption, Marker
from omr.model.page import Gray

NEAR = 4.0
"""Of its width: what stands further right of a list's outline, or ends before it, belongs to another column."""
FEW = 5
"""Items: where a page has fewer, there may be others in paler print."""
BLOCK_WIDE, BLOCK_HIGH = 4, 3
"""Outlines of a row, and further rows like it, that show labels and no examples of marks."""
ITEMS_OF_A_PART = 2
"""Headings that were recognized on a picture part it where there are so many items for each."""
GUTTER_MM = 5.0
"""Columns of text stand no nearer to each other."""
PALE = "the outlines are printed very pale; look whether the scanner shows them at all: a page is laid by them"
FORM_TITLE_MM = 9.0
"""The title of a bubbled form code stands right above it or on its line."""


@dataclass(frozen=True, slots=True, eq=False)
class Print:
    """A page's ink: generous, and ``sharp`` (strokes down to half of their darkness), which parts what blur joins."""

    parts: Parts
    sharp: Parts


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
    """What is told of letters to be circled that have no outline, and of lines to tick before letters."""
    tables: tuple[str, ...] = ()
    """What is told of tables whose empty cells nothing tells to be options."""


def find(page: BlankPage, corrections: Corrections, codes: tuple[str, ...] = ()) -> Found:
    """Everything on a blank page that a reader must know; ``codes`` are form codes to look for."""
    usual = Print(parts_of(ink(page.image)), parts_of(edges(page.image)))
    found = _found(page, usual, corrections, codes)
    few = len(found.entries) < FEW
    if not few and (page.readable or not _odd(found)):
        return found
    pale = pale_ink(page.image)
    if few and not shows_more(pale, usual.parts.mask):
        return found
    other = _found(page, Print(parts_of(pale), parts_of(pale_edges(page.image))), corrections, codes)
    if few:
        return replace(other, doubts=(*other.doubts, PALE)) if len(other.entries) > len(found.entries) else found
    return other if _odd(other) < _odd(found) and _count(other) > _count(found) else found


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
    parts, sharp = print_.parts, print_.sharp
    mask = parts.mask
    markers, code = find_markers(page.image), find_code(page.image)
    reserved = tuple(marker.box for marker in markers) + ((code,) if code else ())
    anchors = () if markers else find_anchors(page.image, page.size, reserved)
    reserved += tuple(anchor.box for anchor in anchors)
    known, zeros = _outlines(page, parts, sharp, reserved, corrections, missing)
    pointed = corrected_grids(known, corrections, page.number)
    outlines, told = without_machine_boxes(pointed.outlines, mask)
    doubts = [*pointed.doubts, *zeros_told(zeros), *told]
    words = _words(page, mask, outlines, reserved)
    outlines, versions = without_versions(outlines, words)
    combs = written_in(find_combs(outlines), words)
    cells = {id(cell) for comb in combs for cell in comb}
    lettered = lettered_cells(outlines, words, mask)
    outlines, zeros_in = without_rings(outlines, lettered)
    words += () if page.readable else zeros_in
    wide = (*answer_cells(outlines, words, every=every_table), *hardly_wider(outlines), *wide_ovals(outlines))
    candidates, outside = spots(tuple(one for one in outlines if id(one) not in cells), words, mask, wide, lettered)
    candidates, names = without_framed_names(candidates)
    outside += names
    empty = [comb for comb in combs if not any(stands_in(word.box, cell.box) for word in words for cell in comb)]
    grids, runs, written = _runs(candidates, outside, mask, empty, readable=page.readable)
    lines = phrases(_titles(page, outside))
    rules = find_rules(parts)
    numbers, other_lines = _written(page, rules, outside)
    frames = [one for one in find_frames(outlines, words) if may_be_written_in(one, outlines, wide, lines)]
    fields, unknown = other_fields(grids, combs, frames, lines, code)
    numbers_of = {id(word) for run in runs for word in run.before[-1:]}
    printed = printed_code([word for word in _titles(page, outside) if codes or id(word) not in numbers_of], codes) if page.words else None
    if printed:
        fields.append(Field(FieldKind.FORM_CODE, printed[1], printed=printed[0]))
    items, bubbled, leftover = _entries(page.number, leftward(with_numbers_after(runs, outside)), outside, lines)
    items, positions, told = sideways(items, lines)
    items, before = written_beside(items, positions)
    fields, unclear = one_of_each([*fields, *positions, *bubbled], page.number)
    fields += [*_written_fields(written, fields), *before]
    given = {one.kind for one in pointed.fields}
    fields = [*pointed.fields, *versions, *(field for field in fields if not (field.options and field.kind in given))]
    doubts += [*unknown, *told, *unclear]
    if not page.readable:
        items, fields, told = recognized(numbered(items, mask), fields, page, mask)
        doubts += [*told, *may_be_columns(runs, outside, page.number)]
    items, unnumbered, told = without_unnumbered(items, page.number, readable=page.readable)
    fields += unnumbered
    doubts += [*told, *([] if page.readable else skipped_rows(items, mask))]
    bare = _bare(page, outside, items, rules, mask)
    tables = unsure_tables(outlines, words, taken=every_table)
    items, fields = with_places([*items, *pointed.items], fields, printed_places(known, page.image, page.size))
    return Found(
        page,
        markers,
        anchors,
        (*fields, *line_fields(other_lines)),
        (*evened(items, sharp.mask), *numbers),
        _headings(page, outside, items, numbers),
        _unused(candidates, grids, [*runs, *(run for _, run in written)], leftover),
        (*doubts, *([bare] if bare else []), *tables),
        printed[0] if printed else "",
        bare,
        tuple(tables),
    )


def _words(page: BlankPage, mask: Gray, outlines: tuple[Outline, ...], reserved: tuple[Box, ...]) -> tuple[Word, ...]:
    """The page's words; where text is not read, the spots of print that are no outlines and no codes."""
    if page.readable:
        return opened(page.words, outlines)
    return tuple(word for word in blobs(mask, outlines) if not any(_touches(word.box, box) for box in reserved))


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


def _outlines(
    page: BlankPage, parts: Parts, sharp: Parts, reserved: tuple[Box, ...], corrections: Corrections, missing: tuple[Box, ...]
) -> tuple[tuple[Outline, ...], tuple[Outline, ...]]:
    """Outlines, brackets and parentheses, but for marks and codes; as corrected. Where text is read, those hidden by other print are
    looked for at places where they are ``missing``; else everywhere. And those that are taken for zeros of a text.
    """
    ovals = find_parentheses(parts, sharp)  # a 0 between two of them is their label
    outlines = (one for one in find_outlines(parts.mask) if not any(stands_in(one.box, oval.box) for oval in ovals))
    found = (*outlines, *find_brackets(parts, sharp), *ovals)
    free = tuple(one for one in found if not any(_touches(one.box, box) for box in reserved))
    known = corrected_outlines(free, corrections, page.number)
    if page.readable and not missing:
        return known, ()
    some = () if page.readable else find_siblings(parts.mask, known)
    some += tuple(
        one
        for one in (find_siblings(parts.mask, (*known, *some), small=True) if missing else ())
        if any(_touches(box, one.box) for box in missing)
    )
    hidden = tuple(one for one in some if not any(_touches(one.box, box) for box in reserved))
    if page.readable:
        return corrected_outlines((*free, *hidden), corrections, page.number), ()
    print_ = blobs(parts.mask, known)
    kept, hidden = without_zeros(free, print_), tuple(one for one in hidden if not in_word(one, print_))
    zeros = tuple(one for one in free if not any(one is other for other in kept))
    crossed = with_crossings(parts.mask, (*kept, *hidden))
    return without_labels(corrected_outlines(crossed, corrections, page.number)), zeros


def _headings(page: BlankPage, outside: list[Word], items: list[Entry], numbers: list[Entry]) -> tuple[Heading, ...]:
    """Lines of print that open a part of the page: none stands on the row of an item's options."""
    if not items and not numbers:
        return ()
    read = [heading(line) for line in headlines(_titles(page, outside)) if not _on_row(line.box, items)] if page.words else []
    found = [one for one in read if one]
    parts = ITEMS_OF_A_PART * len(found) <= len(items) + len(numbers)  # else they are questions, of which some were not recognized
    if page.readable or (found and parts):
        return tuple(found)
    unread = [unread_heading(line, items) for line in unread_lines(outside, items) if not _on_row(line.box, items)]
    return tuple(one for one in unread if one)


def _unused(candidates: list[Spot], grids: list[Grid], runs: list[Run], leftover: list[Run]) -> tuple[Box, ...]:
    """Outlines of an option's size that came into no item and no grid."""
    used = {spot.box for run in runs for spot in run.spots} - {spot.box for run in leftover for spot in run.spots}
    used |= {spot.box for grid in grids for column in grid.columns for spot in column}
    return tuple(spot.box for spot in candidates if spot.box not in used)


def _touches(a: Box, b: Box) -> bool:
    x, y = a.centre
    return b.x - 0.5 < x < b.x + b.w + 0.5 and b.y - 0.5 < y < b.y + b.h + 0.5


def _runs(
    candidates: list[Spot], words: list[Word], mask: Gray, combs: list[list[Outline]], *, readable: bool
) -> tuple[list[Grid], list[Run], list[tuple[Grid, Run]]]:
    """Grids and runs of all families, without examples of marks; and the runs that are no items, each with the grid below it. ``combs``
    are the rows of empty boxes that share their walls.
    """
    grids: list[Grid] = []
    runs: list[Run] = []
    share = inked_share(candidates)
    lines = phrases(words)
    for family in families(candidates):
        begun = openings(family, candidates, lines)
        known = {id(spot) for spot in family}
        others = [spot for spot in candidates if id(spot) not in known]
        across = lists_parted([run for row in rows(family) for run in row_runs(row, words, begun, others)])
        across = with_wrapped(with_last_options(parted(across if readable else without_strays(across))), words)
        singles = [run for run in across if len(run.spots) == 1]
        beside = beside_rows(singles, runs)
        listed = [*list_runs([run for run in singles if id(run) not in beside], words), *(run for run in singles if id(run) in beside)]
        several = [run for run in across if len(run.spots) > 1]
        some, rest = with_headed_columns(*find_grids((several if readable else with_downward_labels(several, mask, combs)) + listed), words)
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


def _written_fields(written: list[tuple[Grid, Run]], fields: list[Field]) -> list[Field]:
    """Boxes to write in above a grid ask for what the grid asks: whoever must not be named must not be named there either."""
    kinds = {option.box: field.kind for field in fields for option in field.options}
    asked = [(kinds.get(grid.columns[0][0].box), run) for grid, run in written]
    return [Field(kind, union([spot.box for spot in run.spots])) for kind, run in asked if kind]


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


def _on_row(box: Box, entries: list[Entry]) -> bool:
    """Whether print stands on the line of an item's options; beside a list, only what begins near to one of them."""
    middle = box.y + box.h / 2
    level = ((entry, one.box) for entry in entries for one in entry.outlines if abs(middle - one.box.centre[1]) < 0.7 * one.box.h)
    return any(not entry.vertical or one.x - box.w < box.x < one.x + NEAR * one.w for entry, one in level)


def _entries(page: int, runs: list[Run], words: list[Word], lines: list[Phrase]) -> tuple[list[Entry], list[Field], list[Run]]:
    """Items of runs with several options, bubbled form codes, and runs of a single outline."""
    items: list[Entry] = []
    bubbled: list[Field] = []
    leftover: list[Run] = []
    single: list[Entry] = []
    runs_speak = any(word.text for word in words) and 2 * sum(map(says_nothing, runs)) < len(runs)
    for run in runs:
        labels, read = option_labels(run, words)
        name = name_above(run, words) or list_name(run, words) or name_of(run_name_words(run, labels), vertical=run.vertical)
        ordered, labels = in_order(run, labels)
        outlines = tuple(spot.outline for spot in run.spots)
        box = union([one.box for one in outlines])
        if len(run.spots) == 1 or (not read and runs_speak and says_nothing(run)):
            leftover.append(run)
            asked = "" if _line_before(run) else name  # not by what stands in the column beside
            single += [_entry(page, run, asked, labels, read=read)] if len(run.spots) == 1 and not _has_text_before(run) else []
        elif not name and (title := _version_title(run, labels, box, lines)):
            bubbled.append(Field(FieldKind.FORM_CODE, box, printed=title, options=_options(outlines, labels)))
        else:
            items.append(_entry(page, ordered, name, labels, read=read))
    items = with_statements([entry for entry in with_tails([*items, *single], lines) if len(entry.outlines) > 1], words)
    taken = {one.box for entry in items for one in entry.outlines}
    leftover = [run for run in leftover if run.spots[0].box not in taken]
    return items, bubbled, leftover


def _entry(page: int, run: Run, name: str, labels: tuple[str, ...], *, read: bool) -> Entry:
    outlines = tuple(spot.outline for spot in run.spots)
    text, inked = text_boxes(run, name), marked_share(run.spots)
    headless = (run.vertical or len(outlines) == 1) and not run.before
    return Entry(page, name, outlines, labels, read=read, vertical=run.vertical, text=text, inked=inked, headless=headless)


def _line_before(run: Run) -> list[Word]:
    """What is printed before a run on its own line, not above it."""
    return [word for word in run.before if word.middle > run.spots[0].box.y]


def _has_text_before(run: Run) -> bool:
    """Whether something is printed right before an outline, not in another column, but for the letter that calls it, "a) ☐ an answer"."""
    near = [word for word in _line_before(run) if run.spots[0].box.x - word.right < GUTTER_MM]
    names = [item_name(word.text) for word in near]
    return bool(near) and not (len(near) == 1 and names[0] is not None and names[0].style != "digit")


def _version_title(run: Run, labels: tuple[str, ...], box: Box, lines: list[Phrase]) -> str:
    """What says, before a run or above it, that it tells the form; "" where nothing does."""
    words = run.before[:-1] if before_is_label(run, labels) else run.before
    before = [line.text for line in phrases(list(words))[-1:] if is_sequence(labels) and names_a_version(line.text)]
    above = grid_title(box, lines, FORM_TITLE_MM)
    return before[0] if before else above if kind_of(above) is FieldKind.FORM_CODE else ""


def _options(outlines: tuple[Outline, ...], labels: tuple[str, ...]) -> tuple[LayoutOption, ...]:
    return tuple(LayoutOption(label, one.shape, one.box) for label, one in zip(labels, outlines, strict=True))
