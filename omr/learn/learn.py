"""Blank paper → layout: the recipe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from omr.errors import BadInput
from omr.learn.broken import broken_over_pages
from omr.learn.copies import told_copies
from omr.learn.corrections import Corrections, corrected_fields, corrected_names, expanded, read_corrections
from omr.learn.differ import with_codes
from omr.learn.doubts.bent import bent_lines
from omr.learn.doubts.examples import without_examples
from omr.learn.doubts.spaced import spaced
from omr.learn.doubts.uneven import uneven
from omr.learn.draft import exam_draft
from omr.learn.forms import sorted_by_form
from omr.learn.items.sections import Named, sectioned
from omr.learn.match import Placed, matched, unmatched
from omr.learn.outlines.outlines import SMALLEST_MM
from omr.learn.page import Found, find
from omr.learn.paper.blank import PX_PER_MM, Recognition, Word
from omr.learn.paper.source import blank_pages
from omr.learn.paper.unmarked import unmarked
from omr.learn.proof import Colour, proof
from omr.learn.words.wording import begins_late, option_label
from omr.model.exam import Exam
from omr.model.layout import REFERENCE_PX_PER_MM, Box, Field, FieldKind, Layout, LayoutOption, LayoutPage
from omr.model.page import Gray

NOTHING = (
    f": no two boxes, circles, ovals or brackets of {SMALLEST_MM} mm or more stand as options do; letters to be circled, and answers to be "
    "written, are not read"
)
"""The reason where a blank shows nothing that looks like an item."""
NOT_RECOGNIZED = "print on pictures is read where Tesseract is installed: on Debian, apt-get install tesseract-ocr"


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What a blank form taught. ``references`` (grey, 8 px a mm) and ``proofs`` (BGR) go by file name; ``exam`` is the text of a
    first exam.yaml, "" where an exam was given; ``doubts`` are for a person to look at.
    """

    layout: Layout
    exam: str
    references: Mapping[str, Gray]
    proofs: Mapping[str, Colour]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Form:
    """One form as learned: its pages, and its items before an exam gave them its names."""

    code: str
    found: list[Found]
    pages: tuple[LayoutPage, ...]
    named: list[Named]


def learn(
    blanks: Sequence[Path],
    exam: Exam | None = None,
    corrections: Path | None = None,
    forms: Sequence[str] = (),
    ocr: Recognition | None = None,
) -> Learned:
    """The layout of one form, or of several that look alike, from the pictures of their blank pages.

    ``exam`` gives the items their names and is checked against them; ``corrections`` is a file as in ``omr.learn.corrections``;
    ``forms`` are the codes where none is printed: that of the only form, one for each file, or all that a version bubbled or written on
    one paper can say; ``ocr`` reads what is printed on pictures. Raises BadInput for files that are no
    blanks, BadExam for wrong corrections.
    """
    wanted = read_corrections(corrections) if corrections else Corrections()
    codes = tuple(one.code for one in exam.forms) if exam else ()
    given = tuple(forms) or ((wanted.form,) if wanted.form else ())
    pages = [_with_kinds(find(page, wanted, codes), wanted) for page in blank_pages(blanks, wanted.size, wanted.flat, ocr)]
    doubts = told_copies(pages) if len(given) < 2 and len(codes) < 2 else []
    some, told = sorted_by_form(pages, given, codes)
    doubts += told
    some, told = with_codes(some)
    doubts += told
    learned: list[_Form] = []
    for code, found in some:
        paper = next((form.code for form in learned if form.found is found), code)
        form, told = _learned(code, paper, found, exam, wanted)
        learned.append(form)
        doubts += [text for text in told if text not in doubts]
    doubts += [] if exam else _unlike(learned)
    digits = _digits(tuple(page for form in learned for page in form.pages))
    files = {
        f"{form.code}-{page.number}.png": (found, page) for form in learned for found, page in zip(form.found, form.pages, strict=True)
    }
    references, told = _references(files)
    doubts += told
    return Learned(
        Layout({form.code: form.pages for form in learned}),
        "" if exam else exam_draft(learned[0].named, [form.code for form in learned], tuple(blanks), digits),
        references,
        {name: proof(found.page.image, page, found.unused) for name, (found, page) in files.items()},
        tuple(doubts + _unused_doubts(pages)),
    )


