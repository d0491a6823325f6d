"""The batch half as a recipe: collate → interpret → grade → export. No pixels, in seconds, as often as wanted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from omr.advise import Advice, advise, named
from omr.audit import audit, draw, to_show
from omr.bubbles import bubbles_of, whole_pages
from omr.collate import account, collate, gap_text, stray_text
from omr.errors import BadInput, UsageProblem
from omr.files import ExamFolder, read_attendance, read_folder
from omr.files.folder import LAYOUT_FILE
from omr.files.layout import changed_form
from omr.interpret import interpret
from omr.model.audit import Audit, Draw, Outcome
from omr.model.calibration import Calibration
from omr.model.exam import Exam, ItemRef, Key, settled
from omr.model.grade import GradeStatus
from omr.model.handed import Account, HandedIn
from omr.model.layout import Layout
from omr.model.page import Reason, ScanRef, Status
from omr.model.response import Collation, Decision, PageRow, Response, Sheet, SheetItem, Target, in_force
from omr.store import Batch

if TYPE_CHECKING:  # pandas is felt at start-up
    from omr.grade import Grades

RESULTS = "results"
NAMED = 20
"""Sheets with the same problem that are named, so that few are looked up elsewhere; the others are counted."""
CHANGES = "changes.csv"
"""Of the results: whose grade moved when grades last moved, and from what to what."""
AUDIT_SEED = 1
"""Each batch draws its own lots all the same: they are hashes of its scans too."""
SHEETS_AT_ONCE = 100
"""Sheets whose evidence is in memory together: some 20 MB; fewer cost more queries."""


@dataclass(frozen=True, slots=True)
class Responses(Iterable[Response]):
    """Every response of a batch, in the order of its sheets: made anew whenever they are gone through, a few sheets at a time, since
    all that was measured on 20,000 pages takes 1.4 GB.
    """

    batch: Batch
    exam: Exam
    layout: Layout
    calibration: Calibration
    sheets: tuple[Sheet, ...]
    decisions: tuple[Decision, ...]
    told: Callable[[int, int], None] = lambda _done, _all: None
    """Hears how many sheets of how many have been gone through."""

    def __iter__(self) -> Iterator[Response]:
        for _, responses in self.by_sheet():
            yield from responses

    def by_sheet(self) -> Iterator[tuple[Sheet, tuple[Response, ...]]]:
        """Each sheet with all that was measured on it, and its responses."""
        said: dict[str, list[Decision]] = {}
        for decision in in_force(self.decisions):
            said.setdefault(decision.sheet, []).append(decision)
        for start in range(0, len(self.sheets), SHEETS_AT_ONCE):
            some = self.sheets[start : start + SHEETS_AT_ONCE]
            pages = iter(whole_pages(self.batch, [page for sheet in some for page in sheet.pages], self.layout))
            for sheet in some:
                whole = replace(sheet, pages=tuple(islice(pages, len(sheet.pages))))
                yield whole, interpret(whole, self.exam, self.layout, self.calibration, said.get(sheet.sheet, ()))
            self.told(start + len(some), len(self.sheets))


@dataclass(frozen=True, slots=True)
class Reading:
    """A batch as it stands: every scan accounted for, every response, every decision."""

    exam: ExamFolder
    layout: Layout
    collation: Collation
    responses: Responses
    decisions: tuple[Decision, ...]
    account: Account
    audit: Audit


class Results(NamedTuple):
    """What grading gave: the grades, the files written, how many responses wait for a person, and how many grades ``moved`` since the last
    grading (None where there was none, or its grades.csv is no longer as it was written: ``overwritten``).
    """

    grades: Grades
    files: tuple[Path, ...]
    unsure: int
    moved: int | None
    overwritten: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """The page sum: every scan taken in ended as one of these."""

    read: int
    blank: int
    duplicate: int
    rejected: int

    @property
    def total(self) -> int:
        return self.read + self.blank + self.duplicate + self.rejected

    def __str__(self) -> str:
        parts = f"read {self.read} + blank {self.blank} + duplicate {self.duplicate} + rejected {self.rejected}"
        return f"{self.total} scans taken in = {parts}"


def exam_of(batch: Batch, exam: Path | None = None, key: Path | None = None, roster: Path | None = None) -> ExamFolder:
    """The batch's own copy of its exam, or the one given in its place, which must be the same exam on the same forms."""
    folder = read_folder(exam or batch.exam_folder, key=key, roster=roster)
    if folder.exam.name != batch.meta("exam"):
        raise UsageProblem(f"{batch.folder} is a batch of the exam {batch.meta('exam')}, not of {folder.exam.name}", "give its own exam")
    code = changed_form(batch.exam_folder / LAYOUT_FILE, folder.folder / LAYOUT_FILE, folder.layout) if exam and folder.layout else None
    if code is not None:
        problem = f"the layout of form {code} in {exam} is not the one that {batch.folder} was read with"
        raise BadInput(problem, "give a folder with the layout.json that was printed, or scan into a new batch folder")
    return folder


