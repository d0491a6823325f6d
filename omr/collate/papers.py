"""Whether two scans of one page show one paper."""

from __future__ import annotations

from omr.model.page import BoxEvidence, PageEvidence

SURELY_MARKED = 0.9
"""Both readers' probability from which a box counts as clearly marked."""
SURELY_EMPTY = 0.1
"""Both readers' probability up to which a box counts as clearly empty."""


def contradictions(one: PageEvidence, other: PageEvidence) -> tuple[str, ...]:
    """The boxes (``section.item label``) that are clearly marked on one scan and clearly empty on the other.

    Marks do not change between two passes through a scanner, so two scans of one paper agree wherever both are clear, while
    two papers with one serial (a photocopied sheet) differ wherever their students do. A single contradiction is therefore
    enough to ask a person: it is either two papers, or a reader that was sure and wrong.
    """
    others = {(box.section, box.item, box.label): box for box in other.boxes}
    found = []
    for box in one.boxes:
        twin = others.get((box.section, box.item, box.label))
        if twin is not None and ((_marked(box) and _empty(twin)) or (_empty(box) and _marked(twin))):
            found.append(f"{box.section}.{box.item} {box.label}")
    return tuple(found)


def _marked(box: BoxEvidence) -> bool:
    return min(box.ink, box.shape) >= SURELY_MARKED


def _empty(box: BoxEvidence) -> bool:
    return max(box.ink, box.shape) <= SURELY_EMPTY
