"""Whether a file of decisions can be taken in: all of its problems at once, and nothing half applied."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from omr.collate import page_value
from omr.errors import FileProblem
from omr.files import read_decisions
from omr.files.problems import Problems
from omr.files.rows import read_rows
from omr.files.tables import DECISION_COLUMNS, number_problem
from omr.grade.points import read_values
from omr.model.exam import Exam, Item, ItemRef, Kind
from omr.model.layout import Layout
from omr.model.response import UNDECIDED, Decision, Target, about
from omr.model.serial import make_serial

OMITTED, BLANK = "omitted", "blank"
BLANK_TOLD = re.compile(r"(\w+)=", re.ASCII)


@dataclass(frozen=True, slots=True)
class Known:
    """What a decision may speak of, and what was decided before, oldest first. An empty ``students`` means that there is no roster to
    compare with.
    """

    exam: Exam
    layout: Layout
    sheets: Collection[str]
    scans: Collection[str]
    students: Collection[str] = ()
    decided: Sequence[Decision] = ()


def decision_lines(path: Path) -> tuple[tuple[int, Decision], ...]:
    """The decisions of a file, each with its line; raises BadExam as ``omr.files.read_decisions`` does."""
    decisions = read_decisions(path)
    filled = [row.line for row in read_rows(path, Problems(path), ("target", "value"), DECISION_COLUMNS) if row.cells["value"]]
    return tuple(zip(filled, decisions, strict=True))


def check_decisions(lines: Sequence[tuple[int, Decision]], known: Known, file: str = "decisions.csv") -> tuple[FileProblem, ...]:
    """Everything wrong with decisions, each beside its line; a line without a value is one that nobody has filled in, and passes.

    A page decision may name a new serial; the other lines may then speak of that sheet.
    """
    told = [(line, decision) for line, decision in lines if decision.value.strip()]
    sheets = {*known.sheets, *_made(told, known)}
    last: dict[tuple[str, ...], tuple[int, Decision]] = {}
    stands = {about(decision): decision for decision in known.decided}
    history = {_unbound(decision) for decision in known.decided}
    problems = []
    for line, decision in told:
        problems += [FileProblem(file, line, found, expected) for found, expected in _wrong(decision, known, sheets)]
        earlier, before = last.get(about(decision), (line, decision))
        known_both = decision.when and before.when and {_unbound(decision), _unbound(before)} <= history  # and so is their order
        if before.value != decision.value and not known_both and not _follows(decision, before):
            expected = f"one decision a thing (line {earlier} says {before.value!r} of the same), or the times of both, in their order"
            problems.append(FileProblem(file, line, repr(decision.value), expected))
        if _unbound(decision) not in history and (later := stands.get(about(decision))) and _is_outdated(decision, later):
            expected = f"a time after {later.when}, at which {later.who or 'a grader'} said {later.value!r} of the same, or none"
            problems.append(FileProblem(file, line, f"{decision.value!r} at {decision.when}", expected))
        last[about(decision)] = line, decision
    return tuple(problems)


def _follows(later: Decision, earlier: Decision) -> bool:
    """Whether a decision was made after another, by their own times: a history, such as results/decisions.csv, may hold both. Of two that
    were made at the very same time nobody knows which is the later.
    """
    return (_seconds_between(earlier, later) or 0) > 0


def _seconds_between(earlier: Decision, later: Decision) -> float | None:
    try:
        return (datetime.fromisoformat(later.when) - datetime.fromisoformat(earlier.when)).total_seconds()
    except (ValueError, TypeError):  # no time, or only one of the two with its offset
        return None


def _unbound(decision: Decision) -> Decision:
    """A decision as it stands in its file, where nothing may be said of the scan that it is made on."""
    return replace(decision, based_on="")


def _is_outdated(decision: Decision, stands: Decision) -> bool:
    """Whether what stands is another, and was said no earlier than this decision by the times of both: what is taken in last would stand
    above it.
    """
    since = _seconds_between(stands, decision)
    return stands.value != decision.value and since is not None and since <= 0


def overruled(new: Sequence[Decision], known: Known) -> tuple[tuple[Decision, Decision], ...]:
    """Of new decisions those that stand above another person's, each with that one: two graders, of whom one may not know of the other."""
    stands = {about(decision): decision for decision in known.decided}
    history = {_unbound(decision) for decision in known.decided}
    before = [(decision, stands.get(about(decision))) for decision in new if _unbound(decision) not in history]
    return tuple((one, was) for one, was in before if was and was.who != one.who and UNDECIDED != was.value != one.value)


def _made(told: Sequence[tuple[int, Decision]], known: Known) -> Iterator[str]:
    """Sheets that sound page decisions make; one without a serial is called by its first scan's id."""
    for _, decision in told:
        page = page_value(decision.value) if decision.target is Target.PAGE else None
        if page and not [*_wrong(decision, known, ())]:
            yield page.serial or decision.scan


def _wrong(decision: Decision, known: Known, sheets: Collection[str]) -> Iterator[tuple[str, str]]:
    """What stands there and what was expected, for each thing wrong with one decision."""
    if decision.based_on and decision.based_on not in known.scans:
        yield repr(decision.based_on), "in based_on the id of a scan of this batch, or nothing"
    if decision.target is Target.PAGE:
        if decision.scan not in known.scans:
            yield repr(decision.scan), "in scan the id of a scan of this batch (see pages.csv)"
        yield from _wrong_page(decision.value, known.layout)
        return
    if decision.sheet not in sheets:
        yield repr(decision.sheet), "in sheet a sheet of this batch (see pages.csv)"
    if decision.target is Target.SHEET:
        number = decision.value.strip()
        if known.students and number not in {*known.students, UNDECIDED}:
            yield repr(decision.value), "a student number of the roster"
        elif not known.students and (expected := number_problem(number, known.exam)):
            yield repr(decision.value), expected
        return
    try:
        item = known.exam.item(ItemRef(decision.section, decision.item))
    except KeyError:
        yield f"section {decision.section!r}, item {decision.item!r}", "an item of the exam"
        return
    yield from wrong_value(decision.value.strip(), item)


def _wrong_page(value: str, layout: Layout) -> Iterator[tuple[str, str]]:
    page = page_value(value)
    if value.strip() in {BLANK, UNDECIDED}:
        return
    if page is None:
        yield repr(value), f"FORM/PAGE/SERIAL, such as {next(iter(layout.forms), '1011')}/1/{make_serial(1)}, or {BLANK}"
    elif page.form not in layout.forms:
        yield repr(value), f"a form of the layout ({', '.join(layout.forms)})"
    elif page.page not in (numbers := [one.number for one in layout.forms[page.form]]):
        yield repr(value), f"a page of form {page.form} ({', '.join(map(str, numbers))})"


def wrong_value(value: str, item: Item) -> Iterator[tuple[str, str]]:
    """What is wrong with the value of a decision about an item: what stands there and what was expected."""
    if value in {OMITTED, UNDECIDED}:
        return
    if item.kind is Kind.CHOICE:
        labels = [option.label for option in item.options]
        chosen = value.split("&")
        if any(label not in labels for label in chosen) or len(set(chosen)) < len(chosen):
            yield repr(value), f"an option of item {item.name} ({', '.join(labels)}), several joined by &, or {OMITTED}"
        return
    told = BLANK_TOLD.findall(value)
    if not read_values(value) or set(told) - set(item.blanks):
        yield repr(value), f"numbers such as {' '.join(f'{blank}=3' for blank in item.blanks)}, or {OMITTED}"
