"""The graders' web page as an ASGI application: routes, sessions, and one place where every request is judged."""

from __future__ import annotations

import json
import logging
from functools import partial
from importlib.resources import files
from urllib.parse import parse_qsl

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from omr import __version__
from omr.errors import BadInput
from omr.review.cards import in_words
from omr.review.web import pages, queue, sheet, waiting, wall
from omr.review.web.ask import Ask, Told, View, title_of
from omr.review.web.desk import Desk
from omr.review.web.pictures import Pictures
from omr.review.web.security import COOKIE, LONGEST, Guard, Sessions, is_of
from omr.review.web.texts import LANGUAGES, texts

MOST_BYTES = 64 * 1024
"""Of what a page may send: a wall of decisions is 10 kB."""
SCRIPT = "text/javascript"
STATIC = {"app.css": "text/css", "icon.svg": "image/svg+xml", "base.js": SCRIPT, "queue.js": SCRIPT, "wall.js": SCRIPT}
REASONS_TO_REFUSE = {400: "bad_request", 403: "forbidden", 404: "not_found", 413: "too_large"}


class Web:
    """What the routes share."""

    def __init__(self, desk: Desk, pictures: Pictures, sessions: Sessions) -> None:
        self.desk, self.pictures, self.sessions = desk, pictures, sessions
        loader = PackageLoader("omr.review.web", "templates")
        self._environment = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False
        )
        self._environment.globals["in_words"] = in_words
        self._told: set[str] = set()
        self.static = {name: files("omr.review.web").joinpath("static", name).read_bytes() for name in STATIC}

    def render(self, name: str, **what: object) -> str:
        return self._environment.get_template(name).render(**what)

    async def answer(self, view: View, request: Request) -> Response:
        """Let a view answer, if a grader asks who is signed in and, where something changes, from our own page."""
        key = request.cookies.get(COOKIE, "")
        session = self.sessions.find(key)
        if session is None:
            if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
                return RedirectResponse("/sign-in", 303)
            return JSONResponse({"problem": "signed_out"}, 401)
        told: Told = {}
        if request.method == "POST":
            told = await _told(request)
            if not is_of(session, request.headers.get("x-csrf", "") or str(told.get("csrf", ""))):
                raise HTTPException(403)
        ask = Ask(request, session, key, told, self.desk, self.pictures, self.render)
        try:
            return await run_in_threadpool(view, ask)
        except BadInput as problem:
            return self._lost(ask, problem)

    def _lost(self, ask: Ask, problem: BadInput) -> Response:
        """Instead of a picture whose scan the batch has lost, words: a grader would see nothing and might take it for an empty box."""
        if problem.message not in self._told:
            self._told.add(problem.message)
            logging.getLogger("uvicorn.error").warning("%s", problem)
        return Response(self.render("lost.svg", lines=ask.words["lost"]), 503, {"cache-control": "no-store"}, "image/svg+xml")

    async def sign_in(self, request: Request) -> Response:
        """The page that asks for name and token, and what it sends."""
        language = _preferred(request, self.desk)
        if request.method == "POST":
            told = await _told(request)
            cookie = self.sessions.sign_in(str(told.get("name", "")), str(told.get("token", "")))
            session = self.sessions.find(cookie)
            if session is not None:
                session.language = language
                found = RedirectResponse("/", 303)
                found.set_cookie(COOKIE, cookie, max_age=int(LONGEST), httponly=True, samesite="strict", path="/")
                return found
        refused = request.method == "POST"
        text = self.render("sign_in.html", w=texts(language), title=title_of(self.desk, language), refused=refused, version=__version__)
        return HTMLResponse(text, 403 if refused else 200)

    def sign_out(self, ask: Ask) -> Response:
        self.sessions.sign_out(ask.key)
        gone = RedirectResponse("/sign-in", 303)
        gone.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
        return gone

    def file(self, request: Request) -> Response:
        """One of our own scripts and styles; nothing else has a name."""
        name = request.path_params["name"]
        if name not in self.static:
            raise HTTPException(404)
        return Response(self.static[name], media_type=STATIC[name], headers={"cache-control": "no-cache"})


def application(desk: Desk, pictures: Pictures, sessions: Sessions, hosts: frozenset[str]) -> Guard:
    """The whole application, guarded."""
    web = Web(desk, pictures, sessions)
    views: tuple[tuple[str, str, View], ...] = (
        ("/sign-out", "POST", web.sign_out),
        ("/language", "POST", _language),
        *queue.VIEWS,
        *wall.VIEWS,
        *sheet.VIEWS,
        *pages.VIEWS,
        *waiting.VIEWS,
    )
    routes = [
        Route("/sign-in", web.sign_in, methods=["GET", "POST"]),
        Route("/static/{name}", web.file, methods=["GET"]),
        *(Route(path, partial(web.answer, view), methods=[method]) for path, method, view in views),
    ]
    return Guard(Starlette(routes=routes, exception_handlers={HTTPException: _refuse}), hosts)


def _language(ask: Ask) -> Response:
    wanted = ask.text("language")
    if wanted in LANGUAGES:
        ask.session.language = wanted
    return RedirectResponse("/", 303)


def _preferred(request: Request, desk: Desk) -> str:
    """The first language of the browser that the page speaks, else the exam's."""
    asked = [part.split(";")[0].split("-")[0].strip() for part in request.headers.get("accept-language", "").split(",")]
    return next((one for one in (*asked, *desk.book.exam.exam.languages) if one in LANGUAGES), LANGUAGES[0])


async def _told(request: Request) -> Told:
    """What a page sent, as JSON or as a form."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    kind = request.headers.get("content-type", "").split(";")[0]
    try:
        if kind == "application/json":
            told = json.loads(body)
        else:
            told = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=100))
        json.dumps(told, ensure_ascii=False).encode()  # JSON can say half a letter, which nothing here can store
    except (ValueError, RecursionError) as error:
        raise HTTPException(400) from error
    if not isinstance(told, dict):
        raise HTTPException(400)
    return told


def _refuse(_request: Request, error: Exception) -> Response:
    code = error.status_code if isinstance(error, HTTPException) else 500
    return JSONResponse({"problem": REASONS_TO_REFUSE.get(code, "refused")}, code)
