"""Nobody gets in without the token, no other page acts in a grader's name, and nothing from outside becomes a path or markup."""

from __future__ import annotations

from functools import reduce

import pytest

from omr.review.web import pages, queue, sheet, waiting, wall
from omr.review.web.security import IDLE, LONGEST, Sessions, hosts_of
from tests.review.desks import TOKEN, client, desk_of, sheets, web

EVERY = [*queue.VIEWS, *wall.VIEWS, *sheet.VIEWS, *pages.VIEWS, *waiting.VIEWS]
FILLED = {"{task:int}": "0", "{name}": "A0001B", "{page:int}": "0", "{scan}": "scan1"}


def places(method: str) -> list[str]:
    """Every address that the page answers to, with something that is there in it."""
    return [reduce(lambda text, part: text.replace(*part), FILLED.items(), place) for place, allowed, _ in EVERY if allowed == method]


PLACES = places("GET")
CHANGES = [*places("POST"), "/language", "/sign-out"]


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    made = sheets(tmp_path_factory.mktemp("safe"), ["A0001B"])
    yield made
    made.close()


@pytest.fixture(scope="module")
def desk(batch):
    return desk_of(batch)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def app(desk, clock):
    return web(desk, Sessions(TOKEN, clock))


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_shown_to_who_is_not_signed_in(app, place) -> None:
    assert client(app).get(place, headers={"accept": "application/json"}).status_code == 401
    found = client(app).get(place, headers={"accept": "text/html"})
    assert (found.status_code, found.headers["location"]) == (303, "/sign-in")


@pytest.mark.parametrize("place", CHANGES)
def test_nothing_is_changed_by_who_is_not_signed_in(app, batch, place) -> None:
    assert client(app).post(place, json={"task": 0, "seen": 0, "value": "p=1 s=1"}).status_code == 401
    assert batch.decisions() == ()


@pytest.mark.parametrize(("name", "token"), [("kim", ""), ("kim", "the toke"), ("", TOKEN), ("\x00\n ", TOKEN), ("kim", "thé token")])
def test_a_wrong_token_or_no_name_opens_nothing(app, name, token) -> None:
    refused = client(app).post("/sign-in", data={"name": name, "token": token})
    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(app) -> None:
    told = client(app).post("/sign-in", data={"name": "kim", "token": TOKEN}).headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict", "path=/"} <= {part.strip() for part in told.split(";")}


@pytest.mark.parametrize("place", CHANGES)
@pytest.mark.parametrize("secret", ["", "wrong"])
def test_a_request_without_the_session_s_secret_is_refused(app, batch, place, secret) -> None:
    signed_in = client(app, "kim")
    signed_in.headers["x-csrf"] = secret
    assert signed_in.post(place, json={"task": 0, "seen": 0, "value": "p=1 s=1"}).status_code == 403
    assert batch.decisions() == ()


def test_the_secret_of_one_session_is_worthless_in_another(app) -> None:
    one, two = client(app, "kim"), client(app, "ann")
    two.headers["x-csrf"] = one.headers["x-csrf"]
    assert two.post("/queue/take", json={}).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"origin": "http://[evil"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_another_page_cannot_send_anything(app, headers) -> None:
    assert client(app, "kim").post("/queue/take", json={}, headers=headers).status_code == 403


def test_our_own_page_can_send(app) -> None:
    headers = {"origin": "http://127.0.0.1:8765", "sec-fetch-site": "same-origin"}
    assert client(app, "kim").post("/queue/take", json={}, headers=headers).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "", "[", "127.0.0.2"])
