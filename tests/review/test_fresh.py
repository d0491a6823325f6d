"""What is scanned while graders work is taken up by itself, and nobody is asked about a page that another one has replaced."""

from __future__ import annotations

import re
from dataclasses import replace
from threading import Event

import pytest

from omr.errors import BadInput
from omr.model.page import Reason, ScanRef, Status, Unread
from omr.model.response import UNDECIDED, Decision, SheetItem, Target
from omr.results import exam_of, reading, sample
from omr.review.web import desk as desk_module
from omr.review.web import serve as serve_module
from omr.review.web.deciding import decide, decision_on
from omr.review.web.hands import Grader
from omr.store import Batch, pack
from tests.review.desks import CALIBRATION, client, desk_of, faint, sheets, web
from tests.test_results import page

KIM, EVERYTHING = Grader("kim", "session"), 1000


@pytest.fixture
def batch(tmp_path):
    made = sheets(tmp_path, ["A0001B", "A00029"], unsure=2)
    yield made
    made.close()


def scan(batch: Batch, *pages) -> None:
    """Another process scans a further file."""
    other = Batch.open(batch.folder)
    name = f"more{len(other.inputs())}.pdf"
    path = batch.folder.parent / name
    path.write_bytes(name.encode())
    other.put(other.take_in(path, name), [pack(replace(one, ref=replace(one.ref, file=name))) for one in pages])
    other.close()


def again(serial: str, at: int = 90):
    """The answer page of a sheet, scanned once more."""
    return faint(page(2, serial, at=at), 2)


def asked(desk) -> list[SheetItem]:
    return [task.key for task in desk.take(KIM, EVERYTHING)]


def of_sheet(desk, serial: str):
    return [task for task in desk.waiting() if task.response.sheet == serial]


def test_a_sheet_that_was_scanned_since_is_taken_up(batch) -> None:
    desk = desk_of(batch)
    before = len(desk.waiting())
    scan(batch, page(1, "A00037", at=50), faint(page(2, "A00037", at=51), 3))
    assert desk.refresh()
    assert len(of_sheet(desk, "A00037")) == len(desk.waiting()) - before == 4 + 3
    assert {key.sheet for key in asked(desk)} == {"A0001B", "A00029", "A00037"}
    assert not desk.refresh()


def test_nobody_is_asked_about_a_page_of_which_another_scan_came(batch) -> None:
    desk = desk_of(batch)
    scan(batch, again("A0001B"))
    assert {key.sheet for key in asked(desk)} == {"A00029"}
    kim = client(web(desk), "ann")
    assert "A0001B" not in kim.get("/wall?value=T").text
    desk.refresh()
    assert {key.sheet for key in asked(desk)} == {"A0001B", "A00029"}
    assert {task.response.ref.file for task in of_sheet(desk, "A0001B")} == {"more1.pdf"}


def test_of_pages_without_a_serial_all_are_put_aside_when_another_came(tmp_path) -> None:
    batch = sheets(tmp_path, ["", "A00029"], unsure=2)
    desk = desk_of(batch)
    scan(batch, again(""))
    assert {key.sheet for key in asked(desk)} == {"A00029"}
    desk.refresh()
    assert len({key.sheet for key in asked(desk)}) > 1
    batch.close()


@pytest.mark.parametrize("looked_again", [True, False])
def test_an_answer_to_the_picture_of_an_earlier_scan_is_refused_and_told(batch, looked_again) -> None:
    desk = desk_of(batch)
    kim = client(web(desk), "kim")
    card = kim.post("/queue/take", json={}).json()["cards"][0]
    shown = desk.task(card["task"])
    scan(batch, again(shown.response.sheet))
    if looked_again:
        desk.refresh()
    found = kim.post("/queue/decide", json={"task": card["task"], "seen": 0, "value": "T"})
    assert (found.status_code, found.json()["problem"]) == (409, "stale")
    assert "scanned again" in found.json()["text"]
    assert batch.decisions() == ()
    assert shown.key in [task.key for task in desk.waiting()]
    assert desk.find(shown.key).id != shown.id


def test_a_page_is_told_which_of_its_items_are_gone(batch) -> None:
    desk = desk_of(batch)
    kim = client(web(desk), "kim")
    held = [one["task"] for one in kim.post("/queue/take", json={}).json()["cards"]]
    assert kim.post("/queue/take", json={"held": held}).json()["gone"] == []
    scan(batch, again(desk.task(held[0]).response.sheet))
    desk.refresh()
    gone = kim.post("/queue/take", json={"held": held}).json()["gone"]
    assert gone
    assert {desk.task(one).response.sheet for one in gone} == {desk.task(held[0]).response.sheet}


