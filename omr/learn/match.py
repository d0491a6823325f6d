"""Learned items against the exam they belong to: each gets the base form's names, and every difference is told."""

from __future__ import annotations

from dataclasses import dataclass

from omr.learn.items.sections import Named
from omr.learn.outlines.entries import Entry
from omr.model.exam import Exam, Form, Item, Kind


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with the names of the base form, and in ``printed`` what this form shows in their place if it differs."""

    section: str
    item: str
    entry: Entry
    labels: tuple[str, ...]
    printed: str = ""
    printed_labels: tuple[str, ...] = ()


def unmatched(named: list[Named]) -> list[Placed]:
    """Learned names as they are, without an exam."""
    return [Placed(one.section, one.item, one.entry, one.entry.labels) for one in named]


def matched(named: list[Named], exam: Exam, form: Form) -> tuple[list[Placed], list[str]]:
    """Entries in printed order against the exam's items in this form's order; what does not fit is told and left out."""
    expected = [(item, shown) for section in exam.sections for item, shown in _printed_order(section.items, form.items.get(section.name))]
    learned = _in_sections(named, exam)
    if len(learned) != len(expected):
        return _by_name(named, exam, form, len(expected))
    placed, doubts = [], []
    for one, (item, shown) in zip(learned, expected, strict=True):
        fit, told = _place(one, item, shown, form)
        placed += [fit] if fit else []
        doubts += told
    return placed, doubts


def _printed_order(items: tuple[Item, ...], order: tuple[str, ...] | None) -> list[tuple[Item, str]]:
    """Each item in the order it is printed in, with the name that is printed there (the base form's of that place)."""
    by_name = {item.name: item for item in items}
    return [(by_name[name], place.name) for name, place in zip(order or tuple(by_name), items, strict=True)]


def _in_sections(named: list[Named], exam: Exam) -> list[Named]:
    """Learned items in the exam's order of sections where their sections carry its names, else as found."""
    names = [section.name for section in exam.sections]
    if {one.section for one in named} == set(names):
        return sorted(named, key=lambda one: names.index(one.section))
    return named


def _place(one: Named, item: Item, shown: str, form: Form) -> tuple[Placed | None, list[str]]:
    where = f"page {one.entry.page}, at {one.entry.box.x:.0f}, {one.entry.box.y:.0f} mm"
    count, wanted = (len(one.entry.labels), len(item.options)) if item.kind is Kind.CHOICE else (len(one.entry.blanks), len(item.blanks))
    what = "options" if item.kind is Kind.CHOICE else "blanks"
    if count != wanted:
        return None, [f"{where}: item {item.section}/{item.name} has {wanted} {what} in the exam, {count} were found; it is left out"]
    doubts = []
    if one.entry.printed and _plain(one.entry.printed) != shown.lower():
        doubts.append(f"{where}: {one.entry.printed!r} is printed where the exam has item {item.section}/{shown}")
    base = tuple(option.label for option in item.options)
    labels = form.options.get(item.ref, base)
    if one.entry.read and all(len(label) == 1 for label in (*base, *one.entry.labels)) and _low(one.entry.labels) != _low(base):
        doubts.append(f"{where}: item {item.section}/{item.name} shows options {' '.join(one.entry.labels)}, the exam has {' '.join(base)}")
    printed = tuple(place if place != label else "" for place, label in zip(base, labels, strict=True))
    return Placed(item.section, item.name, one.entry, labels, shown if shown != item.name else "", printed), doubts


def _low(labels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(label.lower() for label in labels)


def _plain(text: str) -> str:
    return text.strip("()[].: ").lower()


def _by_name(named: list[Named], exam: Exam, form: Form, expected: int) -> tuple[list[Placed], list[str]]:
    """Where the counts differ, only items whose printed section and name both stand in the exam are kept."""
    doubts = [f"the exam has {expected} items, {len(named)} were found; only those with the same printed section and name are kept"]
    shown = {
        (section.name, place): item
        for section in exam.sections
        for item, place in _printed_order(section.items, form.items.get(section.name))
    }
    placed = []
    strange: list[str] = []
    for one in named:
        item = shown.get((one.section, one.item))
        if item is None:
            strange.append(f"{one.section}/{one.item}")
            continue
        fit, told = _place(one, item, one.item, form)
        placed += [fit] if fit else []
        doubts += told
    if strange:
        doubts.append(f"items that are not in the exam are left out: {', '.join(strange)}")
    found = {(one.section, one.item) for one in placed}
    lost = [f"{item.section}/{item.name}" for item in exam.items if (item.section, item.name) not in found]
    return placed, [*doubts, *([f"items of the exam that were not found: {', '.join(lost)}"] if lost else [])]
