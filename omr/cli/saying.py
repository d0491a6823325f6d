"""What is said on the terminal."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer

SHOWN_TROUBLES = 40
"""Lines about pages and sheets shown on the terminal; pages.csv has them all."""
SHOWN_NAMES = 5
"""Files named on the terminal."""
BAR_HERTZ = 4
"""Drawings of a progress bar a second: each takes 2 ms of CPU on a terminal, so that ten, as by default, are 2 % of the reading."""


def say(text: str = "") -> None:
    typer.echo(text)


def command(*words: str | Path) -> str:
    """``omr`` with these words as it can be typed, whatever its paths are called."""
    typed = (f"./{word}" if isinstance(word, Path) and str(word).startswith("-") else str(word) for word in words)
    return shlex.join(["omr", *typed])


@contextmanager
def bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar, as a function of what is done and its total."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, refresh_per_second=BAR_HERTZ) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def say_some(lines: Sequence[str]) -> None:
    for line in lines[:SHOWN_TROUBLES]:
        say(f"  {line}")
    if len(lines) > SHOWN_TROUBLES:
        say(f"  … and {len(lines) - SHOWN_TROUBLES} more")


def say_provisional(reasons: Sequence[str]) -> None:
    if reasons:
        say("The grades are provisional until this is explained:")
        say_some(reasons)


def say_forgotten(paths: Sequence[str]) -> None:
    """What a run broken off was given, and this one was not."""
    if paths:
        say(f"An earlier run was broken off before it had taken these in, and this one was not given them: {listed(paths)}.")
        say("If they belong into this batch, scan them, too.")


def listed(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    return ", ".join(names[:SHOWN_NAMES]) + (f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else "")
