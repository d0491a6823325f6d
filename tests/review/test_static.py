"""The static page shows everything that waits, runs nothing, and never costs a grader's work."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from omr.files import read_decisions
from omr.model.page import Reason, ScanRef, Status
from omr.model.response import Collation, PageRow, Response, ResponseStatus, Sheet
from omr.review import Waiting, decision_lines, waiting, write_review
from omr.review.cards import words
from tests.review.pages import EXAM, REF, Pixels, evidence

UNSURE, ANSWERED = ResponseStatus.UNSURE, ResponseStatus.ANSWERED
ITEM = Response("S1", "1", "1011", "1", "b", "", UNSURE, "c", 0.71, why="c: a faint or small mark", ref=REF)
NUMBER = replace(ITEM, section="2", item="n", suggestion="", why="a handwritten number")
REJECTED = PageRow(REF, Status.REJECTED, Reason.NO_CODE, detail="the code cannot be read")
BROKEN = PageRow(ScanRef("broken.pdf", 0, ""), Status.REJECTED, Reason.EMPTY_FILE, detail="0 bytes")
SHEET = Sheet("S1", "", "1011", (evidence(),))
EVERYTHING = Waiting((ITEM, NUMBER), (REJECTED,), (SHEET,), (BROKEN,))


def page(folder: Path, what: Waiting = EVERYTHING, pixels: Pixels | None = None, language: str = "en") -> str:
    write_review(folder / "review.html", what, EXAM, pixels or Pixels(), language)
    return (folder / "review.html").read_text(encoding="utf-8")


class Tags(HTMLParser):
    """Every tag with its attributes; ``open`` holds what was not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in {"meta", "img"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_what_waits_is_unsure_items_rejected_scans_and_sheets_without_a_student() -> None:
    sure = replace(ITEM, item="a", response="a", status=ANSWERED)
    known = replace(SHEET, sheet="S2", student_number="7")
    read = replace(REJECTED, status=Status.READ)
    assert waiting(Collation((REJECTED, read, BROKEN), (SHEET, known)), [ITEM, sure], {"7"}) == Waiting(
        (ITEM,), (REJECTED,), (SHEET,), (BROKEN,)
    )


def test_two_papers_of_one_serial_and_two_sheets_of_one_student_wait_too() -> None:
    papers = replace(REJECTED, status=Status.READ, reason=Reason.CONFLICT)
    claimed = replace(SHEET, student_number="7", conflict=True)
    assert waiting(Collation((papers,), (claimed,)), [], {"7"}) == Waiting((), (papers,), (claimed,))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_thing_is_shown_with_its_picture_its_reason_and_its_line(tmp_path: Path, language: str) -> None:
    text = page(tmp_path, language=language)
    w = words(language)
    assert text.count('<article class="card"') == 5
    assert [f"{w['line']} {line}</span>" in text for line in (2, 3, 4, 5, 6)] == [True] * 4 + [False]
    assert text.count("data:image/jpeg;base64,") == 4
    assert "71%" in text
    assert "the code cannot be read" in text
    assert "1/A0001B" in text, "a serial as sheets carry them"
    assert w["printed"] + " q" in text


def test_the_page_is_well_formed_and_every_picture_has_words(tmp_path: Path) -> None:
    tags = Tags(page(tmp_path))
    assert tags.open == []
    assert all(attributes.get("alt") for tag, attributes in tags.seen if tag == "img")
    assert all(attributes.get("aria-label") for tag, attributes in tags.seen if tag == "svg")
    assert ("html", {"lang": "en"}) in tags.seen


def test_the_page_asks_nothing_of_the_network_and_runs_no_script(tmp_path: Path) -> None:
    tags = Tags(page(tmp_path))
    assert not {tag for tag, _ in tags.seen} & {"script", "link", "iframe", "object"}
    addresses = [value or "" for _, attributes in tags.seen for name, value in attributes.items() if name in {"src", "href", "xlink:href"}]
    assert addresses
    assert all(address.startswith("data:image/jpeg;base64,") for address in addresses)


def test_a_name_cannot_become_markup(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    item = replace(ITEM, sheet=evil, why=evil, suggestion=evil, ref=ScanRef(evil, 1, "x"))
    row = replace(REJECTED, ref=ScanRef(evil, 3, evil), detail=evil)
    text = page(tmp_path, Waiting((item,), (row,), (replace(SHEET, sheet=evil, problems=(evil,)),)))
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_a_page_without_a_known_place_shows_the_whole_scan_and_a_lost_one_says_so(tmp_path: Path) -> None:
    whole = page(tmp_path, Waiting((ITEM,), (), ()), Pixels(placed=False))
    assert "<img " in whole
    assert words("en")["whole"] in whole
    assert words("en")["no_picture"] in page(tmp_path, Waiting((ITEM,), (), ()), Pixels(known=False))


def test_nothing_waiting_is_said_in_words(tmp_path: Path) -> None:
    assert words("en")["nothing"] in page(tmp_path, Waiting((), (), ()))


def test_both_languages_have_the_same_words() -> None:
    english, french = words("en"), words("fr")
    assert set(english) == set(french) - {"said"}
    assert len(english["steps"]) == len(french["steps"])


def test_a_reason_is_told_in_french(tmp_path: Path) -> None:
    assert "c: une marque faible ou petite" in page(tmp_path, language="fr")


def test_the_decisions_file_waits_to_be_filled_in(tmp_path: Path) -> None:
    place = write_review(tmp_path / "review.html", EVERYTHING, EXAM, Pixels())
    scan = REF.scan
    assert place.read_text() == (
        "target,scan,sheet,section,item,value,who,when,reason,based_on\n"
        f"item,{scan},S1,1,b,,,,,{scan}\nitem,{scan},S1,2,n,,,,,{scan}\npage,{scan},,,,,,,,\nsheet,,S1,,,,,,,\n"
    )
    assert read_decisions(place) == ()


def test_a_half_filled_decisions_file_is_never_overwritten(tmp_path: Path) -> None:
    first = write_review(tmp_path / "review.html", EVERYTHING, EXAM, Pixels())
    assert write_review(tmp_path / "review.html", EVERYTHING, EXAM, Pixels()) == first
    filled = first.read_text().replace("1,b,,", "1,b,c,")
    first.write_text(filled)
    second = write_review(tmp_path / "review.html", EVERYTHING, EXAM, Pixels())
    assert second.name == "decisions-2.csv"
    assert first.read_text() == filled
    assert "decisions-2.csv" in (tmp_path / "review.html").read_text()
    assert [(line, decision.value) for line, decision in decision_lines(first)] == [(2, "c")]


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    assert page(tmp_path / "one") == page(tmp_path / "two")
