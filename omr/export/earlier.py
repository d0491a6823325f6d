"""The grades of the last grading, read back from its grades.csv: what the next one is compared with."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from omr.files.formulas import unsafe
from omr.grade.change import COMPARED, TEXTS

NUMBERS = tuple(name for name in COMPARED if name != "status")


def earlier_grades(path: Path) -> pd.DataFrame | None:
    """The rows of an earlier grades.csv, None where there is none. Raises ValueError where another program wrote over it."""
    if not path.is_file():
        return None
    try:
        told = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        numbers = {name: pd.to_numeric(told[name].replace("", None)) for name in NUMBERS}
        texts = {name: told[name].map(unsafe) for name in TEXTS}
        return pd.DataFrame({**texts, **numbers, "status": told["status"]})
    except (KeyError, ValueError, OSError) as error:  # pandas's own errors are ValueErrors
        raise ValueError(f"{path} is no longer as it was written") from error
