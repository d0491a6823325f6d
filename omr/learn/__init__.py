"""A blank form → its layout."""

from omr.learn.learn import Learned, learn
from omr.learn.paper.ocr import installed

__all__ = ["Learned", "installed", "learn"]
