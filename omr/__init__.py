"""Reads scanned paper answer sheets and turns them into grades that can be trusted."""

__version__ = "0.1.0"
