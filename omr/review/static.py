"""One page, readable without any server, of everything that waits for a person, and the decisions.csv to fill in."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import count
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from omr import __version__
from omr.export import replacing
from omr.model.exam import Exam
from omr.model.page import Reason, Status
from omr.model.response import Collation, Decision, PageRow, Response, ResponseStatus, Sheet, Target
from omr.model.serial import make_serial
from omr.review.cards import Card, Cards, Pixels

FIRST_LINE = 2
"""Line 1 of decisions.csv holds the headings."""
COLUMNS = ("target", "scan", "sheet", "section", "item", "value", "who", "when", "reason", "based_on")
assert {field.name for field in fields(Decision)} == set(COLUMNS)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a person must settle, in the order of the page and of decisions.csv."""

    items: tuple[Response, ...]
    pages: tuple[PageRow, ...]
    sheets: tuple[Sheet, ...]
    files: tuple[PageRow, ...] = ()
    """Files that could not be opened: only a new scan can settle them, no decision."""


def waiting(collation: Collation, items: Iterable[Response], students: Collection[str]) -> Waiting:
    """The unsure items (``omr.audit.to_show`` mixes those of an audit among them); scans and files that were rejected, or contradict
    each other; sheets in conflict or without one of ``students``.
    """
    items = tuple(response for response in items if response.status is ResponseStatus.UNSURE)
    rejected = [row for row in collation.pages if row.status is Status.REJECTED or row.reason is Reason.CONFLICT]
    pages = tuple(row for row in rejected if row.ref.page)
    files = tuple(row for row in rejected if not row.ref.page)
    sheets = tuple(sheet for sheet in collation.sheets if sheet.conflict or sheet.student_number not in students)
    return Waiting(items, pages, sheets, files)


def write_review(path: Path, what: Waiting, exam: Exam, pixels: Pixels, language: str = "") -> Path:
    """Writes the page to ``path`` and the file to fill in beside it; gives the latter's place.

    A decisions.csv that is there already, perhaps half filled in, is never overwritten: the new one gets a number.
    """
    decisions = _free(path.with_name("decisions.csv"), decisions_csv(what))
    with replacing(decisions) as beside:
        beside.write_text(decisions_csv(what), encoding="utf-8", newline="")
    with replacing(path) as beside, beside.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(review_html(what, exam, pixels, language or exam.languages[0], decisions.name))
    return decisions


def review_html(what: Waiting, exam: Exam, pixels: Pixels, language: str, decisions: str = "decisions.csv") -> Iterator[str]:
    """The page in pieces, so that thousands of pictures are never in memory together."""
    cards = Cards(exam, pixels, language)
    w = cards.words
    example = f"{exam.forms[0].code if exam.forms else '1011'}/1/{make_serial(1)}"
    line = count(FIRST_LINE)  # the parts come in the order of decisions.csv, and each is read to its end before the next
    parts = (
        _part("items", w["items_heading"], "", (cards.item(next(line), one) for one in what.items)),
        _part(
            "pages",
            w["pages_heading"],
            w["pages_help"].format(example=escape(example)),
            (cards.page(next(line), row) for row in what.pages),
        ),
        _part("sheets", w["sheets_heading"], w["sheets_help"], (cards.sheet(next(line), one) for one in what.sheets)),
        _part("files", w["files_heading"], w["files_help"], (cards.page(0, row) for row in what.files)),
    )
    counts = {field.name: len(getattr(what, field.name)) for field in fields(what)}
    steps = [Markup(step).format(file=decisions) for step in w["steps"]]  # noqa: S704  # our own words; format() escapes what is put in
    title = exam.title.get(language) or next(iter(exam.title.values()), exam.name)
    page = _environment().get_template("static.html")
    return page.generate(language=language, w=w, title=title, counts=counts, steps=steps, parts=parts, version=__version__)


def decisions_csv(what: Waiting) -> str:
    """The text of a decisions.csv whose column ``value`` waits to be filled in."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for response in what.items:
        scan = response.ref.scan if response.ref else ""
        named = {"sheet": response.sheet, "section": response.section, "item": response.item}
        writer.writerow({"target": Target.ITEM, "scan": scan, **named, "based_on": scan})
    writer.writerows({"target": Target.PAGE, "scan": row.ref.scan} for row in what.pages)
    writer.writerows({"target": Target.SHEET, "sheet": sheet.sheet} for sheet in what.sheets)
    return file.getvalue()


def _part(name: str, heading: str, text: str, cards: Iterator[Card]) -> dict[str, object]:
    return {"name": name, "heading": heading, "help": Markup(text), "cards": cards}  # noqa: S704  # our own words


def _environment() -> Environment:
    loader = PackageLoader("omr.review", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=False, keep_trailing_newline=True)


def _free(path: Path, text: str) -> Path:
    """``path``, or the next free name beside it if something else stands there."""
    place, number = path, 1
    while place.exists() and place.read_bytes() != text.encode("utf-8"):
        number += 1
        place = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return place
