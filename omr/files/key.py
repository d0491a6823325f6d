"""``key.csv`` → Key: the only place for answers, in the names of the base form."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from omr.files.condition import condition_problem
from omr.files.problems import Problems, did_you_mean, one_of, shown
from omr.files.rows import Row, read_rows
from omr.model.exam import Answer, ChoiceAnswer, Exam, Item, ItemRef, Key, Kind, NumberAnswer, Special

COLUMNS = ("form", "section", "item", "answer")
VALUE = re.compile(r"([A-Za-z][A-Za-z0-9_]*)=([+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?)", re.ASCII)
"""One blank of an answer: ``p=3``, ``x=-0.5``."""


def read_key(path: Path, exam: Exam) -> Key:
    """The key of an exam; raises BadExam with every problem found in the file."""
    problems = Problems(path)
    key = key_of(path, exam, problems)
    problems.check()
    return key


def key_of(path: Path, exam: Exam, problems: Problems, *, whole: bool = True) -> Key:
    """The key, with what is wrong noted. Rows for another form may be given and must agree with the base form's.

    Not ``whole`` means that parts of the exam could not be read: names that may be theirs pass.
    """
    items = {item.ref: item for item in exam.items}
    key: dict[ItemRef, Answer] = {}
    lines: dict[tuple[str, ItemRef], int] = {}
    first: dict[ItemRef, int] = {}
    for row in read_rows(path, problems, COLUMNS):
        ref = ItemRef(row.cells["section"], row.cells["item"])
        if not (_known(row, ref, exam, items, problems) if whole else ref in items):
            continue
        place = (row.cells["form"], ref)
        if place in lines:
            problems.add(
                row.line, f"item {ref.item!r} of section {ref.section!r} a second time", f"it once; it stands on line {lines[place]}"
            )
            continue
        lines[place] = row.line
        answer = _answer(row, items[ref], problems)
        if answer is None:
            continue
        if ref in key and key[ref] != answer:
            problems.add(row.line, f"the answer {shown(row.cells['answer'])} for form {row.cells['form']}", f"that of line {first[ref]}")
        key.setdefault(ref, answer)
        first.setdefault(ref, row.line)
    given = {ref for _, ref in lines}
    if whole:
        _check_forms(lines, exam.forms[0].code, problems)
    unreadable = not given and problems.found  # of a file that could not be read, each item that it lacks would hide why
    for ref in items:
        if ref not in given and whole and not unreadable:
            expected = "one row for each item (`-` drops it, `?` is not known yet)"
            problems.add(None, f"no answer for item {ref.item!r} of section {ref.section!r}", expected)
    return key


def _check_forms(lines: Mapping[tuple[str, ItemRef], int], base: str, problems: Problems) -> None:
    """Whoever answers for another form than ``base`` alone may have copied its paper, on which items and options have other names."""
    alone = [(line, form) for (form, ref), line in lines.items() if form not in {"", base} and not {("", ref), (base, ref)} & lines.keys()]
    if alone:
        line, form = alone[0]
        expected = f"the answer for form {base}, or for none: items and options go by their names there, whatever other forms print"
        problems.add(line, f"an answer for form {form} alone (as for {len(alone)} items)", expected)


def key_template(items: Iterable[ItemRef]) -> str:
    """The text of a ``key.csv`` of these items for somebody to fill in."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(("", *ref, Special.UNKNOWN.value) for ref in items)
    return text.getvalue()


def is_unfilled(text: str) -> bool:
    """Whether nobody has given an answer yet in a ``key.csv`` made by ``key_template``."""
    head, *rows = list(csv.reader(io.StringIO(text))) or [[]]
    return head == [*COLUMNS] and all(row[-1:] == [Special.UNKNOWN.value] for row in rows)


def unknown_key(exam: Exam) -> Key:
    """The key of an exam whose answers nobody has given yet."""
    return {item.ref: Special.UNKNOWN for item in exam.items}


def _known(row: Row, ref: ItemRef, exam: Exam, items: Mapping[ItemRef, Item], problems: Problems) -> bool:
    form = row.cells["form"]
    codes = [known.code for known in exam.forms]
    if form and form not in codes:
        problems.add(row.line, f"the form {shown(form)}", f"{one_of(codes)}{did_you_mean(form, codes)}")
        return False
    if ref in items:
        return True
    sections = [section.name for section in exam.sections]
    if ref.section not in sections:
        problems.add(row.line, f"the section {shown(ref.section)}", f"one of {', '.join(sections)}{did_you_mean(ref.section, sections)}")
    else:
        names = [item.item for item in items if item.section == ref.section]
        problems.add(row.line, f"the item {shown(ref.item)} of section {ref.section}", f"{one_of(names)}{did_you_mean(ref.item, names)}")
    return False


def _answer(row: Row, item: Item, problems: Problems) -> Answer | None:
    text = row.cells["answer"]
    if text in set(Special):
        return Special(text)
    if not text:
        expected = "an answer, `*` (full points), `-` (dropped) or `?` (not known yet)"
        problems.add(row.line, f"no answer for item {item.name!r} of section {item.section!r}", expected)
        return None
    return _choice(text, row, item, problems) if item.kind is Kind.CHOICE else _number(text, row, item, problems)


def _choice(text: str, row: Row, item: Item, problems: Problems) -> Answer | None:
    labels = [option.label for option in item.options]
    parts = [[part.strip() for part in alternative.split("&")] for alternative in text.split("|")]
    alternatives = [frozenset(labelled) for labelled in parts]
    unknown = sorted(label for alternative in alternatives for label in alternative if label not in labels)
    if unknown:
        several = (
            "; several of them as A&C, either as A|C" if len(labels) > 1 and _lists(unknown, labels) else did_you_mean(unknown[0], labels)
        )
        problems.add(row.line, f"the answer {shown(text)}", f"{one_of(labels)}{several}")
        return None
    if len(set(alternatives)) < len(alternatives) or any(len(set(labelled)) < len(labelled) for labelled in parts):
        problems.add(row.line, f"the answer {shown(text)}, which says the same twice", "each label and each alternative once")
        return None
    if not item.choose_many and any(len(alternative) > 1 for alternative in alternatives):
        problems.add(
            row.line, f"the answer {shown(text)} for an item with one mark", "one label, A|C for either, or `choose: many` in exam.yaml"
        )
        return None
    return ChoiceAnswer(tuple(alternatives))


def _lists(unknown: Sequence[str], labels: Sequence[str]) -> bool:
    """Whether an answer names several options, written otherwise than a key does: ``a, c`` or ``a+c``."""
    return any(len(named := re.split(r"[\s,;+/]+", one)) > 1 and set(named) <= set(labels) for one in unknown)


def _number(text: str, row: Row, item: Item, problems: Problems) -> Answer | None:
    alternatives: list[Mapping[str, Decimal] | str] = []
    for part in (piece.strip() for piece in text.split("|")):
        values = number_values(part)
        if values is not None and set(values) == set(item.blanks):
            alternatives.append(values)
            continue
        expected = condition_problem(part, item.blanks) if values is None else f"a value for each of {', '.join(item.blanks)}"
        if expected:
            problems.add(row.line, f"the answer {shown(part)}", expected)
            return None
        alternatives.append(part)
    return NumberAnswer(tuple(alternatives))


def number_values(text: str) -> dict[str, Decimal] | None:
    """``p=3 s=2`` as its values, or None where the text is none."""
    values: dict[str, Decimal] = {}
    for word in text.split():
        match = VALUE.fullmatch(word)
        if match is None or match[1] in values:
            return None
        values[match[1]] = Decimal(match[2])
    return values or None
