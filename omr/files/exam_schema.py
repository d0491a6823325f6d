"""The shape of ``exam.yaml`` (pydantic): which words it may use, and what each of them holds. Every scalar arrives as text."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Texts = Annotated[dict[str, str], BeforeValidator(lambda value: {"": value} if isinstance(value, str) else value)]
"""A text per language, or one text for all of them."""
Names = Annotated[list[str], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]
"""Names and ranges of names, or a single one of either."""
Points = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=9, decimal_places=4)]


class Strict(BaseModel):
    """No word that is not ours: a misspelt one would otherwise be ignored silently."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OptionRow(Strict):
    """``{label: T, text: {en: True, fr: Vrai}}``."""

    label: str
    text: Texts = {}
    fixed: bool = False


class ItemRow(Strict):
    """``{name: iii, points: 3, options: a-e, fixed: [d, e]}``; what is absent is the section's."""

    name: str
    points: Points | None = None
    wrong: Points | None = None
    options: str | list[str | OptionRow] | None = None
    fixed: Names | None = None
    blanks: Names | None = None
    choose: Literal["one", "many"] | None = None
    partial: Literal["none", "per_blank"] | None = None


class SectionRow(Strict):
    """One section."""

    name: str
    title: Texts = {}
    points: Points | None = None
    wrong: Points = Decimal(0)
    kind: Literal["choice", "number"] = "choice"
    shape: Literal["box", "circle"] = "box"
    items: str | list[str | ItemRow]
    options: str | list[str | OptionRow] | None = None
    fixed: Names = []
    blanks: Names | None = None
    choose: Literal["one", "many"] = "one"
    partial: Literal["none", "per_blank"] = "none"


class FormRow(Strict):
    """A printed version: per section the base form's items in printed order, per item its options in printed order."""

    code: str = Field(pattern=r"^[0-9A-Za-z-]{1,12}$")
    items: dict[str, Names] = {}
    options: dict[str, dict[str, Names]] = {}


class StudentNumberRow(Strict):
    """How the student number is given."""

    digits: int = Field(default=8, ge=1, le=20)


class ExamRow(Strict):
    """The whole file."""

    exam: str = Field(pattern=r"^[0-9A-Za-z-]{1,40}$")
    title: Texts
    languages: Names = ["en"]
    date: str = ""
    time: str = ""
    duration: str = ""
    student_number: StudentNumberRow = StudentNumberRow()
    multiple: Literal["wrong"] = "wrong"
    cancelled: Literal["review", "ignore", "count"] = "review"
    rounding: int = Field(default=2, ge=0, le=6)
    scale: Points | None = None
    instructions: dict[str, list[str]] = {}
    sections: list[SectionRow] = Field(min_length=1)
    forms: list[FormRow] = Field(min_length=1)
