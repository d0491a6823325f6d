"""A YAML parser that refuses what an exam never needs while it parses: aliases, and nesting that would exhaust Python's stack.

Its own look at every event costs nothing; a look at the whole file beforehand, as it was, took as long as all the rest of reading it
(60 ms for the sample exam).
"""

from __future__ import annotations

from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, Event
from ruamel.yaml.parser import Parser

from omr.files.problems import shown

DEEPEST = 12
"""Levels of nesting; an exam needs 6. The composer would exhaust Python's stack at some hundreds."""


class Unwanted(Exception):
    """What was found on a line, and what was expected there."""

    def __init__(self, line: int, found: str, expected: str) -> None:
        super().__init__(found)
        self.line, self.found, self.expected = line, found, expected


class GuardedParser(Parser):
    """Raises Unwanted before anybody sees an alias, or one level of nesting too many."""

    def __init__(self, loader: object) -> None:
        super().__init__(loader)
        self._depth = 0

    def get_event(self) -> Event:
        event: Event = super().get_event()
        self._depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if isinstance(event, AliasEvent):
            found = f"the alias {shown('*' + str(event.anchor))}"
            raise Unwanted(event.start_mark.line + 1, found, "the value itself, written out in full")
        if self._depth > DEEPEST:
            found = f"more than {DEEPEST} levels of nesting"
            raise Unwanted(event.start_mark.line + 1, found, "sections, their items, their options, and texts in them")
        return event
