"""What the graders' page costs on a large batch. ``python tests/bench/review.py [--quick] [--flagged N] [--json FILE]``.

A made-up batch in a store of its own, in which so many items wait, is served as ``omr review`` serves it; a grader signs in and answers
one item after the other, a whole wall of them, looks at what waits, and goes on while further sheets are scanned. Measured is the
server's time for each request, from its first byte to the answer's last, without the network; the crops are cut from a real page, since a
made-up batch has none.
"""

from __future__ import annotations

import resource
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from threading import Thread

from figures import asking, write
from grade import AT_ONCE, EMPTY, LABELS, MARKED, PAGES, items_of, write_exam
from starlette.testclient import TestClient

from omr.files import data_folder, read_calibration, read_folder
from omr.ingest import ingest, survey
from omr.model.page import BoxEvidence, PageCode, PageEvidence, Scan, ScanRef
from omr.model.serial import make_serial
from omr.results import exam_of
from omr.review.scans import Scans
from omr.review.web.app import application
from omr.review.web.desk import Desk
from omr.review.web.pictures import Pictures
from omr.review.web.security import Sessions, hosts_of
from omr.store import ENDED, Batch, pack

FLAGGED, QUICK_FLAGGED = 100_000, 3_000
ANSWERS, QUICK_ANSWERS = 2_000, 200
CALIBRATION, TOKEN = read_calibration(data_folder("calibration")), "the token"
MORE_SHEETS = 10
"""Scanned by another process while the page is open."""
FIRST_OF_MORE = 200_000
"""Their first serial, far beyond those of the batch."""
EACH = 20
"""Items that wait on each sheet."""


def evidence(number: int, waiting: int) -> PageEvidence:
    """A page on which the marks of the first items are faint."""
    boxes = []
    for place, item in enumerate(items_of(number)):
        for label in LABELS:
            marked = label == LABELS[place % len(LABELS)]
            score = (0.6 if place < waiting else 0.995) if marked else 0.002
            boxes.append(BoxEvidence("1", str(item), label, score, score, 0.001, 0.0, 0.0, MARKED if marked else EMPTY))
    return PageEvidence(ScanRef("", 1, ""), PageCode("BENCH", "1011", number, ""), 0.1, 200.0, 0.05, tuple(boxes))


