"""The command: it serves on this machine alone, says how to get in, ends with Ctrl-C, and costs nobody else anything."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys

import pytest

from omr.errors import BadInput
from omr.results import exam_of
from omr.review.web.serve import serve
from tests.review.desks import CALIBRATION, sheets


@pytest.fixture
def batch(tmp_path):
    made = sheets(tmp_path, ["A0001B"])
    yield made
    made.close()


def test_it_serves_on_this_machine_and_ends_with_ctrl_c(batch) -> None:
    command = [sys.executable, "-u", "-m", "omr", "review", str(batch.folder), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    printed = ""
    for line in process.stdout:
        printed += line
        if line.startswith("End with"):
            break
    found = re.search(r"http://127\.0\.0\.1:(\d+)/sign-in#(\S+)", printed)
    socket.create_connection(("127.0.0.1", int(found[1])), timeout=10).close()
    assert f"Token {found[2]} " in printed
    assert "4 items wait" in printed
    assert "network" not in printed
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert f"Next: omr grade {batch.folder}" in rest


def test_a_port_that_is_taken_is_told_with_its_remedy(batch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(BadInput, match="--port 0"):
        serve(batch, exam_of, CALIBRATION, "127.0.0.1", taken.getsockname()[1], lambda _: None)


def test_no_other_command_loads_the_web() -> None:
    code = "import sys, omr.cli, omr.review, omr.results; print(sorted({'starlette', 'uvicorn', 'anyio'} & {*sys.modules}))"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip() == "[]"
