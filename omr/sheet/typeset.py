"""Typst at work: pages, and where everything stands on them, from one and the same pass."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from omr.model.exam import Shape
from omr.model.layout import Blank, Box, Field, FieldKind, LayoutOption, LayoutPage, Marker

if TYPE_CHECKING:
    import typst

Spot: TypeAlias = Mapping[str, Any]
DECIMALS = 3
"""Places are kept to a micrometre: more is noise of the typesetter's arithmetic."""
PLAIN = {kind.value: kind for kind in (FieldKind.CODE, FieldKind.FORM_CODE, FieldKind.NAME, FieldKind.STUDENT_NUMBER, FieldKind.OWNER)}
"""Spots that are fields as they stand."""
PERSONAL = ("code", "serial", "owner")
"""Spots that are filled differently on each sheet."""


@dataclass(frozen=True, slots=True)
class Typeset:
    """A form's pages without anything personal, and the spots that the templates reported on each (page 1 first)."""

    pdf: bytes
    pages: tuple[tuple[Spot, ...], ...]


def _compiler(template: str, folder: Path, data: Mapping[str, object]) -> typst.Compiler:
    """Only fonts inside the typst wheel are used: the same bytes on every machine."""
    import typst  # noqa: PLC0415  (felt at start-up)

    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return typst.Compiler(folder / template, root=folder, ignore_system_fonts=True, sys_inputs=inputs)


def _pdf(compiler: typst.Compiler) -> bytes:
    pdf = compiler.compile(format="pdf", pdf_tags=False)
    if not isinstance(pdf, bytes):
        raise TypeError("Typst returned no single PDF")
    return pdf


def typeset(data: Mapping[str, object]) -> Typeset:
    """Typesets the pages of one form; ``data`` is ``omr.sheet.document.document``."""
    with as_file(files("omr.sheet").joinpath("templates")) as folder:
        compiler = _compiler("sheet.typ", folder, data)
        pdf = _pdf(compiler)
        spots: list[dict[str, Any]] = json.loads(compiler.query("<omr>", field="value"))
    pages: dict[int, list[Spot]] = {}
    for spot in spots:
        pages.setdefault(int(spot.pop("page")), []).append(spot)
    return Typeset(pdf, tuple(tuple(pages.get(number, ())) for number in range(1, max(pages) + 1)))


def overprint(data: Mapping[str, object], form: Typeset, sheets: Sequence[Mapping[str, object]]) -> bytes:
    """All sheets of one form: its finished pages, taken as they are, and on them each sheet's QR codes, serial and name."""
    spots = [[spot for spot in page if spot["kind"] in PERSONAL] for page in form.pages]
    with as_file(files("omr.sheet").joinpath("templates")) as folder:
        return _pdf(_compiler("overprint.typ", folder, {**data, "pages": list(form.pdf), "spots": spots, "sheets": list(sheets)}))


def _box(spot: Spot) -> Box:
    return Box(*(round(float(spot[key]), DECIMALS) for key in ("x", "y", "w", "h")))


def _around(boxes: Sequence[Box]) -> Box:
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.x + box.w for box in boxes), max(box.y + box.h for box in boxes)
    return Box(x, y, round(right - x, DECIMALS), round(bottom - y, DECIMALS))


def _item(item: Spot, spots: Sequence[Spot]) -> Field:
    mine = [spot for spot in spots if spot.get("section") == item["section"] and spot.get("item") == item["item"]]
    options = tuple(LayoutOption(s["label"], Shape(s["shape"]), _box(s), s["printed"]) for s in mine if s["kind"] == "option")
    blanks = tuple(Blank(s["name"], _box(s)) for s in mine if s["kind"] == "blank")
    box = _around([_box(item), *(option.box for option in options), *(blank.box for blank in blanks)])
    return Field(FieldKind(item["answer"]), box, item["section"], item["item"], item["printed"], options, blanks)


def layout_page(number: int, size: tuple[float, float], spots: Sequence[Spot], reference: str) -> LayoutPage:
    """The layout of one page. The digits of the student number are its blanks, named from "1"."""
    markers = tuple(Marker(int(spot["id"]), _box(spot)) for spot in spots if spot["kind"] == "marker")
    digits = tuple(Blank(spot["name"], _box(spot)) for spot in spots if spot["kind"] == "digit")
    fields: list[Field] = []
    for spot in spots:
        if spot["kind"] == "item":
            fields.append(_item(spot, spots))
        elif spot["kind"] in PLAIN:
            kind = PLAIN[spot["kind"]]
            fields.append(Field(kind, _box(spot), blanks=digits if kind is FieldKind.STUDENT_NUMBER else ()))
    return LayoutPage(number, size, markers, tuple(fields), reference)
