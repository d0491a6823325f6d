"""What an audit says of its batch, in words."""

from __future__ import annotations

from omr.audit.bound import CONFIDENCE, most
from omr.model.audit import Audit, Outcome


def audit_lines(audit: Audit) -> tuple[str, ...]:
    """The bounds on the batch's own silent errors, a line each, and what they hold for; nothing where nothing was drawn."""
    if not audit.audited:
        return ()
    replaced = audit.count(Outcome.REPLACED)
    drawn = len(audit.audited) - replaced
    gone = f"; {replaced} more were scanned again and say nothing" if replaced else ""
    lines = [f"Audit: {audit.decided} of {drawn} sampled responses were decided, {audit.errors} of them otherwise than read{gone}."]
    if audit.decided:
        share = most(audit.errors, audit.decided)
        count = int(share * audit.population)
        bad, sheets = audit.sheets
        by_sheet = most(bad, sheets)
        lines.append(
            f"With {CONFIDENCE:.0%} confidence at most {share:.3%} of the {audit.population} choice responses that nobody was asked about "
            f"are silent errors (at most {count}): exact binomial bound over responses drawn by lot from all that the last drawing saw."
        )
        lines.append(
            f"Errors cluster by sheet: {bad} of {sheets} sampled sheets showed one; with {CONFIDENCE:.0%} confidence at most "
            f"{by_sheet:.2%} of such sheets do."
        )
    return tuple(lines)
