"""What the static page shows of each thing that waits for a person."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Protocol

import cv2
import numpy as np

from omr.model.exam import Exam, Item, Kind, Shape
from omr.model.layout import Box, Field, FieldKind
from omr.model.page import Gray, RegisteredPage, Scan, ScanRef
from omr.model.response import PageRow, Response, Sheet
from omr.review.picture import CROP_PX_PER_MM, around, data_uri, upright
from omr.store import TRANSIENT

ROW_MARGIN_MM = (10.0, 6.0)
"""Context beside and above a row: its neighbours begin to show, so that a mark that strayed is seen."""
OUTLINE_GAP_MM = 0.7
NUMBERS = re.compile(r"[0-9]+")
LABEL_DROP_MM = 3.2
"""From an outline's lower edge to the foot of its label."""
SCREEN_PX_PER_MM = 5.4
"""A row of 170 mm fills the page's column on a screen."""
THUMBNAIL_PX = 1100
"""Longest side of a whole scan's picture: enough to tell what it is and to read its printed code."""


class Pixels(Protocol):
    """Where pictures come from; ``omr.review.scans.Scans`` is one."""

    def scan(self, ref: ScanRef) -> Scan | None: ...

    def registered(self, ref: ScanRef) -> RegisteredPage | None: ...


@dataclass(frozen=True, slots=True)
class Mark:
    """An outline drawn on a picture, in mm."""

    label: str
    x: float
    y: float
    w: float
    h: float
    round: bool
    guess: bool

    @property
    def cx(self) -> float:
        return round(self.x + self.w / 2, 2)

    @property
    def cy(self) -> float:
        return round(self.y + self.h / 2, 2)

    @property
    def rx(self) -> float:
        return round(self.w / 2, 2)

    @property
    def ry(self) -> float:
        return round(self.h / 2, 2)

    @property
    def below(self) -> float:
        return round(self.y + self.h + LABEL_DROP_MM - OUTLINE_GAP_MM, 2)


@dataclass(frozen=True, slots=True)
class View:
    """A picture in the page's mm with outlines over it."""

    image: str
    x: float
    y: float
    w: float
    h: float
    marks: tuple[Mark, ...]

    @property
    def box(self) -> str:
        return f"{self.x} {self.y} {self.w} {self.h}"

    @property
    def width(self) -> int:
        return round(self.w * SCREEN_PX_PER_MM)

    @property
    def height(self) -> int:
        return round(self.h * SCREEN_PX_PER_MM)


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to decide; ``facts`` are term, text and whether the text stands out; ``line`` is its line in decisions.csv."""

    line: int
    heading: str
    where: str
    alt: str
    facts: tuple[tuple[str, str, bool], ...]
    view: View | None = None
    image: str = ""


class Cards:
    """Makes cards in one language."""

    def __init__(self, exam: Exam, pixels: Pixels, language: str) -> None:
        self._exam, self._pixels = exam, pixels
        self.words = words(language)
        self._language = language

    def item(self, line: int, response: Response) -> Card:
        w = self.words
        page = self._pixels.registered(response.ref) if response.ref else None
        field = next((f for f in page.page.fields if (f.section, f.item) == (response.section, response.item)), None) if page else None
        view = row_view(page, field, response.suggestion) if page and field else None
        image = "" if view else self._whole(response.ref)
        item = next(item for item in self._exam.items if (item.section, item.name) == (response.section, response.item))
        why = self._said(response.why) + (f" ({w['whole']})" if image else "")
        said = ((w["why"], why, True), (w["guess"], self._guess(response), False)) if response.why else ()  # none in an audit
        facts = (*said, (w["answers"], _answers(item, field, w["printed"]), False))
        title = self._exam.section(response.section).title.get(self._language, "")
        printed = f" ({w['printed']} {field.printed})" if field and field.printed not in {"", response.item} else ""
        heading = f"{w['section']} {response.section} · {w['item']} {response.item}{printed}"
        of = "" if response.ref and response.sheet == response.ref.scan else f"{w['sheet']} {response.sheet} · "
        where = f"{of}{w['form']} {response.form} · {_place(response.ref, w)}"
        alt = w["alt_item"].format(section=response.section, item=response.item, sheet=response.sheet)
        return Card(line, f"{heading} – {title}" if title else heading, where, alt, facts, view, image)

    def page(self, line: int, row: PageRow) -> Card:
        w = self.words
        reason = " – ".join(text for text in (str(row.reason or ""), row.detail) if text)
        alt = w["alt_page"].format(file=row.ref.file, page=row.ref.page)
        facts = ((w["why"], reason or str(row.status), True),)
        image = "" if row.reason in TRANSIENT else self._whole(row.ref)  # what held up one process would hold up this one
        where = f"{w['scan']} {row.ref.scan[:12]}" if row.ref.scan else ""
        return Card(line, _place(row.ref, w), where, alt, facts, None, image)

    def sheet(self, line: int, sheet: Sheet) -> Card:
        w = self.words
        known = w["unlisted"].format(number=sheet.student_number) if sheet.student_number else w["none"]
        why = "; ".join((*sheet.problems, known))
        refs = [page.ref for page in sheet.pages]
        view = next((view for view in (self._identity(ref) for ref in refs) if view), None)
        image = "" if view or not refs else self._whole(refs[0])
        alt = w["alt_sheet"].format(sheet=sheet.called)
        return Card(line, f"{w['sheet']} {sheet.called}", _place(refs[0] if refs else None, w), alt, ((w["why"], why, True),), view, image)

    def _identity(self, ref: ScanRef) -> View | None:
        """Where the student wrote name and number."""
        page = self._pixels.registered(ref)
        kinds = (FieldKind.STUDENT_NUMBER, FieldKind.NAME)
        fields = [field for field in page.page.fields if field.kind in kinds] if page else []
        if page is None or not fields:
            return None
        left, top = min(f.box.x for f in fields), min(f.box.y for f in fields)
        right, bottom = max(f.box.x + f.box.w for f in fields), max(f.box.y + f.box.h for f in fields)
        return row_view(page, Field(FieldKind.NAME, Box(left, top, right - left, bottom - top)), "")

    def _whole(self, ref: ScanRef | None) -> str:
        scan = self._pixels.scan(ref) if ref else None
        return data_uri(_thumbnail(scan.image)) if scan else ""

    def _guess(self, response: Response) -> str:
        if not response.suggestion:
            return str(self.words["no_guess"])
        if not response.confidence:
            return response.suggestion
        return f"{response.suggestion} ({self.words['certain'].format(share=f'{response.confidence:.0%}')})"

    def _said(self, why: str) -> str:
        return in_words(why, self.words)


def words(language: str) -> Mapping[str, Any]:
    """The page's words in a language; English where there are none."""
    table = _table()
    return table.get(language, table["en"])


