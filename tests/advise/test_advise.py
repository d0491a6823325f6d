"""What is to better at the scanner, judged from hand-made measurements of many pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from omr.advise import Advice, advise, named, scan_again
from omr.model.page import PageCode, PageEvidence, PageResult, Reason, ScanLook, ScanRef, Status, Streak, Unread
from omr.model.response import PageRow

FINE = ScanLook(245, 0.85, 8.0)


def page(number: int, look: ScanLook = FINE, *, skew: float = 0.1, dpi: float = 200.0) -> PageEvidence:
    ref = ScanRef("stack.pdf", number, f"s{number}")
    return PageEvidence(ref, PageCode("e", "1011", 2, f"A{number}"), skew, dpi, 0.05, (), look=look)


def advised(pages: Iterable[PageResult], **statuses: Status) -> list[Advice]:
    results = list(pages)
    rows = [
        PageRow(one.ref, statuses.get(one.ref.scan, one.status if isinstance(one, Unread) else Status.READ), getattr(one, "reason", None))
        for one in results
    ]
    return list(advise(results, rows))


def numbers(advice: Advice) -> list[int]:
    return [ref.page for ref in advice.scans]


def streaked(number: int, mm: float, *, dark: bool = True, across: bool = False, dpi: float = 200.0) -> PageEvidence:
    streak = Streak(across, mm / 25.4 * round(dpi, -1), -40 if dark else 40)
    return page(number, replace(FINE, streaks=(streak,)), dpi=dpi)


def test_a_good_stack_needs_no_advice() -> None:
    assert advised(page(number, skew=0.2 * (number % 5)) for number in range(1, 50)) == []
    assert advised([]) == []


def test_a_line_at_one_place_on_many_pages_is_dirt_on_the_glass() -> None:
    (advice,) = advised(streaked(number, 103.2) if 10 <= number < 40 else page(number) for number in range(1, 60))
    assert numbers(advice) == list(range(10, 40))
    assert str(advice) == (
        "A dark line 103 mm from the left edge, at the same place on many scans: 30 pages (stack.pdf p. 10–39). "
        "Clean the scanner's glass (the narrow strip that the feeder draws the paper over), then look at these pages."
    )
    assert scan_again([advice]) == ()


def test_lines_at_other_places_on_every_page_are_the_papers_own() -> None:
    assert advised(streaked(number, 20.0 + 3 * number) for number in range(1, 50)) == []


@pytest.mark.parametrize(("pages", "found"), [(4, 0), (5, 1)])
def test_a_line_on_a_few_pages_is_no_dirt(pages: int, found: int) -> None:
    assert len(advised(streaked(number, 80) for number in range(1, 1 + pages))) == found


def test_a_line_that_is_hidden_on_some_pages_is_one_and_one_that_comes_once_in_a_while_is_none() -> None:
    (advice,) = advised(streaked(number, 80) if number % 3 == 0 else page(number) for number in range(1, 31))
    assert numbers(advice) == list(range(3, 31, 3))
    assert advised(streaked(number, 80) if number % 20 == 0 else page(number) for number in range(1, 300)) == []


def test_every_line_is_told_by_its_place_and_kind() -> None:
    pages = [streaked(number, 80 + 0.2 * (number % 2)) for number in range(1, 11)]
    pages += [streaked(number, 80.1, across=True) for number in range(11, 21)]
    pages += [streaked(number, 150, dark=False) for number in range(21, 31)]
    pages += [streaked(number, 150.1, dark=True) for number in range(31, 41)]
    told = [(advice.about.split(",")[0], numbers(advice)[0]) for advice in advised(pages)]
    assert told == [
        ("a light line 150 mm from the left edge", 21),
        ("a dark line 80 mm from the left edge", 1),
        ("a dark line 150 mm from the left edge", 31),
        ("a dark line 80 mm from the top edge", 11),
    ]


def test_the_place_on_the_sensor_does_not_follow_the_papers_stretch() -> None:
    (advice,) = advised(streaked(number, 190, dpi=200 + 4 * (number % 2)) for number in range(1, 11))
    assert len(advice.scans) == 10


@pytest.mark.parametrize(
    ("look", "about"),
    [
        (replace(FINE, paper=179), "too dark"),
        (replace(FINE, contrast=0.29), "too pale"),
        (replace(FINE, edge_mm=-0.1), "cut off at a corner"),
    ],
)
def test_a_badly_scanned_page_is_to_be_scanned_again(look: ScanLook, about: str) -> None:
    (advice,) = advised([page(1), page(2, look), page(3)])
    assert (advice.about, numbers(advice)) == (about, [2])
    assert [ref.page for ref in scan_again([advice])] == [2]


@pytest.mark.parametrize("look", [replace(FINE, paper=180), replace(FINE, contrast=0.3), replace(FINE, edge_mm=0.0), ScanLook()])
def test_a_page_that_is_just_good_enough_is_left_in_peace(look: ScanLook) -> None:
    assert advised([page(1), page(2, look), page(3)]) == []


def test_a_page_that_was_scanned_again_already_is_not_asked_for_once_more() -> None:
    dark = page(2, replace(FINE, paper=120))
    assert advised([page(1), dark, replace(page(3), ref=ScanRef("again.pdf", 1, "s9"))], s2=Status.DUPLICATE) == []


def test_a_page_is_askew_against_its_own_batch() -> None:
    steady = [page(number, skew=0.8 + 0.1 * (number % 3)) for number in range(1, 20)]
    (advice,) = advised([*steady, page(20, skew=-1.2)])
    assert (advice.about, numbers(advice), advice.again) == ("more askew than the others", [20], False)
    loose = [page(number, skew=(number % 7) - 3.0) for number in range(1, 30)]
    assert advised([*loose, page(30, skew=4.0)]) == []
    assert advised([page(1), page(2), page(3, skew=5.0)]) == [], "three pages have no usual"


def test_low_resolution_is_told_and_a_stretched_150_dpi_is_not_low() -> None:
    (advice,) = advised([page(1, dpi=100.0), page(2, dpi=145.0), page(3, dpi=300.0)])
    assert (advice.about, numbers(advice)) == ("resolution below 150 dpi", [1])


def test_rejected_scans_are_to_be_made_again_unless_that_betters_nothing() -> None:
    def lost(number: int, reason: Reason) -> Unread:
        return Unread(ScanRef("b.pdf", number, f"u{number}"), Status.REJECTED, reason)

    (advice,) = advised([lost(1, Reason.NO_CODE), lost(2, Reason.OTHER_EXAM), lost(3, Reason.TOO_DARK), lost(4, Reason.NOT_A_SCAN)])
    assert numbers(advice) == [1, 3]


def test_what_is_to_be_scanned_again_is_named_once_and_in_order() -> None:
    both = page(7, ScanLook(100, 0.1, -3.0))
    advice = advised([both, page(3, replace(FINE, paper=100))])
    assert len(advice) == 3
    assert named(scan_again(advice)) == "stack.pdf p. 3, 7"


def test_pages_are_named_as_a_person_would() -> None:
    def refs(file: str, *pages: int) -> list[ScanRef]:
        return [ScanRef(file, number, f"{file}{number}") for number in pages]

    assert named(refs("stack.pdf", 3, 4, 5, 7, 12, 6)) == "stack.pdf p. 3–7, 12"
    assert named([*refs("b.pdf", 1), *refs("a.pdf", 2, 1), *refs("cut.pdf", 0)]) == "a.pdf p. 1–2; b.pdf p. 1; cut.pdf"
    assert named(refs("stack.pdf", *range(1, 100, 2))).endswith("p. 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, …")
    single = [ref for number in range(30) for ref in refs(f"{number:02}.jpg", 1)]
    assert named(single).startswith("00.jpg p. 1; 01.jpg p. 1; ")
    assert named(single).endswith("; 11.jpg p. 1; and 18 more files")
