"""A decision that names no scan is made on the one that counts when it comes, and a later scan reopens it."""

from __future__ import annotations

from dataclasses import replace

from omr.model.page import PageCode, PageEvidence, ScanRef
from omr.model.response import Decision, Sheet, Target
from omr.review import bind
from tests.review.pages import LAYOUT

FIELDS = [(one.number, field.section, field.item) for one in LAYOUT.forms["1011"] for field in one.fields if field.item]
NUMBER, SECTION, ITEM = FIELDS[0]
UNSAID = Decision(Target.ITEM, "a", "S1", SECTION, ITEM, who="ann")


def sheet(scan: str) -> Sheet:
    return Sheet("S1", "", "1011", (PageEvidence(ScanRef("a.pdf", 1, scan), PageCode("e", "1011", NUMBER, "S1"), 0, 200, 0.1, ()),))


def bound(new: list[Decision], known: tuple[Decision, ...] = (), scan: str = "first") -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
    return bind(new, known, [sheet(scan)], LAYOUT)


def test_it_is_made_on_the_scan_that_counts_when_it_comes() -> None:
    assert bound([UNSAID]) == ((replace(UNSAID, based_on="first"),), ())


def test_what_names_its_scan_or_has_none_stays_as_it_is() -> None:
    others = [
        replace(UNSAID, based_on="another"),
        replace(UNSAID, value=""),
        replace(UNSAID, sheet="S9"),
        Decision(Target.SHEET, "00000001", "S1"),
        Decision(Target.PAGE, "blank", scan="first"),
    ]
    assert bound(others) == (tuple(others), ())
    assert bind([UNSAID], (), [Sheet("S1", "", "1011", ())], LAYOUT).decisions == (UNSAID,)


def test_a_file_that_is_taken_in_again_after_a_new_scan_says_nothing_of_that() -> None:
    (known,), _ = bound([UNSAID])
    assert bound([UNSAID], (known,), "second") == ((known,), (known,))
    assert bound([UNSAID], (known,)) == ((known,), ())


def test_another_answer_after_a_new_scan_is_made_on_that() -> None:
    (known,), _ = bound([UNSAID])
    again = replace(UNSAID, value="b")
    assert bound([again], (known,), "second") == ((replace(again, based_on="second"),), ())


def test_an_answer_that_a_later_one_followed_is_given_anew_unless_its_time_says_which_it_was() -> None:
    (known,), _ = bound([UNSAID])
    later = replace(known, value="b")
    assert bound([UNSAID], (known, later), "second") == ((replace(UNSAID, based_on="second"),), ())
    dated = replace(known, when="2026-04-01")
    assert bound([replace(UNSAID, when="2026-04-01")], (dated, later), "second") == ((dated,), ())
