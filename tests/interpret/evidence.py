"""A sheet's evidence made by hand, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from omr.interpret import interpret
from omr.interpret.marks import Seen
from omr.model.calibration import Calibration, InkReader, PageRange, Thresholds
from omr.model.exam import Cancelled, Exam, Form, Item, ItemRef, Kind, Option, Section, Shape
from omr.model.layout import Blank, Box, Field, FieldKind, Layout, LayoutOption, LayoutPage
from omr.model.page import BoxEvidence, PageCode, PageEvidence, ScanRef
from omr.model.response import Decision, Mark, Response, Sheet, Target

LABELS = "abcd"
LIMITS = Thresholds(empty=0.1, blank=0.02, marked=0.9, veto=0.3, cancelled=0.1, faint=0.2)
CALIBRATION = Calibration("test", InkReader((), (), (), (), (), 0.0), LIMITS, PageRange(90, 0.1, 0.1))
ITEMS = tuple(str(number) for number in range(1, 9))
INK, PEAK, SPREAD, CORE, OUTSIDE, REACH, SHADE, EXCESS = 2.0, 0.8, 0.2, 0.5, 0.0, 0.8, 1.0, 2.4
NOTHING = (0.0, 0.01, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0)
STRONG = (INK, PEAK, SPREAD, CORE, OUTSIDE, REACH, SHADE, EXCESS)


def choice(name: str, *, many: bool = False) -> Item:
    return Item("1", name, Kind.CHOICE, Decimal(1), tuple(Option(label) for label in LABELS), choose_many=many)


def exam(cancelled: Cancelled = Cancelled.REVIEW, *, many: bool = False) -> Exam:
    number = Item("2", "n", Kind.NUMBER, Decimal(1), blanks=("p",))
    sections = (
        Section("1", {}, Kind.CHOICE, tuple(choice(name, many=many) for name in ITEMS), Shape.CIRCLE),
        Section("2", {}, Kind.NUMBER, (number,)),
    )
    return Exam("e", {}, ("en",), "", "", sections, (Form("F"),), cancelled=cancelled)


def layout(pitch: float = 9.0) -> Layout:
    """Boxes of 5 mm, ``pitch`` mm apart; 5 makes them the cells of a table."""
    fields = []
    for row, name in enumerate(ITEMS):
        options = tuple(
            LayoutOption(label, Shape.CIRCLE, Box(20 + pitch * place, 20 + pitch * row, 5, 5)) for place, label in enumerate(LABELS)
        )
        fields.append(Field(FieldKind.CHOICE, options[0].box, "1", name, options=options))
    number = Field(FieldKind.NUMBER, Box(20, 200, 5, 5), "2", "n", blanks=(Blank("p", Box(20, 200, 5, 5)),))
    return Layout({"F": (LayoutPage(1, (210, 297), (), (*fields, number)),)})


def box(item: str, label: str, ink: float = 0.001, shape: float = 0.001, cancel: float = 0.0, features=NOTHING) -> BoxEvidence:
    return BoxEvidence("1", item, label, ink, shape, cancel, 0.0, 0.0, features)


def marked(item: str, label: str, **changed) -> BoxEvidence:
    return replace(box(item, label, 0.99, 0.99, features=STRONG), **changed)


def struck(item: str, label: str, cancel: float = 0.3) -> BoxEvidence:
    """A mark with a stroke through it: it has more ink than one alone."""
    return marked(item, label, cancel=cancel, features=(1.3 * INK, *STRONG[1:]))


def page(*special: BoxEvidence, answered: bool = True, doubts: tuple[str, ...] = ()) -> PageEvidence:
    """Item 1 is as the test gives it; all others are answered ``b`` (a habit) or left empty."""
    given = {(one.item, one.label): one for one in special}
    plain = {(item, label): box(item, label) for item in ITEMS for label in LABELS}
    if answered:
        plain |= {(item, "b"): marked(item, "b") for item in ITEMS[1:]}
    boxes = tuple((plain | given).values())
    return PageEvidence(ScanRef("s.pdf", 1, "scan1"), PageCode("e", "F", 1, "S1"), 0.0, 200.0, 0.1, boxes, doubts)


def responses(
    evidence: PageEvidence | None, of: Exam | None = None, *decisions: Decision, printed: Layout | None = None
) -> dict[ItemRef, Response]:
    sheet = Sheet("S1", "1234", "F", (evidence,) if evidence else ())
    found = interpret(sheet, of or exam(), printed or layout(), CALIBRATION, decisions)
    return {ItemRef(one.section, one.item): one for one in found}


def of_many(count: int, *special: BoxEvidence, choose_many: bool = False) -> dict[ItemRef, Response]:
    """What is said of a page of so many items, whose boxes are empty but for those that the test gives."""
    names = [str(number) for number in range(1, count + 1)]
    known = layout().page("F", 1)
    fields = []
    for row, name in enumerate(names):
        options = [replace(one, box=replace(one.box, y=20 + 9.0 * row)) for one in known.fields[0].options]
        fields.append(replace(known.fields[0], item=name, box=options[0].box, options=tuple(options)))
    choices, numbers = exam().sections
    of = replace(exam(), sections=(replace(choices, items=tuple(choice(name, many=choose_many) for name in names)), numbers))
    given = {(one.item, one.label) for one in special}
    empty = [box(name, label) for name in names for label in LABELS if (name, label) not in given]
    evidence = replace(page(answered=False), boxes=(*special, *empty))
    return responses(evidence, of, printed=Layout({"F": (replace(known, fields=(*fields, known.fields[-1])),)}))


def first(evidence: PageEvidence | None, of: Exam | None = None, *decisions: Decision) -> Response:
    return responses(evidence, of, *decisions)[ItemRef("1", "1")]


def decision(value: str, **changed: str) -> Decision:
    return replace(Decision(Target.ITEM, value, sheet="S1", section="1", item="1", who="ann", based_on="scan1"), **changed)


def see_empty(label: str) -> Seen:
    return Seen(label, Mark.EMPTY, 0.001, 0.0, 0.0, 0.0, 0.0, 0.0, hidden=False)
