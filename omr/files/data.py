"""Where the program's own data stand: inside the wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path

import omr
from omr.errors import OmrError


def data_folder(name: str) -> Path:
    """The folder ``calibration`` or ``sample_scans``; raises OmrError if the installation is incomplete."""
    package = Path(omr.__file__).resolve().parent
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise OmrError(f"the program's own folder {name!r} is missing from {package}", "install the program again")
