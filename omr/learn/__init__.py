"""A blank form → its layout."""

from omr.learn.corrections import starter
from omr.learn.draft import is_untouched
from omr.learn.learn import Learned, learn
from omr.learn.paper.ocr import installed

__all__ = ["Learned", "installed", "is_untouched", "learn", "starter"]
