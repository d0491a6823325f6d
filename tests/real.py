"""Where the shared real scans stand; tests that need them are skipped, loudly, where they are absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def real_folder(name: str) -> Path:
    root = Path(os.environ.get("OMR_REAL") or Path(__file__).resolve().parents[2] / "shared" / "real")
    folder = root / name
    if not folder.is_dir():
        pytest.skip(f"REAL SCANS ABSENT: {folder} is not there; set OMR_REAL to the folder that holds {name}/")
    return folder
