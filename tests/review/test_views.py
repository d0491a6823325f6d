"""Wall, sheets, pages and what waits: many at once, anything with a reason, nothing on what is no longer so."""

from __future__ import annotations

import re

import pytest

from omr.model.exam import Student
from omr.model.page import Reason, ScanRef, Status, Unread
from omr.model.response import Decision, Target
from omr.results import collation_of, exam_of
from omr.review.web.candidates import nearest
from omr.store import pack
from tests.review.desks import client, desk_of, sheets, web

TORN = Unread(ScanRef("stack.pdf", 99, "scan99"), Status.REJECTED, Reason.NO_REGISTRATION, "no markers")


@pytest.fixture
def batch(tmp_path):
    made = sheets(tmp_path, ["A0001B", "A00029"], unsure=2)
    made.put(made.inputs()[0], [pack(TORN)])
    yield made
    made.close()


@pytest.fixture
def kim(batch):
    return client(web(desk_of(batch)), "kim")


def bricks(text: str) -> list[tuple[int, int]]:
    return [(int(task), int(seen)) for task, seen in re.findall(r'class="brick" data-task="(\d+)" data-seen="(\d+)"', text)]


def accept(grader, value: str, shown, odd=()):
    told = {"value": value, "tasks": [task for task, _ in shown], "seen": [seen for _, seen in shown], "odd": list(odd)}
    return grader.post("/wall/accept", json=told).json()


def test_the_wall_accepts_what_was_read_alike_but_the_odd_ones(batch, kim) -> None:
    shown = bricks(kim.get("/wall?value=T").text)
    assert len(shown) == 4
    assert accept(kim, "T", shown[1:], [shown[0][0]]) == {"made": 3, "late": 0, "odd": 1}
    assert [(one.value, one.reason) for one in batch.decisions()] == [("T", "wall")] * 3
    assert bricks(kim.get("/wall").text) == shown[:1]


def test_items_in_which_nothing_is_likely_are_taken_as_omitted_together_but_no_numbers(tmp_path) -> None:
    empty = sheets(tmp_path, ["A0001B", "A00029"], unsure=3, score=0.3)
    kim = client(web(desk_of(empty)), "kim")
    page = kim.get("/wall").text
    shown = bricks(page)
    assert len(shown) == 6
    assert "Accept the others as Omitted" in page
    assert accept(kim, "omitted", shown[1:], [shown[0][0]]) == {"made": 5, "late": 0, "odd": 1}
    assert {one.value for one in empty.decisions()} == {"omitted"}
    assert bricks(kim.get("/wall?value=omitted").text) == shown[:1]


def test_a_sheet_without_a_serial_is_called_by_where_its_first_page_is_found(tmp_path) -> None:
    nameless = sheets(tmp_path, [""], unsure=1)
    kim = client(web(desk_of(nameless)), "kim")
    scan = next(iter(desk_of(nameless).book.sheets))
    pages = {place: kim.get(place).text for place in ("/wall", "/sheets", f"/sheet/{scan}", "/waiting")}
    assert all("stack.pdf p.\u00a0" in page for page in pages.values())
    assert not any(f">{scan}" in page for page in pages.values())


def test_what_changed_since_the_wall_was_shown_is_not_overwritten(batch, kim) -> None:
    shown = bricks(kim.get("/wall?value=T").text)
    batch.decide([Decision(Target.ITEM, "F", "A0001B", "1", "a", who="ann")])
    assert accept(kim, "T", shown) == {"made": 3, "late": 1, "odd": 0}
    assert batch.decisions()[0].value == "F"


def test_two_graders_have_different_walls(batch) -> None:
    app = web(desk_of(batch))
    assert bricks(client(app, "kim").get("/wall").text)
    assert bricks(client(app, "ann").get("/wall").text) == []


def test_who_opens_the_wall_beside_another_sees_what_that_one_has_not_at_hand(tmp_path) -> None:
    batch = sheets(tmp_path, ["A0001B"], unsure=20)
    app = web(desk_of(batch))
    walls = [client(app, name).get("/wall").text for name in ("kim", "ann")]
    values = [re.findall(r'data-value="(\w)"', wall) for wall in walls]
    assert all(bricks(wall) for wall in walls)
    assert values[0] != values[1]


def test_a_wall_with_an_item_twice_is_refused(kim) -> None:
    assert kim.post("/wall/accept", json={"value": "T", "tasks": [0, 0], "seen": [0, 0]}).status_code == 400