def test_a_correction_made_on_an_earlier_scan_is_refused_and_told(batch) -> None:
    kim = client(web(desk_of(batch)), "kim")
    told = {"about": "1:p", "value": "F", "reason": "looked at the paper", "seen": "0", "scan": page(2, "A0001B", at=2).ref.scan}
    scan(batch, again("A0001B"))
    assert "scanned again" in kim.post("/sheet/A0001B/correct", data=told).text
    assert batch.decisions() == ()
    text = kim.get("/sheet/A0001B?item=1:p").text
    told["scan"] = again("A0001B").ref.scan
    assert f'name="scan" value="{told["scan"]}"' in text
    assert kim.post("/sheet/A0001B/correct", data=told).status_code == 303


def test_a_wall_accepts_nothing_of_an_earlier_scan(batch) -> None:
    desk = desk_of(batch)
    kim = client(web(desk), "kim")
    tasks = [task for task in of_sheet(desk, "A0001B") if task.response.suggestion == "T"]
    scan(batch, again("A0001B"))
    told = {"value": "T", "tasks": [task.id for task in tasks], "seen": [0] * len(tasks), "odd": []}
    assert kim.post("/wall/accept", json=told).json() == {"made": 0, "late": len(tasks), "odd": 0}
    assert batch.decisions() == ()


def test_what_was_decided_while_the_batch_was_looked_at_stays_decided(batch, monkeypatch) -> None:
    desk = desk_of(batch)
    scan(batch, page(1, "A00037", at=50), again("A00037", 51))
    task = of_sheet(desk, "A00029")[0]
    real = desk_module.look

    def looks(*arguments):
        found = real(*arguments)
        decide(desk, [(decision_on(task.response, "omitted", "kim"), 0)])
        new = SheetItem("A00037", *task.key[1:])
        batch.decide([Decision(Target.ITEM, "omitted", *new, who="ann", based_on=again("A00037", 51).ref.scan)])
        return found

    before = desk.progress()
    monkeypatch.setattr(desk_module, "look", looks)
    desk.refresh()
    waiting = {one.key for one in desk.waiting()}
    assert task.key not in waiting
    assert SheetItem("A00037", *task.key[1:]) not in waiting
    assert {key.sheet for key in waiting} == {"A0001B", "A00029", "A00037"}
    assert desk.progress().decided == before.decided + 2
    assert desk.progress().waiting == before.waiting - 1 + 4 + 2 - 1


def test_a_look_that_took_longer_than_a_newer_one_is_forgotten(batch, monkeypatch) -> None:
    desk = desk_of(batch)
    scan(batch, page(1, "A00037", at=50))
    real = desk_module.look

    def looks(*arguments):
        found = real(*arguments)
        monkeypatch.setattr(desk_module, "look", real)
        scan(batch, again("A00037", 51))
        desk.refresh()
        return found

    monkeypatch.setattr(desk_module, "look", looks)
    desk.refresh()
    assert len(of_sheet(desk, "A00037")) == 4 + 2
    assert not desk.refresh()


def test_an_item_that_an_earlier_scan_decided_waits_with_that_answer_and_counts_as_open(batch) -> None:
    desk = desk_of(batch)
    task = of_sheet(desk, "A0001B")[0]
    decide(desk, [(decision_on(task.response, "F", "kim"), 0)])
    decided = desk.progress().decided
    scan(batch, again("A0001B"))
    desk.refresh()
    reopened = desk.find(task.key)
    assert desk.waits(reopened.id)
    assert reopened.response.suggestion == "F"
    assert desk.progress().decided == decided - 1
    assert decide(desk, [(decision_on(reopened.response, "T", "kim"), reopened.seen)])[0].made
    assert desk.progress().decided == decided


def test_a_changed_key_moves_the_grades_that_are_shown(batch, tmp_path) -> None:
    desk = desk_of(batch)
    before = desk.book.exam
    copy = tmp_path / "exam"
    copy.mkdir()
    for path in before.folder.iterdir():
        if path.is_file():
            (copy / path.name).write_bytes(path.read_bytes())
    (copy / "key.csv").write_text((before.folder / "key.csv").read_text("utf-8").replace("1011,8,i,d", "1011,8,i,*"), "utf-8")
    batch.keep_exam(copy, [path for path in copy.iterdir() if path.is_file()])
    scan(batch, page(1, "A00037", at=50))
    desk.refresh()
    assert desk.book.exam.key != before.key


