"""The command line: the only place that prints and exits. It imports little, since start-up is felt: commands import what they use."""

from omr.cli.app import app
from omr.cli.ending import main

__all__ = ["app", "main"]
