"""The batch half as a whole, on pages whose evidence is made by hand: the sum of pages, what waits, what a changed input changes."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from omr.collate import collate
from omr.errors import BadExam, BadInput, UsageProblem
from omr.files import data_folder, read_calibration, read_folder, read_layout
from omr.interpret import interpret
from omr.model.audit import Outcome
from omr.model.handed import Account
from omr.model.page import BoxEvidence, PageCode, PageEvidence, PageResult, Reason, ScanRef, Status, Unread
from omr.model.response import Collation, Decision, PageRow, ResponseStatus, Sheet, Target
from omr.results import Reading, collation_of, count, exam_of, lacks_pages, open_questions, reading, results, sample, shown, troubles
from omr.review import bind
from omr.store import ENDED, RUNNING, Batch, pack

SAMPLE = data_folder("sample_scans") / "ift6135"
LAYOUT = read_layout(SAMPLE / "layout.json")
CALIBRATION = read_calibration(data_folder("calibration"))
FILES = ("exam.yaml", "key.csv", "roster.csv", "layout.json", "sheets.csv")
MARKED = (2.0, 0.8, 0.2, 0.5, 0.0, 0.8, 1.0, 2.0, 0.0, 0.0, 1.0)
EMPTY = (0.0, 0.01, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
CHOICES, NUMBERS = 30, 4


def box(section: str, item: str, label: str, *, marked: bool) -> BoxEvidence:
    score = 0.99 if marked else 0.001
    return BoxEvidence(section, item, label, score, score, 0.0, 0.0, 0.0, MARKED if marked else EMPTY)


def page(number: int, serial: str, form: str = "1011", option: int = 0, at: int = 1) -> PageEvidence:
    """A page on which every item's option of that place is marked; ``at`` is its place in the stack."""
    boxes = tuple(
        box(field.section, field.item, one.label, marked=place == option)
        for field in LAYOUT.page(form, number).choices
        for place, one in enumerate(field.options)
    )
    return PageEvidence(ScanRef("stack.pdf", at, f"scan{at}"), PageCode("IFT6135", form, number, serial), 0.1, 200.0, 0.05, boxes)


def sheet(serial: str, form: str = "1011", option: int = 0, at: int = 1) -> list[PageResult]:
    return [page(1, serial, form, option, at), page(2, serial, form, option, at + 1)]


ONE, TWO = sheet("A0001B"), sheet("A00029", "1012", at=3)
BLANK = Unread(ScanRef("stack.pdf", 5, "scan5"), Status.BLANK, Reason.BLANK_PAGE)
FOREIGN = Unread(ScanRef("stack.pdf", 6, "scan6"), Status.REJECTED, Reason.OTHER_EXAM, "of the exam X")
TORN = Unread(ScanRef("stack.pdf", 7, "scan7"), Status.REJECTED, Reason.NO_REGISTRATION, "no markers")
AGAIN = replace(ONE[1], ref=ScanRef("stack.pdf", 8, "scan2"))


@pytest.fixture
def batch(tmp_path: Path) -> Iterator[Batch]:
    """A batch of the sample exam, without pages."""
    made = Batch.open(tmp_path / "batch", create=True)
    made.keep_exam(SAMPLE, [SAMPLE / name for name in FILES])
    made.note({"exam": "IFT6135", "calibration": CALIBRATION.id, "scan_state": ENDED})
    yield made
    made.close()


def fill(batch: Batch, *pages: PageResult) -> Batch:
    stack = batch.folder.parent / "stack.pdf"
    stack.write_bytes(b"a stack")
    batch.put(batch.take_in(stack, "stack.pdf"), [pack(one) for one in pages])
    return batch


def now(batch: Batch) -> Reading:
    return reading(batch, exam_of(batch), CALIBRATION)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def decision(value: str, sheet: str = "A0001B", **about: str) -> Decision:
    return replace(Decision(Target.ITEM, value, sheet=sheet, section="1", item="a", who="ann"), **about)


