"""``omr audit``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from omr.cli.arguments import BatchArgument
from omr.cli.opening import opened_batch
from omr.cli.saying import say

if TYPE_CHECKING:
    from omr.store import Batch


def audit(
    batch: BatchArgument,
    sheet: Annotated[str, typer.Option(help="only this sheet")] = "",
    item: Annotated[str, typer.Option(help="only this item, as SECTION:ITEM")] = "",
) -> None:
    """Print who decided what, when and why, oldest first; of one sheet or item, also on what evidence."""
    from omr.review.history import history_lines, of  # noqa: PLC0415

    with opened_batch(batch) as opened:
        shown = of(opened.graders.all(), sheet, item)
        unknown = () if shown else _unknown(opened, sheet, item)
    for line in history_lines(shown, grounds=bool(sheet or item)):
        say(line)
    for what in unknown:
        say(f"There is no {what}.")
    say(f"{len(shown)} decisions.")


def _unknown(batch: Batch, sheet: str, item: str) -> Sequence[str]:
    """What was asked for and is not in the batch: of it there are no decisions for another reason than that nobody made any."""
    from omr.files.problems import did_you_mean  # noqa: PLC0415
    from omr.results import collation_of, exam_of  # noqa: PLC0415

    exam = exam_of(batch)
    items = [":".join(one.ref) for one in exam.exam.items]
    sheets = [one.sheet for one in collation_of(batch, exam).sheets] if sheet else []
    asked = (("sheet", sheet, sheets), ("item", item, items))
    return [f"{what} {name} in the batch{did_you_mean(name, known)}" for what, name, known in asked if name and name not in known]
