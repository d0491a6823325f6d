"""A section of ``exam.yaml``: its items and their options or blanks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from omr.files.exam_schema import ItemRow, SectionRow
from omr.files.exam_texts import Place, texts_of
from omr.files.names import BLANK, NAME, RESERVED_BLANKS, RESERVED_LABELS
from omr.files.problems import one_of, shown
from omr.model.exam import Item, Kind, Option, Partial, Section, Shape

OTHER_KIND = {Kind.CHOICE: ("blanks", "partial"), Kind.NUMBER: ("options", "fixed", "choose", "shape")}
"""Words that only the other kind of section has."""


def read_section(row: SectionRow, place: Place, languages: tuple[str, ...]) -> Section:
    """The section, with what is wrong noted."""
    kind = Kind(row.kind)
    if not NAME.fullmatch(row.name):
        place.at("name").note(f"the name {shown(row.name)}", "a name of letters and digits")
    _other_kind(row, kind, place)
    items: list[tuple[Place, Item]] = []
    for index, entry in enumerate(row.items):
        where = place.at("items", index)
        _other_kind(entry, kind, where)
        items += [(where, _item(row, entry, name, where, languages)) for name in where.names([entry.name])]
    if not row.items:
        place.at("items").note("no items", "at least one item")
    place.once(((where, item.name) for where, item in items), "item")
    _fixed_somewhere(row, [item for _, item in items], place)
    each = len({item.points for _, item in items}) == 1
    title = texts_of(row.title, languages, place.at("title"))
    return Section(row.name, title, kind, tuple(item for _, item in items), Shape(row.shape), each)


def _other_kind(row: SectionRow | ItemRow, kind: Kind, place: Place) -> None:
    for word in OTHER_KIND[kind]:
        if word in row.model_fields_set:
            place.at(word).note(f"{word!r} in a section of kind {kind.value}", "it only where the kind fits")


def _fixed_somewhere(row: SectionRow, items: list[Item], place: Place) -> None:
    """A section's ``fixed`` may name options that some items lack, but not one that none has."""
    labels = {option.label for item in items for option in item.options}
    for label in place.at("fixed").names(row.fixed):
        if labels and label not in labels:
            place.at("fixed").note(f"the fixed option {shown(label)}", one_of(sorted(labels)))


def _item(section: SectionRow, row: ItemRow, name: str, place: Place, languages: tuple[str, ...]) -> Item:
    kind = Kind(section.kind)
    points = row.points if row.points is not None else section.points
    if points is None:
        place.note(f"no points for item {name!r}", "points: a number ≥ 0, of the item or of its section")
    elif points < 0:
        place.note(f"{points} points for item {name!r}", "a number ≥ 0")
    wrong = row.wrong if row.wrong is not None else section.wrong
    if wrong > 0:
        place.note(f"{wrong} points for a wrong answer to item {name!r}", "0 or a negative number")
    many = (row.choose or section.choose) == "many"
    options = _options(section, row, name, place, languages) if kind is Kind.CHOICE else ()
    if kind is Kind.CHOICE and len(options) < 2 and not many:
        place.note(f"{len(options)} option{'s' * (len(options) != 1)} for item {name!r}", "at least two")
    blanks = _blanks(section, row, name, place) if kind is Kind.NUMBER else ()
    partial = Partial(row.partial or section.partial)
    return Item(section.name, name, kind, points or Decimal(0), options, blanks, many, partial, wrong)


def _options(section: SectionRow, row: ItemRow, name: str, place: Place, languages: tuple[str, ...]) -> tuple[Option, ...]:
    of_section = replace(place, loc=place.loc[:-2])
    written, where = (row.options, place.at("options")) if row.options is not None else (section.options, of_section.at("options"))
    if written is None:
        place.note(f"no options for item {name!r}", "options: of the item or of its section")
        return ()
    fixed = set(place.at("fixed").names(row.fixed) if row.fixed is not None else of_section.at("fixed").names(section.fixed))
    options: list[Option] = []
    for entry in written:
        texts = texts_of(entry.text, languages, where)
        options += [Option(label, texts, entry.fixed or label in fixed) for label in where.names([entry.label])]
    labels = [option.label for option in options]
    where.once(((where, label) for label in labels), "option")
    for label in labels:
        if label in RESERVED_LABELS:
            where.note(f"the label {shown(label)}", "a label that is none of our own words")
    if row.fixed is not None:
        for label in sorted(fixed - set(labels)):
            place.note(f"the fixed option {shown(label)}", one_of(labels))
    return tuple(options)


def _blanks(section: SectionRow, row: ItemRow, name: str, place: Place) -> tuple[str, ...]:
    blanks = tuple(row.blanks or section.blanks or ())
    if not blanks:
        place.note(f"no blanks for item {name!r}", "blanks: the names of its variables")
    place.once(((place, blank) for blank in blanks), "blank")
    for blank in blanks:
        if not BLANK.fullmatch(blank) or blank in RESERVED_BLANKS:
            place.note(f"the blank {shown(blank)}", "a variable's name: letters and digits, none of the functions' names")
    return blanks
