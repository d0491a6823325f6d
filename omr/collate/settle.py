"""How each scan stands once graders have spoken and double scans are found: before any sheet is made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from omr.collate.version import Bubbles, by_bubbles
from omr.model.layout import Layout
from omr.model.page import PageCode, PageEvidence, PageResult, Reason, Status, Unread
from omr.model.response import Decision, Target
from omr.model.versions import kin

BLANK = "blank"
"""The value of a page decision that says: nothing of this exam stands here."""
WITHDRAWN = (
    "sheet {} was printed before the exam was changed, and what its boxes say is no longer known: "
    "scan it, into a batch of its own, with an exam folder as it was then"
)


@dataclass(frozen=True, slots=True)
class Settled:
    """A result as it counts. ``decided`` is the page decision it follows; ``problem`` what is wrong with that decision."""

    index: int
    """Its place in the order of intake: two versions of one file may hold the same image on the same page."""
    result: PageResult
    decided: Decision | None = None
    problem: str = ""
    moved: bool = False
    """Whether that decision puts it in a place that the scan itself does not name."""
    own: str = ""
    """The sheet that the scan itself names, whatever was decided."""


def settle(
    results: Sequence[PageResult],
    exam: str,
    layout: Layout,
    decisions: Sequence[Decision],
    bubbles: Bubbles,
    withdrawn: Collection[str] = (),
) -> tuple[Settled, ...]:
    """Every result, in its order, with decisions applied, a second copy of an image marked as ``duplicate``, and its form as bubbled; pages
    of sheets ``withdrawn`` are rejected, since nobody knows what their boxes say.
    """
    said = {decision.scan: decision for decision in decisions if decision.target is Target.PAGE}
    first: dict[str, PageResult] = {}
    settled = []
    for index, given in enumerate(results):
        result = _withdrawn(given, exam, withdrawn) if isinstance(given, PageEvidence) else given
        scan = result.ref.scan
        earlier = first.setdefault(scan, result) if scan else result
        own = given.code.serial if isinstance(given, PageEvidence) else ""
        if earlier is not result and result.ref.page > 0 and not _is_blank(result):
            detail = f"the very image of {earlier.ref.file} page {earlier.ref.page}"
            settled.append(Settled(index, Unread(result.ref, Status.DUPLICATE, Reason.SAME_IMAGE, detail, result.dpi)))
        elif scan in said and result.ref.page > 0:
            settled.append(replace(_follow(index, result, said[scan], exam, layout, bubbles), own=own))
        else:
            settled.append(Settled(index, by_bubbles(_belongs(result, exam, layout), layout, bubbles), own=own))
    return tuple(settled)


def _withdrawn(page: PageEvidence, exam: str, withdrawn: Collection[str]) -> PageResult:
    serial = page.code.serial
    if page.code.exam != exam or serial not in withdrawn:
        return page
    return Unread(page.ref, Status.REJECTED, Reason.UNKNOWN_FORM, WITHDRAWN.format(serial), page.dpi)


def page_value(value: str) -> PageCode | None:
    """What a page decision's ``FORM/PAGE/SERIAL`` says (its exam left empty), or None if it is not of that shape."""
    parts = [part.strip() for part in value.split("/")]
    if len(parts) != 3 or not parts[0] or not parts[1].isascii() or not parts[1].isdigit():
        return None
    return PageCode("", parts[0], int(parts[1]), parts[2])


def _is_blank(result: PageResult) -> bool:
    return isinstance(result, Unread) and result.status is Status.BLANK


def _follow(index: int, result: PageResult, decision: Decision, exam: str, layout: Layout, bubbles: Bubbles) -> Settled:
    if decision.value.strip() == BLANK:
        return Settled(
            index, Unread(result.ref, Status.BLANK, Reason.BLANK_PAGE, f"said {decision.who or 'a grader'}", result.dpi), decision
        )
    code = page_value(decision.value)
    if code is None or not _has_page(layout, code):
        problem = f"a decision names no page of this exam: {decision.value!r} (expected FORM/PAGE/SERIAL or {BLANK})"
        return Settled(index, by_bubbles(_belongs(result, exam, layout), layout, bubbles), None, problem)
    code = replace(code, exam=exam)
    moved = not isinstance(result, PageEvidence) or (result.code.serial, result.code.page) != (code.serial, code.page)
    if isinstance(result, PageEvidence):
        read_as = result.code.form
        same_print = result.code.page == code.page and _has_page(layout, result.code) and code.form in kin(layout, read_as)
        if same_print:
            return Settled(index, replace(result, code=code, read_as="" if code.form == read_as else read_as), decision, moved=moved)
    return Settled(index, _unread_by_machine(result, code), decision, moved=moved)


def _unread_by_machine(result: PageResult, code: PageCode) -> PageEvidence:
    """A page that a grader named, but whose boxes were not read under that name: no evidence, so every item waits for a grader."""
    dpi = result.dpi or 0.0
    return PageEvidence(result.ref, code, 0.0, dpi, 0.0, (), ("its code was told by a grader; its boxes were not read",))


def _belongs(result: PageResult, exam: str, layout: Layout) -> PageResult:
    """The result, rejected if it is a page of another exam or of a form that the layout does not know."""
    if isinstance(result, Unread):
        return result
    code = result.code
    if code.exam != exam:
        detail = f"a page of exam {code.exam!r}, not of {exam!r}"
        return Unread(result.ref, Status.REJECTED, Reason.OTHER_EXAM, detail, result.dpi)
    if not _has_page(layout, code):
        detail = f"form {code.form!r} page {code.page}" + (f" of sheet {code.serial}" if code.serial else "") + " is not in layout.json"
        return Unread(result.ref, Status.REJECTED, Reason.UNKNOWN_FORM, detail, result.dpi)
    return result


def _has_page(layout: Layout, code: PageCode) -> bool:
    return any(page.number == code.page for page in layout.forms.get(code.form, ()))
