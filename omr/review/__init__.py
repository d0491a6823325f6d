"""What a person must look at: a static page of the flagged crops, pictures of what was read, and the check of decisions."""

from omr.review.bind import bind
from omr.review.cards import languages
from omr.review.decide import Known, check_decisions, decision_lines, overruled
from omr.review.history import named
from omr.review.picture import overlay
from omr.review.scans import Scans
from omr.review.static import Waiting, waiting, write_review

__all__ = [
    "Known",
    "Scans",
    "Waiting",
    "bind",
    "check_decisions",
    "decision_lines",
    "languages",
    "named",
    "overlay",
    "overruled",
    "waiting",
    "write_review",
]
