"""One request of a grader who is signed in, as the views take it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from omr import __version__
from omr.review.web.desk import Desk
from omr.review.web.hands import Grader
from omr.review.web.pictures import Pictures
from omr.review.web.security import Session
from omr.review.web.texts import texts

Told: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of a grader who is signed in; ``told`` is what the page sent."""

    request: Request
    session: Session
    key: str
    told: Told
    desk: Desk
    pictures: Pictures
    render: Callable[..., str]

    @property
    def words(self) -> Mapping[str, Any]:
        return texts(self.session.language)

    @property
    def grader(self) -> Grader:
        return Grader(self.session.who, self.key)

    def page(self, name: str, **what: object) -> HTMLResponse:
        """A view, with what every view shows."""
        shared = {"session": self.session, "progress": self.desk.progress(), "title": title_of(self.desk, self.session.language)}
        return HTMLResponse(self.render(name, w=self.words, version=__version__, view=name.removesuffix(".html"), **shared, **what))

    def number(self, name: str) -> int:
        """A whole number that the page sent."""
        value = self.told.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 2**53:
            raise HTTPException(400)
        return value

    def text(self, name: str) -> str:
        """A text that the page sent."""
        value = self.told.get(name, "")
        if not isinstance(value, str):
            raise HTTPException(400)
        return value

    def told_number(self, name: str) -> int:
        """A whole number that a form sent: forms send texts."""
        text = self.text(name)
        if not (text.isascii() and text.isdigit() and len(text) < 16):
            raise HTTPException(400)
        return int(text)

    def numbers(self, name: str) -> tuple[int, ...]:
        """Whole numbers that the page sent."""
        value = self.told.get(name, [])
        if not isinstance(value, list) or not all(type(one) is int for one in value):
            raise HTTPException(400)
        return tuple(value)


View: TypeAlias = Callable[[Ask], Response]


def title_of(desk: Desk, language: str) -> str:
    title = desk.book.exam.exam.title
    return title.get(language) or next(iter(title.values()), desk.book.exam.exam.name)