@pytest.mark.parametrize("asked", ["A0001B", "a0001b", "number", "name"])
def test_a_sheet_is_found_by_serial_number_and_name(batch, kim, asked) -> None:
    exam = exam_of(batch)
    (mine,) = [one for one in exam.sheets if one.serial == "A0001B"]
    (student,) = [one for one in exam.roster if one.number == mine.student_number]
    text = kim.get("/sheets", params={"q": {"number": student.number, "name": student.name}.get(asked, asked)}).text
    assert 'href="/sheet/A0001B"' in text
    assert 'href="/sheet/A00029"' not in text


def correction(kim, **others):
    text = kim.get("/sheet/A0001B?item=1:p").text
    hidden = r'readonly size="6"></label><input type="hidden" name="seen" value="(\d+)"><input .*?value="(\w+)"'
    seen, scan = re.search(hidden, text).groups()
    return {"about": "1:p", "value": "F", "reason": "looked at the paper", "seen": seen, "scan": scan, **others}


def test_anything_is_corrected_with_a_reason(batch, kim) -> None:
    assert kim.post("/sheet/A0001B/correct", data=correction(kim)).status_code == 303
    (made,) = batch.decisions()
    assert (made.section, made.item, made.value, made.who, made.reason) == ("1", "p", "F", "kim", "looked at the paper")
    assert kim.post("/sheet/A0001B/correct", data=correction(kim, value="T")).status_code == 303


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"value": "Z"}, {"value": ""}])
def test_a_correction_without_a_reason_or_of_no_meaning_is_refused_and_told(batch, kim, wrong) -> None:
    assert 'role="alert"' in kim.post("/sheet/A0001B/correct", data=correction(kim, **wrong)).text
    assert batch.decisions() == ()


def test_a_correction_of_what_changed_in_the_meantime_is_refused_and_told(batch, kim) -> None:
    told = correction(kim)
    batch.decide([Decision(Target.ITEM, "omitted", "A0001B", "1", "p", who="ann")])
    assert "changed in the meantime" in kim.post("/sheet/A0001B/correct", data=told).text
    assert [one.who for one in batch.decisions()] == ["ann"]


def test_a_sheet_is_given_to_another_student(batch, kim) -> None:
    other = exam_of(batch).roster[-1]
    assert kim.post("/sheet/A0001B/whose", data={"value": other.number, "seen": "0"}).status_code == 303
    assert other.name in kim.get("/sheet/A0001B").text
    assert 'role="alert"' in kim.post("/sheet/A0001B/whose", data={"value": "nobody", "seen": "1"}).text


def test_the_nearest_student_comes_first() -> None:
    roster = [Student("20123456", "Ada Émond"), Student("20123465", "Bo Li"), Student("19999999", "Cy Roy")]
    assert [one.number for one in nearest("20123365", roster, 2)] == ["20123465", "20123456"]
    assert nearest("roy", roster, 1) == (roster[2],)
    assert nearest("", roster, 2) == tuple(roster[:2])


def test_a_rejected_page_is_assigned_and_its_items_wait(batch, kim) -> None:
    place = re.search(r'href="/page/(\w+)"', kim.get("/pages").text)[1]
    told = {"what": "1011/2", "serial": "A00037", "seen": "0", "reason": "torn"}
    assert kim.post(f"/page/{place}", data=told).status_code == 303
    assert [one.value for one in batch.decisions()] == ["1011/2/A00037"]
    assert "A00037" in [one.sheet for one in collation_of(batch, exam_of(batch)).sheets]
    assert 'href="/sheet/A00037"' in kim.get("/waiting").text
    assert kim.post(f"/page/{place}", data=told).status_code == 200  # on what is no longer so
    assert len(batch.decisions()) == 1


@pytest.mark.parametrize("change", [{"what": "x"}, {"seen": "x"}])
def test_an_assignment_that_our_page_does_not_offer_is_refused(batch, kim, change) -> None:
    place = re.search(r'href="/page/(\w+)"', kim.get("/pages").text)[1]
    told = {"what": "1011/2", "serial": "", "seen": "0", **change}
    assert kim.post(f"/page/{place}", data=told).status_code == 400
    assert batch.decisions() == ()


def test_what_waits_says_whose_grade_it_moves(kim) -> None:
    text = kim.get("/waiting").text
    assert "A0001B" in text
    assert re.search(r"\d+ to \d+", text)


