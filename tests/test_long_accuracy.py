"""What the accuracy benchmark must never show, on sheets enough to mean something."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parent / "bench" / "accuracy.py"


@pytest.mark.long
def test_no_page_is_lost_or_given_away_and_no_everyday_response_is_silently_wrong(tmp_path):
    out = tmp_path / "accuracy.json"
    done = subprocess.run([sys.executable, BENCH, "--sheets", "120", "--json", out], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert figures["pages_wrong"] == 0
    assert figures["by"]["table"]["everyday"]["silent_errors"] == 0, done.stdout
    assert figures["by"]["table"]["everyday"]["responses"] == 60 * 30


@pytest.mark.long
def test_nothing_is_read_as_a_mark_on_sheets_that_nobody_filled(tmp_path):
    out = tmp_path / "blank.json"
    done = subprocess.run([sys.executable, BENCH, "--blank", "--sheets", "120", "--json", out], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert figures["silent_errors"] == 0, done.stdout
    assert figures["responses"] == 120 * 30
