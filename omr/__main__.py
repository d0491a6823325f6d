"""``python -m omr``, and what the installed ``omr`` calls."""

from __future__ import annotations

import atexit
import gc
import os

YOUNG_OBJECTS = 50_000
"""New objects after which Python looks for unreachable ones; its usual 700 come to 160 searches as a command starts."""


def main() -> None:
    """Run a command. The command line is imported here: each reading process imports the program that was begun, but never runs it."""
    gc.set_threshold(YOUNG_OBJECTS)
    atexit.register(gc.freeze)  # at the end Python would look at every object there is once more: 0.1 s of CPU
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # to look for them in every installed package takes 0.03 s of CPU
    from omr.cli import main as run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
