"""What a person corrects in a learned layout, as a short text (corrections.txt beside it) that is applied again on every run."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import fill

from omr.errors import BadExam, FileProblem
from omr.files.names import expand
from omr.files.rows import text_of
from omr.learn.items.sections import Named
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.model.exam import Shape
from omr.model.layout import Box, Field, FieldKind

INSTRUCTIONS = {
    "drop PAGE X Y [W H]": "forget the outline at a place, or all outlines in an area",
    "add PAGE box|circle X Y W H [NX DX [NY DY]]": "an outline that was not found, a row of NX of them, or a grid of NX times NY; "
    "six or more are moved onto the print",
    "name PAGE X Y SECTION/ITEM": "the item that has an outline at that place",
    "names SECTION a-p": "the names of all items of a section, in printed order",
    "options SECTION[/ITEM] a-e": "the labels of a section's options, or of one item's",
    "order SECTION down|across": "how a section without printed names is counted",
    "rename SECTION NEW": "another name for a section",
    "field PAGE X Y KIND": "what a field, or a bubbled grid, is for: student_number, name, form_code (a bubbled version), "
    "version (one written by hand), other",
    "grid PAGE X Y W H KIND down|across 0-9": "outlines in an area are a bubbled number, a column (a row: across) for each digit; "
    "of the kind choice each column (row) is an item",
    "form CODE": "the form's code",
    "size PAGE WIDTH HEIGHT": "the paper of a picture whose size is not known",
    "flat PAGE [X1 Y1 .. X4 Y4 [X Y W H]]": "a photo to lay flat: by its paper's edges, or by four points in the photo's pixels, clockwise "
    "from the top left, which are the paper's corners or those of a printed rectangle whose place follows",
}
"""Every instruction as a person writes it, and what it does."""
HEAD = """\
# What is wrong in the proof pictures is put right here. Run the same `omr learn` again: it keeps to this file, and so do later runs.
# One instruction a line. Places are in mm from the page's top-left corner (the proof has a line every 10 mm), pages are counted over
# all files, and nothing after a # is read. The instructions are:
"""
INDENT = "#       "
N = r"(-?\d+(?:\.\d+)?)"
GRAMMAR = {
    "size": rf"(\d+) {N} {N}",
    "flat": rf"(\d+)(?: {' '.join([N] * 8)}(?: {' '.join([N] * 4)})?)?",
    "drop": rf"(\d+) {N} {N}(?: {N} {N})?",
    "add": rf"(\d+) (box|circle) {N} {N} {N} {N}(?: (\d+) {N}(?: (\d+) {N})?)?",
    "name": rf"(\d+) {N} {N} ([0-9A-Za-z_.]+)/([0-9A-Za-z_.]+)",
    "order": r"([0-9A-Za-z_.]+) (down|across)",
    "names": r"([0-9A-Za-z_.]+) (.+)",
    "options": r"([0-9A-Za-z_.]+)(?:/([0-9A-Za-z_.]+))? (.+)",
    "rename": r"([0-9A-Za-z_.]+) ([0-9A-Za-z_.]+)",
    "field": rf"(\d+) {N} {N} (student_number|name|form_code|version|other)",
    "grid": rf"(\d+) {N} {N} {N} {N} (student_number|name|form_code|other|choice) (down|across) (.+)",
    "form": r"([0-9A-Za-z-]{1,12})",
}


@dataclass(frozen=True, slots=True)
class Correction:
    """One instruction: its verb and what follows it; ``line`` in the file."""

    verb: str
    words: tuple[str, ...]
    line: int

    def page(self) -> int:
        return int(self.words[0])

    def numbers(self, first: int, last: int) -> list[float]:
        return [float(word) for word in self.words[first:last] if word]


@dataclass(frozen=True, slots=True)
class Corrections:
    """All instructions of a file, in order."""

    file: str = ""
    rows: tuple[Correction, ...] = ()

    def of(self, *verbs: str) -> list[Correction]:
        return [row for row in self.rows if row.verb in verbs]

    @property
    def form(self) -> str:
        return next((row.words[0] for row in self.of("form")), "")

    def size(self, page: int) -> tuple[float, float] | None:
        return next(((float(row.words[1]), float(row.words[2])) for row in self.of("size") if row.page() == page), None)

    def flat(self, page: int) -> tuple[float, ...] | None:
        """The numbers given to lay a page flat (none, 8 or 12); None for a page that is flat."""
        return next((tuple(row.numbers(1, 13)) for row in self.of("flat") if row.page() == page), None)


def read_corrections(path: Path) -> Corrections:
    """The corrections in a file; raises BadExam with every line that is none."""
    rows, problems = [], []
    for number, text in enumerate(text_of(path.read_bytes()).splitlines(), 1):
        plain = " ".join(text.partition("#")[0].split())
        if not plain:
            continue
        verb, _, rest = plain.partition(" ")
        found = re.fullmatch(GRAMMAR[verb], rest) if verb in GRAMMAR else None
        if found is None:
            expected = f"{verb} as in {_usage(verb)!r}" if verb in GRAMMAR else f"one of {', '.join(GRAMMAR)}"
            problems.append(FileProblem(path.name, number, repr(plain), expected))
        else:
            rows.append(Correction(verb, tuple(word or "" for word in found.groups()), number))
    if problems:
        raise BadExam(tuple(problems))
    return Corrections(path.name, tuple(rows))


def _usage(verb: str) -> str:
    return next(usage for usage in INSTRUCTIONS if usage.split()[0] == verb)


def starter() -> str:
    """A corrections file without any correction, which says how to write one."""
    said = (f"#   {usage}\n{fill(what, 120, initial_indent=INDENT, subsequent_indent=INDENT)}\n" for usage, what in INSTRUCTIONS.items())
    return HEAD + "".join(said)


def corrected_outlines(outlines: tuple[Outline, ...], corrections: Corrections, page: int) -> tuple[Outline, ...]:
    """Outlines of a page with those dropped and added that a person said."""
    found = list(outlines)
    for row in corrections.of("drop", "add"):
        if row.page() != page:
            continue
        if row.verb == "drop":
            area = Box(*row.numbers(1, 5)) if row.words[3] else None
            x, y = row.numbers(1, 3)
            found = [one for one in found if not (centre_in(one.box, area) if area else _holds(one.box, x, y))]
        else:
            added = _added(row)
            found = [
                one
                for one in found
                if not any(centre_in(one.box, other.box) or centre_in(other.box, one.box) for other in added if one.box.w < 2 * other.box.w)
            ]
            found += added
    return tuple(sorted(found, key=lambda one: (one.box.y, one.box.x)))


def _added(row: Correction) -> list[Outline]:
    x, y, w, h = row.numbers(2, 6)
    columns, dx = (int(row.words[6]), float(row.words[7])) if row.words[6] else (1, 0.0)
    lines, dy = (int(row.words[8]), float(row.words[9])) if row.words[8] else (1, 0.0)
    return [Outline(Shape(row.words[1]), Box(x + i * dx, y + j * dy, w, h), given=row.line) for j in range(lines) for i in range(columns)]


def _holds(box: Box, x: float, y: float) -> bool:
    return box.x <= x <= box.x + box.w and box.y <= y <= box.y + box.h


def centre_in(inner: Box, outer: Box) -> bool:
    return _holds(outer, *inner.centre)


def corrected_names(named: list[Named], corrections: Corrections) -> tuple[list[Named], list[str]]:
    """Items renamed and relabelled; an instruction that meets nothing is told."""
    doubts = []
    for row in corrections.of("order", "names", "name", "options", "rename"):
        changed, told = _NAMERS[row.verb](named, row)
        if told:
            doubts.append(f"{corrections.file}:{row.line}: {told}")
        named = changed
    return named, doubts


def _order(named: list[Named], row: Correction) -> tuple[list[Named], str]:
    section, way = row.words
    mine = [one for one in named if one.section == section]
    if not mine:
        return named, f"there is no section {section}"
    key = _across if way == "across" else _down
    entries = sorted((one.entry for one in mine), key=key)
    queue = iter([replace(one, entry=entry) for one, entry in zip(mine, entries, strict=True)])
    return [next(queue) if one.section == section else one for one in named], ""


def _across(entry: Entry) -> tuple[float, ...]:
    return entry.page, round(entry.top / 3), entry.box.x


def _down(entry: Entry) -> tuple[float, ...]:
    return entry.page, round(entry.box.x / 5), entry.top


def _names(named: list[Named], row: Correction) -> tuple[list[Named], str]:
    section, text = row.words
    names = expanded(text)
    count = sum(one.section == section for one in named)
    if len(names) != count:
        return named, f"{len(names)} names for the {count} items of section {section}"
    queue = iter(names)
    return [replace(one, item=next(queue)) if one.section == section else one for one in named], ""


def expanded(text: str) -> list[str]:
    names: list[str] = []
    for part in text.replace(",", " ").split():
        expanded = expand(part)
        names += [part] if isinstance(expanded, str) else expanded
    return names


def _name(named: list[Named], row: Correction) -> tuple[list[Named], str]:
    x, y = row.numbers(1, 3)
    hit = [i for i, one in enumerate(named) if one.entry.page == row.page() and any(_holds(o.box, x, y) for o in one.entry.outlines)]
    if not hit:
        return named, f"no item has an outline at {x:g}, {y:g} mm"
    return [replace(one, section=row.words[3], item=row.words[4]) if i == hit[0] else one for i, one in enumerate(named)], ""


def _options(named: list[Named], row: Correction) -> tuple[list[Named], str]:
    section, item, text = row.words
    labels = tuple(expanded(text))
    mine = [one for one in named if one.section == section and item in {"", one.item}]
    wrong = [one.item for one in mine if len(one.entry.outlines) != len(labels)]
    if not mine or wrong:
        return named, f"{len(labels)} labels do not fit {'item ' + wrong[0] if wrong else 'any item'} of section {section}"
    changed = {id(one) for one in mine}
    return [replace(one, entry=replace(one.entry, labels=labels, read=True)) if id(one) in changed else one for one in named], ""


def _rename(named: list[Named], row: Correction) -> tuple[list[Named], str]:
    old, new = row.words
    if not any(one.section == old for one in named):
        return named, f"there is no section {old}"
    return [replace(one, section=new) if one.section == old else one for one in named], ""


_NAMERS = {"order": _order, "names": _names, "name": _name, "options": _options, "rename": _rename}


def corrected_fields(fields: tuple[Field, ...], corrections: Corrections, page: int) -> tuple[Field, ...]:
    """Fields of a page with the kinds that a person gave them."""
    for row in corrections.of("field"):
        if row.page() == page:
            x, y = row.numbers(1, 3)
            hit = [field for field in fields if _holds(field.box, x, y)]
            fields = tuple(
                replace(field, kind=FieldKind(row.words[3])) if any(_of_one_grid(field, one) for one in hit) else field for field in fields
            )
    return fields


def _of_one_grid(field: Field, hit: Field) -> bool:
    """Whether a field is what was pointed at, or another column of the same grid."""
    columns = bool(hit.options) and (field.kind, field.printed) == (hit.kind, hit.printed)
    return field == hit or (columns and [one.label for one in field.options] == [one.label for one in hit.options])
