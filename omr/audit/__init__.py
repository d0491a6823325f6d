"""A batch's own silent errors: lots among what nobody was asked about, and what follows from what graders say of them."""

from omr.audit.bound import CONFIDENCE, most
from omr.audit.draw import draw
from omr.audit.outcome import audit
from omr.audit.show import to_show
from omr.audit.words import audit_lines

__all__ = ["CONFIDENCE", "audit", "audit_lines", "draw", "most", "to_show"]
