"""``omr decide`` and ``omr audit``: decisions in, and who made them."""

from __future__ import annotations

from pathlib import Path

from omr.store import Batch


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