def in_words(why: str, table: Mapping[str, Any]) -> str:
    """A reason in that language, part by part (``b: a faint or small mark; …``); what has no translation stays as it is."""
    said: Mapping[str, str] = table.get("said", {})
    return "; ".join(": ".join(_in_words(text, said) for text in part.split(": ")) for part in why.split("; "))


def _in_words(text: str, said: Mapping[str, str]) -> str:
    """One part; numbers in it stand as ``#`` in the table, one after the other in either language."""
    numbers = iter(NUMBERS.findall(text))
    return said[text] if text in said else re.sub("#", lambda _: next(numbers), said.get(NUMBERS.sub("#", text), "")) or text


def languages() -> tuple[str, ...]:
    """The languages that the page has words in."""
    return tuple(_table())


def _table() -> Mapping[str, Mapping[str, Any]]:
    table: Mapping[str, Mapping[str, Any]] = json.loads(files("omr.review").joinpath("words.json").read_text(encoding="utf-8"))
    return table


def row_view(page: RegisteredPage, field: Field, suggestion: str) -> View:
    """A field's row as scanned, straightened, with the options outlined and named by the base form's labels."""
    area = around(field, page.page.size, ROW_MARGIN_MM)
    image = data_uri(upright(page.scan.image, page.transform, area, CROP_PX_PER_MM))
    guesses = set(suggestion.split("&"))
    outlines = [(o.label, o.box, o.shape is Shape.CIRCLE) for o in field.options] + [(b.name, b.box, False) for b in field.blanks]
    marks = tuple(_mark(label, box, guess=label in guesses, circle=circle) for label, box, circle in outlines)
    x, y, w, h = (round(value, 2) for value in (area.x, area.y, area.w, area.h))
    return View(image, x, y, w, h, marks)


def _mark(label: str, box: Box, *, guess: bool, circle: bool) -> Mark:
    """An outline a little outside the printed one, so that the mark itself stays visible."""
    gap = OUTLINE_GAP_MM
    x, y, w, h = (round(value, 2) for value in (box.x - gap, box.y - gap, box.w + 2 * gap, box.h + 2 * gap))
    return Mark(label, x, y, w, h, circle, guess)


def _answers(item: Item, field: Field | None, printed: str) -> str:
    if item.kind is Kind.NUMBER:
        return " ".join(f"{blank}=…" for blank in item.blanks) + ", omitted"
    shown = {option.label: option.printed for option in field.options} if field else {}
    names = [option.label for option in item.options]
    texts = [f"{name} ({printed} {shown[name]})" if shown.get(name, "") not in {"", name} else name for name in names]
    return ", ".join([*texts, "omitted"])


def _place(ref: ScanRef | None, w: Mapping[str, Any]) -> str:
    if ref is None:
        return "–"
    return f"{ref.file}, {w['page']} {ref.page}" if ref.page else ref.file


def _thumbnail(image: Gray) -> Gray:
    scale = THUMBNAIL_PX / max(image.shape)
    if scale >= 1:
        return image
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
