"""Who may ask for what: sessions that end, and requests that no other page can make in a grader's name."""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Final
from urllib.parse import urlsplit

import psutil
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE: Final = "omr_session"
LONGEST, IDLE = 12 * 3600.0, 2 * 3600.0
"""Seconds after which a session ends: in any case, and without a request."""
LONGEST_NAME = 60
MOST_SESSIONS = 1000
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",  # nothing of a student stays in a browser
}
LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104  # what a person may ask for, not what we bind to


@dataclass(slots=True)
class Session:
    """One grader signed in. ``skipped`` are the tasks that come back to this grader last."""

    who: str
    csrf: str
    ends: float
    idle: float
    language: str = ""
    skipped: set[int] = field(default_factory=set)


class Sessions:
    """Sessions live in this process alone: its end, or that of a session, is final."""

    def __init__(self, token: str, now: Callable[[], float] = time.monotonic) -> None:
        self._token, self._now = token, now
        self._open: dict[str, Session] = {}

    def sign_in(self, name: str, token: str) -> str:
        """The value of the session's cookie, or "" for a wrong token or no name."""
        who = " ".join("".join(one for one in name if one.isprintable()).split())[:LONGEST_NAME]
        if not compare_digest(token.strip().encode(), self._token.encode()) or not who:
            return ""
        now = self._now()
        self._open = {key: one for key, one in self._open.items() if now < min(one.ends, one.idle)}
        if len(self._open) >= MOST_SESSIONS:
            self._open.pop(next(iter(self._open)))
        cookie = secrets.token_urlsafe(32)
        self._open[cookie] = Session(who, secrets.token_urlsafe(32), now + LONGEST, now + IDLE)
        return cookie

    def find(self, cookie: str) -> Session | None:
        """The open session of that cookie, kept open by the request."""
        session, now = self._open.get(cookie), self._now()
        if session is None or now >= min(session.ends, session.idle):
            self._open.pop(cookie, None)
            return None
        session.idle = now + IDLE
        return session

    def sign_out(self, cookie: str) -> None:
        self._open.pop(cookie, None)


def is_of(session: Session, told: str) -> bool:
    """Whether a request carries the secret that only this session's own pages know."""
    return compare_digest(told.encode(), session.csrf.encode())


def hosts_of(bound: str) -> frozenset[str]:
    """The names by which the page may be asked for: those of this machine, and no name of a stranger's that leads to it."""
    names = {*LOOPBACK, bound.lower()}
    if bound in EVERYWHERE:
        addresses = (address.address.split("%")[0] for card in psutil.net_if_addrs().values() for address in card)
        names |= {socket.gethostname().lower(), socket.getfqdn().lower(), *addresses}
    return frozenset(names - {*EVERYWHERE})


class Guard:
    """Refuses requests that were not sent to this machine's name, or were sent by a page of another; adds the headers of safety."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refused(scope["method"], Headers(scope=scope))
        app: ASGIApp = PlainTextResponse(refused, 403) if refused else self._app
        await app(scope, receive, send_safe)

    def _refused(self, method: str, headers: Headers) -> str:
        host = headers.get("host", "")
        if _name(f"//{host}") not in self._hosts or len(headers.getlist("host")) != 1:
            return "this is not the address of the page: open the one that `omr review` printed"
        if method in {"GET", "HEAD"}:
            return ""
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != host:
            return "another page sent this"
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return "another page sent this"
        return ""


def _name(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
