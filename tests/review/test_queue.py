"""The queue hands each item to one grader, stores each answer once, and never overwrites what it did not show."""

from __future__ import annotations

import json
import re

import pytest

from omr.model.exam import Kind
from omr.model.response import UNDECIDED, Decision, SheetItem, Target
from omr.results import audit_of, exam_of, reading, sample
from omr.review.web import deciding
from omr.review.web.hands import LEASE
from tests.review.desks import CALIBRATION, client, desk_of, sheets, web

SERIALS = ["A0001B", "A00029"]
UNSURE = 2


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def batch(tmp_path):
    made = sheets(tmp_path, SERIALS, unsure=UNSURE)
    yield made
    made.close()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def app(batch, clock):
    return web(desk_of(batch, now=clock))


class Grader:
    """A browser page, as queue.js has it."""

    def __init__(self, app, name: str) -> None:
        self.client = client(app, name)
        self.cards: dict[int, str] = {}
        self.take()

    def send(self, place: str, **told):
        answer = self.client.post(place, json={"held": list(self.cards), **told})
        said = answer.json()
        self.cards.update({one["task"]: one["html"] for one in said.get("cards", ())})
        return answer.status_code, said

    def take(self):
        return self.send("/queue/take")

    def answer(self, task: int, value: str = ""):
        html = self.cards.pop(task)
        return self.send("/queue/decide", task=task, seen=int(re.search(r'data-seen="(\d+)"', html)[1]), value=value or possible(html))

    def answer_all(self) -> int:
        given = 0
        while self.cards:
            code, _ = self.answer(next(iter(self.cards)))
            given += code == 200
        return given


def possible(html: str) -> str:
    """An answer that the item offers."""
    blanks = re.findall(r'data-blank="(\w+)"', html)
    return " ".join(f"{blank}=1" for blank in blanks) or re.search(r'class="choice" data-value="(\w+)"', html)[1]


def unsure(batch) -> int:
    return sum(one.status == "unsure" for one in reading(batch, exam_of(batch), CALIBRATION).responses)


def test_everything_that_waits_is_handed_out_and_decided(batch, app) -> None:
    before = unsure(batch)
    assert Grader(app, "kim").answer_all() == before == len(SERIALS) * (4 + UNSURE)
    assert unsure(batch) == 0
    assert {one.who for one in batch.decisions()} == {"kim"}


def test_two_graders_have_nothing_in_common_and_lose_nothing(batch, app) -> None:
    before = unsure(batch)
    kim, ann = Grader(app, "kim"), Grader(app, "ann")
    assert not kim.cards.keys() & ann.cards.keys()
    while kim.cards or ann.cards:
        for grader in (kim, ann):
            if grader.cards:
                assert grader.answer(next(iter(grader.cards)))[0] == 200
    assert unsure(batch) == 0
    assert len(batch.decisions()) == before


def test_choices_come_before_numbers(app) -> None:
    kim = Grader(app, "kim")
    kinds = []
    while kim.cards:
        task = next(iter(kim.cards))
        kinds.append("data-blank" in kim.cards[task])
        kim.answer(task)
    assert kinds == sorted(kinds)


def test_what_a_grader_left_is_handed_to_another_once_the_lease_ends(app, clock) -> None:
    kim, ann = Grader(app, "kim"), Grader(app, "ann")
    left = set(kim.cards)
    ann.answer_all()
    clock.now += LEASE + 1
    ann.take()
    assert left <= set(ann.cards)


def test_a_page_that_is_looked_at_keeps_its_items(app, clock) -> None:
    kim, ann = Grader(app, "kim"), Grader(app, "ann")
    for _ in range(5):
        clock.now += LEASE / 2
        kim.take()
    ann.answer_all()
    assert not set(kim.cards) & set(ann.cards)
    assert ann.cards == {}


def test_leases_outlive_the_server(batch, app, clock) -> None:
    kim = Grader(app, "kim")
    again = web(desk_of(batch, now=clock))
    ann = Grader(again, "ann")
    assert not set(kim.cards) & set(ann.cards)
    assert set(Grader(again, "kim").cards) == set(kim.cards)


