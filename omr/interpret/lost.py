"""Which marks of a page its scan may not show: pale ones, and those that a scanner of black and white makes white."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice
from statistics import median

from omr.interpret.clean import Clean, is_traced
from omr.interpret.habit import CIRCLED, ENOUGH_MARKS, FRAME
from omr.interpret.marks import Seen, is_certain
from omr.interpret.sorts import Sort
from omr.model.calibration import Thresholds
from omr.model.exam import ItemRef
from omr.model.page import BoxEvidence, PageEvidence
from omr.model.response import Mark

PALE_PRINT, PALE_LETTERS = 0.65, 0.5
"""Darkness of outlines and of letters, over what the reference shows, below which a scan may have lost a faint mark altogether."""
PALE_BLANK = 0.8
"""Darkness of outlines likewise where nothing at all is marked: a copier that drew them at 0.66 had lost a whole page of pencil."""
FAINT_ITEMS, FAINT_SHARE, MOST_FAINT = 3, 0.15, 1 / 3
"""Items, and share of a page's items, with nothing certain from which an empty one may hold a mark too faint to see; and the share
from which the whole of a pale page is in doubt."""
HALF_FAINT = 2
"""Items with nothing certain from which an empty one may hold such a mark where no more are certain."""
FAINT_FROM = 0.2
"""Probability from which something that is no certain mark counts as a faint one; below it is dirt, or print bolder than expected."""
ALL_WHITE = 254.0
"""Grey value of paper from which whatever is a little darker may have been made white, too, without a trace: in black and white, or by a
scanner that whitens paper."""
WANING, ONE_WANES, WANING_FROM, WANING_SHARE = 0.5, 0.3, 0.5, 0.1
"""Share of the typical mark's ink below which FAINT_ITEMS of a page's marks (that probable and more), and that share of them, and share
below which the least of them, say that others were made white altogether: real pencil, put on other sheets and made black and white, was
lost on such pages in 7 of 8 cases. Where fewer wane, or circles, not one of 150,000 items of three simulators, and of 9,000 real ones made
black and white, was lost unasked; 497 and 141 were asked about in vain.
"""
REMNANT, REMNANT_SHARE = 0.1, 0.1
"""Share of the typical mark's ink that the threshold of a scanner of black and white may have left of a thinner one; and share of a page's
items that show so little from which others may show nothing. Eleven crosses of one
page in 300 `harsh` ones were lost beside five such remnants; erasers leave less: 0.04 on the messiest real page, of light pencil."""
BROKEN, BROKEN_SHARE, BROKEN_AMONG = 0.8, 0.05, 20
"""Share of the typical outline's darkness below which one in twenty of a page's outlines (where they are so many) says that its scan's
threshold eats lines. Real pages that lost whole dots of a pen so have 0.03 to 0.78, others at least 0.86.
"""
BLACK_AND_WHITE = 0.3
"""Share of its edges that is grey below which a scan knows only black and white: a pencil's mark is there, or it is gone."""
SOLID, LEFT_OPEN, LEAST_LEFT = 0.8, 0.15, 0.4
"""In black and white: darkness inside that all marks of a page have where none is ragged, and so none is gone (a circle has next to none,
and counts as ragged); share of the items before its last mark (FAINT_ITEMS at least) that show nothing at all, or share of the typical
mark's ink that the least has at most, from which those that show nothing may have lost theirs. Of 63 items whose marks a third
simulator's scanners of black and white had lost, 37 of them on one page of hard pencil, 54 are so asked about, with 15 true omissions of
35,000 items; on real pages made black and white none was lost.
"""
TRACES = 0.06
"""Darkness of its typical mark below which a scan that whitens paper has left mere traces, and of other marks nothing: the one such page of
two simulators' had 0.045, and two wrong answers; two more, of 0.08 and 0.09, had lost no mark.
"""
MANY_ITEMS, FEW = 10, 4
"""Items of a page, or of those with boxes of one sort, from which it is a wonder that only so few are marked: in black and white, light
pencil was lost on a whole page of 60 but for what was drawn twice, and in all 16 rows of bare boxes of a page whose circles hold grey
letters. Where so few are, even traces say that others are lost: a copier had left two of 14 light ticks, and a trace of three. On messy
pages with more marks than that traces are dirt.
"""


