"""How far a page can be trusted to show what was marked on it, judged by all of its items at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from statistics import median
from types import MappingProxyType

from omr.interpret.bare import OVER, printed_around
from omr.interpret.circles import is_partly_circled
from omr.interpret.clean import Clean, clean_of
from omr.interpret.habit import PEAK
from omr.interpret.lost import are_lost, gone, perhaps_lost, unseen_sorts
from omr.interpret.marks import Seen, is_certain
from omr.interpret.neighbours import ALL_APART, Cell
from omr.interpret.sorts import Sort
from omr.model.calibration import Thresholds
from omr.model.exam import ItemRef
from omr.model.page import BoxEvidence, PageEvidence
from omr.model.response import Mark

ALL_OVER_ITEMS, ALL_OVER = 5, 0.5
"""Items, and share of a page's items, with several marks from which they are no student's answers: a stamp, a scribble, a wrong page."""
TROUBLED, SEVERAL = 0.4, 0.05
"""Share of so many items with several marks or none that is certain from which the few others are no certain answers either; but not where
more are certain than those, and fewer than one in twenty have several: a double mark on a page of light pencil is the student's own.
"""
OFTEN = 0.75
"""Share of a page's marks that reach less far out than the others, which are then as usual."""
LONE, LONE_AMONG = 4, 10
"""So few certain answers among so many items are none: dirt and a grader's strokes are more frequent than such a student."""
CUT, CUT_SHARE = 3, 0.1
"""Items, and share of a page's items with a mark, beside whose marks a part of a circle runs around another box from which it is
doubtful whether any mark is one. Of 420 simulated pages none is asked about for it."""
LINE, LINE_DEPTH, LINE_EMPTY = "line ", 40.0, 0.25
"""How ``omr.read`` names boxes on a scanner's line; grey values by which it is darker than paper from which it may pass for a mark; and
the share of the boxes on it that look empty all the same, from which it does not."""
GUESSED = 0.1
"""Darkness inside the boxes that was only guessed to be print, from which a page without any mark is perhaps one marked all over."""
STRAY = 0.012
"""mm² of ink further around a row without a mark from which it is no certain omission: the little that a mark upon a printed heading leaves
beside its letters. Clean paper has 0.00; of 1,169 simulated `everyday` omissions one in twelve shows as much, one in eighteen 0.03.
"""
MORE_STRAY, MOST_STRAY, STRAY_AMONG = 3.0, 0.1, 10
"""Times what is usual around the page's rows that are looked at, where they are so many, that it must be besides: print that stands off its
place shows around all of them. More than that many mm² is a mark all the same: somebody may mark beside every box."""
RIM, RIM_MORE, RIM_FLOOR = "rim ", 1.5, 0.05
"""How ``omr.read`` names boxes on which a shadow ends; and how dark its rim can be, over the light that the shadow takes, besides noise: on
the page whose rims were read as marks, at most 1.0 times that.
"""
NO_RIM = -1.0
"""Elsewhere: a circle drawn around a box leaves a darkness of 0 inside, and is no rim either."""
SHARED, MORE_SHARED = 0.05, 2.0
"""mm² of ink around an empty box of an answered item, and times what nine in ten of the page's have, from which it may belong to an item
close to it that has no mark: three of eight such marks in 60,000 `everyday` responses, for two questions; real pages ask hardly another.
"""
RUN, RUN_CROSSED, CROSSED_SHARE = 4, 2, 0.4
"""So many boxes below each other that are all marked are perhaps crossed by a line, where so many of their rows, and that share, are
marked in another box too: who marks the same option again and again marks no other."""


@dataclass(frozen=True, slots=True)
class Sight:
    """``all`` doubts every item of a page, ``empty`` each that looks omitted, ``marked`` each with a mark, ``crossed`` each with one
    there.
    """

    all: str = ""
    empty: str = ""
    marked: str = ""
    clean: Clean = field(default_factory=Clean)
    out: float = 0.0
    """mm² of ink around its box that a quarter of the page's marks have: so far out this student writes without meaning anything."""
    stray: float = STRAY
    """mm² of ink further around a row without a mark from which it is no certain omission."""
    printed: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """By section and label: mm² of ink around a box up to which it is what the page prints around the boxes of that column."""
    over: Mapping[Cell, float] = field(default_factory=dict)
    """mm² of ink around an empty box up to which it is what reaches over from the marks of other items close to it."""
    reach: Mapping[Cell, float] = field(default_factory=dict)
    """mm² of ink that such marks, those that lie mostly in their own boxes, leave around those: more of it cannot reach over."""
    crossed: frozenset[tuple[ItemRef, str]] = frozenset()
    shaded: Mapping[str, float] = field(default_factory=dict)
    """The boxes, as ``SECTION:ITEM:LABEL``, on which a shadow ends, and how dark its rim is at most: what is darker is no rim."""
    shared: frozenset[ItemRef] = frozenset()
    """The items without a mark beside which something is written that looks like another item's."""
    unseen: frozenset[ItemRef] = frozenset()
    """The items in boxes of a sort whose marks the scan may have lost, though it shows those in others."""
    gone: frozenset[ItemRef] = frozenset()
    """The items among its marks whose own a scan in black and white may have lost."""
    quality: Mapping[str, float] = field(default_factory=dict)
    """What was measured of the page as a whole, by name."""