def collation_of(batch: Batch, exam: ExamFolder, also: Sequence[Decision] = ()) -> Collation:
    """Every scan of the batch accounted for, and the sheets they make; with what would ``also`` be decided."""
    layout = layout_of(exam)
    bubbles = bubbles_of(batch, exam.exam, layout, frozenset(student.number for student in exam.roster))
    results, said = tuple(batch.outlines(looks=False)), in_force([*batch.decisions(), *also])
    return collate(results, exam.exam.name, layout, exam.sheets, said, bubbles, batch.origins())


def advice_of(batch: Batch, collation: Collation) -> tuple[Advice, ...]:
    """What a person at the scanner can better."""
    return advise(batch.outlines(), collation.pages)


def same_calibration(batch: Batch, calibration: Calibration) -> None:
    """Raises BadInput if the batch was read with another calibration."""
    fitted = batch.meta("calibration")
    if fitted != calibration.id:
        raise BadInput(f"{batch.folder} was read with the calibration {fitted}, not with {calibration.id}", "give that --calibration")


def reading(batch: Batch, exam: ExamFolder, calibration: Calibration) -> Reading:
    """The batch as it stands now. Raises BadInput if it was read with another calibration."""
    same_calibration(batch, calibration)
    layout, decisions = layout_of(exam), batch.decisions()
    collation = collation_of(batch, exam)
    responses = Responses(batch, exam.exam, layout, calibration, collation.sheets, decisions)
    account = account_of(batch, collation, exam)
    return Reading(exam, layout, collation, responses, decisions, account, audit_of(batch, collation, exam.exam))


def account_of(batch: Batch, collation: Collation, exam: ExamFolder) -> Account:
    """The sheets read against those handed in, as far as the office said at any of its scans."""
    count, attendance = batch.expected
    handed = HandedIn(count, read_attendance(attendance) if attendance else None)
    return account(collation, handed, exam.roster, ended=not batch.was_cut_off, left=batch.watching.left)


def audit_of(batch: Batch, collation: Collation, exam: Exam) -> Audit:
    """The audit of the batch: its outcomes, and in ``open`` what graders have still to be shown (see ``omr.audit.to_show``)."""
    last = batch.samples.last()
    if last is None:
        return Audit()
    said = ((noted.id, noted.decision) for noted in batch.graders.since(0))
    scans = {(sheet.sheet, page.ref.scan) for sheet in collation.sheets for page in sheet.pages}
    return audit(batch.samples.all(), last.population, said, scans, exam)


def sample(batch: Batch, now: Reading, wanted: int, seed: int = AUDIT_SEED) -> Audit:
    """Draw lots until the batch's audit holds ``wanted`` responses (see ``omr.audit.draw``); gives the audit as it then stands.

    The first drawing's seed holds for the batch. Drawing again from an unchanged batch changes nothing.
    """
    last = batch.samples.last()
    seed = last.seed if last else seed
    before, needless = audit_of(batch, now.collation, now.exam.exam), settled(now.exam.key)
    kept = [one.sampled for one in before.audited if one.outcome is not Outcome.REPLACED]
    asked = (one for one in now.responses if ItemRef(one.section, one.item) not in needless)
    new, population = draw(asked, now.exam.exam, kept, wanted, seed)
    read_by = now.responses.calibration
    made = Draw(seed, wanted, population, read_by.id, json.dumps(asdict(read_by.lines_for(now.exam.exam.silent_errors)), sort_keys=True))
    if new or made != last:
        batch.samples.add(made, new)
    return audit_of(batch, now.collation, now.exam.exam)


def shown(batch: Batch, responses: Responses, audit: Audit, key: Key) -> Sequence[Response]:
    """What graders are shown: what is unsure and, while an audit is open, its sample among it, without what was read. What no grade by
    this ``key`` needs is left out; it waits, and is shown by a key that needs it.
    """
    last = batch.samples.last()
    decided = {SheetItem(one.sheet, one.section, one.item) for one in in_force(responses.decisions) if one.target is Target.ITEM}
    return to_show(responses, audit.open, decided, responses.exam, last.seed if last else AUDIT_SEED, settled(key))


def results(batch: Batch, now: Reading) -> Results:
    """Grade the batch and write its ``results/``. Raises BadInput where another process is at it."""
    with batch.grading():
        return _graded(batch, now)


def _graded(batch: Batch, now: Reading) -> Results:
    from omr.export import Listed, export  # noqa: PLC0415
    from omr.grade import grade, provisional, response_tables  # noqa: PLC0415

    listed = Listed(batch.folder / RESULTS, settled(now.exam.key))
    with closing(listed.passed_on(response_tables(now.responses))) as tables:
        grades = grade(tables, now.collation.sheets, now.exam.exam, now.exam.key, now.exam.roster)
    grades = provisional(grades, now.account)
    folder = batch.folder / RESULTS
    try:
        moved, overwritten = _moved(folder, grades), False
    except ValueError:
        moved, overwritten = None, True
        (folder / CHANGES).unlink(missing_ok=True)  # it tells of the grading before the last
    files = export(folder, now.collation.pages, listed, grades, now.decisions, now.audit)
    return Results(grades, files, listed.unsure, moved, overwritten)


