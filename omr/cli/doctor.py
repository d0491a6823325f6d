"""``omr doctor``."""

from __future__ import annotations

import typer

from omr import __version__
from omr.cli.saying import say


def doctor() -> None:
    """Say what is installed, what is missing, and what that costs."""
    from omr.doctor import examine  # noqa: PLC0415

    findings = examine()
    say(f"omr {__version__}")
    for finding in findings:
        state = finding.found or ("MISSING" if finding.needed else "not installed")
        cost = f" — {finding.note}" if finding.missing and finding.note else ""
        say(f"  {finding.name}: {state}{cost}")
    if any(finding.missing and finding.needed for finding in findings):
        raise typer.Exit(3)
    say("Everything needed is here.")
