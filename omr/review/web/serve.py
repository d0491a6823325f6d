"""From a batch to a page that graders open."""

from __future__ import annotations

import contextlib
import secrets
import socket
import time
from collections.abc import Callable
from threading import Event, Thread

import uvicorn

from omr.errors import BadInput, OmrError
from omr.model.calibration import Calibration
from omr.review.scans import Scans
from omr.review.web.app import application
from omr.review.web.desk import Desk
from omr.review.web.fresh import Again
from omr.review.web.pictures import Pictures
from omr.review.web.security import EVERYWHERE, LOOPBACK, Sessions, hosts_of
from omr.store import Batch

REMEMBERED = 12
"""Pages in memory: those of the items that a few graders have at hand (an A4 page at 300 dpi takes 9 MB)."""


LOOK_SECONDS, LOOKING_SHARE = 1.0, 0.1
"""Between two looks for new scans; and the share of the time that looks through a large batch may take."""
TELL_SECONDS = 5.0
"""Between two lines that say how far the first look through the batch is."""


def serve(batch: Batch, exam: Again, calibration: Calibration, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve the graders' page until the user ends it; ``exam`` gives the exam that is reviewed, now and when the batch has another copy.

    Raises BadInput where the address cannot be had.
    """
    with _bound(host, port) as bound, contextlib.suppress(KeyboardInterrupt):
        say(f"Looking for what waits in {batch.folder} …")
        desk = Desk(batch, exam(batch), calibration, told=_teller(say), again=exam)
        pictures = Pictures(_scans(desk))
        token = secrets.token_urlsafe(16)
        app = application(desk, pictures, Sessions(token), hosts_of(host))
        now = desk.progress()
        say(f"{now.waiting} items wait for a person; {now.decided} are decided.")
        shown = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
        say(f"Open  http://{shown}:{bound.getsockname()[1]}/sign-in#{token}")
        say(f"Token {token}  (each grader signs in with a name and this token; it is new each time)")
        if host not in LOOPBACK:
            say("Others can reach this page over the network, unencrypted: only do so in a network that you trust.")
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=2)
        ended = Event()
        fresh = Thread(target=keep_fresh, args=(desk, pictures, ended, say), daemon=True)
        fresh.start()
        try:
            _Server(config, say).run(sockets=[bound])
        finally:
            ended.set()
            fresh.join()


def keep_fresh(desk: Desk, pictures: Pictures, ended: Event, say: Callable[[str], None]) -> None:
    """Take up what is scanned while the page is open, until ``ended``. A failure is said, once, and tried again."""
    pause, said = LOOK_SECONDS, ""
    while not ended.wait(pause):
        started, exam = time.monotonic(), desk.book.exam
        try:
            desk.refresh()
            if desk.book.exam is not exam:
                pictures.use(_scans(desk))
            problem = ""
        except OmrError as error:
            problem = f"New scans cannot be shown: {error}"
        if problem and problem != said:
            say(problem)
        said = problem
        pause = max(LOOK_SECONDS, (time.monotonic() - started) / LOOKING_SHARE)


def _scans(desk: Desk) -> Scans:
    return Scans.of(desk.batch, desk.book.exam.exam.name, desk.book.layout, REMEMBERED)


def _teller(say: Callable[[str], None]) -> Callable[[int, int], None]:
    """Says now and then how far it is; a small batch is through before there is anything to say."""
    last = time.monotonic()

    def told(done: int, every: int) -> None:
        nonlocal last
        if time.monotonic() - last >= TELL_SECONDS and done < every:
            last = time.monotonic()
            say(f"  {done:,} of {every:,} sheets looked through …")

    return told


class _Server(uvicorn.Server):
    """Says how to end it only once it listens for that: before, an interrupt may strike where Python cannot pass it on."""

    def __init__(self, config: uvicorn.Config, say: Callable[[str], None]) -> None:
        super().__init__(config)
        self._say = say

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._say("End with Ctrl-C; what was decided is stored at once.")


def _bound(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except (OSError, UnicodeError) as error:
        raise BadInput(f"the page cannot be served on {host}, port {port}: {error}", "give another --port, or --port 0 for any") from error
