"""The sheets read against the sheets handed in: paper that never reached the scanner is the loss that no page sum shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from omr.model.exam import Student
from omr.model.handed import Account, HandedIn
from omr.model.page import Reason, Status
from omr.model.response import Collation, PageRow, Sheet

CUT_OFF = "the last `omr scan` into this batch did not end: pages are missing until it is run again"


def account(collation: Collation, handed: HandedIn, roster: Sequence[Student], *, ended: bool, left: Sequence[str] = ()) -> Account:
    """How the sheets compare with what the office counted (``--expect``) and listed (``--attendance``); ``ended`` the last scan; ``left``
    are the files of a watched folder that were never read.

    A student without a sheet is ``missing``, not absent, where the attendance list names them; and where there is no list, as long as
    their sheet may be there: among those of nobody known or of two, among rejected scans, or, with too few sheets, a scan cut off or a
    file left unread, among those not read.
    """
    sheets = collation.sheets
    names = {student.number: student.name for student in roster}
    having = {sheet.student_number for sheet in sheets}
    without = [number for number in (names if handed.students is None else handed.students) if number not in having]
    short = handed.count is not None and len(sheets) < handed.count
    reasons = [] if ended else [CUT_OFF]
    reasons += [f"{name} was in the watched folder and was not read: watch it again until it is, or read it by `omr scan`" for name in left]
    if handed.count is not None and len(sheets) != handed.count:
        off = abs(len(sheets) - handed.count)
        many = f"expected {handed.count} sheets, found {len(sheets)}: {off} too {'few' if short else 'many'}"
        reasons.append(f"{many}; where {handed.count} is wrong, say the right number by omr scan --expect N")
    if handed.students is None:
        unclear = any(sheet.conflict or sheet.student_number not in names for sheet in sheets)
        doubtful = short or not ended or bool(left) or unclear or any(_may_be_anybody_s(row) for row in collation.pages)
        return Account(tuple(reasons), frozenset(without) if doubtful else frozenset())
    places = _places(collation)
    lost = [f"{_named(number, names)} attended, but no sheet of this student was read{places.get(number, '')}" for number in without]
    attending = frozenset(handed.students)
    absent = frozenset(names) - attending - having
    return Account((*reasons, *lost, *_strangers(sheets, attending, names)), frozenset(without), absent)


def _may_be_anybody_s(row: PageRow) -> bool:
    return row.status is Status.REJECTED and row.reason is not Reason.OTHER_EXAM


def _places(collation: Collation) -> Mapping[str, str]:
    """Student → where the order of the stack says that their sheet should lie."""
    return {
        one.student_number: f"; sheet {one.serial} should lie between {collation.between(gap)}: was it fed together with a neighbour?"
        for gap in collation.gaps
        for one in gap.sheets
        if one.student_number
    }


def _strangers(sheets: Sequence[Sheet], attending: frozenset[str], names: Mapping[str, str]) -> Iterator[str]:
    """The sheets that the attendance list does not explain."""
    for sheet in sheets:
        if not sheet.student_number:
            yield f"sheet {sheet.sheet}: nobody knows whose it is, so the attendance list does not explain it; say it by a sheet decision"
        elif sheet.student_number not in attending:
            yield f"sheet {sheet.sheet}: {_named(sheet.student_number, names)} is not on the attendance list"


def _named(number: str, names: Mapping[str, str]) -> str:
    name = names.get(number)
    return f"student {number} ({name})" if name else f"student {number}"
