"""The list on which a reader notes every problem of its file, so that all of them can be told at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from omr.errors import BadExam, FileProblem

SHOWN_CHARACTERS = 60
"""How much of an offending text a message repeats: enough to find it, short enough for one line of a terminal."""


def shown(text: str) -> str:
    """The text in quotes, on one line, cut where it is long."""
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= SHOWN_CHARACTERS else flat[: SHOWN_CHARACTERS - 1] + "…")


def one_of(words: Iterable[str]) -> str:
    """The words as a list for a message: ``a, b or c``."""
    listed = [shown(word)[1:-1] for word in words]
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} or {listed[-1]}" if listed else "nothing"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` (did you mean 'x'?)`` for the nearest known word, or nothing when none is near."""
    names = list(known)
    folded = {name.casefold(): name for name in reversed(names)}
    near = difflib.get_close_matches(word.casefold(), list(folded), n=1)
    return f" (did you mean {folded[near[0]]!r}?)" if near else ""


@dataclass(slots=True)
class Problems:
    """What is wrong with one file, gathered while it is read. Lives only as long as its reading."""

    file: Path
    found: list[FileProblem] = field(default_factory=list)

    def add(self, line: int | None, found: str, expected: str) -> None:
        """Note one problem; ``line`` counts from 1, None where the file as a whole is meant."""
        problem = FileProblem(str(self.file), line, found, expected)
        if problem not in self.found:
            self.found.append(problem)

    def sorted(self) -> tuple[FileProblem, ...]:
        """The problems in the order of their lines."""
        return tuple(sorted(self.found, key=lambda problem: problem.line or 0))

    def check(self) -> None:
        """Raise BadExam if anything was noted."""
        if self.found:
            raise BadExam(self.sorted())


def file_bytes(path: Path, problems: Problems) -> bytes | None:
    """The file's bytes, or None with the reason noted."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        problems.add(None, "no such file", f"a file named {path.name}")
    except OSError as error:
        problems.add(None, f"a file that cannot be opened ({error.strerror})", "a file that may be read")
    return None
