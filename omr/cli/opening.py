"""What many commands open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # start-up is felt: commands import what they use
    from omr.model.calibration import Calibration
    from omr.store import Batch


def fitted_reader(folder: Path | None) -> Calibration:
    from omr.files import data_folder, read_calibration  # noqa: PLC0415

    return read_calibration(folder or data_folder("calibration"))


@contextmanager
def opened_batch(folder: Path, *, create: bool = False) -> Iterator[Batch]:
    from omr.store import Batch  # noqa: PLC0415

    batch = Batch.open(folder, create=create)
    try:
        yield batch
    finally:
        batch.close()


def is_of_a_learned_form(folder: Path) -> bool:
    """Whether an exam folder's layout is that of a form that somebody else made."""
    from omr.files.folder import LAYOUT_FILE  # noqa: PLC0415
    from omr.files.layout import layout_of  # noqa: PLC0415
    from omr.files.problems import Problems  # noqa: PLC0415

    place = folder / LAYOUT_FILE
    layout = layout_of(place, Problems(place)) if place.is_file() else None
    return layout is not None and layout.is_learned
