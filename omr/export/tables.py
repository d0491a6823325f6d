"""The model's rows as tables with the columns of the results' files."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from omr.model.audit import Audit, Outcome, Sampled
from omr.model.page import Reason
from omr.model.response import Decision, PageRow

PAGE_COLUMNS = ("file", "page", "scan", "status", "reason", "form", "form_page", "sheet", "skew_deg", "dpi", "residual_mm", "detail")
PAGE_DECIMALS = {"skew_deg": 3, "dpi": 1, "residual_mm": 3}
"""As fine as the measurement is: 0.001° moves a corner of A4 by 0.005 mm."""
DECISION_COLUMNS = ("target", "scan", "sheet", "section", "item", "value", "who", "when", "reason", "based_on")

AUDIT_COLUMNS = ("sheet", "section", "item", "scan", "form", "response", "status", "confidence", "outcome", "value", "who")


def page_table(pages: Sequence[PageRow]) -> pd.DataFrame:
    """``pages.csv``: one row a scan; a file that could not be opened has no page, an unregistered page no measurements."""
    rows = [_page(page) for page in pages]
    table = pd.DataFrame.from_records(rows, columns=list(PAGE_COLUMNS))
    numbers = ("page", "form_page", *PAGE_DECIMALS)
    return table.astype({name: "float64" if name in numbers else "str" for name in PAGE_COLUMNS})


def decision_table(decisions: Sequence[Decision]) -> pd.DataFrame:
    """``decisions.csv`` in the order in which they were made."""
    rows = [tuple(str(getattr(decision, name)) for name in DECISION_COLUMNS) for decision in decisions]
    return pd.DataFrame.from_records(rows, columns=list(DECISION_COLUMNS)).astype("str")


def audit_table(audit: Audit) -> pd.DataFrame:
    """``audit.csv``: what was read and what a grader said of it, a row a sampled response. Those still to be looked at are left out, so
    that nobody knows which they are.
    """
    told = sorted((one for one in audit.audited if one.outcome is not Outcome.OPEN), key=lambda one: (one.sampled.place, one.sampled.scan))
    rows = [(*_read(one.sampled), one.outcome.value, one.value, one.who) for one in told]
    table = pd.DataFrame.from_records(rows, columns=list(AUDIT_COLUMNS))
    return table.astype({name: "float64" if name == "confidence" else "str" for name in AUDIT_COLUMNS})


def _read(one: Sampled) -> tuple[object, ...]:
    return *one.place, one.scan, one.form, one.response, one.status.value, one.confidence


def _page(row: PageRow) -> tuple[object, ...]:
    reason: Reason | str = row.reason or ""
    measured = (None if value is None else round(value, PAGE_DECIMALS[name]) + 0.0 for name, value in _measurements(row))
    return (
        row.ref.file,
        row.ref.page or None,
        row.ref.scan,
        str(row.status),
        str(reason),
        row.form,
        row.form_page,
        row.sheet,
        *measured,
        row.detail,
    )


def _measurements(row: PageRow) -> tuple[tuple[str, float | None], ...]:
    return ("skew_deg", row.skew_deg), ("dpi", row.dpi), ("residual_mm", row.residual_mm)