def test_every_scan_ends_as_one_summand_of_the_page_sum(batch: Batch) -> None:
    fill(batch, *ONE, *TWO, BLANK, FOREIGN, TORN, AGAIN)
    batch.take_in_unreadable("locked.pdf", "the file cannot be read")
    collation = collation_of(batch, exam_of(batch))
    total = count(collation)
    assert (total.read, total.blank, total.duplicate, total.rejected) == (4, 1, 1, 3)
    assert total.total == len(collation.pages) == 9
    assert str(total) == "9 scans taken in = read 4 + blank 1 + duplicate 1 + rejected 3"


def test_an_empty_batch_adds_up_to_nothing(batch: Batch) -> None:
    assert count(collation_of(batch, exam_of(batch))).total == 0
    assert tuple(now(batch).responses) == ()


def test_each_sheet_has_a_response_for_each_item_by_the_base_form_s_names(batch: Batch) -> None:
    found = tuple(now(fill(batch, *ONE, *TWO)).responses)
    assert [one.sheet for one in found] == ["A0001B"] * 34 + ["A00029"] * 34
    assert [(one.section, one.item) for one in found[:34]] == [(one.section, one.item) for one in found[34:]]
    assert sum(one.status is ResponseStatus.ANSWERED for one in found) == 2 * CHOICES
    assert sum(one.status is ResponseStatus.UNSURE for one in found) == 2 * NUMBERS


def test_a_sheet_without_all_of_its_pages_is_counted_and_told(batch: Batch) -> None:
    fill(batch, *ONE, TWO[0])
    exam = exam_of(batch)
    collation = collation_of(batch, exam)
    assert lacks_pages(collation, exam) == 1
    assert "sheet A00029: page 2 is missing" in troubles(collation, Account())
    of_two = [one for one in now(batch).responses if one.sheet == "A00029"]
    assert {one.status for one in of_two} == {ResponseStatus.UNSURE}


def test_what_is_wrong_with_many_sheets_is_told_once() -> None:
    sheets = [Sheet(f"A{number}", "", "1011", (TWO[0],), ("page 2 is missing",)) for number in range(22)]
    first = ", ".join(f"A{number}" for number in range(20))
    assert troubles(Collation((), tuple(sheets)), Account()) == [f"22 sheets ({first} and 2 more): page 2 is missing"]
    assert troubles(Collation((), tuple(sheets[:2])), Account()) == ["2 sheets (A0, A1): page 2 is missing"]


def test_each_rejected_scan_is_told_with_its_file_page_and_reason(batch: Batch) -> None:
    fill(batch, *ONE, BLANK, TORN)
    batch.take_in_unreadable("locked.pdf", "the file cannot be read")
    lines = troubles(collation_of(batch, exam_of(batch)), Account())
    assert lines == ["stack.pdf, page 7: no_registration: no markers", "locked.pdf: unreadable_file: the file cannot be read"]


def test_scans_rejected_for_the_same_are_told_together() -> None:
    rows = [PageRow(ScanRef("mixed.pdf", n, f"m{n}"), Status.REJECTED, Reason.OTHER_EXAM, detail="like no page") for n in (2, 3, 5)]
    torn = PageRow(ScanRef("a.pdf", 1, "a"), Status.REJECTED, Reason.NO_CODE, detail="no code")
    lines = troubles(Collation((rows[0], torn, *rows[1:]), ()), Account())
    assert lines == ["mixed.pdf p. 2–3, 5: other_exam: like no page", "a.pdf, page 1: no_code: no code"]


def test_sheets_without_a_serial_are_told_by_their_scans_and_what_is_wrong_with_several_once() -> None:
    pages = [replace(ONE[0], ref=ScanRef(f"{name}.pdf", 1, name)) for name in "abc"]
    alike = [Sheet(page.ref.scan, "", "1011", (page,), ("its student number is not certain",)) for page in pages]
    printed = Sheet("A00029", "", "1011", (TWO[0],), ("page 2 is missing",))
    lines = troubles(Collation((), (*alike[:2], printed, replace(alike[2], problems=("page 2 is missing",)))), Account())
    assert lines == [
        "2 sheets (a.pdf p. 1; b.pdf p. 1): its student number is not certain",
        "sheet A00029: page 2 is missing",
        "the sheet of c.pdf p. 1: page 2 is missing",
    ]


