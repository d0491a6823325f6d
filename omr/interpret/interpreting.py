"""From a whole sheet's evidence, the exam's policy and the graders' decisions to one response an item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from omr.interpret.bare import without_bare
from omr.interpret.circles import circled
from omr.interpret.decided import decided
from omr.interpret.doubt import doubt
from omr.interpret.habit import Habit, is_alike
from omr.interpret.marks import Seen, alone, by_habit, in_table, see
from omr.interpret.neighbours import ALL_APART, Neighbours, neighbours
from omr.interpret.own import habits
from omr.interpret.sight import LINE, Sight, lit, sight
from omr.interpret.sorts import sorts
from omr.interpret.unseen import by_ink
from omr.model.calibration import Calibration
from omr.model.exam import Cancelled, Exam, Item, ItemRef, Kind
from omr.model.layout import FieldKind, Layout
from omr.model.page import BoxEvidence, PageEvidence
from omr.model.response import Decision, Mark, Response, ResponseStatus, Sheet, Target


def interpret(sheet: Sheet, exam: Exam, layout: Layout, calibration: Calibration, decisions: Sequence[Decision]) -> tuple[Response, ...]:
    """One response for each item of the exam, in its order. ``decisions`` are the batch's, oldest first; the latest of an item holds."""
    where_all = places(sheet.form, layout)
    pages = {page.code.page: page for page in sheet.pages}
    boxes = boxes_of(sheet.pages)
    limits = calibration.lines_for(exam.silent_errors)
    printed = layout.forms.get(sheet.form, ())
    alike = {ref: sort for one in printed for ref, sort in sorts(one).items()}
    usual = habits(lit(sheet.pages), alike, limits)
    said = {
        ItemRef(decision.section, decision.item): decision
        for decision in decisions
        if decision.target is Target.ITEM and decision.sheet == sheet.sheet
    }
    seen = {ref: [see(box, usual.of(ref), limits) for box in members] for ref, members in boxes.items()}
    beside = {one.number: neighbours(one) for one in printed}
    for close in beside.values():
        seen |= in_table(seen, boxes, close.touching)
    single = frozenset(item.ref for item in exam.items if not item.choose_many and len(item.options) > 1)
    before = dict(seen)
    near = _not_by_habit(seen, where_all, beside, pages.values())
    seen |= {ref: alone(seen[ref], boxes[ref], usual.of(ref), limits, near[ref]) for ref in single & seen.keys()}
    # Again: what is a mark by now may reach into other boxes, too.
    near = _not_by_habit(seen, where_all, beside, pages.values())
    # Not where several marks are an answer: so many boxes may hold one that bold print is like the rest.
    seen |= {ref: by_habit(seen[ref], boxes[ref], usual.of(ref), limits, near[ref], is_alike) for ref in single & seen.keys()}
    trusted = {}
    for number, page in pages.items():
        here = {ref: members for ref, members in seen.items() if where_all.get(ref) == number}
        here |= without_bare(here, boxes, single, beside.get(number, ALL_APART).close)
        here |= by_ink(here, boxes, single, near)
        here |= circled(here, boxes, single, beside.get(number, ALL_APART))
        seen |= here
        trusted[number] = sight(page, here, single, limits, beside.get(number, ALL_APART).close, before, alike)
    responses = []
    for item in exam.items:
        ref = item.ref
        where = where_all.get(ref)
        evidence, trust = pages.get(where or 0), trusted.get(where or 0, Sight())
        marks = by_habit(seen.get(ref, []), boxes.get(ref, []), usual.of(ref), limits, near[ref])
        response = read_item(sheet, item, evidence, where, trust, marks, usual.of(ref), exam, limits.blank)
        responses.append(decided(response, item, said.get(ref)))
    return tuple(responses)


