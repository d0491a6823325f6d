"""Putting an exam's sheets on paper, for an exam and for its rehearsal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from omr.cli.saying import say
from omr.errors import UsageProblem

if TYPE_CHECKING:
    from omr.files import ExamFolder
    from omr.model.exam import Assignment


def copy_exam(exam: Path, target: Path, *, over: bool) -> None:
    """Make ``target`` an exam folder too. Unless ``over``, files of other content there are refused, and nothing is written."""
    from omr.files.exam import EXAM_FILE  # noqa: PLC0415
    from omr.files.folder import KEY_FILE, roster_path  # noqa: PLC0415
    from omr.files.whole import write_all  # noqa: PLC0415

    files = {file.name: file.read_bytes() for file in (exam / EXAM_FILE, exam / KEY_FILE, roster_path(exam)) if file and file.is_file()}
    for name, data in files.items():
        place = target / name
        if not over and place.is_file() and place.read_bytes() != data:
            raise UsageProblem(f"{place} is not the {name} of {exam}", "give an empty folder with -o, or move that file away")
    write_all({target / name: data for name, data in files.items()})


def changed_forms(folder: ExamFolder, layout: Path, paper: str) -> frozenset[str]:
    """The forms of an earlier layout.json that are printed otherwise now: what stands on a sheet of them nobody can read by the new one."""
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    from omr.errors import BadExam  # noqa: PLC0415
    from omr.files import read_layout, write_layout  # noqa: PLC0415
    from omr.files.layout import is_alike  # noqa: PLC0415
    from omr.sheet import sheet as typeset  # noqa: PLC0415

    try:
        before = read_layout(layout).forms
    except BadExam:  # of a version that is known no more, or edited by hand
        return frozenset(form.code for form in folder.exam.forms)
    with TemporaryDirectory() as place:  # as it will be read
        write_layout(typeset(folder.exam, (), {}, _paper(paper)).layout, Path(place) / layout.name)
        now = read_layout(Path(place) / layout.name).forms
    return frozenset(code for code, pages in before.items() if not is_alike(pages, now.get(code, ())))


def without(earlier: Sequence[Assignment], changed: Collection[str]) -> tuple[Assignment, ...]:
    """The assignments of sheets printed before, those of changed forms withdrawn: their serials are nobody's again."""
    from omr.model.exam import Assignment  # noqa: PLC0415

    return tuple(Assignment(one.serial, "", "") if one.form in changed else one for one in earlier)


def _paper(name: str) -> Literal["a4", "letter"]:
    return "letter" if name == "letter" else "a4"


def print_sheets(folder: ExamFolder, anonymous: int, target: Path, paper: str, earlier: Sequence[Assignment]) -> None:
    """Sheets for all of the roster and so many anonymous ones, with all that reading them needs; none has a serial of the exam's own."""
    from omr.files.layout import layout_bytes  # noqa: PLC0415
    from omr.files.tables import sheets_bytes  # noqa: PLC0415
    from omr.files.whole import write_all  # noqa: PLC0415
    from omr.sheet import assign  # noqa: PLC0415
    from omr.sheet import sheet as typeset  # noqa: PLC0415

    assignments = assign(folder.exam, folder.roster, anonymous, earlier, folder.sheets)
    valid = [one for one in assignments if not one.is_withdrawn]
    say(f"Typesetting {len(valid)} sheets of exam {folder.exam.name} …")
    names = {student.number: student.name for student in folder.roster}
    printed = typeset(folder.exam, valid, names, _paper(paper))
    pdfs = {target / "sheets" / f"{code}.pdf": pdf for code, pdf in printed.pdfs.items()}
    references = {target / name: picture for name, picture in printed.references.items()}
    read_by = {target / "layout.json": layout_bytes(printed.layout), target / "sheets.csv": sheets_bytes(assignments)}
    write_all({**pdfs, **references, **read_by})
    for code in printed.pdfs:
        say(f"  {target / 'sheets' / f'{code}.pdf'}{_new_pages(code, assignments, earlier, len(printed.layout.forms[code]))}")
    if len(earlier) < len(assignments) and not all(one.is_withdrawn for one in earlier):
        say("Print the new pages alone: of sheets printed a second time, two papers carry one serial.")


def _new_pages(code: str, assignments: Sequence[Assignment], earlier: Sequence[Assignment], pages: int) -> str:
    """Which pages of a form's PDF no earlier one had; the sheets in it are in the order of their serials, and new ones come last."""
    before, now = (pages * sum(one.form == code for one in some) for some in (earlier, assignments))
    if not before:
        return ""
    return f": pages {before + 1}–{now} are new" if now > before else ": nothing new"