def test_what_waits_for_a_person_is_counted_by_kind(batch: Batch) -> None:
    stranger = sheet("Z9999", at=10)
    fill(batch, *ONE, *stranger, FOREIGN, TORN)
    one = now(batch)
    assert open_questions(one, results(batch, one)) == {"responses": 2 * NUMBERS, "sampled responses": 0, "rejected scans": 1, "sheets": 1}


def test_two_papers_with_one_serial_wait_and_are_never_merged(batch: Batch) -> None:
    fill(batch, *ONE, page(2, "A0001B", option=1, at=9))
    one = now(batch)
    assert open_questions(one, results(batch, one))["sheets"] == 1
    assert count(one.collation).total == 3


def test_a_decision_changes_its_own_sheet_alone(batch: Batch) -> None:
    fill(batch, *ONE, *sheet("A00029", at=3))
    before = tuple(now(batch).responses)
    batch.decide([decision("F")])
    after = tuple(now(batch).responses)
    changed = [(one.sheet, one.section, one.item) for one, other in zip(after, before, strict=True) if one != other]
    assert changed == [("A0001B", "1", "a")]


def test_a_batch_is_collated_without_its_evidence_and_to_the_same_end(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    rescan = [replace(one, ref=ScanRef("stack.pdf", 20 + at, f"again{at}")) for at, one in enumerate(TWO)]
    fill(batch, *ONE, *TWO, BLANK, FOREIGN, TORN, AGAIN, page(2, "A0001B", option=1, at=9), *rescan)
    batch.decide([Decision(Target.PAGE, "1012/2/A00061", scan="scan3", who="ann"), Decision(Target.PAGE, "1011/2/A00061", scan="again1")])
    exam = exam_of(batch)
    whole = collate(tuple(batch.results()), exam.exam.name, LAYOUT, exam.sheets, batch.decisions())
    lean = now(batch)
    assert lean.collation.pages == whole.pages
    assert [sheet.problems for sheet in lean.collation.sheets] == [sheet.problems for sheet in whole.sheets]
    assert any(sheet.conflict for sheet in whole.sheets)
    expected = [one for sheet in whole.sheets for one in interpret(sheet, exam.exam, LAYOUT, CALIBRATION, batch.decisions())]
    assert list(lean.responses) == expected
    monkeypatch.setattr("omr.results.SHEETS_AT_ONCE", 1)
    assert list(lean.responses) == expected


def test_results_stand_in_their_folder_and_are_the_same_bytes_again(batch: Batch) -> None:
    fill(batch, *ONE, *TWO, TORN)
    files = results(batch, now(batch)).files
    assert {file.parent for file in files} == {batch.folder / "results"}
    first = {file.name: file.read_bytes() for file in files}
    results(batch, now(batch))
    assert {file.name: file.read_bytes() for file in files} == first
    assert len(rows(batch.folder / "results" / "pages.csv")) == 5
    assert len(rows(batch.folder / "results" / "responses.csv")) == 68
    graded = rows(batch.folder / "results" / "grades.csv")
    assert [row["status"] for row in graded].count("pending") == 2
    assert all(row["total"] == "" for row in graded if row["status"] == "absent"), "absent is never 0"


def test_an_exam_on_other_forms_than_those_that_were_read_is_refused(batch: Batch, tmp_path: Path) -> None:
    exam = tmp_path / "exam"
    exam.mkdir()
    for name in FILES:
        shutil.copyfile(SAMPLE / name, exam / name)
    layout = exam / "layout.json"
    layout.write_text(layout.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert exam_of(batch, exam).folder == exam, "the same forms in other bytes"
    layout.write_text(layout.read_text(encoding="utf-8").replace('"size": [210', '"size": [211'), encoding="utf-8")
    with pytest.raises(BadInput, match=r"the layout of form 1011 in .*exam is not the one that .*batch was read with"):
        exam_of(batch, exam)


def test_the_batch_s_own_copy_of_the_exam_is_used(batch: Batch) -> None:
    assert exam_of(batch).folder == batch.exam_folder
    assert exam_of(batch).key == read_folder(SAMPLE).key


def test_another_key_may_be_given_and_must_be_sound(batch: Batch, tmp_path: Path) -> None:
    key = tmp_path / "corrected.csv"
    text = (SAMPLE / "key.csv").read_text(encoding="utf-8")
    key.write_text(text.replace("1011,1,a,T", "1011,1,a,*"), encoding="utf-8")
    assert exam_of(batch, key=key).key != exam_of(batch).key
    key.write_text(text.replace("1011,1,a,T", "1011,1,a,Q"), encoding="utf-8")
    with pytest.raises(BadExam, match=r"corrected\.csv:2"):
        exam_of(batch, key=key)


def test_another_exam_is_refused(batch: Batch, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for name in FILES:
        shutil.copyfile(SAMPLE / name, other / name)
    text = (other / "exam.yaml").read_text(encoding="utf-8")
    (other / "exam.yaml").write_text(text.replace("exam: IFT6135", "exam: IFT6390"), encoding="utf-8")
    with pytest.raises(UsageProblem, match="a batch of the exam IFT6135, not of IFT6390"):
        exam_of(batch, other)


def test_evidence_is_never_judged_by_the_thresholds_of_another_calibration(batch: Batch) -> None:
    fill(batch, *ONE)
    with pytest.raises(BadInput, match="was read with the calibration"):
        reading(batch, exam_of(batch), replace(CALIBRATION, id="another"))


def statuses(batch: Batch) -> dict[str, str]:
    """Student number → status, as grades.csv says."""
    results(batch, now(batch))
    return {row["student_number"]: row["status"] for row in rows(batch.folder / "results" / "grades.csv")}


def decide_all(batch: Batch, *sheets: str) -> None:
    exam = exam_of(batch)
    omitted = [Decision(Target.ITEM, "omitted", sheet, *item.ref) for sheet in sheets for item in exam.exam.items]
    batch.decide(bind(omitted, batch.decisions(), collation_of(batch, exam).sheets, LAYOUT).decisions)


def test_no_grade_is_final_and_nobody_absent_after_a_scan_that_was_cut_off(batch: Batch) -> None:
    decide_all(fill(batch, *ONE), "A0001B")
    assert Counter(statuses(batch).values()) == {"final": 1, "absent": 25}
    batch.note({"scan_state": RUNNING})
    assert "did not end" in now(batch).account.reasons[0]
    assert Counter(statuses(batch).values()) == {"provisional": 1, "missing": 25}


def test_an_attendance_list_is_kept_and_tells_the_missing_from_the_absent(batch: Batch, tmp_path: Path) -> None:
    decide_all(fill(batch, *ONE, *TWO), "A0001B", "A00029")
    attendance = tmp_path / "présents.csv"
    attendance.write_text("student_number\n20041877\n20103562\n01987340\n", encoding="utf-8")
    batch.expect(3, attendance)
    attendance.unlink()
    assert now(batch).account.reasons[0].startswith("expected 3 sheets, found 2: 1 too few;")
    assert "student 01987340 (" in now(batch).account.reasons[1]
    said = statuses(batch)
    assert (said["20041877"], said["01987340"], said["20121409"]) == ("provisional", "missing", "absent")
    fill(batch, *[replace(one, ref=replace(one.ref, file="late.pdf")) for one in sheet("A00037", at=7)])
    decide_all(batch, "A00037")
    assert now(batch).account.reasons == ()
    assert statuses(batch)["01987340"] == "final"


def test_what_was_handed_in_is_replaced_by_saying_it_again(batch: Batch, tmp_path: Path) -> None:
    fill(batch, *ONE)
    attendance = tmp_path / "list.csv"
    for number, differences in (("20103562", 2), ("20041877", 0)):
        attendance.write_text(f"student_number\n{number}\n", encoding="utf-8")
        batch.expect(None, attendance)
        assert len(now(batch).account.reasons) == differences
    batch.expect(2, None)
    assert len(now(batch).account.reasons) == 1
    batch.expect(1, None)
    assert now(batch).account.reasons == ()


def test_an_audit_is_drawn_shown_blind_decided_and_told(batch: Batch) -> None:
    fill(batch, *ONE, *TWO)
    assert "audit.csv" not in {path.name for path in results(batch, now(batch)).files}
    drawn = sample(batch, now(batch), 20)
    assert (len(drawn.open), drawn.population) == (20, 2 * CHOICES)
    assert sample(batch, now(batch), 20) == drawn
    shown_now = [one for one in shown(batch, now(batch).responses, drawn, now(batch).exam.key) if one.section == "1" or one.why == ""]
    assert [one.status for one in shown_now] == [ResponseStatus.UNSURE] * 20
    said = [
        Decision(Target.ITEM, "omitted" if place == 0 else one.sampled.response, *one.sampled.place, who="ann", based_on=one.sampled.scan)
        for place, one in enumerate(drawn.audited[:15])
    ]
    batch.decide(said)
    done = now(batch)
    assert (done.audit.decided, done.audit.errors, len(done.audit.open)) == (15, 1, 5)
    assert open_questions(done, results(batch, done))["sampled responses"] == 5
    told = rows(batch.folder / "results" / "audit.csv")
    assert Counter(row["outcome"] for row in told) == {"agreed": 14, "silent_error": 1}
    (wrong,) = (row for row in told if row["outcome"] == "silent_error")
    (corrected,) = (
        row
        for row in rows(batch.folder / "results" / "responses.csv")
        if all(row[name] == wrong[name] for name in ("sheet", "section", "item"))
    )
    assert (corrected["status"], corrected["decided_by"], wrong["status"]) == ("omitted", "ann", "answered")
    assert len(sample(batch, done, 25).open) == 10
    assert len(batch.samples.all()) == 25


def test_an_audited_response_whose_page_is_scanned_again_falls_out(batch: Batch) -> None:
    fill(batch, *ONE)
    drawn = sample(batch, now(batch), 2 * CHOICES)
    batch.decide([Decision(Target.ITEM, one.sampled.response, *one.sampled.place, based_on=one.sampled.scan) for one in drawn.audited])
    assert now(batch).audit.decided == CHOICES
    fill(batch, replace(ONE[1], ref=ScanRef("stack.pdf", 9, "scan9")))
    assert (now(batch).audit.count(Outcome.REPLACED), now(batch).audit.decided) == (CHOICES, 0)
    assert open_questions(now(batch), results(batch, now(batch)))["responses"] == NUMBERS + CHOICES  # reopened, with the old decision


def with_key(batch: Batch, answers: dict[str, str]) -> Reading:
    """The batch by a key with other answers to some items (``section,item``)."""
    key = batch.folder.parent / "key.csv"
    lines = (SAMPLE / "key.csv").read_text(encoding="utf-8").splitlines()
    named = [(line, ",".join(line.split(",")[1:3])) for line in lines]
    key.write_text("\n".join(f"1011,{about},{answers[about]}" if about in answers else line for line, about in named), encoding="utf-8")
    return reading(batch, exam_of(batch, key=key), CALIBRATION)


@pytest.mark.parametrize("answer", ["-", "*"])
def test_nobody_is_asked_about_an_item_that_no_answer_counts_for_until_the_key_says_otherwise(batch: Batch, answer: str) -> None:
    fill(batch, *ONE)
    every = [item.ref for item in exam_of(batch).exam.items if item.kind == "number"]
    without = with_key(batch, {f"{ref.section},{ref.item}": answer for ref in every})
    done = results(batch, without)
    assert shown(batch, without.responses, without.audit, without.exam.key) == ()
    assert open_questions(without, done)["responses"] == 0
    assert done.grades.rows["status"][0] == "final"
    written = rows(batch.folder / "results" / "responses.csv")
    assert [(row["status"], row["response"]) for row in written if row["status"] != "answered"] == [("unsure", "")] * NUMBERS
    again = now(batch)
    assert len(shown(batch, again.responses, again.audit, again.exam.key)) == NUMBERS
    assert open_questions(again, results(batch, again))["responses"] == NUMBERS


def test_no_lot_falls_on_an_item_that_no_answer_counts_for(batch: Batch) -> None:
    fill(batch, *ONE, *TWO)
    dropped = with_key(batch, {"1,a": "-", "1,b": "*"})
    drawn = sample(batch, dropped, 2 * CHOICES)
    assert drawn.population == 2 * (CHOICES - 2)
    assert {("1", "a"), ("1", "b")}.isdisjoint((one.section, one.item) for one in drawn.open)
    assert sample(batch, now(batch), 2 * CHOICES).population == 2 * CHOICES


def test_whose_grade_moved_since_the_last_grading_is_written_down(batch: Batch) -> None:
    fill(batch, *ONE, *TWO)
    assert results(batch, now(batch)).moved is None
    assert results(batch, now(batch)).moved == 0
    other = next(answer for answer in "TF" if f"1,a,{answer}" not in (SAMPLE / "key.csv").read_text(encoding="utf-8"))
    assert results(batch, with_key(batch, {"1,a": other})).moved == 2
    moved = rows(batch.folder / "results" / "changes.csv")
    assert [(row["sheet"], row["difference"]) for row in moved] == [("A0001B", moved[0]["difference"]), ("A00029", moved[1]["difference"])]
    assert {abs(float(row["difference"])) for row in moved} == {2.0}
    assert all(float(row["total_after"]) - float(row["total_before"]) == float(row["difference"]) for row in moved)
    assert results(batch, with_key(batch, {"1,a": other})).moved == 0
    assert rows(batch.folder / "results" / "changes.csv") == moved, "they stay until grades move again"


OVERWRITTEN = "sheet,student_number,name,total,max,percent,pending,status\na,b,c,x,1,1,1,final\n"


@pytest.mark.parametrize("text", ["", "sheet;student_number\n", "\0", OVERWRITTEN])
def test_grades_that_another_program_wrote_over_are_no_earlier_grades(batch: Batch, text: str) -> None:
    fill(batch, *ONE)
    results(batch, now(batch))
    grades = batch.folder / "results" / "grades.csv"
    written = grades.read_bytes()
    grades.write_text(text, encoding="utf-8")
    (grades.parent / "changes.csv").write_text("of the grading before", encoding="utf-8")
    again = results(batch, now(batch))
    assert (again.moved, again.overwritten) == (None, True)
    assert grades.read_bytes() == written
    assert not (grades.parent / "changes.csv").exists()
    assert (results(batch, now(batch)).moved, results(batch, now(batch)).overwritten) == (0, False)


def test_names_that_are_made_safe_and_numbers_with_zeros_are_no_change(batch: Batch, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text('student_number,name\n20041877,"=1+1, évil"\n01987340,"\'@x"\n00000012,NA\n', encoding="utf-8")
    fill(batch, *ONE, *TWO)
    by_roster = reading(batch, exam_of(batch, roster=roster), CALIBRATION)
    results(batch, by_roster)
    assert results(batch, by_roster).moved == 0


def test_two_gradings_at_once_are_refused(batch: Batch) -> None:
    fill(batch, *ONE)
    other = Batch.open(batch.folder)
    with other.grading(), pytest.raises(BadInput, match="is running already"):
        results(batch, now(batch))
    assert not (batch.folder / "results").exists()
