"""What every benchmark is asked, and how it tells its figures: ``--quick``, ``--json FILE``, the machine."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2


def asking(about: str | None, quick: str) -> argparse.ArgumentParser:
    """A benchmark's questions; ``about`` is its own text, ``quick`` what it does when it must be done in 40 s on 2 cores."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{quick}; under 40 s on 2 cores")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    return parser


def machine() -> str:
    """Where the figures were measured."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, OpenCV {cv2.__version__}"


def as_text(figures: Mapping[str, Any]) -> str:
    """Figures with the machine they were measured on, as JSON."""
    return json.dumps({**figures, "machine": machine()}, indent=1, ensure_ascii=False) + "\n"


def write(place: Path | None, figures: Mapping[str, Any]) -> None:
    """Write the figures where that was asked."""
    if place:
        place.write_text(as_text(figures), encoding="utf-8")