def test_an_answer_to_what_changed_in_the_meantime_is_refused_and_shown(batch, app) -> None:
    kim = Grader(app, "kim")
    task = next(iter(kim.cards))
    sheet, section, item = desk_key(kim, task)
    batch.decide([Decision(Target.ITEM, "omitted", sheet=sheet, section=section, item=item, who="<ann>")])
    code, said = kim.answer(task)
    assert (code, said["problem"]) == (409, "stale")
    assert "<ann>" in said["text"]  # told as text, never as markup
    assert "omitted" in said["text"]
    assert [one.value for one in batch.decisions()] == ["omitted"]
    assert task not in kim.cards


def desk_key(grader: Grader, task: int):
    found = re.search(r"Section (\w+) · item (\w+).*Sheet (\w+) ", grader.cards[task], re.DOTALL)
    return found[3], found[1], found[2]


def test_an_answer_that_the_item_does_not_offer_is_refused(batch, app) -> None:
    kim = Grader(app, "kim")
    code, said = kim.answer(next(iter(kim.cards)), "Z")
    assert code == 422
    assert "&#39;" not in said["text"]
    assert "'Z'" in said["text"]
    assert batch.decisions() == ()


def test_undo_is_a_new_decision_and_the_item_comes_back(batch, app) -> None:
    kim = Grader(app, "kim")
    task, before = next(iter(kim.cards)), unsure(batch)
    _, said = kim.answer(task)
    code, again = kim.send("/queue/undo", task=task, seen=said["made"])
    assert code == 200
    assert again["again"]["task"] == task
    assert batch.decisions()[-1].value == UNDECIDED
    assert unsure(batch) == before
    kim.cards[task] = again["again"]["html"]
    assert kim.answer(task)[0] == 200
    assert unsure(batch) == before - 1


def test_undo_after_somebody_else_decided_is_refused(batch, app) -> None:
    kim = Grader(app, "kim")
    task = next(iter(kim.cards))
    sheet, section, item = desk_key(kim, task)
    _, said = kim.answer(task)
    batch.decide([Decision(Target.ITEM, "omitted", sheet=sheet, section=section, item=item, who="ann")])
    assert kim.send("/queue/undo", task=task, seen=said["made"])[0] == 409
    assert batch.decisions()[-1].who == "ann"


def test_what_was_skipped_comes_back_last(app) -> None:
    kim = Grader(app, "kim")
    task = next(iter(kim.cards))
    del kim.cards[task]
    kim.send("/queue/skip", task=task)
    assert task not in kim.cards
    order = []
    while kim.cards:
        order.append(next(iter(kim.cards)))
        kim.answer(order[-1])
    assert order[-1] == task


def test_what_another_process_decided_is_no_longer_handed_out(batch, app) -> None:
    waiting = [one for one in reading(batch, exam_of(batch), CALIBRATION).responses if one.status == "unsure"]
    batch.decide([Decision(Target.ITEM, "omitted", one.sheet, one.section, one.item, who="ann") for one in waiting])
    assert Grader(app, "kim").cards == {}


def test_a_decision_keeps_what_it_was_made_on(batch, app) -> None:
    kim = Grader(app, "kim")
    kim.answer(next(iter(kim.cards)))
    (noted,) = batch.graders.all()
    told = json.loads(noted.grounds)
    assert told["read"]["status"] == "unsure"
    assert told["scores"]["T"] == [0.6, 0.6, 0.0]
    assert told["thresholds"]["marked"] == CALIBRATION.thresholds.marked
    assert (told["calibration"], told["scan"]) == (CALIBRATION.id, noted.decision.based_on)
    assert len(told["crop"]) == 4


def test_progress_counts_what_was_decided(app) -> None:
    kim = Grader(app, "kim")
    before = kim.take()[1]["progress"]
    after = kim.answer(next(iter(kim.cards)))[1]["progress"]
    assert (after["decided"], after["waiting"]) == (before["decided"] + 1, before["waiting"] - 1)