def _with_kinds(found: Found, wanted: Corrections) -> Found:
    """The page with its fields as corrected: those told later, by what forms differ in, are corrected with the layout."""
    return replace(found, fields=corrected_fields(found.fields, wanted, found.page.number))


def _learned(code: str, paper: str, found: list[Found], exam: Exam | None, wanted: Corrections) -> tuple[_Form, list[str]]:
    """One form's pages, and all that is doubtful about them. ``paper`` is the first form that is printed as the same paper."""
    named, doubts = _named(found, wanted)
    if not named:
        raise _no_items(found)
    placed, told = matched(named, exam, exam.form(code)) if exam else (unmatched(named), [])
    doubts += [*told, *_label_doubts(named, recognized=all(page.page.readable or page.page.ocr for page in found))]
    doubts += [*uneven(named), *spaced(named)]
    pages = tuple(_layout_page(page, number, placed, paper, wanted) for number, page in enumerate(found, 1))
    return _Form(code, found, pages, named), doubts


def _no_items(found: list[Found]) -> BadInput:
    """Why a blank form has no items, and what to do about it."""
    said = "no items were found on the blank form"
    bare = next((f": {page.page.file}: {page.bare}" for page in found if page.bare), "")
    bubbled = [(page, field) for page in found for field in page.fields if field.options]
    if bubbled and not bare:
        page, first = bubbled[0]
        (x, y), (w, h), labels = first.box.centre, (first.box.w + 2, first.box.h + 2), [option.label for option in first.options]
        way, counted = "down" if h > w else "across", f"{labels[0]}-{labels[-1]}"
        called = counted if expanded(counted) == labels else " ".join(labels)  # many forms have their 0 last
        line = f"grid {page.page.number} {x - w / 2:.0f} {y - h / 2:.0f} {w:.0f} {h:.0f} choice {way} {called}"
        reason = f"but {len(bubbled)} columns or rows of bubbled numbers and the like; answers bubbled in digits are not read"
        remedy = f"in corrections.txt beside the layout `{line}` makes an item of the first; a larger area makes one of each in it"
        return BadInput(f"{said}, {reason}", remedy)
    remedy = "look at the blank: give it at 200 dpi or more; in corrections.txt beside the layout lay a photo `flat`, or `add` its outlines"
    return BadInput(said + (bare or NOTHING), remedy)


def _unlike(forms: list[_Form]) -> list[str]:
    """What is told of forms whose items are not those of the first."""
    first = [(one.section, one.item, one.entry.labels) for one in forms[0].named]
    return [
        f"form {form.code} has other items or options than form {forms[0].code}; say in exam.yaml which item stands where on it"
        for form in forms[1:]
        if [(one.section, one.item, one.entry.labels) for one in form.named] != first
    ]


def _named(pages: list[Found], wanted: Corrections) -> tuple[list[Named], list[str]]:
    """Every item with its section and name as printed and as corrected, and all that is doubtful so far."""
    doubts = [f"{page.page.file}: {doubt}" for page in pages for doubt in (*page.page.doubts, *page.doubts, *_bent(page))]
    broken, rests = broken_over_pages(pages)
    doubts += broken
    entries, told = without_examples([list(page.entries) for page in pages])
    doubts += told
    named, told = sectioned([(some, list(page.headings)) for some, page in zip(entries, pages, strict=True)], rests)
    doubts += told
    named, told = corrected_names(named, wanted)
    return named, doubts + told


def _bent(found: Found) -> list[str]:
    """What is told of a picture's boxes that stand in no straight rows; those of a PDF stand where they are printed."""
    if found.page.readable:
        return []
    outlines = [outline.box for entry in found.entries for outline in entry.outlines]
    return bent_lines([*outlines, *(option.box for field in found.fields for option in field.options), *found.unused])


