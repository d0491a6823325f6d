"""What a batch is graded by in place of its own exam, remembered so that a file that is forgotten the next time is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omr.store import Batch

GRADED_WITH = "graded_with"
"""The fact of a batch that holds what its last grading was given."""

Given = Mapping[str, Path | None]
"""Option and path, None where the batch's own is used."""


def left_out(batch: Batch, given: Given) -> Mapping[str, Path]:
    """What the last grading was given and this command was not."""
    before: dict[str, str] = json.loads(batch.meta(GRADED_WITH) or "{}")
    return {option: Path(path) for option, path in before.items() if given.get(option) is None}


def remember(batch: Batch, given: Given) -> None:
    """Note what this grading was given."""
    now = json.dumps({option: str(path.resolve()) for option, path in given.items() if path is not None})
    if now != (batch.meta(GRADED_WITH) or "{}"):
        batch.note({GRADED_WITH: now})


def options(given: Given) -> tuple[str | Path, ...]:
    """What was given, as it is typed."""
    return tuple(word for option, path in given.items() if path is not None for word in (option, path))
