"""``layout.json`` ↔ Layout, as DESIGN describes it; all lengths in mm."""

from __future__ import annotations

import json
from dataclasses import astuple, is_dataclass
from pathlib import Path
from typing import Any

from omr.files.jsonlines import lines_of
from omr.files.layout_schema import MADE_BY, LayoutReading
from omr.files.problems import Problems, file_bytes
from omr.files.whole import write_whole
from omr.model.layout import Box, Field, Layout, LayoutPage

VERSION = 1
SAME_PLACE_MM = 0.2
"""Paper and scanner move a box by as much."""
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
    """The layout, or None with the reasons noted."""
    raw = file_bytes(path, problems)
    if raw is None:
        return None
    try:
        text = raw.decode("utf-8-sig")
        data = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        problems.add(getattr(error, "lineno", None), f"text that is not JSON ({error})", MADE_BY)
        return None
    found = data.get("layout") if isinstance(data, dict) else None
    if found != VERSION or isinstance(found, bool):
        problems.add(None, f"a layout of version {found!r}", f"version {VERSION}; make it again with this version of omr")
        return None
    reading = LayoutReading()
    layout = reading.layout(data)
    lines = lines_of(text, [loc for loc, _, _ in reading.noted])
    for loc, what, expected in reading.noted:
        problems.add(lines[loc], what, expected)
    return None if reading.noted else layout


def changed_form(earlier: Path, now: Path, layout: Layout) -> str | None:
    """The first form of an earlier layout.json that ``layout``, which was read from ``now``, lacks or shows otherwise; forms may be added.

    What was measured on a page says what its layout said then: another layout cannot tell what it means.
    """
    if earlier.read_bytes() == now.read_bytes():
        return None
    return next((code for code, pages in read_layout(earlier).forms.items() if layout.forms.get(code) != pages), None)


def is_alike(one: object, other: object) -> bool:
    """Whether two pages, or anything in them, show the same, and nothing lies elsewhere but by what another version of the typesetter does:
    a sheet that was printed by one is read by the other.
    """
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= SAME_PLACE_MM
    if is_dataclass(one) and is_dataclass(other):
        return is_alike(astuple(one), astuple(other))  # type: ignore[arg-type]
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(is_alike, one, other))
    return one == other


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if twice:
        raise ValueError(f"{twice[0]!r} twice in one object")
    return dict(pairs)


def _no_number(text: str) -> float:
    raise ValueError(f"{text}, which is no length")


def write_layout(layout: Layout, path: Path) -> None:
    """Write ``layout.json``."""
    write_whole(path, layout_bytes(layout))


def layout_bytes(layout: Layout) -> bytes:
    """What stands in ``layout.json``; the same layout gives the same bytes."""
    forms = {code: {"pages": [_page_data(page) for page in pages]} for code, pages in layout.forms.items()}
    text = json.dumps({"layout": VERSION, "unit": "mm", "forms": forms}, ensure_ascii=False, indent=1)
    return (_on_one_line(text) + "\n").encode()


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
