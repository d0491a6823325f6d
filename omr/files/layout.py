"""``layout.json`` ↔ Layout, as DESIGN describes it; all lengths in mm."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from omr.files.problems import Problems, file_bytes, shown
from omr.model.exam import Shape
from omr.model.layout import Anchor, Blank, Box, Field, FieldKind, Layout, LayoutOption, LayoutPage, Marker

VERSION = 1
DECIMALS = 3
"""A micrometre: finer than any printer, coarse enough for stable bytes."""


def read_layout(path: Path) -> Layout:
    """The layout in a file; raises BadExam if it is none."""
    problems = Problems(path)
    layout = layout_of(path, problems)
    problems.check()
    if layout is None:  # a reader that gives nothing has noted why
        raise AssertionError(f"{path}: no layout and no problem")
    return layout


def layout_of(path: Path, problems: Problems) -> Layout | None:
    """The layout, or None with the reason noted."""
    raw = file_bytes(path, problems)
    if raw is None:
        return None
    try:
        data = json.loads(raw)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        problems.add(getattr(error, "lineno", None), f"text that is not JSON ({error})", "a layout made by `omr sheet` or `omr learn`")
        return None
    found = data.get("layout") if isinstance(data, dict) else None
    if found != VERSION:
        problems.add(None, f"a layout of version {found!r}", f"version {VERSION}; make it again with this version of omr")
        return None
    place = ["forms"]
    try:
        return Layout({code: tuple(_page(page, place, f"form {code}") for page in form["pages"]) for code, form in data["forms"].items()})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        problems.add(None, f"{type(error).__name__}: {shown(str(error))} in {place[0]}", "a layout made by `omr sheet` or `omr learn`")
        return None


def _box(values: list[float]) -> Box:
    x, y, w, h = (float(value) for value in values)
    if not (w > 0 and h > 0):
        raise ValueError(f"a box of {w} x {h} mm")
    return Box(x, y, w, h)


def _page(page: dict[str, Any], place: list[str], form: str) -> LayoutPage:
    place[0] = f"{form}, page {page['number']}"
    width, height = (float(side) for side in page["size"])
    markers = tuple(
        Marker(int(m["id"]), _box(m["box"]), str(m.get("dictionary", "4x4_50")), int(m.get("turn", 0))) for m in page["markers"]
    )
    fields = []
    for field in page["fields"]:
        place[0] = f"{form}, page {page['number']}, {field.get('kind')} {field.get('section', '')} {field.get('item', '')}".rstrip()
        fields.append(_field(field))
    anchors = tuple(Anchor(str(a["kind"]), _box(a["box"])) for a in page.get("anchors", ()))
    return LayoutPage(int(page["number"]), (width, height), markers, tuple(fields), str(page.get("reference", "")), anchors)


def _field(field: dict[str, Any]) -> Field:
    options = tuple(
        LayoutOption(str(o["label"]), Shape(o["shape"]), _box(o["box"]), str(o.get("printed", ""))) for o in field.get("options", ())
    )
    blanks = tuple(Blank(str(b["name"]), _box(b["box"])) for b in field.get("blanks", ()))
    named = (str(field.get("section", "")), str(field.get("item", "")), str(field.get("printed", "")))
    return Field(FieldKind(field["kind"]), _box(field["box"]), *named, options, blanks)


def write_layout(layout: Layout, path: Path) -> None:
    """Write ``layout.json``; the same layout gives the same bytes."""
    forms = {code: {"pages": [_page_data(page) for page in pages]} for code, pages in layout.forms.items()}
    text = json.dumps({"layout": VERSION, "unit": "mm", "forms": forms}, ensure_ascii=False, indent=1)
    path.write_text(_on_one_line(text) + "\n", encoding="utf-8", newline="")


def _on_one_line(text: str) -> str:
    """Lists of numbers on one line each, so that a person can read the file."""
    import re  # noqa: PLC0415

    return re.sub(r"\[\s*((?:-?[\d.]+,\s*)*-?[\d.]+)\s*\]", lambda found: "[" + re.sub(r"\s+", " ", found.group(1)) + "]", text)


def _numbers(*values: float) -> list[float]:
    return [round(value, DECIMALS) for value in values]


def _box_data(box: Box) -> list[float]:
    return _numbers(box.x, box.y, box.w, box.h)


def _page_data(page: LayoutPage) -> dict[str, Any]:
    markers = [_some(id=m.id, dictionary=m.dictionary, box=_box_data(m.box), turn=m.turn) for m in page.markers]
    fields = [_field_data(field) for field in page.fields]
    reference = {"reference": page.reference} if page.reference else {}
    anchors = [{"kind": a.kind, "box": _box_data(a.box)} for a in page.anchors]
    marks = {"markers": markers, "anchors": anchors} if anchors else {"markers": markers}
    return {"number": page.number, "size": _numbers(*page.size), **reference, **marks, "fields": fields}


def _field_data(field: Field) -> dict[str, Any]:
    options = [_some(label=o.label, printed=o.printed, shape=o.shape.value, box=_box_data(o.box)) for o in field.options]
    blanks = [{"name": b.name, "box": _box_data(b.box)} for b in field.blanks]
    named = {"section": field.section, "item": field.item, "printed": field.printed}
    return _some(kind=field.kind.value, **named, box=_box_data(field.box), options=options, blanks=blanks)


def _some(**values: object) -> dict[str, Any]:
    """What is not empty; an id of 0 is not empty, a turn of 0 is."""
    return {name: value for name, value in values.items() if name == "id" or value not in ("", 0, [])}
