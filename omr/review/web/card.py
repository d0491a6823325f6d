"""What the page shows of one item that waits: its row, where its options stand on it, and the keys that answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from omr.model.exam import Item, Kind, Shape
from omr.model.layout import Box, Field
from omr.model.response import Response
from omr.review.cards import OUTLINE_GAP_MM, ROW_MARGIN_MM, Mark, in_words
from omr.review.web.desk import Desk
from omr.review.web.pictures import row_area
from omr.review.web.task import Task


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that a key gives; ``text`` is what the exam calls it, ``printed`` what this form shows there."""

    label: str
    key: str
    text: str
    printed: str


@dataclass(frozen=True, slots=True)
class Card:
    """One item on the screen."""

    task: int
    seen: int
    heading: str
    where: str
    alt: str
    read: bool
    placed: bool
    area: Box
    page: Box
    frame: Box
    marks: tuple[Mark, ...]
    choices: tuple[Choice, ...]
    blanks: tuple[str, ...]
    why: str
    guess: str
    sheet: str


NOWHERE = Box(0, 0, 1, 1)


def card_of(desk: Desk, task: Task, words: Mapping[str, Any], language: str) -> Card:
    """An item in a grader's words."""
    response = task.response
    item, place = desk.book.item(response), desk.book.place(response)
    layout, field = place or (None, None)
    printed = f" ({words['printed']} {field.printed})" if field and field.printed not in {"", item.name} else ""
    title = desk.book.exam.exam.section(item.section).title.get(language, "")
    name = f"{words['section']} {item.section} · {words['item']} {item.name}{printed}"
    ref, called = response.ref, desk.book.called(response.sheet)
    return Card(
        task.id,
        task.seen,
        f"{name} – {title}" if title else name,
        (f"{words['sheet']} {called} · " if called == response.sheet else "")
        + f"{words['form']} {response.form}"
        + (f" · {ref.file}, {words['page']} {ref.page}" if ref else ""),
        words["alt_item"].format(section=item.section, item=item.name, sheet=called),
        ref is not None,
        place is not None,
        row_area(layout, field, ROW_MARGIN_MM) if layout and field else NOWHERE,
        Box(0, 0, *layout.size) if layout else NOWHERE,
        row_area(layout, field, (2, 1)) if layout and field else NOWHERE,
        marks_of(field, response.suggestion) if field else (),
        choices_of(item, field, language),
        item.blanks if item.kind is Kind.NUMBER else (),
        in_words(response.why, words),
        guess_of(response, words),
        response.sheet,
    )


def marks_of(field: Field, suggestion: str) -> tuple[Mark, ...]:
    """The outlines of a row, a little outside the printed ones; those of ``suggestion`` stand out."""
    guesses, gap = set(suggestion.split("&")), OUTLINE_GAP_MM
    outlines = [(one.label, one.box, one.shape is Shape.CIRCLE) for one in field.options] + [
        (one.name, one.box, False) for one in field.blanks
    ]
    return tuple(
        Mark(
            label,
            round(box.x - gap, 2),
            round(box.y - gap, 2),
            round(box.w + 2 * gap, 2),
            round(box.h + 2 * gap, 2),
            circle,
            label in guesses,
        )
        for label, box, circle in outlines
    )


def choices_of(item: Item, field: Field | None, language: str) -> tuple[Choice, ...]:
    """The options in the order in which this form prints them, so that they stand on the screen as they do on paper."""
    printed = {option.label: option.printed for option in field.options} if field else {}
    order = [option.label for option in field.options] if field else [option.label for option in item.options]
    options = {option.label: option for option in item.options}
    short = all(len(label) == 1 for label in options) and len({label.lower() for label in options}) == len(options)
    return tuple(
        Choice(
            label,
            label.lower() if short else str(index),
            options[label].text.get(language, ""),
            "" if printed.get(label, "") in {"", label} else printed[label],
        )
        for index, label in enumerate((label for label in order if label in options), 1)
    )


def guess_of(response: Response, words: Mapping[str, Any]) -> str:
    if not response.suggestion:
        return str(words["no_guess"])
    sure = words["certain"].format(share=f"{response.confidence:.0%}") if response.confidence else ""
    return f"{response.suggestion} ({sure})" if sure else response.suggestion
