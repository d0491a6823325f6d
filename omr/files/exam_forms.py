"""A form of ``exam.yaml``: its code and its permutations."""

from __future__ import annotations

from collections.abc import Sequence

from omr.files.exam_schema import FormRow
from omr.files.exam_texts import Place
from omr.files.problems import did_you_mean, shown
from omr.model.exam import Exam, Form, Item, ItemRef

TOLD_NAMES = 6
"""How many names a message lists before it only counts them."""


def read_form(row: FormRow, exam: Exam, place: Place) -> Form:
    """The form, with what is wrong noted. Where sections could not be read, names that may be theirs pass."""
    whole = not place.problems.found
    sections = {section.name: section for section in exam.sections}
    items: dict[str, tuple[str, ...]] = {}
    for name, order in row.items.items():
        where = place.at("items", name)
        if name in sections:
            items[name] = _order(order, [item.name for item in sections[name].items], where)
        elif whole:
            where.note(f"the section {shown(name)}", f"a section of the exam{did_you_mean(name, sections)}")
    options: dict[ItemRef, tuple[str, ...]] = {}
    known = {item.ref: item for item in exam.items}
    for name, by_item in row.options.items():
        for item_name, order in by_item.items():
            where, item = place.at("options", name, item_name), known.get(ItemRef(name, item_name))
            if item is not None:
                options[item.ref] = _options(order, item, where)
            elif whole:
                where.note(f"the item {shown(item_name)} of section {shown(name)}", "an item of the exam")
    return Form(row.code, items, options)


def _options(written: Sequence[str], item: Item, place: Place) -> tuple[str, ...]:
    order = _order(written, [option.label for option in item.options], place)
    for option, label in zip(item.options, order, strict=False):
        if option.fixed and option.label != label:
            place.note(f"{label!r} in the place of {option.label!r}", f"{option.label!r}: it is fixed")
    return order


def _order(written: Sequence[str], base: Sequence[str], place: Place) -> tuple[str, ...]:
    order = place.names(written)
    if sorted(order) == sorted(base):
        return order
    missing = [name for name in base if name not in order]
    strange = [name for name in order if name not in base]
    twice = sorted({name for name in order if order.count(name) > 1})
    said = [*(f"no {name!r}" for name in missing), *(f"unknown {name!r}" for name in strange), *(f"{name!r} twice" for name in twice)]
    more = f"; {len(said) - TOLD_NAMES} more" if len(said) > TOLD_NAMES else ""
    expected = f"each of {', '.join(base)} once" if base else "none: this item has no options"
    place.note(f"an order with {'; '.join(said[:TOLD_NAMES])}{more}", expected)
    return tuple(base)
