"""Graders' decisions above what was read."""

from __future__ import annotations

import pytest
from interpret.evidence import decision, exam, first, marked, page, responses

from omr.model.exam import ItemRef
from omr.model.response import Decision, ResponseStatus, Target


def test_a_decision_stands_above_any_reading_and_the_latest_holds():
    said = decision("a"), decision("b&d", who="bob")
    response = first(page(marked("1", "c")), None, *said)
    assert (response.status, response.response, response.decided_by) == (ResponseStatus.MULTIPLE, "b&d", "bob")


@pytest.mark.parametrize(
    ("value", "status"), [("a", ResponseStatus.ANSWERED), ("a&b", ResponseStatus.MULTIPLE), ("a&b&c&d", ResponseStatus.MULTIPLE)]
)
def test_so_many_labels_as_were_decided_make_the_status(value, status):
    response = first(page(), None, decision(value))
    assert (response.status, response.response, response.confidence) == (status, value, 1.0)


def test_a_decision_may_say_that_an_item_was_omitted():
    response = first(page(marked("1", "c")), None, decision("omitted"))
    assert (response.status, response.response) == (ResponseStatus.OMITTED, "")


def test_a_decision_on_another_scan_reopens_the_item_and_is_shown():
    response = first(page(marked("1", "c")), None, decision("a", based_on="an older scan"))
    assert (response.status, response.suggestion, response.decided_by) == (ResponseStatus.UNSURE, "a", "")
    assert "'a'" in response.why


def test_a_decision_that_rests_on_no_scan_reopens_the_item_once_there_is_one():
    response = first(page(marked("1", "c")), None, decision("a", based_on=""))
    assert (response.status, response.suggestion, response.decided_by) == (ResponseStatus.UNSURE, "a", "")
    assert "decided as 'a' by ann on no scan that it names" in response.why


def test_a_decision_stands_where_the_page_was_never_read():
    assert first(None, None, decision("a", based_on="")).response == "a"
    assert first(None, None, decision("a")).status is ResponseStatus.UNSURE, "it was made on a scan that no longer counts"


def test_a_later_decision_on_the_new_scan_closes_a_reopened_item():
    older, newer = decision("a", based_on="an older scan"), decision("d")
    assert first(page(marked("1", "c")), None, older, newer).response == "d"


@pytest.mark.parametrize("value", ["e", "a&e", ""])
def test_a_decision_for_an_option_that_the_exam_no_longer_has_reopens_the_item(value):
    response = first(page(marked("1", "c")), None, decision(value))
    assert (response.status, response.response, response.decided_by) == (ResponseStatus.UNSURE, "", "")
    assert "decide again" in response.why


def test_decided_labels_come_in_the_exam_s_order_and_many_may_be_an_answer():
    response = first(page(), exam(many=True), decision("c&a"))
    assert (response.status, response.response) == (ResponseStatus.ANSWERED, "a&c")


def test_a_decision_about_a_page_or_a_sheet_decides_no_item():
    for target in (Target.PAGE, Target.SHEET):
        assert first(page(marked("1", "c")), None, decision("a", target=target)).response == "c"


def test_a_decision_about_another_sheet_changes_nothing():
    assert first(page(marked("1", "c")), None, decision("a", sheet="S2")).response == "c"


def test_a_number_is_what_was_decided():
    said = Decision(Target.ITEM, "p=3", sheet="S1", section="2", item="n", who="ann", based_on="scan1")
    response = responses(page(), None, said)[ItemRef("2", "n")]
    assert (response.status, response.response) == (ResponseStatus.ANSWERED, "p=3")
