"""``exam.yaml`` → Exam.

exam: IFT6135                  # the short id that the QR code carries
title: {en: ..., fr: ...}      # a text per language, or one text
languages: [en, fr]
date: 2022-04-25               # printed as written; so are time and duration
student_number: {digits: 8}
multiple: wrong                # more than one mark
cancelled: review              # review | ignore | count: what a mark struck out by the student means
rounding: 2                    # decimal places of totals
scale: 20                      # optional: totals are rescaled to it
instructions: {en: [...]}      # optional: replaces the paragraphs on the cover
sections:
- name: 1
title: {en: ..., fr: ...}
points: 2                  # each; an item may have its own
wrong: -0.5                # optional: points for a wrong answer
kind: choice               # choice | number
shape: box                 # box | circle
items: a-p                 # names, ranges, or {name: ii, points: 3, options: a-d, fixed: [d]}
options: [{label: T, text: {en: True, fr: Vrai}}, ...]   # or a-e
fixed: [d, e]              # options that speak of others keep their place in every form
blanks: [p, s]             # of number items
choose: many               # several marks are one answer
partial: per_blank         # each blank earns its share
forms:
- code: 1011                 # the base form
- code: 1012
items: {1: [c, a, b]}      # printed first, second, third: these items of the base form
options: {3: {ii: [d, a, b, c]}}
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from pydantic import ValidationError

from omr.files.exam_schema import ExamRow, FormRow, ItemRow, OptionRow, SectionRow
from omr.files.names import BLANK, NAME, RESERVED_BLANKS, RESERVED_LABELS, expand
from omr.files.problems import Problems, did_you_mean, file_bytes, shown
from omr.files.yamltree import Document, Loc, read_tree
from omr.model.exam import Cancelled, Exam, Form, Item, ItemRef, Kind, Option, Partial, Section, Shape

EXAM_FILE = "exam.yaml"


def read_exam(path: Path) -> Exam:
    """The exam described by a file; raises BadExam with every problem found in it."""
    problems = Problems(path)
    exam = exam_of(path, problems)
    problems.check()
    if exam is None:  # a reader that gives nothing has noted why
        raise AssertionError(f"{path}: no exam and no problem")
    return exam


def exam_of(path: Path, problems: Problems) -> Exam | None:
    """The exam, or None with the reasons noted."""
    raw = file_bytes(path, problems)
    if raw is None:
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(raw.count(b"\n", 0, error.start) + 1, "bytes that are not UTF-8", "a file saved as UTF-8")
        return None
    document = read_tree(text, problems)
    return None if document is None else _Reader(document, problems).exam()


class _Reader:
    """One reading of one file: its lines and the list that its problems go to."""

    def __init__(self, document: Document, problems: Problems) -> None:
        self.document = document
        self.problems = problems

    def note(self, loc: Loc, found: str, expected: str) -> None:
        self.problems.add(self.document.line(loc), found, expected)

    def exam(self) -> Exam | None:
        try:
            row = ExamRow.model_validate(self.document.tree)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                self._schema_problem(detail["loc"], detail["type"], detail["msg"], detail.get("input"))
            return None
        sections = tuple(self._section(section, ("sections", place), tuple(row.languages)) for place, section in enumerate(row.sections))
        self._twice((section.name for section in sections), ("sections",), "section")
        exam = Exam(
            name=row.exam,
            title=self._texts(row.title, row.languages),
            languages=tuple(row.languages),
            date=row.date,
            time=row.time,
            duration=row.duration,
            sections=sections,
            forms=(),
            student_digits=row.student_number.digits,
            cancelled=Cancelled(row.cancelled),
            decimals=row.rounding,
            scale=row.scale,
            instructions={language: tuple(lines) for language, lines in row.instructions.items()},
        )
        forms = tuple(self._form(form.code, form.items, form.options, ("forms", place), exam) for place, form in enumerate(row.forms))
        self._twice((form.code for form in forms), ("forms",), "form")
        if row.scale is not None and row.scale <= 0:
            self.note(("scale",), shown(str(row.scale)), "a maximum above 0")
        return replace(exam, forms=forms)

    def _schema_problem(self, loc: tuple[int | str, ...], kind: str, message: str, given: object) -> None:
        """A pydantic error in our words. Its place may name union branches, which the file does not have."""
        place = tuple(
            step for step in loc if not isinstance(step, str) or (*loc[: loc.index(step)], step) in self.document.lines or step == loc[-1]
        )
        if kind == "extra_forbidden":
            words = {word for rows in (ExamRow, SectionRow, ItemRow, OptionRow, FormRow) for word in rows.model_fields}
            self.note(place, f"the unknown word {shown(str(loc[-1]))}", f"one of the words of exam.yaml{did_you_mean(str(loc[-1]), words)}")
        elif kind == "missing":
            self.note(place[:-1], f"no {loc[-1]!r} here", f"a line {loc[-1]}: …")
        else:
            text = shown(given) if isinstance(given, str) else f"a {type(given).__name__}"
            what = repr(loc[-1]) if loc else "the whole file"
            self.note(place, f"{text} for {what}", message[:1].lower() + message[1:])

    def _texts(self, texts: dict[str, str], languages: Sequence[str]) -> dict[str, str]:
        if set(texts) == {""}:
            return {languages[0]: texts[""]}
        return {language: texts[language] for language in languages if language in texts}

    def _twice(self, names: Iterable[str], loc: Loc, what: str) -> None:
        seen: set[str] = set()
        for place, name in enumerate(names):
            if name in seen:
                self.note((*loc, place), f"{what} {shown(name)} a second time", f"each {what} once")
            seen.add(name)

    def _names(self, written: Iterable[str], loc: Loc) -> tuple[str, ...]:
        names: list[str] = []
        for entry in written:
            expanded = expand(entry)
            if isinstance(expanded, str):
                self.note(loc, shown(entry), expanded)
            else:
                names.extend(expanded)
        return tuple(names)

    def _section(self, row: SectionRow, loc: Loc, languages: tuple[str, ...]) -> Section:
        if not NAME.fullmatch(row.name):
            self.note((*loc, "name"), shown(row.name), "a name of letters and digits")
        entries = [row.items] if isinstance(row.items, str) else row.items
        rows: list[tuple[Loc, ItemRow]] = []
        for place, entry in enumerate(entries):
            where = (*loc, "items", place)
            if isinstance(entry, str):
                rows += [(where, ItemRow(name=name)) for name in self._names([entry], where)]
            else:
                self._names([entry.name], where)
                rows.append((where, entry))
        items = tuple(self._item(row, item, where, languages) for where, item in rows)
        self._twice((item.name for item in items), (*loc, "items"), "item")
        each = len({item.points for item in items}) == 1
        return Section(row.name, self._texts(row.title, languages), Kind(row.kind), items, Shape(row.shape), each)

    def _item(self, section: SectionRow, row: ItemRow, loc: Loc, languages: tuple[str, ...]) -> Item:
        kind = Kind(section.kind)
        points = row.points if row.points is not None else section.points
        if points is None or points < 0:
            self.note(loc, f"no points for item {row.name!r}" if points is None else shown(str(points)), "points: a number ≥ 0")
        wrong = row.wrong if row.wrong is not None else section.wrong
        if wrong > 0:
            self.note(loc, f"{wrong} points for a wrong answer", "0 or a negative number")
        options = self._options(section, row, loc, languages) if kind is Kind.CHOICE else ()
        blanks = self._blanks(section, row, loc) if kind is Kind.NUMBER else ()
        choose_many = (row.choose or section.choose) == "many"
        partial = Partial(row.partial or section.partial)
        return Item(section.name, row.name, kind, points or Decimal(0), options, blanks, choose_many, partial, wrong)

    def _options(self, section: SectionRow, row: ItemRow, loc: Loc, languages: tuple[str, ...]) -> tuple[Option, ...]:
        written = row.options if row.options is not None else section.options
        if written is None:
            self.note(loc, f"no options for item {row.name!r}", "options: of the item or of its section")
            return ()
        fixed = set(self._names(row.fixed if row.fixed is not None else section.fixed, loc))
        options: list[Option] = []
        for entry in [written] if isinstance(written, str) else written:
            if isinstance(entry, OptionRow):
                options.append(Option(entry.label, self._texts(entry.text, languages), entry.fixed or entry.label in fixed))
            else:
                options += [Option(label, {}, label in fixed) for label in self._names([entry], loc)]
        labels = [option.label for option in options]
        self._twice(labels, loc, "option")
        for label in labels:
            if not NAME.fullmatch(label) or label in RESERVED_LABELS:
                self.note(loc, f"the label {shown(label)}", "a label of letters and digits, none of our own words")
        if len(options) < 2 and (row.choose or section.choose) != "many":
            self.note(loc, f"{len(options)} option for item {row.name!r}", "at least two")
        for label in sorted(fixed - set(labels)):
            if row.fixed is not None:
                self.note(loc, f"the fixed option {shown(label)}", f"one of {', '.join(labels)}")
        return tuple(options)

    def _blanks(self, section: SectionRow, row: ItemRow, loc: Loc) -> tuple[str, ...]:
        blanks = tuple(row.blanks or section.blanks or ())
        if not blanks:
            self.note(loc, f"no blanks for item {row.name!r}", "blanks: the names of its variables")
        self._twice(blanks, loc, "blank")
        for name in blanks:
            if not BLANK.fullmatch(name) or name in RESERVED_BLANKS:
                self.note(loc, f"the blank {shown(name)}", "a variable's name: letters and digits, none of the functions' names")
        return blanks

    def _form(self, code: str, items: dict[str, list[str]], options: dict[str, dict[str, list[str]]], loc: Loc, exam: Exam) -> Form:
        known = {section.name: section for section in exam.sections}
        orders: dict[str, tuple[str, ...]] = {}
        for name, order in items.items():
            where = (*loc, "items", name)
            if name not in known:
                self.note(where, f"section {shown(name)}", f"a section of the exam{did_you_mean(name, known)}")
                continue
            orders[name] = self._permuted(order, [item.name for item in known[name].items], where)
        permuted: dict[ItemRef, tuple[str, ...]] = {}
        for name, by_item in options.items():
            for item_name, order in by_item.items():
                where = (*loc, "options", name, item_name)
                item = next((item for item in exam.items if item.ref == (name, item_name)), None)
                if item is None:
                    self.note(where, f"item {shown(item_name)} of section {shown(name)}", "an item of the exam")
                    continue
                labels = [option.label for option in item.options]
                now = self._permuted(order, labels, where)
                for option, label in zip(item.options, now, strict=False):
                    if option.fixed and option.label != label:
                        self.note(where, f"{label!r} in the place of {option.label!r}", f"{option.label!r}: it is fixed")
                permuted[item.ref] = now
        return Form(code, orders, permuted)

    def _permuted(self, written: list[str], base: list[str], loc: Loc) -> tuple[str, ...]:
        order = self._names(written, loc)
        if sorted(order) != sorted(base):
            missing = [name for name in base if name not in order]
            strange = [name for name in order if name not in base]
            said = "; ".join([*(f"no {name!r}" for name in missing), *(f"unknown {name!r}" for name in strange)]) or "a name twice"
            self.note(loc, f"an order with {said}", f"each of {', '.join(base)} once")
            return tuple(base)
        return order
