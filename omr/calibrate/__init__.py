"""Refitting the mark reader from simulated sheets, and measuring what it then guarantees."""

from omr.calibrate.run import Fitted, calibrate

__all__ = ["Fitted", "calibrate"]
