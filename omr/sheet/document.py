"""An exam's form as the data that the Typst templates are fed with. What is printed where a form permutes is decided here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias

from omr.model.exam import Exam, Form, Item, Kind, Option, Section, Shape, Texts
from omr.sheet.symbols import marker_paths

Json: TypeAlias = dict[str, object]
Paper: TypeAlias = Literal["a4", "letter"]
PAPER_MM = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height: ISO 216 and ANSI A."""
LETTER_INSIDE = 2
"""An option's label of up to so many characters is printed inside its outline."""


@cache
def _words() -> dict[str, dict[str, str | list[str]]]:
    text = files("omr.sheet").joinpath("words.json").read_text(encoding="utf-8")
    words: dict[str, dict[str, str | list[str]]] = json.loads(text)
    return words


def _word(language: str, key: str) -> str:
    """A word of the sheet; English where the language is not among ours."""
    return str(_words().get(language, _words()["en"])[key])


def _texts(texts: Texts, languages: Sequence[str]) -> list[str]:
    return [texts[language] for language in languages if texts.get(language)]


def _number(points: Decimal) -> str:
    return f"{points.normalize():f}"


def _points(section: Section, languages: Sequence[str]) -> list[str]:
    """The text "32 pts, 2 points each" of the first language, then only the words that differ in the others."""
    total = section.points
    first = languages[0]
    text = _word(first, "point" if total == 1 else "points").format(n=_number(total))
    each = {item.points for item in section.items}
    if len(section.items) == 1 or not section.each or len(each) != 1:
        return [text]
    one = each.pop()
    text += ", " + _word(first, "each_one" if one == 1 else "each").format(n=_number(one))
    others = dict.fromkeys(_word(language, "each_joined") for language in languages[1:])
    return [text, *(word for word in others if word != _word(first, "each_joined"))]


def _option(option: Option, standing: Option, shape: Shape, languages: Sequence[str]) -> Json:
    """``option`` printed where the base form has ``standing``: a letter shows the place, a text shows the option itself."""
    text = _texts(option.text, languages) if shape is Shape.BOX else []
    if not text and len(standing.label) > LETTER_INSIDE:
        text = [option.label]
    printed = "" if text or standing.label == option.label else standing.label
    return {"label": option.label, "printed": printed, "shown": standing.label, "text": text}


def _item(item: Item, standing: Item, section: Section, form: Form, languages: Sequence[str]) -> Json:
    by_label = {option.label: option for option in item.options}
    order = [by_label[label] for label in form.options.get(item.ref, tuple(by_label))]
    varies = not section.each and len(section.items) > 1
    return {
        "name": item.name,
        "printed": standing.name,
        "note": f" {_word(languages[0], 'point' if item.points == 1 else 'points').format(n=_number(item.points))}" if varies else "",
        "blanks": list(item.blanks),
        "options": [_option(option, base, section.shape, languages) for option, base in zip(order, item.options, strict=True)],
    }


def _section(section: Section, form: Form, languages: Sequence[str]) -> Json:
    by_name = {item.name: item for item in section.items}
    order = [by_name[name] for name in form.items.get(section.name, tuple(by_name))]
    return {
        "name": section.name,
        "title": _texts(section.title, languages),
        "points": _points(section, languages),
        "kind": section.kind.value,
        "shape": "box" if section.kind is Kind.NUMBER else section.shape.value,
        "items": [_item(item, standing, section, form, languages) for item, standing in zip(order, section.items, strict=True)],
    }


def _instructions(exam: Exam) -> list[Json]:
    entries: list[Json] = []
    for language in exam.languages:
        lines = exam.instructions.get(language) or _words().get(language, _words()["en"])["lines"]
        entries.append({"lang": language, "title": _word(language, "instructions"), "lines": list(lines)})
    return entries


def document(exam: Exam, form: Form, paper: Paper) -> Json:
    """Everything the templates need for the pages of one form."""
    keys = [key for key, word in _words()["en"].items() if isinstance(word, str)]
    facts = [("date", exam.date), ("time", exam.time), ("duration", exam.duration)]
    return {
        "name": exam.name,
        "paper": PAPER_MM[paper],
        "title": _texts(exam.title, exam.languages) or [exam.name],
        "languages": list(exam.languages),
        "words": {key: [_word(language, key) for language in exam.languages] for key in keys},
        "facts": [fact for fact in facts if fact[1]],
        "code": form.code,
        "digits": exam.student_digits,
        "instructions": _instructions(exam),
        "sections": [_section(section, form, exam.languages) for section in exam.sections],
        "markers": marker_paths(),
    }
