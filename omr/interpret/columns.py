"""Bubbled student numbers and form codes: each column is judged as strictly as an item, and one that is not certain leaves all open."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal

from omr.interpret.agree import is_mark
from omr.interpret.habit import Habit, habit_of, is_alike
from omr.interpret.interpreting import boxes_of, read_item
from omr.interpret.marks import Seen, alone, by_habit, see
from omr.interpret.own import habits
from omr.interpret.sight import lit, sight
from omr.interpret.sorts import sorts
from omr.model.calibration import Thresholds
from omr.model.exam import Exam, Item, Kind, Option
from omr.model.layout import Field, FieldKind, Layout, LayoutPage
from omr.model.page import BoxEvidence, PageEvidence
from omr.model.response import Mark, Response, ResponseStatus, Sheet, Told

_CERTAIN = frozenset({Mark.MARKED, Mark.EMPTY})
UNKNOWN = "?"
"""Stands for a character that is not certain."""
NOBODY = "no digit of the student number is marked"


def student_number(sheet: Sheet, exam: Exam, layout: Layout, limits: Thresholds, numbers: AbstractSet[str] = frozenset()) -> Told | None:
    """What a sheet's bubbles say whose it is; None where its form has no bubbled student number. ``numbers``: the roster's.

    Marked columns stand side by side, and are as many as the exam says that a number has digits: a column left open at either end is
    otherwise a digit that was forgotten, or a mark too faint to be seen. Pages that each have the number must agree. Where all digits but
    one are certain, and what that looks like makes the only number of the roster that has the others, it is that one.
    """
    told = []
    evidence = {page.code.page: page for page in sheet.pages}
    for page in layout.forms.get(sheet.form, ()):
        columns = page.columns(FieldKind.STUDENT_NUMBER)
        if columns and page.number not in evidence:
            told.append(Told(why=f"page {page.number}, which has the student number, was not read"))
        elif columns:
            told.append(_number(_read(sheet, evidence[page.number], page, columns, exam, limits), exam, numbers))
    if not told:
        return None
    unlike = sorted({one.text for one in told if one.text})
    if len(unlike) > 1:
        return Told(likely=unlike[0], why=f"its pages say {' and '.join(unlike)}")
    return next((one for one in told if one.why), told[0])


def version(page: PageEvidence, printed: LayoutPage, exam: Exam, limits: Thresholds) -> Told:
    """What the bubbles of a page, which ``printed`` lays out, say which form it is; nothing where surely none is marked."""
    columns = printed.columns(FieldKind.FORM_CODE)
    alone = Sheet("", "", page.code.form, (page,))
    said = _read(alone, page, printed, columns, exam, limits)
    characters, doubts = _characters(said)
    marked = "".join(characters).strip()
    if doubts:
        return Told(likely=marked, why="; ".join(doubts))
    if marked and " " in characters:
        return Told(likely="".join(characters).replace(" ", UNKNOWN), why="some of its columns are not marked")
    return Told(marked, marked)


def _read(
    sheet: Sheet, page: PageEvidence, printed: LayoutPage, columns: Sequence[Field], exam: Exam, limits: Thresholds
) -> tuple[Response, ...]:
    """A response for each column, with the page and its student's way of marking judged by all that is marked."""
    usual = habits(lit(sheet.pages), sorts(printed), limits)
    items = [_as_item(field) for field in columns]
    refs = {item.ref for item in items}
    own = habit_of([box for box in lit(sheet.pages) if (box.section, box.item) in refs and box.features and is_mark(box, limits)])
    boxes = boxes_of([page])
    seen = {ref: [see(box, usual.of(ref), limits) for box in members] for ref, members in boxes.items()}
    seen |= {ref: _like_either(seen[ref], boxes[ref], own, usual.of(ref), limits) for ref in refs & seen.keys()}
    several = {item.ref for item in exam.items if item.choose_many or len(item.options) == 1}
    known = {field.ref for field in printed.bubbled}
    trust = sight(page, {ref: members for ref, members in seen.items() if ref in known}, frozenset(known - several), limits)
    return tuple(
        read_item(sheet, item, page, printed.number, trust, seen.get(item.ref, []), usual.of(item.ref), exam, limits.blank)
        for item in items
    )


def _like_either(seen: list[Seen], boxes: Sequence[BoxEvidence], own: Habit | None, usual: Habit | None, limits: Thresholds) -> list[Seen]:
    """A column's marks. Who ticks answers may well fill the bubbles of a number, as is asked there: what is like the student's marks in the
    columns, ``own``, is a digit as what is like all of them is.
    """
    likely = [one if one.mark in _CERTAIN else see(box, own, limits) for one, box in zip(seen, boxes, strict=True)] if own else seen
    return by_habit(alone(likely, boxes, usual, limits), boxes, usual, limits, is_one=is_alike)


def _as_item(field: Field) -> Item:
    return Item(*field.ref, Kind.CHOICE, Decimal(0), tuple(Option(option.label) for option in field.options))


def _characters(columns: Sequence[Response]) -> tuple[list[str], list[str]]:
    """What each column says (a space where surely nothing is marked), and why some say nothing certain."""
    characters: list[str] = []
    doubts: dict[str, list[int]] = {}
    for place, one in enumerate(columns, 1):
        if one.status is ResponseStatus.ANSWERED:
            characters.append(one.response)
        elif one.status is ResponseStatus.OMITTED:
            characters.append(" ")
        else:
            characters.append(UNKNOWN)
            why = f"{one.response.replace('&', ' and ')} are marked" if one.status is ResponseStatus.MULTIPLE else one.why
            doubts.setdefault(why, []).append(place)
    return characters, [f"{_positions(places)}: {why}" if len(columns) > 1 else why for why, places in doubts.items()]


def _positions(places: Sequence[int]) -> str:
    return f"position {places[0]}" if len(places) == 1 else f"positions {', '.join(map(str, places))}"


def _number(columns: Sequence[Response], exam: Exam, numbers: AbstractSet[str]) -> Told:
    characters, doubts = _characters(columns)
    core = "".join(characters).strip()
    likely = core.replace(" ", UNKNOWN)
    if not core:
        return Told(why=NOBODY)
    if doubts and (known := _known(columns, core, numbers)):
        return Told(known, known)
    if doubts:
        return Told(likely=likely, why="; ".join(doubts))
    if " " in core:
        return Told(likely=likely, why=f"position {characters.index(' ', characters.index(core[0])) + 1}: nothing is marked")
    least, most = exam.fewest_digits or exam.student_digits, exam.student_digits
    if not min(least, len(columns)) <= len(core) <= most:
        digits = f"{most}" if least == most else f"{least} to {most}"
        return Told(likely=likely, why=f"positions marked: {len(core)}; digits of a student number by exam.yaml: {digits}")
    return Told(core, core)


def _known(columns: Sequence[Response], core: str, numbers: AbstractSet[str]) -> str:
    """The number of the roster that is bubbled, where one digit of it is in doubt but looks like no other; or ""."""
    if core.count(UNKNOWN) != 1 or " " in core:
        return ""
    (doubtful,) = (one for one in columns if one.status not in {ResponseStatus.ANSWERED, ResponseStatus.OMITTED})
    number = core.replace(UNKNOWN, doubtful.suggestion)
    before, after = core.split(UNKNOWN)
    fitting = [one for one in numbers if len(one) == len(core) and one.startswith(before) and one.endswith(after)]
    return number if len(doubtful.suggestion) == 1 and fitting == [number] else ""