def test_no_name_or_number_of_a_student_is_sent(batch, app) -> None:
    roster = exam_of(batch).roster
    text = "".join(Grader(app, "kim").cards.values())
    assert not [one for one in roster if one.number in text or one.name in text]


def test_sampled_items_are_handed_out_like_unsure_ones_and_shown_without_what_was_read(batch) -> None:
    exam = exam_of(batch)
    drawn = sample(batch, reading(batch, exam, CALIBRATION), 6)
    desk = desk_of(batch)
    choices = [task for task in desk.waiting() if desk.book.item(task.response).kind is Kind.CHOICE]
    assert len(choices) == 6 + len(SERIALS) * UNSURE
    assert {(one.response.response, one.response.suggestion, one.response.confidence, one.response.why) for one in choices} == {
        ("", "", 0, "")
    }
    for task in choices:
        if SheetItem(*task.key) in drawn.open:
            assert deciding.decide(desk, [(deciding.decision_on(task.response, "omitted", "ann"), task.seen)])[0].made
    assert audit_of(batch, desk.book.collation, exam.exam).errors == 6
    assert sum(desk.book.item(task.response).kind is Kind.CHOICE for task in desk.waiting()) == len(SERIALS) * UNSURE
    assert all(task.response.why for task in desk.waiting())  # the sample is done: nothing is hidden any more


def test_while_a_sample_is_open_no_view_tells_its_items_from_the_others(batch) -> None:
    exam = exam_of(batch)
    drawn = sample(batch, reading(batch, exam, CALIBRATION), 6)
    desk = desk_of(batch)
    kim = client(web(desk), "kim")
    assert "It opens once the items that check the machine are decided" in kim.get("/wall").text
    text = kim.get("/waiting").text
    for task in desk.waiting():
        assert f"<b>{task.response.section} {task.response.item}</b>" in text
    cards = [one["html"] for one in kim.post("/queue/take", json={}).json()["cards"]]
    told = {re.sub(r"\d+", "", re.findall(r'<p class="thinks.*?</p>', html, re.DOTALL)[0]) for html in cards}
    assert len(told) == 1
    assert drawn.open


def test_every_view_that_shows_progress_says_how_long_what_waits_may_take(batch, clock) -> None:
    kim = Grader(web(desk_of(batch, now=clock)), "kim")
    assert "min left" not in kim.take()[1]["progress"]["text"]
    for _ in range(3):
        clock.now += 30
        kim.answer(next(iter(kim.cards)))
    waiting = len(SERIALS) * (4 + UNSURE) - 3
    told = f"3 of {waiting + 3} decided · about {round(waiting / 2)} min left"  # half a minute each
    assert kim.take()[1]["progress"]["text"] == told
    for view in ("/wall", "/waiting"):
        assert told in kim.client.get(view).text


def test_what_waits_says_which_decision_moves_whose_grade_and_what_the_latest_was_worth(batch) -> None:
    kim = Grader(web(desk_of(batch)), "kim")
    task = next(iter(kim.cards))
    sheet, section, item = desk_key(kim, task)

    def row() -> str:
        return next(line for line in kim.client.get("/waiting").text.split("<tr>") if f"/sheet/{sheet}" in line)

    def span() -> tuple[float, ...]:
        return tuple(float(one) for one in re.search(r"([\d.]+) to ([\d.]+)", row()).groups())

    assert f"<b>{section} {item}</b> (2)" in row()
    before = span()
    kim.answer(task, "T")
    after = span()
    assert f"<b>{section} {item}</b>" not in row()
    assert (after[0] - before[0], before[1] - after[1]) in {(2, 0), (0, 2)}  # right or wrong: the grade moved, or cannot rise so far
    latest = kim.client.get("/waiting").text.split("The latest decisions")[-1]
    assert f"<td>{sheet}</td><td>{section} {item}</td><td>T</td>" in latest
    assert f'<td class="number">{after[0] - before[0]:.0f}</td>' in latest
