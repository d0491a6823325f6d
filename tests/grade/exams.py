"""Small exams and responses made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pandas as pd

from omr.grade import RESPONSE_COLUMNS
from omr.model.exam import (
    Answer,
    ChoiceAnswer,
    Exam,
    Form,
    Item,
    ItemRef,
    Kind,
    NumberAnswer,
    Option,
    Partial,
    Section,
    Student,
)
from omr.model.response import Sheet

COLUMNS = list(RESPONSE_COLUMNS)
ROSTER = (Student("00000001", "Ada Émond"), Student("00000002", "Bo Li"), Student("00000003", "Cy Roy"))


def choice(name: str, points: str = "1", wrong: str = "0", *, many: bool = False, section: str = "1") -> Item:
    options = tuple(Option(label) for label in "abcd")
    return Item(section, name, Kind.CHOICE, Decimal(points), options, choose_many=many, wrong=Decimal(wrong))


def number(name: str, blanks: Sequence[str], points: str = "2", partial: Partial = Partial.NONE, section: str = "2") -> Item:
    return Item(section, name, Kind.NUMBER, Decimal(points), blanks=tuple(blanks), partial=partial)


def exam(*items: Item, decimals: int = 2, scale: str | None = None) -> Exam:
    names = list(dict.fromkeys(item.section for item in items))
    mine = {name: tuple(item for item in items if item.section == name) for name in names}
    sections = tuple(Section(name, {"en": f"Section {name}"}, mine[name][0].kind, mine[name]) for name in names)
    scaled = None if scale is None else Decimal(scale)
    return Exam("test", {"en": "Test"}, ("en",), "2026-01-05", "09:00", sections, (Form("1011"),), decimals=decimals, scale=scaled)


def right(text: str) -> ChoiceAnswer:
    """``a|c`` or ``a&c`` as the key writes them."""
    return ChoiceAnswer(tuple(frozenset(part.split("&")) for part in text.split("|")))


def values(**numbers: str) -> NumberAnswer:
    return NumberAnswer(({name: Decimal(value) for name, value in numbers.items()},))


def key(exam: Exam, *answers: Answer) -> dict[ItemRef, Answer]:
    return {item.ref: answer for item, answer in zip(exam.items, answers, strict=True)}


def sheet(name: str = "S1", student_number: str = "00000001", *, conflict: bool = False) -> Sheet:
    return Sheet(name, student_number, "1011", (), conflict=conflict)


def responses(exam: Exam, said: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Per sheet what each item says: labels, "" for omitted, "?" for unsure, ``a&b`` for multiple unless the item takes several."""
    rows = []
    for name, texts in said.items():
        for item, text in zip(exam.items, texts, strict=True):
            status = {"": "omitted", "?": "unsure"}.get(text, "multiple" if "&" in text and not item.choose_many else "answered")
            rows.append([name, "", "1011", *item.ref, "" if status == "unsure" else text, status, "", "1.0", "", "", ""])
    return pd.DataFrame(rows, columns=COLUMNS, dtype=str)
