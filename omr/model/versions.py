"""Forms that are printed as one paper, on which the student bubbles or writes which form it is: the same boxes under other names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from omr.model.layout import Field, FieldKind, Layout, LayoutOption, LayoutPage
from omr.model.page import BoxEvidence, PageEvidence

AROUND, LINE = "around ", "line "
"""What the names of a row's and of a box's measurement begin with (``omr.read``)."""


def can_be_bubbled(form: str, columns: Sequence[Field]) -> bool:
    """Whether a form code can be marked in the columns of a bubbled version: a label, or a character in each column."""
    characters = (form,) if len(columns) == 1 else tuple(form)
    if not columns or len(characters) != len(columns):
        return False
    return all(any(option.label == one for option in column.options) for one, column in zip(characters, columns, strict=True))


def version_columns(pages: Sequence[LayoutPage]) -> tuple[Field, ...]:
    """The bubbles for the version on a form's pages: those of the first page that has any."""
    return next((columns for page in pages if (columns := page.columns(FieldKind.FORM_CODE))), ())


def printed_code(page: LayoutPage) -> str:
    """The form code as printed on a page, "" where there is none."""
    return next((field.printed for field in page.fields if field.kind is FieldKind.FORM_CODE and not field.options), "")


def kin(layout: Layout, form: str) -> tuple[str, ...]:
    """The forms, itself among them, that have the same boxes as a form and can be told from it by the bubbled version; where one is
    written by hand instead, those that are the very same paper.
    """
    columns = version_columns(layout.forms[form])
    if can_be_bubbled(form, columns):
        return tuple(one for one in layout.forms if one == form or (can_be_bubbled(one, columns) and _same_boxes(layout, form, one)))
    if not any(page.field(FieldKind.VERSION) for page in layout.forms[form]):
        return (form,)
    return tuple(one for one in layout.forms if one == form or (_one_paper(layout, form, one) and _same_boxes(layout, form, one)))


def papers(layout: Layout) -> list[tuple[str, LayoutPage]]:
    """Every page of every form, but one of those that are printed alike to the last letter: a scan cannot tell them apart."""
    found: list[tuple[str, LayoutPage]] = []
    for form, pages in layout.forms.items():
        for page in pages:
            twins = (
                one for one, other in found if other.number == page.number and other.reference == page.reference and _alike(other, page)
            )
            if not any(one in kin(layout, form) for one in twins):
                found.append((form, page))
    return found


def is_told_by_print(layout: Layout, form: str, number: int) -> bool:
    """Whether forms that are kin print different codes on a page, so that its print says which of them it is."""
    return len({printed_code(layout.page(other, number)) for other in kin(layout, form)}) > 1


def renamed(page: PageEvidence, layout: Layout) -> PageEvidence:
    """A page whose boxes were read under the names of a form that is kin (``read_as``), under those of its own."""
    if not page.read_as:
        return page
    mine = {_place(option): (field, option) for field, option in _options(layout.page(page.code.form, page.code.page))}
    names = {(*field.ref, option.label): mine[_place(option)] for field, option in _options(layout.page(page.read_as, page.code.page))}
    measured = {}
    for (section, item, label), (field, option) in names.items():
        measured[f"{AROUND}{section}:{item}"] = f"{AROUND}{field.ref.section}:{field.ref.item}"
        measured[f"{LINE}{section}:{item}:{label}"] = f"{LINE}{field.ref.section}:{field.ref.item}:{option.label}"
    boxes = tuple(_named(box, *names[box.section, box.item, box.label]) for box in page.boxes)
    quality = tuple((measured.get(name, name), value) for name, value in page.quality)
    return replace(page, boxes=boxes, quality=quality, read_as="")


def _named(box: BoxEvidence, field: Field, option: LayoutOption) -> BoxEvidence:
    return replace(box, section=field.ref.section, item=field.ref.item, label=option.label)


def _options(page: LayoutPage) -> list[tuple[Field, LayoutOption]]:
    return [(field, option) for field in page.bubbled for option in field.options]


def _place(option: LayoutOption) -> object:
    return option.shape, option.box


def _alike(one: LayoutPage, other: LayoutPage) -> bool:
    return (one.size, one.markers, printed_code(one)) == (other.size, other.markers, printed_code(other))


def _one_paper(layout: Layout, one: str, other: str) -> bool:
    """Whether two forms have the very same reference pictures."""
    pictures = [[page.reference for page in layout.forms[form]] for form in (one, other)]
    return all(pictures[0]) and pictures[0] == pictures[1]


def _same_boxes(layout: Layout, one: str, other: str) -> bool:
    pages = layout.forms[one], layout.forms[other]
    if [page.number for page in pages[0]] != [page.number for page in pages[1]]:
        return False
    return all(
        a.size == b.size and {_place(option) for _, option in _options(a)} == {_place(option) for _, option in _options(b)}
        for a, b in zip(*pages, strict=True)
    )
