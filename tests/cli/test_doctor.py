"""``omr doctor``."""

from __future__ import annotations


def test_doctor_says_what_is_here(omr) -> None:
    code, printed = omr("doctor")
    assert code == 0
    assert "OpenCV's system libraries: loads" in printed
