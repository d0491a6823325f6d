"""``exam.yaml`` → Exam. The format::

    exam: IFT6135                  # the short id that the QR code carries: letters, digits, dashes
    title: {en: ..., fr: ...}      # a text for each language, or one text for all
    languages: [en, fr]
    date: 2022-04-25               # printed as written; so are time and duration
    time: 9h30 – 12h30
    duration: 3 h
    student_number: {digits: 8}    # or 7-8, where numbers differ in length
    multiple: wrong                # what more than one mark means
    cancelled: review              # review | ignore | count: what a mark struck out by the student means
    silent_errors: 1 in 1000       # optional: how many responses may be wrong without a question; what is surer is not asked
    rounding: 2                    # decimal places of totals
    scale: 20                      # optional: totals are rescaled to this maximum
    instructions: {en: [...]}      # optional: paragraphs that replace those on the cover, per language
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
        choose: many               # optional: several marks are one answer
      - name: 2
        points: 4
        kind: number
        items: [{name: a, blanks: [p, s]}]      # the variables of its blanks
        partial: per_blank         # optional: each blank earns its share
    forms:
      - code: 1011                 # the base form: names in the key and in results are its names
      - code: 1012
        items: {1: [c, a, b]}      # printed first, second, third: these items of the base form
        options: {3: {ii: [d, a, b, c]}}

Ranges are ``a-p``, ``i-iv`` or ``1-20``. A section with one item calls it ``i``; no name is printed for it. Every value is
taken as the text that stands there (``0123`` keeps its zero). Anchors and aliases are refused.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from omr.files.exam_forms import read_form
from omr.files.exam_schema import ExamRow, FormRow, SectionRow, sound_head, validated
from omr.files.exam_sections import read_section
from omr.files.exam_texts import Place, texts_of
from omr.files.problems import Problems, file_bytes, shown
from omr.files.yamltree import Document, read_tree
from omr.model.exam import Cancelled, Exam, Form, Section

EXAM_FILE = "exam.yaml"
DIGITS = re.compile(r"([1-9][0-9]?)(?:\s*-\s*([1-9][0-9]?))?", re.ASCII)
SHARE = re.compile(r"1 in ([1-9][0-9,]{0,11})", re.ASCII)
MOST_DIGITS = 20
"""Boxes that fit in a row of the cover."""


def read_exam(path: Path) -> Exam:
    """The exam described by a file; raises BadExam with every problem found in it."""
    problems = Problems(path)
    exam = exam_of(path, problems)
    problems.check()
    if exam is None:  # a reader that gives nothing has noted why
        raise AssertionError(f"{path}: no exam and no problem")
    return exam


def exam_of(path: Path, problems: Problems) -> Exam | None:
    """The exam, or None with the reasons noted. With problems noted it is only what could be read of it: enough to check a key."""
    raw = file_bytes(path, problems)
    if raw is None:
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(raw.count(b"\n", 0, error.start) + 1, "bytes that are not UTF-8", "a file saved as UTF-8")
        return None
    document = read_tree(text, problems)
    return None if document is None else _exam(document, problems)


def _exam(document: Document, problems: Problems) -> Exam | None:
    top = Place(document, problems)
    validated(ExamRow, document.tree, (), lambda loc, found, expected: problems.add(document.line(loc), found, expected))
    if not isinstance(document.tree, dict):
        return None
    row = sound_head(document.tree)
    exam = replace(_head(row, top), sections=_sections(row, top))
    return replace(exam, forms=_forms(row, exam, top))


def _sections(row: ExamRow, top: Place) -> tuple[Section, ...]:
    sections = []
    for index, tree in enumerate(row.sections):
        place = top.at("sections", index)
        section = validated(SectionRow, tree, place.loc, place.note_at)
        if section is not None:
            sections.append((place, read_section(section, place, tuple(row.languages))))
    if not row.sections:
        top.at("sections").note("no sections", "at least one section")
    top.once(((place.at("name"), section.name) for place, section in sections), "section")
    return tuple(section for _, section in sections)


def _forms(row: ExamRow, exam: Exam, top: Place) -> tuple[Form, ...]:
    forms = []
    for index, tree in enumerate(row.forms):
        place = top.at("forms", index)
        form = validated(FormRow, tree, place.loc, place.note_at)
        if form is not None:
            forms.append((place, read_form(form, exam, place)))
    if not row.forms:
        top.at("forms").note("no forms", "at least one form")
    top.once(((place.at("code"), form.code) for place, form in forms), "form")
    return tuple(form for _, form in forms)


def _head(row: ExamRow, top: Place) -> Exam:
    """The exam's own words, without sections and forms."""
    top.once(((top.at("languages", index), language) for index, language in enumerate(row.languages)), "language")
    if not row.languages or not all(row.languages):
        top.at("languages").note("no language", "at least one, such as en")
    if row.scale is not None and row.scale <= 0:
        top.at("scale").note(shown(str(row.scale)), "a maximum above 0")
    for language in sorted(set(row.instructions) - set(row.languages)):
        top.at("instructions", language).note(f"the language {shown(language)}", f"one of {', '.join(row.languages)}")
    least, most = _digits(row.student_number.digits, top.at("student_number", "digits"))
    return Exam(
        name=row.exam,
        title=texts_of(row.title, row.languages, top.at("title"), needed=True),
        languages=tuple(row.languages),
        date=row.date,
        time=row.time,
        duration=row.duration,
        sections=(),
        forms=(),
        student_digits=most,
        fewest_digits=least if least < most else None,
        cancelled=Cancelled(row.cancelled),
        silent_errors=_share(row.silent_errors, top.at("silent_errors")) if row.silent_errors else None,
        decimals=row.rounding,
        scale=row.scale,
        instructions={language: tuple(lines) for language, lines in row.instructions.items()},
    )


def _share(written: str, place: Place) -> float | None:
    """``1 in 1000`` as a share."""
    match = SHARE.fullmatch(written.strip())
    if not match:
        place.note(f"{shown(written)} for 'silent_errors'", "a share such as 1 in 1000")
        return None
    return 1 / int(match[1].replace(",", ""))


def _digits(written: str, place: Place) -> tuple[int, int]:
    """The fewest and the most digits of a student number."""
    match = DIGITS.fullmatch(written.strip())
    least, most = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= least <= most <= MOST_DIGITS:
        place.note(f"{shown(written)} for 'digits'", f"a number from 1 to {MOST_DIGITS}, or a range such as 7-8")
        return 1, MOST_DIGITS
    return least, most
