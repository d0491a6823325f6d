"""On which lines of a JSON file some things stand: the ways to them are walked, and all beside them is skipped by the standard decoder."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from omr.files.yamltree import Loc

SPACE = re.compile(r"[ \t\n\r]*")
DECODER = json.JSONDecoder()


def lines_of(text: str, locs: Sequence[Loc]) -> dict[Loc, int]:
    """The line, from 1, of each of those places in a text that is JSON, or of the nearest place around it that the text has. What a key
    names stands where the key stands.
    """
    top = _after_space(text, 0)
    places = dict.fromkeys(locs, top)
    _walk(text, top, list(places), 0, places)
    ends = [match.start() for match in re.finditer("\n", text)]
    return {loc: bisect_left(ends, place) + 1 for loc, place in places.items()}


def _walk(text: str, at: int, locs: Sequence[Loc], depth: int, places: dict[Loc, int]) -> None:
    """Note where the next step of each way leads, and go on from there; the ways share their first ``depth`` steps."""
    ways: dict[str | int, list[Loc]] = {}
    for loc in locs:
        if len(loc) > depth:
            ways.setdefault(loc[depth], []).append(loc)
    if ways:
        for name, place, value in _inside(text, at):
            if name in ways:
                places.update(dict.fromkeys(ways[name], place))
                _walk(text, value, ways[name], depth + 1, places)


def _inside(text: str, at: int) -> Iterator[tuple[str | int, int, int]]:
    """The entries of an object or a list: the key or number of each, where it stands, and where its value does."""
    if text[at] not in "{[":
        return
    place, number = _after_space(text, at + 1), 0
    while text[place] not in "}]":
        name: str | int = number
        value = place
        if text[at] == "{":
            name, end = DECODER.raw_decode(text, place)
            value = _after_space(text, _after_space(text, end) + 1)
        yield name, place, value
        _, end = DECODER.raw_decode(text, value)
        place, number = _after_space(text, end), number + 1
        if text[place] == ",":
            place = _after_space(text, place + 1)


def _after_space(text: str, at: int) -> int:
    space = SPACE.match(text, at)
    return space.end() if space else at
