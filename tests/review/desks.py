"""A desk over a batch of the sample exam whose evidence is made by hand: fast, and with as many items that wait as wanted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from starlette.testclient import TestClient

from omr.files import data_folder, read_calibration
from omr.results import exam_of
from omr.review.scans import Scans
from omr.review.web.app import application
from omr.review.web.desk import Desk
from omr.review.web.pictures import Pictures
from omr.review.web.security import Sessions, hosts_of
from omr.store import ENDED, Batch, pack
from tests.test_results import CALIBRATION, FILES, SAMPLE, page

TOKEN = "the token"


def sheets(folder: Path, serials: list[str], *, unsure: int = 0, score: float = 0.6, numbers: tuple[int, ...] = (1, 2)) -> Batch:
    """A batch with those sheets of form 1011: besides its four numbers, each has so many choice items that wait; both readers give
    their marks the ``score``. ``numbers`` are the pages that are there."""
    made = Batch.open(folder / "batch", create=True)
    made.keep_exam(SAMPLE, [SAMPLE / name for name in FILES])
    made.note({"exam": "IFT6135", "calibration": CALIBRATION.id, "scan_state": ENDED})
    stack = folder / "stack.pdf"
    stack.write_bytes(b"a stack")
    pages = [page(number, serial, at=2 * place + number) for place, serial in enumerate(serials) for number in numbers]
    made.put(made.take_in(stack, "stack.pdf"), [pack(faint(one, unsure, score)) for one in pages])
    return made


def faint(evidence, unsure: int, score: float = 0.6):
    """The page with the first mark of so many of its items too faint to be certain, and unlike the others."""
    left = unsure
    boxes = []
    for box in evidence.boxes:
        faint = left > 0 and box.ink > 0.5
        left -= faint
        boxes.append(replace(box, ink=score, shape=score, features=(0.65 * box.features[0], *box.features[1:])) if faint else box)
    return replace(evidence, boxes=tuple(boxes))


def desk_of(batch: Batch, **others) -> Desk:
    return Desk(batch, exam_of(batch), read_calibration(data_folder("calibration")), **others)


def web(desk: Desk, sessions: Sessions | None = None):
    pictures = Pictures(Scans.of(desk.batch, desk.book.exam.exam.name, desk.book.layout))
    return application(desk, pictures, sessions or Sessions(TOKEN), hosts_of("127.0.0.1"))


def client(app, name: str = "") -> TestClient:
    """A browser; signed in if it has a name. ``headers`` carries the secret of its session."""
    made = TestClient(app, base_url="http://127.0.0.1:8765", follow_redirects=False)
    if name:
        assert made.post("/sign-in", data={"name": name, "token": TOKEN}).status_code == 303
        made.headers["x-csrf"] = made.get("/").text.split('data-csrf="')[1].split('"')[0]
    return made