def sight(
    page: PageEvidence,
    items: Mapping[ItemRef, Sequence[Seen]],
    single: frozenset[ItemRef],
    limits: Thresholds,
    close: Mapping[Cell, Sequence[Cell]] = ALL_APART.close,
    alone: Mapping[ItemRef, Sequence[Seen]] | None = None,
    sorts: Mapping[ItemRef, Sort] = MappingProxyType({}),
) -> Sight:
    """Judge a page by all of its items; ``single`` are those in which one mark is an answer and several are none; ``close`` says
    which boxes stand close to which. ``alone`` is what the readers saw in the items without the help of the student's habit, if that is
    another: where they hesitate so often a mark may be lost altogether, however like its others it was. ``sorts`` says of what sort each
    item's boxes are.
    """
    quality = dict(page.quality)
    items = {ref: seen for ref, seen in items.items() if seen}
    exclusive = {ref: seen for ref, seen in items.items() if ref in single}
    whole = "; ".join(page.doubts) or _overfull(list(exclusive.values())) or _hidden(quality, items, lost=are_lost(page, items, limits))
    if whole:
        return Sight(all=f"the page as a whole: {whole}")
    clean = clean_of(items)
    plain = items if alone is None else {ref: alone[ref] for ref in items}
    return Sight(
        empty=perhaps_lost(page, plain, clean, limits),
        marked=_lonely(items) or _cut_by_circles(items),
        clean=clean,
        out=_out(items),
        shaded=_shaded(quality),
        shared=_shared(items, close, clean.outside),
        unseen=unseen_sorts(page, items, sorts),
        gone=gone(page, plain),
        stray=_stray(quality),
        printed=printed_around(items),
        over=_over(items, close, OVER, lambda one: one.mark is not Mark.EMPTY),
        reach=_over(items, close, 1.0, lambda one: one.mark is Mark.MARKED and one.outside <= one.ink),
        crossed=_crossed(exclusive) | _lined(quality, items),
        quality=quality,
    )


def lit(pages: Iterable[PageEvidence]) -> Iterator[BoxEvidence]:
    """The boxes of some pages that tell how a student marks: not those on which a shadow ends."""
    for page in pages:
        dark = _shaded(dict(page.quality))
        yield from (box for box in page.boxes if not dark or not _is_rim(box, dark))


def _is_rim(box: BoxEvidence, dark: Mapping[str, float]) -> bool:
    return bool(box.features) and box.features[PEAK] <= dark.get(f"{box.section}:{box.item}:{box.label}", NO_RIM)


def _shaded(quality: Mapping[str, float]) -> Mapping[str, float]:
    """The boxes, as ``SECTION:ITEM:LABEL``, whose paper shows the end of a shadow, like a stroke; and how dark that can be at most."""
    return {name.removeprefix(RIM): RIM_MORE * (1 - light) + RIM_FLOOR for name, light in quality.items() if name.startswith(RIM)}


def _overfull(items: Sequence[Sequence[Seen]]) -> str:
    """Why a page shows too much to be a student's answers."""
    several = [sum(one.mark is Mark.MARKED for one in seen) > 1 for seen in items]
    if sum(several) >= max(ALL_OVER_ITEMS, ALL_OVER * len(items)):
        return "most of its items show several marks, as if something lay or was drawn over it"
    troubled = [many or any(one.mark is Mark.UNSURE for one in seen) for many, seen in zip(several, items, strict=True)]
    certain = sum(is_certain(seen) for many, seen in zip(several, items, strict=True) if not many)
    own = sum(several) < SEVERAL * len(items) and certain > sum(troubled)
    if any(several) and not own and sum(troubled) >= max(ALL_OVER_ITEMS, TROUBLED * len(items)):
        return "in most of its items nothing is certain, as if its marks were very light, or something lay or was drawn over it"
    return ""


def _hidden(quality: Mapping[str, float], items: Mapping[ItemRef, Sequence[Seen]], *, lost: bool) -> str:
    """Why a page may hold marks that are not to be seen."""
    if quality.get("guessed", 0.0) >= GUESSED and all(one.mark is Mark.EMPTY for seen in items.values() for one in seen):
        return "all of its boxes show the same, print or marks; a reference picture in the layout would tell"
    return "the scan is so pale that many of its marks are lost or hardly to be seen" if lost else ""


def _out(items: Mapping[ItemRef, Sequence[Seen]]) -> float:
    marked = sorted(one.outside for seen in items.values() for one in seen if one.mark is Mark.MARKED)
    return marked[int(OFTEN * (len(marked) - 1))] if marked else 0.0


