"""The orders of ``exam.yaml``'s forms against what ``layout.json`` shows: a permutation lives in the layout alone, so one that was
written or changed after the layout was made would grade nothing, without a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from omr.model.exam import Exam, Form, Item, ItemRef, Section
from omr.model.layout import Field

REMEDY = "the order of exam.yaml; if that is right, make the layout again (`omr sheet`, or `omr learn --exam`)"


def other_orders(exam: Exam, form: Form, fields: Mapping[ItemRef, Field]) -> Iterator[str]:
    """What a form's layout shows in another order than the exam says: a text for each section, and for each item's options."""
    for section in exam.sections:
        wrong = next(_items(section, form, fields), None)
        if wrong is not None:
            yield f"another order of the items of section {section.name!r} on form {form.code}: {wrong}"
        for item in section.items:
            field = fields.get(item.ref)
            wrong = next(_options(item, form, field), None) if field is not None else None
            if wrong is not None:
                yield f"another order of the options of item {item.name!r} of section {section.name!r} on form {form.code}: {wrong}"


def _items(section: Section, form: Form, fields: Mapping[ItemRef, Field]) -> Iterator[str]:
    names = [item.name for item in section.items]
    for name, place in zip(form.items.get(section.name, names), names, strict=True):
        field = fields.get(ItemRef(section.name, name))
        if field is not None and _differs(shown := field.printed or field.item, place, names):
            yield f"{name!r} is printed as {shown!r}, not as {place!r}"


def _options(item: Item, form: Form, field: Field) -> Iterator[str]:
    base = [option.label for option in item.options]
    order = list(form.options.get(item.ref, base))
    as_said = [option.label for option in field.options] == order
    by_label = {option.label: option for option in field.options}
    for label, place in zip(order, base, strict=True):
        option = by_label.get(label)
        if option is None or (as_said and not option.printed):  # a text that is printed instead of a letter moves with its option
            continue
        if _differs(shown := option.printed or label, place, base):
            yield f"{label!r} is printed as {shown!r}, not as {place!r}"


def _differs(shown: str, place: str, names: list[str]) -> bool:
    """Whether what a layout shows is the name of another place; a text that names none (``Q12``) says nothing of the order."""
    return shown != place and shown in names
