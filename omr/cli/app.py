"""The commands, in the order of their work, each with its example."""

from __future__ import annotations

from typing import Annotated

import typer

from omr import __version__
from omr.cli.audit import audit
from omr.cli.calibrate import calibrate
from omr.cli.decide import decide
from omr.cli.demo import demo
from omr.cli.doctor import doctor
from omr.cli.grade import grade
from omr.cli.learn import learn
from omr.cli.review import review
from omr.cli.saying import say
from omr.cli.scan import scan
from omr.cli.sheet import sheet
from omr.cli.simulate import simulate
from omr.cli.wall import wall

COMMANDS = (
    (sheet, "sheet sample_scans/ift6135 -o printed"),
    (learn, "learn blank.pdf -o form/layout.json"),
    (scan, "scan scans/*.pdf --exam sample_scans/ift6135 --batch april"),
    (grade, "grade april --key corrected-key.csv"),
    (decide, "decide april decisions.csv"),
    (review, "review april"),
    (wall, "wall april -o wall.html"),
    (audit, "audit april --sheet A0001B --item 1:a"),
    (simulate, "simulate sample_scans/ift6135 -n 30 -o rehearsal"),
    (calibrate, "calibrate -o fitted"),
    (demo, "demo"),
    (doctor, "doctor"),
)

app = typer.Typer(
    name="omr",
    help="Reads scanned paper answer sheets and turns them into grades that can be trusted.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _command, _example in COMMANDS:
    app.command(epilog=f"Example: omr {_example}")(_command)


def _version(wanted: bool) -> None:
    if wanted:
        say(f"omr {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="print the version")] = False,
) -> None:
    del version