def test_an_item_that_a_changed_key_drops_waits_no_longer_and_one_that_it_counts_again_does(batch, tmp_path) -> None:
    desk, copy = desk_of(batch), tmp_path / "exam"
    first = desk.book.exam.folder
    copy.mkdir()
    for path in first.iterdir():
        if path.is_file():
            (copy / path.name).write_bytes(path.read_bytes())
    lines = (first / "key.csv").read_text("utf-8").splitlines()
    ref = next(item.ref for item in desk.book.exam.exam.items if item.kind == "number")
    (copy / "key.csv").write_text("\n".join(dropping(line, ref) for line in lines), "utf-8")
    before = {key for key in asked(desk) if key[1:] == ref}
    assert len(before) == 2
    for folder, waits in ((copy, set()), (first, before)):
        batch.keep_exam(folder, [path for path in folder.iterdir() if path.is_file()])
        assert desk.refresh()
        assert {key for key in asked(desk) if key[1:] == ref} == waits


def dropping(line: str, ref) -> str:
    """A line of a key that drops that item."""
    form, section, item, answer = line.split(",", 3)
    return f"{form},{section},{item},{'-' if (section, item) == ref else answer}"


def test_the_open_page_takes_new_scans_up_by_itself(batch, monkeypatch) -> None:
    monkeypatch.setattr(serve_module, "LOOK_SECONDS", 0.0)
    desk, ended, looks = desk_of(batch), Event(), []

    def refresh() -> bool:
        looks.append(1)
        if len(looks) == 3:
            ended.set()
        return real()

    real, desk.refresh = desk.refresh, refresh
    scan(batch, page(1, "A00037", at=50), again("A00037", 51))
    serve_module.keep_fresh(desk, None, ended, pytest.fail)
    assert len(looks) == 3
    assert of_sheet(desk, "A00037")


def test_a_look_that_fails_is_said_once_and_tried_again(batch, monkeypatch) -> None:
    monkeypatch.setattr(serve_module, "LOOK_SECONDS", 0.0)
    desk, ended, said = desk_of(batch), Event(), []
    results = [BadInput("the disk is gone", "put it back"), BadInput("the disk is gone", "put it back"), None]

    def refresh() -> bool:
        result = results.pop(0)
        if not results:
            ended.set()
        if result:
            raise result
        return False

    desk.refresh = refresh
    serve_module.keep_fresh(desk, None, ended, said.append)
    assert len(said) == 1
    assert "the disk is gone" in said[0]


def test_a_large_batch_says_how_far_the_first_look_is(batch, monkeypatch) -> None:
    monkeypatch.setattr(serve_module, "TELL_SECONDS", 0.0)
    said: list[str] = []
    teller = serve_module._teller(said.append)
    teller(100, 5000)
    teller(5000, 5000)
    assert said == ["  100 of 5,000 sheets looked through …"]
    told: list[tuple[int, int]] = []
    desk_of(batch, told=lambda *what: told.append(what))
    assert told == [(2, 2)]


def test_the_sheet_view_shows_nothing_of_what_was_read_of_an_open_sample(batch) -> None:
    drawn = sample(batch, reading(batch, exam_of(batch), CALIBRATION), 6)
    desk = desk_of(batch)
    kim = client(web(desk), "kim")
    key = next(iter(drawn.open))
    answer = next(one for one in desk.book.responses(key.sheet) if (one.section, one.item) == key[1:])
    assert answer.response
    row = line_of(kim, key)
    assert f"<td>{answer.response}</td>" not in row
    assert "<td>waits</td>" in row
    assert '<td class="number">–</td>' in row
    assert row.split("</th>")[1] == line_of(kim, blind_unsure(desk, key.sheet)).split("</th>")[1]
    task = desk.find(key)
    assert decide(desk, [(decision_on(task.response, answer.response, "kim"), task.seen)])[0].made
    assert f"<td>{answer.response}</td>" in line_of(kim, key)


def line_of(grader, key: SheetItem) -> str:
    text = grader.get(f"/sheet/{key.sheet}").text
    return next(line for line in text.split("<tr>") if f">{key.section} {key.item}</a>" in line)


def blind_unsure(desk, sheet: str) -> SheetItem:
    """A choice item that the machine itself asks about."""
    unsure = [one for one in desk.book.responses(sheet) if one.status == "unsure" and desk.book.item(one).kind == "choice"]
    return SheetItem(sheet, unsure[0].section, unsure[0].item)


