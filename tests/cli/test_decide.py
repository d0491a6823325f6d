"""``omr decide`` and ``omr audit``: decisions in, and who made them."""

from __future__ import annotations

from pathlib import Path

from omr.store import Batch, pack
from tests.review.desks import sheets
from tests.test_results import page


def test_decisions_are_taken_in_as_a_whole_or_not_at_all(omr, scanned: Path, tmp_path: Path) -> None:
    (page,) = Batch.open(scanned).results()
    good = f"page,{page.ref.scan},,,,1011/1/A0001B,ann,,seen,\n"
    header = "target,scan,sheet,section,item,value,who,when,reason,based_on\n"
    file = tmp_path / "decisions.csv"
    file.write_text(header + good + "page,nowhere,,,,1011/1/A0001B,ann,,,\n", encoding="utf-8")
    code, printed = omr("decide", scanned, file)
    assert code == 4
    assert "decisions.csv:3" in printed
    assert "0 decisions." in omr("audit", scanned)[1]
    file.write_text(header + good, encoding="utf-8")
    assert "1 decisions" in omr("decide", scanned, file)[1]
    assert "1 new" not in omr("decide", scanned, file)[1]
    audit = omr("audit", scanned)[1]
    assert "ann" in audit
    assert ":= 1011/1/A0001B (seen)" in audit
    assert "1 decisions." in audit
    assert "0 decisions." in omr("audit", scanned, "--sheet", "A9999")[1]


def test_a_file_taken_in_again_after_a_new_scan_is_told_to_say_nothing_of_that(omr, tmp_path: Path) -> None:
    batch = sheets(tmp_path, ["A0001B"])
    file = tmp_path / "decisions.csv"
    file.write_text("target,sheet,section,item,value\nitem,A0001B,1,a,F\nitem,A0001B,1,b,omitted\n", encoding="utf-8")
    for new in (2, 0):
        code, printed = omr("decide", batch.folder, file)
        assert (code, f"{new} new" in printed, "asked anew" in printed) == (0, True, False)
    again = tmp_path / "again.pdf"
    again.write_bytes(b"again")
    batch.put(batch.take_in(again, "again.pdf"), [pack(page(2, "A0001B", at=50))])
    code, printed = omr("decide", batch.folder, file)
    assert (code, "0 new, 2 known already" in printed, "2 of these were taken in before" in printed) == (0, True, True)
    omr("grade", batch.folder)
    written = (batch.folder / "results" / "responses.csv").read_text(encoding="utf-8")
    assert "A0001B,20041877,1011,1,a,,unsure,F," in written
    assert {one.based_on for one in batch.decisions()} == {"scan2"}
    batch.close()


def test_what_another_grader_said_before_is_told(omr, tmp_path: Path) -> None:
    batch = sheets(tmp_path, ["A0001B"])
    file = tmp_path / "decisions.csv"
    header = "target,sheet,section,item,value,who,when\n"
    file.write_text(f"{header}item,A0001B,1,a,F,ann,2026-01-05T12:00:00+00:00\n", encoding="utf-8")
    assert "stand above" not in omr("decide", batch.folder, file)[1]
    file.write_text(f"{header}item,A0001B,1,a,T,ben,2026-01-05T11:00:00+00:00\n", encoding="utf-8")
    code, printed = omr("decide", batch.folder, file)
    assert (code, "a time after 2026-01-05T12:00:00+00:00, at which ann said 'F'" in printed) == (4, True)
    file.write_text(f"{header}item,A0001B,1,a,T,ben,\n", encoding="utf-8")
    code, printed = omr("decide", batch.folder, file)
    assert (code, "item A0001B 1 a: T by ben, was F by ann" in printed) == (0, True)


def test_a_student_whom_only_a_later_roster_knows_can_be_decided(omr, tmp_path: Path) -> None:
    batch = sheets(tmp_path, ["A0001B"])
    file, roster = tmp_path / "decisions.csv", tmp_path / "later roster.csv"
    file.write_text("target,sheet,value\nsheet,A0001B,20999999\n", encoding="utf-8")
    roster.write_text("student_number,name\n20999999,Late Student\n", encoding="utf-8")
    code, printed = omr("decide", batch.folder, file)
    assert (code, "a student number of the roster" in printed, "The last grading" in printed) == (4, True, False)
    omr("grade", batch.folder, "--roster", roster)
    code, printed = omr("decide", batch.folder, file)
    assert (code, f"  omr decide {batch.folder} {file} --roster '{roster}'" in printed) == (4, True)
    code, printed = omr("decide", batch.folder, file, "--roster", roster)
    assert (code, "1 new" in printed, f"Next: omr grade {batch.folder} --roster '{roster}'" in printed) == (0, True, True)
    omr("grade", batch.folder, "--roster", roster)
    assert "A0001B,20999999,Late Student," in (batch.folder / "results" / "grades.csv").read_text(encoding="utf-8")
    assert f"--roster '{roster}'" in omr("review", batch.folder, "--roster", roster, "--html", tmp_path / "review.html")[1]
    batch.close()


def test_a_sheet_or_an_item_that_is_none_of_the_batch_is_told(omr, tmp_path: Path) -> None:
    batch = sheets(tmp_path, ["A0001B"])
    batch.close()
    assert omr("audit", batch.folder, "--sheet", "A0001B", "--item", "1:a") == (0, "0 decisions.\n")
    code, printed = omr("audit", batch.folder, "--sheet", "A0001C", "--item", "1:z")
    told = ["There is no sheet A0001C in the batch (did you mean 'A0001B'?).", "There is no item 1:z in the batch"]
    assert (code, [one in printed for one in told]) == (0, [True, True])
