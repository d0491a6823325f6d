"""What the desk speaks of: an item that waits, what came of a decision, how far the graders are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from omr.model.layout import Field, LayoutPage
from omr.model.page import PageEvidence
from omr.model.response import Response, SheetItem
from omr.store import Noted


@dataclass(slots=True)
class Task:
    """One item that waits: its response as it was read, and the id of the latest decision about it (0 for none)."""

    id: int
    response: Response
    seen: int = 0

    @property
    def key(self) -> SheetItem:
        return SheetItem(self.response.sheet, self.response.section, self.response.item)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a decision: its id; or why it was not stored.

    ``problem``: what was wrong with it; ``standing``: the one that was made since it was shown; ``moved``: its page is another one now.
    """

    made: int = 0
    problem: str = ""
    standing: Noted | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the graders are. ``left`` is the expected time in seconds, None before anybody decided."""

    decided: int
    waiting: int
    left: float | None


def place_of(page: PageEvidence, response: Response, forms: Mapping[str, tuple[LayoutPage, ...]]) -> tuple[LayoutPage, Field] | None:
    """An item's field on a page that was found, None on one that a grader named."""
    if not page.residual_mm and not page.boxes:
        return None
    layout = next(one for one in forms[page.code.form] if one.number == page.code.page)
    field = next((one for one in layout.fields if (one.section, one.item) == (response.section, response.item)), None)
    return (layout, field) if field else None
