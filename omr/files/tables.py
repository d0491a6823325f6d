"""``roster``, ``sheets.csv`` and ``decisions.csv`` ↔ the model."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path

from omr.files.formulas import safe, unsafe
from omr.files.problems import Problems, one_of, shown
from omr.files.rows import read_rows
from omr.files.whole import write_whole
from omr.model.exam import Assignment, Exam, Student
from omr.model.response import Decision, Target

ROSTER_COLUMNS = ("student_number", "name")
SHEETS_COLUMNS = ("serial", "student_number", "form")
DAMAGED_NUMBERS = (
    (re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+"), "all digits: a spreadsheet shortened it; format the column as text"),
    (re.compile(r"[0-9]+[.,][0-9]+"), "a number without a point; format the column as text"),
    (re.compile(r"\+[0-9]+"), "a number without a sign"),
    (re.compile(r".*\s.*", re.DOTALL), "a number without spaces"),
    (re.compile(r".*[,;\t\"].*", re.DOTALL), "a number alone: is the row separated otherwise than the header?"),
)
"""What student numbers become on their way through other programs, and what to do."""
HIDDEN = {"Cf", "Cc", "Co", "Cn"}
"""Unicode categories of what is copied along without being seen, such as a mark of the direction of writing."""
LOOKS_A_DIGIT = re.compile(r"[0-9OoIl]+")
"""A number in which a letter may have been typed for a digit."""
TEXT_FORMULA = re.compile(r'="([0-9A-Za-z]+)"')
"""``="0123"``: how other programs write a number that a spreadsheet must not change."""
DECISION_COLUMNS = ("target", "scan", "sheet", "section", "item", "value", "who", "when", "reason", "based_on")
GRADERS_WORDS = ("who", "reason")
"""Columns that are kept from running as formulas in a spreadsheet; all others hold the exam's own names, ids and codes."""


def read_roster(path: Path) -> tuple[Student, ...]:
    """Who may sit the exam; raises BadExam with every problem found in the file."""
    problems = Problems(path)
    roster = roster_of(path, problems)
    problems.check()
    return roster


def roster_of(path: Path, problems: Problems, exam: Exam | None = None) -> tuple[Student, ...]:
    """The roster, with what is wrong noted. With an ``exam``, numbers of digits must be as long as its sheets ask for."""
    students: list[Student] = []
    lines: dict[str, int] = {}
    for row in read_rows(path, problems, ROSTER_COLUMNS, None):
        cells = dict(row.cells)
        text, name = cells.pop("student_number"), cells.pop("name")
        students.append(Student(checked_number(text, row.line, lines, problems, exam, name), name, cells))
    odd = [one.number for one in students if not one.number.isdecimal()]
    if len(odd) == 1 < len(students) and LOOKS_A_DIGIT.fullmatch(odd[0]):
        problems.add(lines[odd[0]], f"the student number {shown(odd[0])}", "digits alone, as all others: is a letter O, I or l among them?")
    if not students and not problems.found:
        problems.add(None, "no student", "a row for each; where nobody knows who sits the exam, no roster at all")
    return tuple(students)


def checked_number(text: str, line: int, lines: dict[str, int], problems: Problems, exam: Exam | None, name: str = "") -> str:
    """A cell's student number; what is wrong with it is noted, and in ``lines`` the line on which each number stands first."""
    number = TEXT_FORMULA.sub(r"\1", text)
    expected = number_problem(number, exam)
    if not number:
        problems.add(line, f"no student number for {shown(name)}" if name else "no student number", "the student's number")
    elif expected:
        problems.add(line, f"the student number {shown(number)}", expected)
    elif number in lines:
        problems.add(line, f"the student number {shown(number)} a second time", f"it once; it stands on line {lines[number]} already")
    lines.setdefault(number, line)
    return number


