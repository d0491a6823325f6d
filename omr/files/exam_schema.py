"""The shape of ``exam.yaml`` (pydantic): which words it may use, and what each of them holds. Every scalar arrives as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from omr.files.problems import did_you_mean, shown
from omr.files.yamltree import Loc, Tree

Note = Callable[[Loc, str, str], None]
"""Takes down a problem: its place, what was found, what was expected."""


def _text_per_language(value: object) -> object:
    return {"": value} if isinstance(value, str) else value


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _named_by(word: str) -> Callable[[object], object]:
    """What makes a list of rows of a single entry, and of an entry that is a plain text the row with just that ``word``."""

    def rows(value: object) -> object:
        entries = value if isinstance(value, list) else [value]
        return [{word: entry} if isinstance(entry, str) else entry for entry in entries]

    return rows


Texts = Annotated[dict[str, str], BeforeValidator(_text_per_language)]
"""A text per language, or one text for all of them."""
Names = Annotated[list[str], BeforeValidator(_listed)]
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


Options = Annotated[list[OptionRow], BeforeValidator(_named_by("label"))]


class ItemRow(Strict):
    """``{name: iii, points: 3, options: a-e, fixed: [d, e]}``; what is absent is the section's."""

    name: str
    points: Points | None = None
    wrong: Points | None = None
    options: Options | None = None
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
    items: Annotated[list[ItemRow], BeforeValidator(_named_by("name"))]
    options: Options | None = None
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
    """How the student number is given: ``digits`` is ``8``, or ``7-8`` where numbers differ in length."""

    digits: str = "8"


class ExamRow(Strict):
    """The whole file, but for its sections and forms: each of those is checked by itself, so that one hides nothing of another."""

    exam: str = Field(pattern=r"^[0-9A-Za-z-]{1,40}$")
    title: Texts
    languages: Names = ["en"]
    date: str = ""
    time: str = ""
    duration: str = ""
    student_number: StudentNumberRow = StudentNumberRow()
    multiple: Literal["wrong"] = "wrong"
    cancelled: Literal["review", "ignore", "count"] = "review"
    silent_errors: str = ""
    rounding: int = Field(default=2, ge=0, le=6)
    scale: Points | None = None
    instructions: dict[str, list[str]] = {}
    sections: list[Any]
    forms: list[Any]


RowT = TypeVar("RowT", bound=Strict)


def validated(model: type[RowT], tree: Tree, loc: Loc, note: Note) -> RowT | None:
    """The part of the file at ``loc`` as its row, or None with every reason noted."""
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _tell(model, (*loc, *detail["loc"]), detail["loc"], detail["type"], detail["msg"], detail.get("input"), note)
        return None


def sound_head(tree: dict[str, Tree]) -> ExamRow:
    """As much of the file's own words as can be used, so that its sections may be looked at even when others are wrong."""
    standing_in: dict[str, Tree] = {"exam": "unknown", "title": "unknown", "sections": [], "forms": []}
    try:
        return ExamRow.model_validate(tree)
    except ValidationError as error:
        broken = {detail["loc"][0] for detail in error.errors() if detail["loc"]}
    return ExamRow.model_validate({**standing_in, **{word: value for word, value in tree.items() if word not in broken}})


def _tell(model: type[Strict], place: Loc, loc: Loc, kind: str, message: str, given: object, note: Note) -> None:
    """A pydantic error in our words."""
    word = str(place[-1]) if place else "the file"
    if kind == "extra_forbidden":
        words = sorted(_words(model, loc[:-1]))
        note(place, f"the unknown word {shown(word)}", f"one of {', '.join(words)}{did_you_mean(word, words)}")
        return
    if kind == "missing":
        note(place[:-1], f"no {word!r} here", f"a line {word}: …")
        return
    expected = {
        "model_type": "words, each with a colon and its value",
        "dict_type": "words, each with a colon and its value",
        "string_type": "a single text",
        "list_type": "a list",
        "string_pattern_mismatch": "letters, digits and dashes, and few of them",
    }.get(kind, message[:1].lower() + message[1:])
    what = shown(given) if isinstance(given, str) else "a list" if isinstance(given, list) else "words with values"
    note(place, f"{what} for {shown(word)}", expected)


def _words(model: type[Strict], loc: Loc) -> set[str]:
    """The words that may stand at a place within a row."""
    for step in loc:
        if isinstance(step, str) and step in model.model_fields:
            model = next(_rows_in(model.model_fields[step].annotation), model)
    return set(model.model_fields)


def _rows_in(annotation: Any) -> Iterator[type[Strict]]:  # noqa: ANN401  (an annotation may be anything)
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        yield annotation
    for part in get_args(annotation):
        yield from _rows_in(part)
