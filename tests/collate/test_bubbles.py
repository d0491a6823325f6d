"""What bubbles say beside the items: whose a sheet is, and which of several forms on one paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from omr.collate import Bubbles, collate
from omr.model.exam import Assignment, Shape
from omr.model.layout import Box, Field, FieldKind, Layout, LayoutOption, LayoutPage
from omr.model.page import BoxEvidence, PageCode, PageEvidence, Reason, ScanRef, Status
from omr.model.response import Collation, Decision, Target, Told
from omr.model.versions import kin, papers, renamed

PLACES = {"a": Box(10, 10, 4, 4), "b": Box(20, 10, 4, 4)}
VERSIONS = tuple(LayoutOption(label, Shape.CIRCLE, Box(10 * place, 50, 4, 4)) for place, label in enumerate("ABC", 1))


def paper(first: str, second: str, *, number: int = 1, versioned: bool = True, printed: str = "") -> LayoutPage:
    """Two items of one option each, in the places of which a form prints one or the other."""
    items = [
        Field(FieldKind.CHOICE, place, "1", name, options=(LayoutOption("x", Shape.CIRCLE, place),))
        for name, place in zip((first, second), PLACES.values(), strict=True)
    ]
    version = [Field(FieldKind.FORM_CODE, Box(10, 50, 40, 4), options=VERSIONS)] if versioned else []
    code = [Field(FieldKind.FORM_CODE, Box(80, 5, 5, 5), printed=printed)] if printed else []
    return LayoutPage(number, (210, 297), (), (*items, *version, *code), f"reference/{number}.png")


LAYOUT = Layout({"A": (paper("i", "ii"),), "B": (paper("ii", "i"),)})


def read(scan: str = "s1", form: str = "A", number: int = 1, serial: str = "") -> PageEvidence:
    boxes = tuple(BoxEvidence("1", item, "x", p, p, 0, 0, 0) for item, p in (("i", 0.99), ("ii", 0.01)))
    return PageEvidence(ScanRef("a.pdf", int(scan[1:]), scan), PageCode("e", form, number, serial), 0, 200, 0.1, boxes)


def run(
    *pages: PageEvidence,
    layout: Layout = LAYOUT,
    numbers: Mapping[str, Told] | None = None,
    versions: Mapping[str, Told] | None = None,
    assigned: tuple[Assignment, ...] = (),
    decisions: tuple[Decision, ...] = (),
) -> Collation:
    bubbles = Bubbles(
        lambda sheet: (numbers or {}).get(sheet.pages[0].ref.scan), lambda page, _: (versions or {}).get(page.ref.scan, Told("A", "A"))
    )
    return collate(pages, "e", layout, assigned, decisions, bubbles)


def test_a_certain_number_names_the_sheet_and_an_uncertain_one_nobody() -> None:
    found = run(read("s1"), read("s2"), numbers={"s1": Told("123", "123"), "s2": Told("", "1?3", "position 2: 4 and 5 are marked")})
    certain, open_ = found.sheets
    assert (certain.student_number, certain.problems) == ("123", ())
    assert (open_.student_number, open_.likely, open_.conflict) == ("", "1?3", False)
    expected = "its student number is not certain (it looks like 1?3): position 2: 4 and 5 are marked; say whose it is by a sheet decision"
    assert open_.problems == (expected,)
    assert found.pages[1].detail == expected


def test_two_sheets_with_one_bubbled_number_are_in_conflict() -> None:
    both = run(read("s1"), read("s2"), numbers={"s1": Told("123", "123"), "s2": Told("123", "123")}).sheets
    assert [sheet.conflict for sheet in both] == [True, True]


def test_a_decision_stands_above_the_bubbles() -> None:
    said = Decision(Target.SHEET, "777", sheet="s1")
    (sheet,) = run(read("s1"), numbers={"s1": Told("", "1?3", "why")}, decisions=(said,)).sheets
    assert (sheet.student_number, sheet.problems) == ("777", ())


@pytest.mark.parametrize(("number", "conflict"), [("100", False), ("200", True), ("", False)])
def test_a_sheet_printed_for_one_student_and_bubbled_by_another_is_in_conflict(number: str, conflict: bool) -> None:
    told = Told(number, number, "" if number else "nothing is marked")
    (sheet,) = run(read("s1", serial="A1"), numbers={"s1": told}, assigned=(Assignment("A1", "100", "A"),)).sheets
    assert (sheet.student_number, sheet.conflict) == ("100", conflict)


def test_the_bubbled_version_makes_the_form_and_renames_what_was_read() -> None:
    (sheet,) = run(read(), versions={"s1": Told("B", "B")}).sheets
    assert sheet.form == "B"
    page = renamed(sheet.pages[0], LAYOUT)
    assert {(box.item, box.ink) for box in page.boxes} == {("ii", 0.99), ("i", 0.01)}
    assert renamed(page, LAYOUT) is page


def test_what_was_measured_around_a_row_or_across_a_box_is_renamed_with_it() -> None:
    page = replace(read(form="B"), read_as="A", quality=(("paper", 200.0), ("around 1:i", 0.3), ("line 1:ii:x", 90.0)))
    assert renamed(page, LAYOUT).quality == (("paper", 200.0), ("around 1:ii", 0.3), ("line 1:i:x", 90.0))


@pytest.mark.parametrize(
    ("told", "detail"),
    [
        (Told(), "no version is bubbled on it"),
        (Told("", "B", "a faint or small mark"), "is not certain (it looks like B): a faint or small mark"),
        (Told("C", "C"), "version C is bubbled on it, and the layout has A, B"),
    ],
)
def test_a_version_that_is_open_sends_the_page_to_a_person(told: Told, detail: str) -> None:
    (row,) = run(read(), versions={"s1": told}).pages
    assert (row.status, row.reason) == (Status.REJECTED, Reason.NO_CODE)
    assert detail in row.detail


def test_a_person_who_names_the_form_has_its_boxes_read_as_that_form() -> None:
    said = Decision(Target.PAGE, "B/1/", scan="s1", who="ann")
    (sheet,) = run(read(), versions={"s1": Told()}, decisions=(said,)).sheets
    assert [box.item for box in renamed(sheet.pages[0], LAYOUT).boxes] == ["ii", "i"]


def test_a_printed_code_that_the_bubbles_contradict_is_a_persons_matter_and_an_empty_one_is_not() -> None:
    layout = Layout({"A": (paper("i", "ii", printed="A"),), "B": (paper("ii", "i", printed="B"),)})
    states = [run(read(), layout=layout, versions={"s1": told}).pages[0].status for told in (Told("B", "B"), Told("A", "A"), Told())]
    assert states == [Status.REJECTED, Status.READ, Status.READ]


def test_the_only_form_is_what_it_is_unless_another_one_of_its_bubbles_is_marked() -> None:
    layout = Layout({"A": (paper("i", "ii"),)})
    states = [run(read(), layout=layout, versions={"s1": told}).pages[0].status for told in (Told(), Told("A", "A"), Told("B", "B"))]
    assert states == [Status.READ, Status.READ, Status.REJECTED]
    named = Layout({"1": (paper("i", "ii"),)})
    assert run(read(form="1"), layout=named, versions={"s1": Told("B", "B")}).pages[0].status is Status.READ


def test_a_page_without_the_version_takes_the_form_of_its_sheet_or_waits() -> None:
    layout = Layout(
        {
            form: (paper(*names), paper(f"{names[0]}2", f"{names[1]}2", number=2, versioned=False))
            for form, names in (("A", ("i", "ii")), ("B", ("ii", "i")))
        }
    )
    both = run(read("s1"), read("s2", number=2), layout=layout, versions={"s1": Told("B", "B")})
    assert [(row.form, row.sheet) for row in both.pages] == [("B", "s1"), ("B", "s1")]
    lost = run(read("s1"), read("s2", number=2), layout=layout, versions={"s1": Told()})
    assert [row.reason for row in lost.pages] == [Reason.NO_CODE, Reason.NO_CODE]


def test_forms_on_one_paper_are_kin_and_looked_for_once() -> None:
    assert kin(LAYOUT, "A") == ("A", "B")
    assert [form for form, _ in papers(LAYOUT)] == ["A"]
    moved = replace(LAYOUT.forms["B"][0], fields=LAYOUT.forms["B"][0].fields[1:])
    assert kin(Layout({"A": LAYOUT.forms["A"], "B": (moved,)}), "A") == ("A",)
    apart = replace(LAYOUT.forms["B"][0], reference="reference/other.png")
    assert len(papers(Layout({"A": LAYOUT.forms["A"], "B": (apart,)}))) == 2


@pytest.mark.parametrize("serial", ["", "A1"])
def test_what_a_page_may_be_keeps_its_serial(serial: str) -> None:
    (row,) = run(read("s1", serial=serial), versions={"s1": Told("", "?", "a and b are marked")}).pages
    assert row.may_be == (f"A/1/{serial}", f"B/1/{serial}")


def by_hand(page: LayoutPage) -> LayoutPage:
    return replace(page, fields=(*page.fields, Field(FieldKind.VERSION, Box(10, 50, 20, 8))))


@pytest.mark.parametrize(("serial", "status"), [("", Status.REJECTED), ("A1", Status.READ)])
def test_a_version_written_by_hand_is_asked_where_no_code_says_it(serial: str, status: Status) -> None:
    written = Layout({form: (by_hand(paper(*names, versioned=False)),) for form, names in (("A", ("i", "ii")), ("B", ("ii", "i")))})
    (row,) = run(read("s1", serial=serial), layout=written).pages
    assert row.status is status
    assert row.may_be == (("A/1/", "B/1/") if status is Status.REJECTED else ())