def _shared(items: Mapping[ItemRef, Sequence[Seen]], close: Mapping[Cell, Sequence[Cell]], clean: float) -> frozenset[ItemRef]:
    """The items without a mark close to whose boxes something is written around an empty one of another item that is answered, and no
    marked box stands so close that it may have come from there.
    """
    seen = {(ref, one.label): one for ref, those in items.items() for one in those}
    least = max(SHARED, MORE_SHARED * clean)
    shown = {cell for cell, one in seen.items() if one.mark is not Mark.EMPTY}
    answered = {ref for ref, those in items.items() if is_certain(those)}
    written = [cell for cell, one in seen.items() if one.outside >= least and cell[0] in answered and cell not in shown]
    written = [cell for cell in written if shown.isdisjoint(close.get(cell, ()))]
    beside = {ref for cell in written for ref, _ in close.get(cell, ()) if ref != cell[0]}
    return frozenset(ref for ref in beside if all(one.mark is Mark.EMPTY for one in items.get(ref, ())))


def _over(
    items: Mapping[ItemRef, Sequence[Seen]], close: Mapping[Cell, Sequence[Cell]], share: float, wanted: Callable[[Seen], bool]
) -> Mapping[Cell, float]:
    """mm² of ink that the ``wanted`` marks of other items leave close to each box: a ``share`` of what lies around their own."""
    around = {(ref, one.label): one.outside for ref, those in items.items() for one in those if wanted(one)}
    found: defaultdict[Cell, float] = defaultdict(float)
    for cell, outside in around.items():
        for near in close.get(cell, ()):
            if near[0] != cell[0]:
                found[near] += share * outside
    return found


def _stray(quality: Mapping[str, float]) -> float:
    around = [ink for name, ink in quality.items() if name.startswith("around ")]
    usual = median(around) if len(around) >= STRAY_AMONG else 0.0
    return min(max(STRAY, MORE_STRAY * usual), MOST_STRAY)


def _lonely(items: Mapping[ItemRef, Sequence[Seen]]) -> str:
    """Why the few marks of an otherwise empty, or dirty, page may be nobody's answers."""
    certain = sum(is_certain(seen) for seen in items.values())
    few = certain <= LONE and len(items) >= LONE_AMONG
    return "hardly anything else is marked on this page, so it may be dirt or another's stroke" if few else ""


def _cut_by_circles(items: Mapping[ItemRef, Sequence[Seen]]) -> str:
    """Why the marks of a page may be where light circles around other boxes, half lost by the scan, cut those that stand close."""
    shown = [(seen, marks) for seen in items.values() if (marks := [one for one in seen if one.mark is Mark.MARKED])]
    cut = sum(any(is_partly_circled(one, marks) for one in seen) for seen, marks in shown)
    circles = cut >= max(CUT, CUT_SHARE * len(shown))
    return "lines run around other boxes of this page, so this may be a part of a circle" if circles else ""


def _lined(quality: Mapping[str, float], items: Mapping[ItemRef, Sequence[Seen]]) -> frozenset[tuple[ItemRef, str]]:
    """The boxes on a line of the scanner's own that leaves hardly any of the boxes on it looking empty."""
    on: dict[tuple[str, str], list[tuple[ItemRef, Seen]]] = defaultdict(list)
    if not any(name.startswith(LINE) for name in quality):  # on most pages
        return frozenset()
    for ref, seen in items.items():
        for one in seen:
            if quality.get(f"{LINE}{ref.section}:{ref.item}:{one.label}", 0.0) >= LINE_DEPTH:
                on[ref.section, one.label].append((ref, one))
    dark = [those for those in on.values() if sum(one.mark is Mark.EMPTY for _, one in those) < LINE_EMPTY * len(those)]
    return frozenset((ref, one.label) for those in dark for ref, one in those)


def _crossed(items: Mapping[ItemRef, Sequence[Seen]]) -> frozenset[tuple[ItemRef, str]]:
    """The boxes (by item and label) that a streak of the scanner or a stroke of a pen may run through, in columns of one label."""
    columns: dict[tuple[str, str], list[tuple[ItemRef, bool, bool]]] = defaultdict(list)
    marked = {ref: {one.label for one in seen if one.mark is Mark.MARKED} for ref, seen in items.items()}
    if sum(len(shown) > 1 for shown in marked.values()) < RUN_CROSSED:  # on most pages: then no run below can be long enough
        return frozenset()
    for ref, seen in items.items():
        shown = marked[ref]
        for one in seen:
            columns[ref.section, one.label].append((ref, one.label in shown, len(shown) > 1))
    found = set()
    for (_, label), told in columns.items():
        for here, run in groupby(told, key=lambda row: row[1]):
            rows = list(run)
            if here and len(rows) >= RUN and sum(others for _, _, others in rows) >= max(RUN_CROSSED, CROSSED_SHARE * len(rows)):
                found |= {(ref, label) for ref, _, _ in rows}
    return frozenset(found)
