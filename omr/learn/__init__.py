"""A blank form → its layout."""

from omr.learn.learn import Learned, learn

__all__ = ["Learned", "learn"]
