"""How soon the program starts: what it loads before it is asked to do something."""

from __future__ import annotations

import ast
import resource
import subprocess
import sys

from omr import cli

COMMANDS = [command.name or command.callback.__name__ for command in cli.app.registered_commands if command.callback]
HEAVY = ("cv2", "numpy", "sqlalchemy", "pydantic", "rich")
"""What most commands need, but none before it is asked to do something."""
NOT_FOR_SCANNING = ("pandas", "skimage", "scipy", "typst", "xlsxwriter", "starlette", "uvicorn", "torch")
NOT_FOR_HELP = ("pypdfium2", "PIL", "pebble", "watchfiles", "ruamel.yaml", "multiprocessing")


def test_help_starts_in_under_a_second_of_cpu() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-m", "omr", "--help"], check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert all(command in done.stdout for command in COMMANDS)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1


def loaded_by(code: str, names: tuple[str, ...]) -> list[str]:
    """Which of these a new process has imported after running the code."""
    told = f"import sys\n{code}\nprint([name for name in {names!r} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    return ast.literal_eval(done.stderr.splitlines()[-1])


def test_help_loads_no_heavy_library() -> None:
    asks_for_help = "sys.argv = ['omr', '--help']\nimport omr.cli\ntry:\n    omr.cli.main()\nexcept SystemExit:\n    pass"
    assert loaded_by(asks_for_help, ("argparse", "omr.cli.scan")) == ["omr.cli.scan"]  # it does see what is loaded
    assert loaded_by(asks_for_help, (*HEAVY, *NOT_FOR_SCANNING, *NOT_FOR_HELP)) == []


def test_scanning_loads_nothing_that_only_grading_or_fitting_needs() -> None:
    assert loaded_by("import omr.cli, omr.scan, omr.results, omr.watch", NOT_FOR_SCANNING) == []
