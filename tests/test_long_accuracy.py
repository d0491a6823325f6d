"""What the accuracy benchmark must never show, on sheets enough to mean something."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from real import real_folder

BENCH = Path(__file__).parent / "bench" / "accuracy.py"
REAL_BENCH = BENCH.with_name("real.py")
SENT = {
    "dots-crosses-80q": 0.05,
    "open-mcr-75q": 0.06,
    "mcq-ocr-90q": 0.03,
    "crosses-photo": 0.08,
    "omr-photos": 0.1,
    "checkbox-1bit": 0.12,
}
"""Share of the rows of each source that may go to a person, a little above what was measured."""


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


@pytest.mark.long
@pytest.mark.real
@pytest.mark.parametrize("source", SENT)
def test_no_row_of_a_real_scan_is_silently_wrong(tmp_path, source):
    """Also what the learned forms lack shows here: labels that moved by a lost box are wrong without a word."""
    folder = real_folder(source)
    out = tmp_path / "real.json"
    environment = {**os.environ, "OMR_REAL": str(folder.parent)}
    done = subprocess.run([sys.executable, REAL_BENCH, source, "--json", out], check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    figures = json.loads(out.read_text(encoding="utf-8"))["sources"][source]
    assert figures["silent_errors"] == 0, done.stdout
    assert figures["review_rate"] <= SENT[source], done.stdout