def _not_by_habit(
    seen: Mapping[ItemRef, Sequence[Seen]], where: Mapping[ItemRef, int], beside: Mapping[int, Neighbours], pages: Iterable[PageEvidence]
) -> defaultdict[ItemRef, set[str]]:
    """By item, the boxes that may show another's stroke, however like the student's marks it is: where the mark of another item, drawn
    mostly around its own box, may reach in, and on a line that the scanner drew, with which the end of a tick has the ink of a light mark.
    """
    around = {(ref, one.label) for ref, some in seen.items() for one in some if one.mark is Mark.MARKED and one.outside > one.ink}
    cells = {other for cell in around for other in beside.get(where.get(cell[0], 0), ALL_APART).of(cell)}
    lines = {name for page in pages for name, _ in page.quality if name.startswith(LINE)}
    if lines:  # on few pages
        cells |= {(ref, one.label) for ref, some in seen.items() for one in some if f"{LINE}{ref.section}:{ref.item}:{one.label}" in lines}
    near: defaultdict[ItemRef, set[str]] = defaultdict(set)
    for ref, label in cells:
        near[ref].add(label)
    return near


def places(form: str, layout: Layout) -> Mapping[ItemRef, int]:
    """On which page of a form each item stands."""
    wanted = (FieldKind.CHOICE, FieldKind.NUMBER)
    pages = layout.forms.get(form, ())
    return {ItemRef(field.section, field.item): page.number for page in pages for field in page.fields if field.kind in wanted}


def boxes_of(pages: Sequence[PageEvidence]) -> Mapping[ItemRef, list[BoxEvidence]]:
    boxes: dict[ItemRef, list[BoxEvidence]] = {}
    for page in pages:
        for box in page.boxes:
            boxes.setdefault(ItemRef(box.section, box.item), []).append(box)
    return boxes


def read_item(
    sheet: Sheet,
    item: Item,
    page: PageEvidence | None,
    number: int | None,
    trust: Sight,
    seen: list[Seen],
    usual: Habit | None,
    exam: Exam,
    blank: float,
) -> Response:
    """What the evidence alone says of an item; ``usual`` is the student's typical mark in such boxes."""

    def say(status: ResponseStatus, response: str = "", suggestion: str = "", confidence: float = 0.0, why: str = "") -> Response:
        ref = page.ref if page else None
        named = (sheet.sheet, sheet.student_number, sheet.form, item.section, item.name)
        return Response(*named, response, status, suggestion, round(confidence, 4), "", why, ref)

    if page is None:
        lost = f"page {number} of the sheet was not read" if number else "the form's layout has no such item"
        return say(ResponseStatus.UNSURE, why=lost)
    if item.kind is Kind.NUMBER:
        return say(ResponseStatus.UNSURE, why="a handwritten number")
    marks = [one.label for one in seen if one.mark is Mark.MARKED or (one.mark is Mark.CANCELLED and exam.cancelled is Cancelled.COUNT)]
    marks = [option.label for option in item.options if option.label in marks]  # a permuted form shows them in another order
    confidence = min((max(one.probability, 1 - one.probability) for one in seen), default=0.0)
    why = doubt(trust, seen, marks, item, exam.cancelled, usual, blank)
    if why:
        likely = _likely(seen, item)
        taken_back = max((one.cancel for one in seen if one.mark is Mark.CANCELLED and one.label in likely), default=0.0)
        return say(ResponseStatus.UNSURE, suggestion="&".join(likely), confidence=min(confidence, 1 - taken_back), why=why)
    return say(status_of(marks, item), "&".join(marks), confidence=confidence)


def _likely(seen: list[Seen], item: Item) -> list[str]:
    """The labels that are marked more likely than not, in the base form's order.

    What is perhaps cancelled is meant where nothing else is marked: so it was in 306 of 311 such items of simulated sheets.
    """
    likely = [one for one in seen if one.probability >= 0.5]
    labels = {one.label for one in likely if one.mark is not Mark.CANCELLED} or {one.label for one in likely}
    return [option.label for option in item.options if option.label in labels]


def status_of(marks: Sequence[str], item: Item) -> ResponseStatus:
    """What so many certain marks make of an item."""
    if not marks:
        return ResponseStatus.OMITTED
    return ResponseStatus.ANSWERED if len(marks) == 1 or item.choose_many else ResponseStatus.MULTIPLE