def perhaps_lost(page: PageEvidence, items: Mapping[ItemRef, Sequence[Seen]], clean: Clean, limits: Thresholds) -> str:
    """Why what looks like an omission on this page may be a mark that the scan does not show."""
    certain = sum(is_certain(seen) for seen in items.values())
    open_ = [seen for seen in items.values() if all(one.mark is not Mark.MARKED for one in seen)]
    few = certain <= FEW
    doubtful = sum(any(one.mark is Mark.UNSURE or (few and _is_asked(one, clean, limits)) for one in seen) for seen in open_)
    white = dict(page.quality).get("paper", 0.0) >= ALL_WHITE
    faint = _faint(items, limits) >= max(FAINT_ITEMS, FAINT_SHARE * len(items)) or doubtful >= max(HALF_FAINT, certain)
    if faint or (white and (_are_thinned(items) or _are_remnants(items, clean, limits))):
        return "no mark is to be seen, but other marks on this page are faint"
    if _is_pale(page) or (not certain and dict(page.quality).get("print", 1.0) < PALE_BLANK):
        return "no mark is to be seen, but the scan is so pale that a faint one would be lost"
    if white and _is_broken(page.boxes):
        return "no mark is to be seen, but the scan has lost parts of its print, and perhaps a light mark"
    if white and not certain:
        return "nothing is marked on this page, or its scan, in which paper is all white, has lost light marks"
    if white and few and len(items) >= MANY_ITEMS:
        return "hardly anything is marked on this page, or its scan, in which paper is all white, has lost light marks"
    return ""


def unseen_sorts(page: PageEvidence, items: Mapping[ItemRef, Sequence[Seen]], sorts: Mapping[ItemRef, Sort]) -> frozenset[ItemRef]:
    """The items in boxes of a sort of which hardly any are marked, where paper is all white: pencil that a threshold has lost in bare boxes
    may still show upon grey letters in others, as what is darkened by both.
    """
    if dict(page.quality).get("paper", 0.0) < ALL_WHITE:
        return frozenset()
    members: dict[Sort | None, list[ItemRef]] = defaultdict(list)
    for ref in items:
        members[sorts.get(ref)].append(ref)
    few = (refs for refs in members.values() if len(refs) >= MANY_ITEMS and sum(is_certain(items[ref]) for ref in refs) <= FEW)
    return frozenset(ref for refs in few for ref in refs)


def _is_asked(one: Seen, clean: Clean, limits: Thresholds) -> bool:
    """Whether a box that looks empty shows so much that its item, were nothing else marked in it, is asked."""
    return one.probability > limits.blank or is_traced(one, clean)


def are_lost(page: PageEvidence, items: Mapping[ItemRef, Sequence[Seen]], limits: Thresholds) -> bool:
    """Whether a page is so pale that many of its marks are lost or hardly to be seen."""
    white = dict(page.quality).get("paper", 0.0) >= ALL_WHITE
    return (_is_pale(page) and _faint(items, limits) >= max(FAINT_ITEMS, MOST_FAINT * len(items))) or (white and _are_traces(items))


def _are_traces(items: Mapping[ItemRef, Sequence[Seen]]) -> bool:
    """Whether most marks of a page, but for circles, which stand around their boxes, are hardly darker than its paper."""
    inside = (one for seen in items.values() for one in seen if one.mark is Mark.MARKED and one.ring < CIRCLED and one.outside <= one.ink)
    peaks = [one.peak for one in inside]
    return len(peaks) >= ENOUGH_MARKS and median(peaks) < TRACES


def _faint(items: Mapping[ItemRef, Sequence[Seen]], limits: Thresholds) -> int:
    return sum(FAINT_FROM < max(one.probability for one in seen) < limits.marked for seen in items.values())


def _is_pale(page: PageEvidence) -> bool:
    quality = dict(page.quality)
    return quality.get("print", 1.0) < PALE_PRINT or quality.get("letters", 1.0) < PALE_LETTERS