def test_a_name_that_was_made_to_lead_here_is_refused(app, host) -> None:
    assert client(app).get("/sign-in", headers={"host": host}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:1", "LOCALHOST", "[::1]:8765"])
def test_this_machine_s_own_names_are_answered(app, host) -> None:
    assert client(app).get("/sign-in", headers={"host": host}).status_code == 200


def test_served_to_a_network_the_page_answers_to_this_machine_s_addresses_only() -> None:
    assert "0.0.0.0" not in hosts_of("0.0.0.0")
    assert {"127.0.0.1", "localhost"} < hosts_of("0.0.0.0")
    assert "exam.example" in hosts_of("exam.example")


@pytest.mark.parametrize(
    "place",
    [
        "/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/%2e%2e/cards.py", "/static//etc/passwd", "/static/app.css/..",
        "/item/..%2f..%2fbatch.db/row.jpg", "/item/-1/row.jpg", "/item/999999/row.jpg", "/item/0x0/row.jpg", "/batch.db",
        "/item/99999999999999999999999999/row.jpg",
    ],
)  # fmt: skip
def test_no_address_leads_to_a_file(app, place) -> None:
    assert client(app, "kim").get(place).status_code == 404


@pytest.mark.parametrize(
    "told",
    [
        {"task": "0"}, {"task": -1}, {"task": 10**30}, {"task": True}, {"task": None}, {"task": 0.5}, {"task": 0, "seen": "0"},
        {"task": 0, "seen": 0, "value": ["a"]}, {"task": 0, "seen": 0, "held": "x"}, {"task": 0, "seen": 0, "held": [{}]}, [], 7,
    ],
)  # fmt: skip
def test_what_no_page_of_ours_sends_is_refused_and_stores_nothing(app, batch, told) -> None:
    assert client(app, "kim").post("/queue/decide", json=told).status_code in {400, 404, 422}
    assert batch.decisions() == ()


@pytest.mark.parametrize("body", [b"{", b"[" * 60000, b"\xff\xfe", b"x" * 70000, b'{"reason": "\\ud83d"}'])
def test_broken_and_endless_requests_are_refused(app, body) -> None:
    found = client(app, "kim").post("/queue/take", content=body, headers={"content-type": "application/json"})
    assert found.status_code in {400, 413}


@pytest.mark.parametrize("place", ["/", "/sign-in", "/static/app.css", "/nowhere"])
def test_every_answer_forbids_what_a_page_could_be_made_to_do(app, place) -> None:
    headers = client(app, "kim").get(place).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"


def test_a_name_cannot_become_markup(app) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x>"
    text = client(app, evil).get("/").text
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("seconds", [IDLE + 1, LONGEST + 1])
def test_a_session_ends(app, clock, seconds) -> None:
    signed_in = client(app, "kim")
    clock.now += seconds
    assert signed_in.post("/queue/take", json={}).status_code == 401


def test_a_session_that_is_used_all_the_time_ends_too(app, clock) -> None:
    signed_in = client(app, "kim")
    for _ in range(int(LONGEST / IDLE * 2)):
        clock.now += IDLE / 2
        signed_in.get("/")
    assert signed_in.post("/queue/take", json={}).status_code == 401


def test_who_signed_out_is_out_even_with_the_old_cookie(app) -> None:
    signed_in = client(app, "kim")
    cookie = signed_in.cookies["omr_session"]
    assert signed_in.post("/sign-out", json={}).status_code == 303
    signed_in.cookies.set("omr_session", cookie, domain="127.0.0.1")
    assert signed_in.post("/queue/take", json={}).status_code == 401


def test_another_server_s_session_opens_nothing(desk) -> None:
    one = client(web(desk), "kim")
    other = client(web(desk))
    other.cookies.set("omr_session", one.cookies["omr_session"], domain="127.0.0.1")
    assert other.post("/queue/take", json={}, headers={"x-csrf": one.headers["x-csrf"]}).status_code == 401


def test_who_signs_in_with_half_a_letter_is_refused(app) -> None:
    assert (
        client(app)
        .post("/sign-in", content=b'{"name": "kim", "token": "\\ud83d"}', headers={"content-type": "application/json"})
        .status_code
        == 400
    )


def test_the_wall_is_shown_whatever_its_address_says_was_done(app) -> None:
    assert client(app, "kim").get("/wall?made=1").status_code == 200
