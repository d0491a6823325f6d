"""From a batch to a page that graders open."""

from __future__ import annotations

import contextlib
import secrets
import socket
from collections.abc import Callable

import uvicorn

from omr.errors import BadInput
from omr.files import ExamFolder
from omr.model.calibration import Calibration
from omr.review.scans import Scans
from omr.review.web.app import application
from omr.review.web.desk import Desk
from omr.review.web.pictures import Pictures
from omr.review.web.security import EVERYWHERE, LOOPBACK, Sessions, hosts_of
from omr.store import Batch

REMEMBERED = 12
"""Pages in memory: those of the items that a few graders have at hand (an A4 page at 300 dpi takes 9 MB)."""


def serve(batch: Batch, exam: ExamFolder, calibration: Calibration, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve the graders' page until the user ends it. Raises BadInput where the address cannot be had."""
    with _bound(host, port) as bound, contextlib.suppress(KeyboardInterrupt):
        say(f"Looking for what waits in {batch.folder} …")
        desk = Desk(batch, exam, calibration)
        pictures = Pictures(Scans.of(batch, exam.exam.name, desk.layout, REMEMBERED))
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
        _Server(config, say).run(sockets=[bound])


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