def number_problem(number: str, exam: Exam | None) -> str:
    """What was expected instead of a student number; an empty text where nothing is wrong with it."""
    hidden = next((f"U+{ord(sign):04X}" for sign in number if unicodedata.category(sign) in HIDDEN), "")
    if hidden:
        return f"a number without signs that nobody sees ({hidden}); type it anew"
    if number.isdecimal() and not number.isascii():
        return "the digits 0 to 9"
    for damage, expected in DAMAGED_NUMBERS:
        if damage.fullmatch(number):
            return expected
    if exam is None or not number.isdecimal():
        return ""
    least, most = exam.fewest_digits or exam.student_digits, exam.student_digits
    if least <= len(number) <= most:
        return ""
    digits = f"{most}" if least == most else f"{least} to {most}"
    lost = "; did a spreadsheet drop a leading zero?" if len(number) < least else ""
    wider = f"{min(len(number), least)}-{max(len(number), most)}"
    return f"{digits} digits{lost} (where numbers differ in length, exam.yaml says student_number: {{digits: {wider}}})"


def read_sheets(path: Path, exam: Exam | None = None) -> tuple[Assignment, ...]:
    """Whose sheet each serial is, on forms of the ``exam``; raises BadExam with every problem found in the file."""
    problems = Problems(path)
    sheets = sheets_of(path, problems, exam)
    problems.check()
    return sheets


def sheets_of(path: Path, problems: Problems, exam: Exam | None = None) -> tuple[Assignment, ...]:
    """The assignments, with what is wrong noted. With an ``exam``, their forms must be among its own."""
    codes = [form.code for form in exam.forms] if exam else []
    lines: dict[str, int] = {}
    sheets = []
    for row in read_rows(path, problems, SHEETS_COLUMNS):
        serial = row.cells["serial"]
        if not serial:
            problems.add(row.line, "no serial", "the serial printed on the sheet")
        elif "/" in serial or len(serial.split()) > 1:
            problems.add(row.line, f"the serial {shown(serial)}", "the serial printed on the sheet: letters and digits")
        elif serial in lines:
            problems.add(row.line, f"the serial {shown(serial)} a second time", f"it once; it stands on line {lines[serial]} already")
        withdrawn = not row.cells["form"] and not row.cells["student_number"]
        if exam and row.cells["form"] not in codes and not withdrawn:
            problems.add(row.line, f"the form {shown(row.cells['form'])} of serial {serial}", one_of(codes))
        lines.setdefault(serial, row.line)
        sheets.append(Assignment(serial, row.cells["student_number"], row.cells["form"]))
    return tuple(sheets)


def write_sheets(sheets: Iterable[Assignment], path: Path) -> None:
    """Write ``sheets.csv``."""
    write_whole(path, sheets_bytes(sheets))


def sheets_bytes(sheets: Iterable[Assignment]) -> bytes:
    """What stands in ``sheets.csv``."""
    return _bytes(SHEETS_COLUMNS, (astuple(sheet) for sheet in sheets))


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """What graders said, in the order of the file; rows whose value is still empty are passed over.

    Raises BadExam with every problem found in the file. Whether they fit the batch is for ``omr.review`` to say.
    """
    problems = Problems(path)
    decisions = []
    for row in read_rows(path, problems, ("target", "value"), DECISION_COLUMNS):
        cells = {name: row.cells.get(name, "") for name in DECISION_COLUMNS}
        target = cells.pop("target")
        if not cells["value"]:
            continue
        if target not in set(Target):
            problems.add(row.line, f"the target {shown(target)}", one_of(Target))
            continue
        decisions.append(Decision(target=Target(target), **{**cells, **{name: unsafe(cells[name]) for name in GRADERS_WORDS}}))
    problems.check()
    return tuple(decisions)


def write_decisions(decisions: Iterable[Decision], path: Path) -> None:
    """Write ``decisions.csv``."""
    write_whole(path, _bytes(DECISION_COLUMNS, ([_told(decision, name) for name in DECISION_COLUMNS] for decision in decisions)))


def _told(decision: Decision, name: str) -> str:
    text = str(getattr(decision, name))
    return safe(text) if name in GRADERS_WORDS else text


def _bytes(header: Sequence[str], rows: Iterable[Iterable[str]]) -> bytes:
    buffer = io.StringIO()
    plain = csv.writer(buffer, lineterminator="\n")
    quoted = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)  # a lone CR, which `plain` would not protect
    plain.writerow(header)
    for row in rows:
        cells = [str(cell) for cell in row]
        (quoted if any("\r" in cell for cell in cells) else plain).writerow(cells)
    return buffer.getvalue().encode()