def _layout_page(found: Found, number: int, placed: list[Placed], paper: str, corrections: Corrections) -> LayoutPage:
    items = tuple(_item_field(one) for one in placed if one.entry.page == found.page.number)
    fields = corrected_fields(found.fields, corrections, found.page.number)
    size = (round(found.page.size[0], 2), round(found.page.size[1], 2))
    name = f"reference/{paper}-{number}.png"
    return LayoutPage(number, size, found.markers, (*fields, *items), name, found.anchors)


def _item_field(placed: Placed) -> Field:
    entry = placed.entry
    if entry.blanks:
        return Field(FieldKind.NUMBER, entry.frame, placed.section, placed.item, placed.printed, blanks=entry.blanks)
    shown = placed.printed_labels or ("",) * len(placed.labels)
    options = tuple(
        LayoutOption(label, outline.shape, outline.box, text)
        for label, outline, text in zip(placed.labels, entry.outlines, shown, strict=True)
    )
    return Field(FieldKind.CHOICE, entry.frame, placed.section, placed.item, placed.printed, options)


def reference(found: Found) -> Gray:
    """The page's picture at ``REFERENCE_PX_PER_MM``."""
    factor = REFERENCE_PX_PER_MM / PX_PER_MM
    return np.asarray(cv2.resize(found.page.image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _digits(pages: tuple[LayoutPage, ...]) -> int:
    """How many digits a student number has on the form; 8 where nothing tells."""
    fields = [field for page in pages for field in page.fields if field.kind is FieldKind.STUDENT_NUMBER]
    return max((max(len(field.blanks), int(field.item or 0)) for field in fields), default=0) or 8


def _references(files: Mapping[str, tuple[Found, LayoutPage]]) -> tuple[dict[str, Gray], list[str]]:
    """The reference pictures, without marks, and what is told of those that had some."""
    pictures: dict[str, Gray] = {}
    doubts = []
    for found, page in files.values():
        if page.reference in pictures:  # forms printed as one paper
            continue
        pictures[page.reference], marked = unmarked(reference(found), page, _texts(found))
        if marked:
            told = f"{marked} boxes are marked or erased; the reference picture shows them as others of their kind: look at it"
            doubts.append(f"{found.page.file}: {told}")
    return pictures, doubts


def _texts(found: Found) -> list[Word]:
    """The words of a page that can be read, called as an option is that they name."""
    words = found.page.words if found.page.readable else ()
    return [replace(word, text=option_label((word.text,)) or word.text) for word in words]


def _label_doubts(named: list[Named], *, recognized: bool) -> list[str]:
    """What is told of labels and numbers that are not known; and, where print on pictures was not ``recognized``, how it would be."""
    unread = [one for one in named if not one.entry.read]
    nameless = [one for one in named if not one.entry.printed]
    found = []
    if unread:
        found.append(
            f"the options of {len(unread)} of {len(named)} items were named by their place (A, B, C, …); none of their labels was read"
        )
    if late := [one for one in named if one.entry.read and begins_late(one.entry.labels)]:
        first = late[0].entry.outlines[0].box.centre
        told = f"the options of {len(late)} of {len(named)} items begin with {late[0].entry.labels[0]}, the first at "
        found.append(f"{told}{first[0]:.0f}, {first[1]:.0f} mm; if an outline before it was not found, `add` it")
    if len(nameless) == len(named) > 1:
        found.append(f"none of the {len(named)} items' names was read; they are counted in reading order, columns first: look at the proof")
    return [*found, NOT_RECOGNIZED] if found and not recognized else found


def _unused_doubts(pages: list[Found]) -> list[str]:
    return [
        f"{page.page.file}: {len(page.unused)} outlines belong to no item (red in the proof): {_places(page.unused)}"
        for page in pages
        if page.unused
    ]


def _places(boxes: tuple[Box, ...]) -> str:
    shown = "; ".join(f"{box.centre[0]:.0f}, {box.centre[1]:.0f} mm" for box in boxes[:4])
    return shown + (" …" if len(boxes) > 4 else "")
