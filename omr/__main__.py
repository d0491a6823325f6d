"""``python -m omr``, and what the installed ``omr`` calls."""

from __future__ import annotations

import os


def main() -> None:
    """Run a command. The command line is imported here: each reading process imports the program that was begun, but never runs it."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # to look for them in every installed package takes 0.03 s of CPU
    from omr.cli import main as run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