def _is_broken(boxes: Sequence[BoxEvidence]) -> bool:
    """Whether a page that knows only black and white has lost parts of outlines that are printed alike."""
    frames = sorted(box.features[FRAME] for box in boxes if len(box.features) > FRAME)
    return len(frames) >= BROKEN_AMONG and frames[int(BROKEN_SHARE * len(frames))] < BROKEN


def _are_remnants(items: Mapping[ItemRef, Sequence[Seen]], clean: Clean, limits: Thresholds) -> bool:
    """Whether so many items without a mark show what is left of one that others hold nothing at all of theirs."""
    marks = [one.ink for seen in items.values() for one in seen if one.mark is Mark.MARKED]
    least = REMNANT * median(marks) if marks else 0.0
    open_ = (seen for seen in items.values() if all(one.mark is not Mark.MARKED for one in seen))
    left = sum(any(one.ink >= least and one.probability < limits.marked and is_traced(one, clean) for one in seen) for seen in open_)
    return left >= max(FAINT_ITEMS, REMNANT_SHARE * len(items))


def _are_thinned(items: Mapping[ItemRef, Sequence[Seen]]) -> bool:
    """Whether the marks of a page, but for circles, which leave little inside, run out towards nothing, so that others may be gone."""
    ink = _inks(items)
    usual = median(ink) if ink else 0.0
    wane = sum(one < WANING * usual for one in ink)
    return wane >= max(FAINT_ITEMS, WANING_SHARE * len(ink)) and min(ink) < ONE_WANES * usual


def gone(page: PageEvidence, items: Mapping[ItemRef, Sequence[Seen]]) -> frozenset[ItemRef]:
    """The items among a page's marks that show nothing, where a scan in black and white may have lost theirs: ragged marks are near its
    threshold, and there are many gaps among them, or one that is far thinner than the others. What comes after the last mark is left open:
    many exams have fewer items than their sheet has rows. Where hardly any mark is certain, traces of others tell how far they go.
    """
    if dict(page.quality).get("grey", 1.0) >= BLACK_AND_WHITE:
        return frozenset()
    marked = [place for place, seen in enumerate(items.values()) if any(one.mark is Mark.MARKED for one in seen)]
    traced = [place for place, seen in enumerate(items.values()) if any(one.mark is not Mark.EMPTY for one in seen)]
    until = max(marked if len(marked) > FEW else traced, default=0)
    open_ = frozenset(ref for ref, seen in islice(items.items(), until) if all(one.mark is Mark.EMPTY for one in seen))
    solid = all(one.peak >= SOLID for seen in items.values() for one in seen if one.mark is Mark.MARKED)
    solid = solid and _left(items) < max(HALF_FAINT, WANING_SHARE * len(traced))
    many = until > FEW and len(open_) >= max(FAINT_ITEMS, LEFT_OPEN * until)
    return open_ if not solid and (many or _is_one_thin(items)) else frozenset()


def _left(items: Mapping[ItemRef, Sequence[Seen]]) -> int:
    """In how many items the readers doubt what is ragged and likely a mark, or lies inside: less of one than what they are certain of."""
    return sum(any(one.mark is Mark.UNSURE and one.peak < SOLID and _is_remnant(one) for one in seen) for seen in items.values())


def _is_remnant(one: Seen) -> bool:
    """Of fills that were lost but for some dots, the readers see none as likely: 9 of 60 on a page of pencil were read as omissions."""
    return one.probability >= WANING_FROM or one.ink > one.outside


def _is_one_thin(items: Mapping[ItemRef, Sequence[Seen]]) -> bool:
    """Whether the least mark of a page has so much less ink than the others that a lighter one may be gone."""
    ink = _inks(items)
    return bool(ink) and min(ink) < LEAST_LEFT * median(ink)


def _inks(items: Mapping[ItemRef, Sequence[Seen]]) -> list[float]:
    """The ink (mm²) of what is most likely a mark in each item, but for circles."""
    best = (max(seen, key=lambda one: one.probability) for seen in items.values())
    return [one.ink for one in best if one.probability >= WANING_FROM and one.ring < CIRCLED]