@pytest.mark.parametrize(
    "place",
    [
        "/sheet/none", "/sheet/..%2f..", "/sheet/A0001B/9.jpg", "/sheet/A0001B/-1.jpg",
        "/page/999", "/page/999/scan.jpg", "/page/..%2fbatch.db/scan.jpg", "/page/%2fetc%2fpasswd/scan.jpg",
    ],
)  # fmt: skip
def test_no_address_of_a_view_leads_elsewhere(kim, place) -> None:
    assert kim.get(place).status_code == 404


def test_a_name_of_the_roster_cannot_become_markup(batch) -> None:
    from dataclasses import replace

    desk = desk_of(batch)
    evil = "<img src=x onerror=alert(1)>"
    mine = next(one for one in desk.book.exam.sheets if one.serial == "A0001B").student_number
    exam = replace(desk.book.exam, roster=tuple(replace(one, name=evil) for one in desk.book.exam.roster))
    desk.book = replace(desk.book, exam=exam)
    kim = client(web(desk), "kim")
    for place in ("/sheets", "/sheet/A0001B", f"/sheets?q={evil}", f"/sheet/A0001B?student={evil}&item={evil}", f"/wall?value={evil}"):
        text = kim.get(place).text
        assert "<img src=x" not in text
    assert mine in kim.get("/sheet/A0001B").text


@pytest.mark.parametrize(("language", "told"), [("en", "This scan cannot be shown"), ("fr", "Ce scan ne peut être montré")])
def test_instead_of_a_picture_whose_file_is_gone_stand_words_and_the_terminal_says_which(batch, caplog, language, told) -> None:
    batch.inputs()[0].place.unlink()
    kim = client(web(desk_of(batch)), "kim")
    kim.post("/language", data={"language": language, "csrf": kim.headers["x-csrf"]})
    for place in ("/item/0/row.jpg", "/item/0/page.jpg", "/sheet/A0001B/0.jpg"):
        answer = kim.get(place)
        assert (answer.status_code, answer.headers["content-type"]) == (503, "image/svg+xml")
        assert told in answer.text
    (line,) = [record.getMessage() for record in caplog.records]
    assert "(stack.pdf) cannot be read any more" in line
    assert "scan it from where it is now" in line


def test_every_reason_to_ask_is_told_in_french_too() -> None:
    import ast
    from pathlib import Path

    import omr.interpret.doubt
    from omr.review.cards import in_words
    from omr.review.web.texts import texts

    files = [Path(omr.interpret.doubt.__file__).with_name(name) for name in ("doubt.py", "lost.py", "marks.py", "sight.py")]
    told = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if not text.endswith((".", "…")) and "\n" not in text:  # no docstring
                told |= {part for part in text.split(": ") if len(part.split()) > 2 and part[0] != " "}
    assert len(told) > 15
    assert [reason for reason in told if in_words(reason, texts("fr")) == reason] == []


def test_an_item_whose_page_is_not_there_says_what_to_do_in_french_too(tmp_path) -> None:
    half = sheets(tmp_path, ["A0001B"], numbers=(1,))
    kim = client(web(desk_of(half)), "kim")
    kim.post("/language", data={"language": "fr"})
    card = kim.post("/queue/take", json={}).text
    assert "la page 2 de la feuille n’a pas été lue" in card
    assert "Numérisez-la dans ce lot" in card
    for place in ("/sheets", "/sheet/A0001B"):
        shown = kim.get(place).text
        assert ("la page 2 manque" in shown, "is missing" in shown) == (True, False)


def test_each_language_has_every_word() -> None:
    import json
    from importlib.resources import files

    table = json.loads(files("omr.review.web").joinpath("words.json").read_text(encoding="utf-8"))
    assert table["en"].keys() == table["fr"].keys()
    assert table["en"]["wall_blind"] != table["fr"]["wall_blind"]


@pytest.mark.parametrize("reason", [Reason.TIME_LIMIT, Reason.WORKER_DIED])
def test_a_scan_that_ended_the_process_that_read_it_does_not_end_the_page(batch, reason, monkeypatch) -> None:
    deadly = Unread(ScanRef("stack.pdf", 98, "scan98"), Status.REJECTED, reason, "it hangs")
    batch.put(batch.inputs()[0], [pack(deadly)])
    monkeypatch.setattr("omr.review.web.pictures.Pictures.scan", lambda _self, ref: pytest.fail(f"{ref} is decoded"))
    kim = client(web(desk_of(batch)), "kim")
    assert kim.get("/page/scan98").status_code == 200
    assert kim.get("/page/scan98/scan.jpg").status_code == 404
