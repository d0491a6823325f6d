"""In CI a skipped test is a failure, but for those that need the shared scans where they are absent."""

from __future__ import annotations

import os

import cv2
import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # a test asserts no seconds: on a busy machine one took 0.5 s
settings.load_profile("untimed")
cv2.setNumThreads(1)  # the tests run side by side already: threads of their own cost a twentieth more

SKIPPED: list[str] = []
WAITING = {"watch", "scan"}
"""Rooms whose tests wait for processes more than they compute."""


def pytest_xdist_auto_num_workers() -> int | None:
    """One worker more than there are processors: what waits for a process, a watched folder or a time limit leaves one to the others.
    (The plugin's own count is of cores: of a machine with two threads on one core it would use one.)
    """
    if os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS"):
        return None
    return 1 + (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits comes first: at the end, one worker would wait for it while the other has nothing left to do."""
    items.sort(key=lambda item: item.path.parent.name not in WAITING)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and "REAL SCANS ABSENT" not in str(report.longrepr):
        SKIPPED.append(f"{report.nodeid}: {report.longrepr}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if os.environ.get("CI") and SKIPPED:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if os.environ.get("CI") and SKIPPED:
        terminalreporter.section("skipped, which CI counts as failed", red=True)
        for line in SKIPPED:
            terminalreporter.write_line(line)
