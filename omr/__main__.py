"""``python -m omr``."""

from omr.cli import main

if __name__ == "__main__":
    main()
