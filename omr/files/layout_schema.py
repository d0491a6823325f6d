"""``layout.json``, part by part: each part that is not what it should be is noted with its place, and the others are read on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from omr.files.problems import shown
from omr.files.yamltree import Loc
from omr.model.exam import Shape
from omr.model.layout import Anchor, Blank, Box, Field, FieldKind, Layout, LayoutOption, LayoutPage, Marker

MADE_BY = "a layout made by `omr sheet` or `omr learn`"
OVER_THE_EDGE_MM = 1.0
"""How far a box may stand out of its page: a learned page's edge is known no better."""
LONGEST_SIDE_MM = 2000.0
"""Of a page; A0 is 1189 mm. More is another unit."""
UNFIT = (KeyError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What reading a part raises when it is not what it should be."""

Part = TypeVar("Part")


class LayoutReading:
    """One reading of one file. ``noted`` are its problems: place, what was found, what was expected."""

    def __init__(self) -> None:
        self.noted: list[tuple[Loc, str, str]] = []

    def layout(self, data: dict[str, Any]) -> Layout:
        """The layout; what could not be read is noted and left out of it."""
        if data.get("unit") != "mm":
            self.noted.append((("unit",), f"the unit {data.get('unit')!r}", "mm"))
        forms = data.get("forms")
        if not isinstance(forms, dict) or not forms:
            self.noted.append((("forms",), f"{type(forms).__name__} for 'forms'", MADE_BY))
            return Layout({})
        return Layout({code: self._form(code, form, ("forms", code)) for code, form in forms.items()})

    def _form(self, code: str, form: Any, loc: Loc) -> tuple[LayoutPage, ...]:  # noqa: ANN401  (JSON)
        written = form.get("pages") if isinstance(form, dict) else None
        pages = [page for _, page in self._each(written, (*loc, "pages"), self._page)]
        if not pages and not any(place[: len(loc)] == loc for place, _, _ in self.noted):
            self.noted.append((loc, f"form {code} without pages", MADE_BY))
        self._once((page.number for page in pages), loc, f"page {{}} of form {code}")
        named = (field for page in pages for field in page.fields if field.kind in {FieldKind.CHOICE, FieldKind.NUMBER})
        self._once(((field.item, field.section) for field in named), loc, "item {0[0]!r} of section {0[1]!r} on form " + code)
        return tuple(pages)

    def _positions_once(self, page: LayoutPage, loc: Loc) -> None:
        for kind in (FieldKind.STUDENT_NUMBER, FieldKind.FORM_CODE):
            places = (repr(field.item) for field in page.columns(kind))
            self._once(places, loc, f"position {{}} of the {kind.replace('_', ' ')} on page {page.number}")

    def _each(self, written: Any, loc: Loc, read: Callable[[Any, Loc], Part]) -> Iterator[tuple[Loc, Part]]:  # noqa: ANN401
        """Every part of a list that can be read, with its place."""
        if not isinstance(written, list):
            self.noted.append((loc, f"{type(written).__name__} for {loc[-1]!r}", f"a list, in {MADE_BY}"))
            return
        for index, entry in enumerate(written):
            try:
                yield (*loc, index), read(entry, (*loc, index))
            except UNFIT as error:
                what = f"no {error}" if isinstance(error, KeyError) else shown(str(error))[1:-1]
                self.noted.append(((*loc, index), f"{what} in {_where((*loc, index))}", MADE_BY))

    def _once(self, names: Iterable[object], loc: Loc, what: str) -> None:
        seen = set()
        for name in names:
            if name in seen:
                self.noted.append((loc, f"{what.format(name)} twice", "it once"))
            seen.add(name)

    def _page(self, page: Any, loc: Loc) -> LayoutPage:  # noqa: ANN401
        width, height = (_length(side) for side in page["size"])
        if not (0 < width <= LONGEST_SIDE_MM and 0 < height <= LONGEST_SIDE_MM):
            raise ValueError(f"a page of {width} x {height} mm")
        number = _whole(page["number"])
        if number < 1:
            raise ValueError(f"page number {number}")
        size = width, height
        markers = tuple(part for _, part in self._each(page["markers"], (*loc, "markers"), lambda m, _: _marker(m, size)))
        fields = tuple(part for _, part in self._each(page["fields"], (*loc, "fields"), lambda f, _: _field(f, size)))
        anchors = tuple(part for _, part in self._each(page.get("anchors", []), (*loc, "anchors"), lambda a, _: _anchor(a, size)))
        self._once((f"{marker.dictionary} {marker.id}" for marker in markers), loc, f"marker {{}} of page {number}")
        made = LayoutPage(number, size, markers, fields, _text(page.get("reference", "")), anchors)
        self._positions_once(made, loc)
        return made


def _where(loc: Loc) -> str:
    """``forms.1011.pages[1].fields[3]``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc).lstrip(".")


def _length(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r}, which is no length")
    length = float(value)
    if not math.isfinite(length):
        raise ValueError(f"{value!r}, which is no length")
    return length


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r}, which is no whole number")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r}, which is no text")
    return value


def _box(values: Any, size: tuple[float, float]) -> Box:  # noqa: ANN401
    x, y, w, h = (_length(value) for value in values)
    if not (w > 0 and h > 0):
        raise ValueError(f"a box of {w} x {h} mm")
    if min(x, y, size[0] - x - w, size[1] - y - h) < -OVER_THE_EDGE_MM:
        raise ValueError(f"a box at {x}, {y} of {w} x {h} mm outside its page of {size[0]} x {size[1]} mm")
    return Box(x, y, w, h)


def _marker(marker: Any, size: tuple[float, float]) -> Marker:  # noqa: ANN401
    turn = _whole(marker.get("turn", 0))
    return Marker(_whole(marker["id"]), _box(marker["box"], size), _text(marker.get("dictionary", "4x4_50")), turn)


def _anchor(anchor: Any, size: tuple[float, float]) -> Anchor:  # noqa: ANN401
    return Anchor(_text(anchor["kind"]), _box(anchor["box"], size))


def _field(field: Any, size: tuple[float, float]) -> Field:  # noqa: ANN401
    options = tuple(
        LayoutOption(_text(o["label"]), Shape(o["shape"]), _box(o["box"], size), _text(o.get("printed", "")))
        for o in field.get("options", ())
    )
    blanks = tuple(Blank(_text(b["name"]), _box(b["box"], size)) for b in field.get("blanks", ()))
    names = [*(option.label for option in options), *(blank.name for blank in blanks)]
    if len(set(names)) < len(names):
        raise ValueError(f"an option or blank twice among {', '.join(names)}")
    section, item, printed = (_text(field.get(word, "")) for word in ("section", "item", "printed"))
    return Field(FieldKind(field["kind"]), _box(field["box"], size), section, item, printed, options, blanks)
