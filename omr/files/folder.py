"""An exam folder as a whole: every problem of all its files is told at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from omr.errors import BadExam, FileProblem
from omr.files.exam import EXAM_FILE, exam_of
from omr.files.key import key_of, unknown_key
from omr.files.layout import layout_of
from omr.files.orders import REMEDY, other_orders
from omr.files.problems import Problems, did_you_mean
from omr.files.tables import roster_of, sheets_of
from omr.model.exam import Assignment, Exam, Key, Student
from omr.model.layout import FieldKind, Layout

KEY_FILE = "key.csv"
ROSTER_FILES = ("roster.csv", "roster.xlsx")
LAYOUT_FILE = "layout.json"
SHEETS_FILE = "sheets.csv"
HIDDEN_ENDINGS = (".csv", ".txt", ".xlsx")
"""Endings that are written a second time where the first is not shown."""


@dataclass(frozen=True, slots=True)
class ExamFolder:
    """Everything in an exam folder. ``layout`` is None and ``sheets`` is empty until `omr sheet` or `omr learn` wrote them; without a file
    of it, every answer of the ``key`` is unknown.
    """

    folder: Path
    exam: Exam
    key: Key
    roster: tuple[Student, ...]
    layout: Layout | None
    sheets: tuple[Assignment, ...]


def roster_path(folder: Path) -> Path | None:
    """The roster's file in an exam folder, or None."""
    return next((folder / name for name in ROSTER_FILES if (folder / name).is_file()), None)


def names_in(folder: Path) -> tuple[str, ...]:
    """The names of the files that make an exam, whether it has them or not, but for the pictures that its layout names."""
    roster = roster_path(folder)
    return EXAM_FILE, KEY_FILE, LAYOUT_FILE, SHEETS_FILE, *([roster.name] if roster else [])


def read_folder(folder: Path, *, key: Path | None = None, roster: Path | None = None, to_print: bool = False) -> ExamFolder:
    """An exam folder, with another ``key`` or ``roster`` in place of its own; ``to_print`` leaves out its layout, which printing makes
    anew, so that an earlier one need not fit. Raises BadExam with every problem of every file.
    """
    found: list[FileProblem] = []
    problems = Problems(folder / EXAM_FILE)
    exam = exam_of(folder / EXAM_FILE, problems)
    found += problems.sorted()
    key_problems = Problems(key or folder / KEY_FILE)
    whole = exam is not None and not found  # of an exam with problems, only what could be read is compared with the other files
    if exam and key is None and not key_problems.file.exists():
        answers = unknown_key(exam)  # sheets are printed and scanned before the key is written, or while it is kept elsewhere
    else:
        answers = key_of(key_problems.file, exam, key_problems, whole=whole) if exam else {}
    found += key_problems.sorted()
    roster_file = roster or roster_path(folder)
    roster_problems = Problems(roster_file or folder / ROSTER_FILES[0])
    students = roster_of(roster_problems.file, roster_problems, exam if whole else None) if roster_file else ()
    if not roster and whole:
        _check_single(folder, students, roster_problems)
    found += roster_problems.sorted()
    layout_problems = Problems(folder / LAYOUT_FILE)
    layout = layout_of(layout_problems.file, layout_problems) if layout_problems.file.exists() and not to_print else None
    sheets_problems = Problems(folder / SHEETS_FILE)
    sheets = sheets_of(sheets_problems.file, sheets_problems, exam if whole else None) if sheets_problems.file.exists() else ()
    if exam and layout and whole:
        _check_layout(exam, layout, layout_problems)
    found += [*layout_problems.sorted(), *sheets_problems.sorted(), *_misnamed(folder, key, roster)]
    if found or exam is None:
        raise BadExam(tuple(found))
    return ExamFolder(folder, exam, answers, students, layout, sheets)


def _misnamed(folder: Path, key: Path | None, roster: Path | None) -> Iterator[FileProblem]:
    """Files that only nearly have the name by which they would be read, in capitals, or with an ending that Windows does not show: without
    a roster, nobody would be known, and nobody absent.
    """
    names = [LAYOUT_FILE, SHEETS_FILE]
    names += [KEY_FILE] if key is None else []
    names += ROSTER_FILES if roster is None and roster_path(folder) is None else ()
    missing = {name for name in names if not (folder / name).is_file()}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        low = path.name.lower()
        name = low if low in missing else Path(low).stem if low.endswith(HIDDEN_ENDINGS) else ""
        if name in missing and path.is_file():
            yield FileProblem(str(path), None, f"the name {path.name!r}", f"{name!r}, the only one by which it is read; rename the file")


def _check_single(folder: Path, students: Sequence[Student], problems: Problems) -> None:
    """A second roster beside the first must list the same students: whoever corrects the one that is not read would never notice."""
    second = folder / ROSTER_FILES[1]
    if problems.file == second or problems.found or not second.is_file():
        return
    if [(one.number, one.name) for one in roster_of(second, Problems(second))] != [(one.number, one.name) for one in students]:
        problems.add(None, f"{second.name} beside it, which lists others", "one roster: move away the one that is out of date")


def _check_layout(exam: Exam, layout: Layout, problems: Problems) -> None:
    """The layout must show every item of the exam with all of its options, on forms that the exam has."""
    items = {item.ref: item for item in exam.items}
    codes = [form.code for form in exam.forms]
    for code, pages in layout.forms.items():
        if code not in codes:
            problems.add(None, f"the form {code!r}", f"one of {', '.join(codes)} as in exam.yaml{did_you_mean(code, codes)}")
            continue
        fields = {field.ref: field for page in pages for field in page.fields if field.kind in {FieldKind.CHOICE, FieldKind.NUMBER}}
        for problem in other_orders(exam, exam.form(code), fields):
            problems.add(None, problem, REMEDY)
        for ref, item in items.items():
            field = fields.pop(ref, None)
            if field is None:
                problems.add(None, f"no place for item {ref.item!r} of section {ref.section!r} on form {code}", "a field for each item")
            elif field.kind.value != item.kind.value:
                problems.add(
                    None,
                    f"a field of kind {field.kind.value} for item {ref.item!r} of section {ref.section!r} on form {code}",
                    item.kind.value,
                )
            elif {blank.name for blank in field.blanks} != set(item.blanks):
                blanks = ", ".join(item.blanks) or "none"
                problems.add(None, f"other blanks for item {ref.item!r} of section {ref.section!r} on form {code}", f"the blanks {blanks}")
            elif {option.label for option in field.options} != {option.label for option in item.options}:
                labels = ", ".join(option.label for option in item.options)
                problems.add(
                    None, f"other options for item {ref.item!r} of section {ref.section!r} on form {code}", f"the options {labels}"
                )
        for section, name in fields:
            problems.add(None, f"item {name!r} of section {section!r} on form {code}", "only items that exam.yaml has")
