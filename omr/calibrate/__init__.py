"""Refitting the mark reader from simulated sheets, and measuring what it then guarantees."""
