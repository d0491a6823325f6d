"""``omr audit``."""

from __future__ import annotations

from typing import Annotated

import typer

from omr.cli.arguments import BatchArgument
from omr.cli.opening import opened_batch
from omr.cli.saying import say


def audit(
    batch: BatchArgument,
    sheet: Annotated[str, typer.Option(help="only this sheet")] = "",
    item: Annotated[str, typer.Option(help="only this item, as SECTION:ITEM")] = "",
) -> None:
    """Print who decided what, when and why, oldest first; of one sheet or item, also on what evidence."""
    from omr.review.history import history_lines, of  # noqa: PLC0415

    with opened_batch(batch) as opened:
        shown = of(opened.graders.all(), sheet, item)
    for line in history_lines(shown, grounds=bool(sheet or item)):
        say(line)
    say(f"{len(shown)} decisions.")