def _moved(folder: Path, grades: Grades) -> int | None:
    """How many grades moved since the last grading. Which, is written down, and stays until the next that moves any. Raises ValueError
    where another program wrote over the last ones.
    """
    from omr.export import earlier_grades, write_csv  # noqa: PLC0415
    from omr.grade import changes  # noqa: PLC0415

    before = earlier_grades(folder / "grades.csv")
    if before is None:
        return None
    moved = changes(before, grades.rows)
    if len(moved):
        write_csv(folder / CHANGES, moved)
    return len(moved)


def count(collation: Collation) -> Count:
    """The page sum of a batch."""
    ended = Counter(row.status for row in collation.pages)
    return Count(ended[Status.READ], ended[Status.BLANK], ended[Status.DUPLICATE], ended[Status.REJECTED])


def open_questions(now: Reading, done: Results) -> Mapping[str, int]:
    """What waits for a person: responses; scans that were rejected, but for pages of other exams; sheets that are nobody's or two's."""
    lost = sum(row.status is Status.REJECTED and row.reason is not Reason.OTHER_EXAM for row in now.collation.pages)
    unclear = int(done.grades.rows["status"].isin([GradeStatus.CONFLICT.value, GradeStatus.UNMATCHED.value]).sum())
    return {"responses": done.unsure, "sampled responses": len(now.audit.open), "rejected scans": lost, "sheets": unclear}


def lacks_pages(collation: Collation, exam: ExamFolder) -> int:
    """How many sheets lack a page of their form."""
    forms = layout_of(exam).forms
    return sum(1 for sheet in collation.sheets if len({page.code.page for page in sheet.pages}) < len(forms.get(sheet.form, ())))


def put_together(collation: Collation) -> int:
    """How many sheets are of several pages that follow each other, and that nothing else puts together."""
    return sum(1 for sheet in collation.sheets if len(sheet.pages) > 1 and not any(page.code.serial for page in sheet.pages))


def _rejections(rows: Sequence[PageRow]) -> Sequence[str]:
    """Why scans are rejected, those together of which the same is said: a stack of another exam is a line, not one for each page."""
    told: dict[str, list[ScanRef]] = {}
    for row in rows:
        if row.status is Status.REJECTED:
            told.setdefault(f"{row.reason}: {row.detail}", []).append(row.ref)
    return [f"{named(refs) if len(refs) > 1 else _place(refs[0])}: {why}" for why, refs in told.items()]


def _place(ref: ScanRef) -> str:
    return f"{ref.file}, page {ref.page}" if ref.page else ref.file


def _problems(sheets: Sequence[Sheet]) -> Sequence[str]:
    """What is wrong with sheets, together where the same is wrong with several. Those without a serial go by their scans."""
    told: dict[tuple[bool, str], list[Sheet]] = {}
    for sheet in sheets:
        for problem in sheet.problems:
            told.setdefault((sheet.is_unnamed, problem), []).append(sheet)
    return [f"{_those(those)}: {problem}" for (_, problem), those in told.items()]


def _those(sheets: Sequence[Sheet]) -> str:
    """Sheets of one kind, as a line begins with them: the first of many by name."""
    several = len(sheets) > 1
    if sheets[0].is_unnamed:
        scans = named([page.ref for sheet in sheets for page in sheet.pages[:1]])
        return f"{len(sheets)} sheets ({scans})" if several else f"the sheet of {scans}"
    more = f" and {len(sheets) - NAMED} more" if len(sheets) > NAMED else ""
    names = ", ".join(sheet.sheet for sheet in sheets[:NAMED])
    return f"{len(sheets)} sheets ({names}{more})" if several else f"sheet {names}"


def troubles(collation: Collation, account: Account) -> Sequence[str]:
    """What a person must know of pages and sheets at the end of a run, a line each: what needs something done comes first."""
    lines = [*_rejections(collation.pages), *_problems(collation.sheets)]
    lines += [stray_text(stray, collation) for stray in collation.strays]
    return [*lines, *filter(None, (gap_text(gap, collation, account.absent) for gap in collation.gaps))]


def orphaned(reading: Reading) -> tuple[str, ...]:
    """The sheets about which something was decided and that there are no more: their pages belong to others now."""
    sheets = {sheet.sheet for sheet in reading.collation.sheets}
    told = (one.sheet for one in in_force(reading.decisions) if one.target is not Target.PAGE and one.sheet not in sheets)
    return tuple(dict.fromkeys(told))


def layout_of(exam: ExamFolder) -> Layout:
    """The exam's layout. Raises UsageProblem where its folder holds none."""
    if exam.layout is None:
        raise UsageProblem(f"{exam.folder} holds no layout.json", "give the exam folder that the batch was scanned with")
    return exam.layout
