"""A form learned from a page that somebody has filled in, compared with its blank: what was found, lost, invented and named otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from worn import photo

from omr.model.layout import REFERENCE_PX_PER_MM, Field, FieldKind, Layout, LayoutOption, LayoutPage
from omr.model.page import Gray, RegisteredPage, Scan, ScanRef
from omr.register import Landmarks, register
from omr.simulate import SimulatedPage

NEAR = 0.4
"""Of its smaller side: so near to where the blank has it an option is the same."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Items and options of a blank (``items``, ``options``), and of them those that are ``lost``; options that the blank has not
    (``invented``); items that lost or gained options (``uneven``), that come at another place in the order (``moved``), or whose
    options are in another order (``mixed``); and outlines of bubbled numbers, and those lost.
    """

    items: int = 0
    options: int = 0
    lost: int = 0
    invented: int = 0
    uneven: int = 0
    moved: int = 0
    mixed: int = 0
    digits: int = 0
    digits_lost: int = 0

    @property
    def is_right(self) -> bool:
        return not any((self.lost, self.invented, self.uneven, self.moved, self.mixed, self.digits_lost))


def photographed(side: SimulatedPage, seed: int) -> SimulatedPage:
    """The side on a table, seen by a phone from a hand, half in the shadow of an arm."""
    picture = photo(side.image, side.dpi, np.random.default_rng(seed))
    data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])[1]
    image = np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED), dtype=np.uint8)
    return replace(side, image=image, mode="photo", jpeg=data.tobytes(), defects=(*side.defects, "photo"))


def upright(side: SimulatedPage) -> SimulatedPage:
    """The side as somebody turns a page before it is learned from."""
    if "upside_down" not in side.defects:
        return side
    return replace(side, image=np.ascontiguousarray(np.rot90(side.image, 2)), jpeg=b"")


def brought(page: LayoutPage, blank: Gray, learned: Gray) -> LayoutPage:
    """The blank's page with its options where the learned picture shows them, in mm of that picture."""
    bare = replace(page, markers=())
    found = register(Scan(ScanRef("", 1, ""), learned, None), "", Layout({"": (bare,)}), lambda _form, _page: Landmarks(blank))
    if not isinstance(found, RegisteredPage):
        print(f"    page {page.number} could not be laid on its blank: {found.detail}")
        return page
    return replace(page, fields=tuple(replace(field, options=_moved(field, found)) for field in page.fields))


def _moved(field: Field, found: RegisteredPage) -> tuple[LayoutOption, ...]:
    if not field.options:
        return ()
    there = (found.transform(np.array([option.box.centre for option in field.options])) + 0.5) / REFERENCE_PX_PER_MM
    return tuple(
        replace(option, box=replace(option.box, x=x - option.box.w / 2, y=y - option.box.h / 2))
        for option, (x, y) in zip(field.options, there.tolist(), strict=True)
    )


def compared(blank: Iterable[LayoutPage], learned: Iterable[LayoutPage]) -> Compared:
    """What became of a blank's pages, ``brought`` to the learned ones."""
    total = Compared()
    for ours, theirs in zip(blank, learned, strict=True):
        one = _page(ours, theirs)
        total = Compared(*(getattr(total, name) + getattr(one, name) for name in Compared.__slots__))
    return total


def _page(ours: LayoutPage, theirs: LayoutPage) -> Compared:
    wanted = [(item, option) for item in ours.choices for option in item.options]
    known = [(item, option) for item in theirs.choices for option in item.options]
    numbers = [option for field in ours.bubbled if field.kind is not FieldKind.CHOICE for option in field.options]
    there = [option for field in theirs.bubbled for option in field.options]
    home = [_at(option, [other for _, other in known]) for _, option in wanted]
    taken = {place for place in home if place is not None}
    items = {id(item): i for i, item in enumerate(theirs.choices)}
    uneven = moved = mixed = start = 0
    for i, item in enumerate(ours.choices):
        mine = home[start : start + len(item.options)]
        start += len(item.options)
        homes = [known[place] for place in mine if place is not None]
        if not homes:
            continue
        other = homes[0][0]
        uneven += len(mine) > len(homes) or any(one is not other for one, _ in homes) or len(other.options) != len(item.options)
        moved += items[id(other)] != i
        places = [place for place in mine if place is not None]
        mixed += places != sorted(places)
    return Compared(
        len(ours.choices),
        len(wanted),
        home.count(None),
        len(known) - len(taken),
        uneven,
        moved,
        mixed,
        len(numbers),
        sum(_at(option, there) is None for option in numbers),
    )


def _at(option: LayoutOption, others: list[LayoutOption]) -> int | None:
    if not others:
        return None
    apart = np.hypot(*(np.array([other.box.centre for other in others]) - option.box.centre).T)
    best = int(apart.argmin())
    return best if apart[best] < NEAR * min(option.box.w, option.box.h) else None