def make_batch(folder: Path, flagged: int) -> Path:
    sheets = -(-flagged // EACH)
    write_exam(folder / "exam", sheets)
    batch = Batch.open(folder / "batch", create=True)
    batch.keep_exam(folder / "exam", sorted((folder / "exam").iterdir()))
    batch.note({"exam": "BENCH", "calibration": CALIBRATION.id, "scan_state": ENDED})
    (folder / "stack.pdf").write_bytes(b"a stack")
    taken = batch.take_in(folder / "stack.pdf", "stack.pdf")
    kinds = [evidence(number, EACH // PAGES) for number in range(1, PAGES + 1)]
    stored = []
    for number in range(sheets):
        for page, kind in enumerate(kinds, 1):
            at = number * PAGES + page
            code = replace(kind.code, serial=make_serial(number + 1))
            stored.append(pack(replace(kind, ref=ScanRef("stack.pdf", at, f"{at:064x}"), code=code)))
        if len(stored) >= AT_ONCE:
            batch.put(taken, stored)
            stored = []
    batch.put(taken, stored)
    batch.note_pages(taken, sheets * PAGES)
    batch.close()
    return folder / "batch"


def memory_mb() -> float:
    """What this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


class Timed:
    """A browser whose requests are timed in milliseconds."""

    def __init__(self, app) -> None:
        self.client = TestClient(app, base_url="http://127.0.0.1:8765")
        page = self.client.post("/sign-in", data={"name": "bench", "token": TOKEN}).text
        self.client.headers["x-csrf"] = page.split('data-csrf="')[1].split('"')[0]

    def __call__(self, method: str, place: str, **what):
        started = time.perf_counter()
        answer = self.client.request(method, place, **what)
        assert answer.status_code == 200, (place, answer.text[:200])
        return (time.perf_counter() - started) * 1000, answer


def answer_many(ask: Timed, count: int) -> tuple[list[float], list[float]]:
    """The time of each answer with the next item, and the memory along the way."""
    cards = ask("POST", "/queue/take", json={"held": []})[1].json()["cards"]
    times, held = [], [memory_mb()]
    for number in range(count):
        card, *cards = cards
        seen = int(card["html"].split('data-seen="')[1].split('"')[0])
        told = {"task": card["task"], "seen": seen, "value": "a", "held": [one["task"] for one in cards]}
        spent, answer = ask("POST", "/queue/decide", json=told)
        cards += answer.json()["cards"]
        times.append(spent)
        if number % (count // 10) == 0:
            held.append(memory_mb())
    return times, held


def scan_more(folder: Path, sheets: int) -> None:
    """Another process scans so many further sheets into the batch."""
    batch = Batch.open(folder)
    path = folder.parent / "more.pdf"
    path.write_bytes(b"more")
    taken = batch.take_in(path, "more.pdf")
    stored = []
    for number in range(sheets * PAGES):
        one = evidence(number % PAGES + 1, EACH // PAGES)
        code = replace(one.code, serial=make_serial(FIRST_OF_MORE + number // PAGES))
        stored.append(pack(replace(one, ref=ScanRef("more.pdf", number + 1, f"more{number:060x}"), code=code)))
    batch.put(taken, stored)
    batch.close()


def take_up(ask: Timed, desk: Desk, folder: Path) -> tuple[float, list[float]]:
    """Seconds until sheets that another process scans are in the queue, and the time of each request meanwhile."""
    scan_more(folder, MORE_SHEETS)
    before, started, times = desk.progress().waiting, time.perf_counter(), []
    looking = Thread(target=desk.refresh)
    looking.start()
    while looking.is_alive():
        times.append(ask("POST", "/queue/take", json={"held": []})[0])
        time.sleep(0.05)
    spent = time.perf_counter() - started
    assert desk.progress().waiting == before + MORE_SHEETS * EACH
    return spent, times


def crop_times() -> list[float]:
    """Milliseconds to find a real page anew and cut a row from it, and each further row of the same page."""
    folder = data_folder("sample_scans") / "ift6135"
    exam = read_folder(folder)
    assert exam.layout is not None
    stack = folder / "scans" / "stack.pdf"
    sources = list(survey([stack]))[:24]
    scans = Scans([(sources[0].file, stack)], exam.exam.name, exam.layout, folder)
    pictures = Pictures(scans)
    times = []
    for source in sources:
        scan = ingest(source)
        found = scans.registered(scan.ref) if isinstance(scan, Scan) else None
        scans.scan.cache_clear()
        scans.registered.cache_clear()
        if found is not None and found.page.choices:
            started = time.perf_counter()
            assert pictures.row(scan.ref, found.page.choices[0])
            times.append((time.perf_counter() - started) * 1000)
    return times


def measure(flagged: int, answers: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as temporary:
        batch = Batch.open(make_batch(Path(temporary), flagged))
        started = time.perf_counter()
        exam = exam_of(batch)
        desk = Desk(batch, exam, CALIBRATION)
        start_s = time.perf_counter() - started
        app = application(desk, Pictures(Scans.of(batch, exam.exam.name, desk.book.layout)), Sessions(TOKEN), hosts_of("127.0.0.1"))
        ask = Timed(app)
        first = ask("GET", "/")[0] + ask("POST", "/queue/take", json={"held": []})[0]
        waiting, wall = ask("GET", "/waiting")[0], ask("GET", "/wall")[0]
        times, held = answer_many(ask, answers)
        count = desk.progress().waiting + desk.progress().decided
        taken_up, meanwhile = take_up(ask, desk, batch.folder)
        held.append(memory_mb())
        batch.close()
    crops = crop_times()
    return {
        "flagged_items": count,
        "start_s": round(start_s, 1),
        "first_view_ms": round(first, 1),
        "next_item_ms": round(statistics.median(times), 1),
        "next_item_ms_p99": round(sorted(times)[len(times) * 99 // 100], 1),
        "crop_of_a_new_page_ms": round(statistics.median(crops), 1),
        "wall_ms": round(wall, 1),
        "waiting_view_ms": round(waiting, 1),
        "new_sheets_after_s": round(taken_up, 1),
        "request_while_looking_ms": round(statistics.median(meanwhile), 1),
        "memory_mb": [round(one) for one in held],
        "answers": answers,
        "seed": None,
    }


def main() -> None:
    parser = asking(__doc__, f"{QUICK_FLAGGED} items")
    parser.add_argument("--flagged", type=int, default=0, help="items that wait")
    given = parser.parse_args()
    flagged = given.flagged or (QUICK_FLAGGED if given.quick else FLAGGED)
    found = measure(flagged, QUICK_ANSWERS if given.quick else ANSWERS)
    for name, value in found.items():
        print(f"{name}: {value}")
    write(given.json, found)


if __name__ == "__main__":
    main()
