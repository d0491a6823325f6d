"""Scan → registered page: which page it is and where everything on it stands."""

from omr.register.reference import Landmarks
from omr.register.register import register

__all__ = ["Landmarks", "register"]