def test_sheets_put_together_by_the_order_of_their_scans_need_a_person_only_where_that_is_in_doubt(tmp_path) -> None:
    batch = sheets(tmp_path, ["A0001B"])
    pairs = [[page(number, "A00029", at=at) for number, at in enumerate(places, 1)] for places in ((7, 8), (17, 19))]
    sure, doubted = ([replace(one, code=replace(one.code, serial="")) for one in pair] for pair in pairs)
    scan(batch, *sure)
    kim = client(web(desk_of(batch)), "kim")
    assert 'href="/page/' not in kim.get("/pages").text
    scan(batch, doubted[0], page(1, "A0001B", at=18), doubted[1])
    text = client(web(desk_of(batch)), "kim").get("/pages").text
    assert all(f'href="/page/{one.ref.scan}"' in text for one in doubted)
    assert not any(f'href="/page/{one.ref.scan}"' in text for one in sure)


def test_what_was_said_of_a_scan_is_taken_back_by_a_new_decision(tmp_path) -> None:
    batch = sheets(tmp_path, ["A0001B"])
    scan(batch, replace(page(2, "A00029", at=7), code=replace(page(2, "A00029", at=7).code, serial="")))
    lone = page(2, "A00029", at=7).ref.scan
    desk = desk_of(batch)
    kim = client(web(desk), "kim")
    assert f'href="/page/{lone}"' in kim.get("/pages").text
    assert kim.post(f"/page/{lone}", data={"what": "1011/2", "serial": "A00037", "seen": "0"}).status_code == 303
    assert "A00037" in desk.book.sheets
    text = kim.get("/pages").text
    assert "Take back" in text
    assert kim.post(f"/page/{lone}/undo", data={"seen": "0"}).status_code == 200  # on what is no longer so
    assert kim.post(f"/page/{lone}/undo", data={"seen": "1"}).status_code == 303
    assert [(one.value, one.reason) for one in batch.decisions()] == [("1011/2/A00037", ""), (UNDECIDED, "undo")]
    assert "A00037" not in desk.book.sheets
    assert "Take back" not in kim.get("/pages").text


def test_whose_sheet_it_is_can_be_taken_back(batch) -> None:
    desk = desk_of(batch)
    kim, before = client(web(desk), "kim"), desk.book.sheets["A0001B"].student_number
    other = desk.book.exam.roster[-1].number
    assert "Take back" not in kim.get("/sheet/A0001B").text
    kim.post("/sheet/A0001B/whose", data={"value": other, "seen": "0"})
    assert desk.book.sheets["A0001B"].student_number == other
    assert "Take back" in kim.get("/sheet/A0001B").text
    assert kim.post("/sheet/A0001B/whose/undo", data={"seen": "1"}).status_code == 303
    assert desk.book.sheets["A0001B"].student_number == before


def test_a_rejected_cover_that_is_put_to_the_sheet_offered_for_it_joins_it(tmp_path) -> None:
    batch = sheets(tmp_path, ["A0001B"])
    cover = Unread(ScanRef("stack.pdf", 7, "scan7"), Status.REJECTED, Reason.NO_REGISTRATION, "why")
    scan(batch, cover, *(page(number, "", at=at) for at, number in ((8, 2), (9, 1), (10, 2))))
    desk = desk_of(batch)
    kim = client(web(desk), "kim")
    (offered,) = re.findall(r'<option value="(scan\d+)">', kim.get("/page/scan7").text)
    assert kim.post("/page/scan7", data={"what": "1011/1", "serial": offered, "seen": "0"}).status_code == 303
    assert [[one.ref.page for one in sheet.pages] for sheet in desk.book.sheets.values()] == [[1, 2], [7, 8], [9, 10]]


def test_undo_brings_back_nothing_that_was_said_of_a_scan_since_replaced(batch) -> None:
    """It would be taken for what somebody said of the scan that came in its place."""
    app = web(desk := desk_of(batch))
    kim = client(app, "kim")
    first = of_sheet(desk, "A0001B")[0]
    decide(desk, [(decision_on(first.response, "omitted", "kim"), 0)])
    scan(batch, again("A0001B"))
    assert desk.refresh()
    task = desk.find(first.key)
    assert task is not None
    (made,) = decide(desk, [(decision_on(task.response, "T", "kim"), task.seen)])
    code = kim.post("/queue/undo", json={"task": task.id, "seen": made.made, "held": []}).status_code
    assert (code, batch.decisions()[-1].value) == (200, UNDECIDED)
    assert first.key in [one.key for one in desk.waiting()]
