"""A heading above no outline is told: the option that it announces would be missing without a word."""

from __future__ import annotations

from dataclasses import replace

from omr.learn.doubts.announced import announced
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import Word
from omr.model.exam import Shape
from omr.model.layout import Box


def row(labels: str, *, read: bool = True, y: float = 50.0) -> Entry:
    outlines = tuple(Outline(Shape.CIRCLE, Box(30 + 8 * "ABCDE".index(label), y, 4, 4)) for label in labels)
    return Entry(1, "1", outlines, tuple(labels), read=read)


def heads(labels: str, y: float = 40.0, by: float = 0.0) -> list[Word]:
    return [Word(label, Box(31 + by + 8 * "ABCDE".index(label), y, 2, 3)) for label in labels]


def test_a_heading_beyond_the_last_outline_announces_an_option() -> None:
    (place,) = announced([row("ABCD")], heads("ABCDE"))
    assert place.centre == (64.0, 52.0)


def test_a_heading_before_the_first_outline_announces_one_too() -> None:
    (place,) = announced([row("BCDE")], heads("ABCDE"))
    assert place.centre == (32.0, 52.0)


def test_headings_of_every_outline_announce_nothing_more() -> None:
    assert announced([row("ABCDE"), row("ABCD")], heads("ABCDE")) == [Box(62, 50, 4, 4)]
    assert announced([row("ABCDE")], heads("ABCDE")) == []


def test_letters_on_another_line_or_off_the_columns_announce_nothing() -> None:
    assert announced([row("ABCD")], heads("ABCD") + heads("E", y=30)) == []
    assert announced([row("ABCD")], heads("ABCD") + heads("E", by=4)) == []


def test_labels_that_were_not_read_announce_nothing() -> None:
    assert announced([row("ABCD", read=False)], heads("ABCDE")) == []


def test_what_the_options_of_the_question_above_say_announces_nothing() -> None:
    said = heads("ABCDE", y=30)
    above = replace(row("ABCDE", y=30.0), text=tuple(word.box for word in said))
    assert announced([above, row("ABC")], said) == []
