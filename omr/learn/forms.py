"""Blank pages sorted by the form they belong to: as a person says, as they print, or as the look of the files shows."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

import numpy as np

from omr.errors import BadInput
from omr.learn.page import Found
from omr.learn.paper.blank import Word
from omr.learn.words.codes import CODE
from omr.learn.words.wording import item_name
from omr.model.layout import Field, FieldKind
from omr.model.versions import can_be_bubbled

Forms = list[tuple[str, list[Found]]]
"""Form code → its pages, in the order of the blanks."""
NEAR_MM = 0.6
"""Forms made from one document have the same things in the same place."""
ALIKE = 0.6
"""Share of words and outlines that two files have in the same place from which they are forms of one exam; pages of one form share a
heading at most, or number their items on."""
LEAST, MOST = 3, 0.5
"""Items of a page that have numbers, and their share, from which these tell whether they count on from the page before."""


def sorted_by_form(pages: list[Found], given: tuple[str, ...], known: tuple[str, ...]) -> tuple[Forms, list[str]]:
    """The forms of the blanks, and what is doubtful. Raises BadInput where a form's code is not known, or not the exam's."""
    files = _by_file(pages)
    codes = given if len(given) > 1 else () if given else known
    bubbled, written = _are_bubbled(codes, pages), _written(pages)
    if len(files) == 1 and len(codes) > 1 and not any(page.code for page in pages) and (bubbled or written):
        for code in codes:
            _check(code, known)
        return [(code, pages) for code in codes], [] if bubbled else written
    if len(given) > 1:
        return _as_given(files, given, known), []
    printed = _by_code(files)
    if given or printed is None or len(printed) < 2:
        return _one_or_alike(pages, files, given, known)
    return printed, []


def _by_file(pages: list[Found]) -> list[list[Found]]:
    files: dict[str, list[Found]] = defaultdict(list)
    for page in pages:
        files[page.page.file.rsplit(", page ", 1)[0]].append(page)
    return list(files.values())


def _are_bubbled(codes: tuple[str, ...], pages: list[Found]) -> bool:
    """Whether the student says by a bubbled version which of the forms it is: they are one paper."""
    columns = _version(pages)
    return all(can_be_bubbled(code, columns) for code in codes)


def _version(pages: list[Found]) -> tuple[Field, ...]:
    return next((found for page in pages if (found := tuple(f for f in page.fields if f.kind is FieldKind.FORM_CODE and f.options))), ())


def _written(pages: list[Found]) -> list[str]:
    """What is told of the places where the student writes by hand which of the forms it is."""
    places = ((page.page.file, field.box.centre) for page in pages for field in page.fields if field.kind is FieldKind.VERSION)
    told = "a person says for each sheet which it is"
    return [f"{file}: the version is written by hand at {x:.0f}, {y:.0f} mm: {told}" for file, (x, y) in places]


def _as_given(files: list[list[Found]], given: tuple[str, ...], known: tuple[str, ...]) -> Forms:
    """One file a form, in the order of the codes."""
    for code in given:
        _check(code, known)
    if len(files) != len(given) or len(set(given)) < len(given):
        raise BadInput(
            f"{len(files)} blank files, but {len(given)} form codes: {', '.join(given)}",
            "give one file and one --form for each form; where one paper has a version to write, say where in corrections.txt beside the "
            "layout: `field PAGE X Y version` (form_code if it is bubbled)",
        )
    return list(zip(given, files, strict=True))


def _check(code: str, known: tuple[str, ...]) -> None:
    if known and code not in known:
        raise BadInput(f"the exam has no form {code}", f"give one of {', '.join(known)}")


def _by_code(files: list[list[Found]]) -> Forms | None:
    """The forms by the codes that are printed; a page without one belongs to the only code of its file. None where that leaves any open."""
    forms: dict[str, list[Found]] = {}
    for file in files:
        codes = {page.code for page in file if page.code}
        for page in file:
            code = page.code or (next(iter(codes)) if len(codes) == 1 else "")
            if not code:
                return None
            forms.setdefault(code, []).append(page)
    return list(forms.items())


def _one_or_alike(pages: list[Found], files: list[list[Found]], given: tuple[str, ...], known: tuple[str, ...]) -> tuple[Forms, list[str]]:
    """All pages as one form, unless the files look like forms of one exam."""
    counted = _counted_on(files)
    alike = not given and not known and len(files) > 1 and all(_are_alike(files[0], other) for other in files[1:])
    if alike and not counted:
        codes = _differing_words(files) or tuple(_file_code(file[0]) for file in files)
        if len(set(codes)) == len(files):
            doubt = f"the files look alike, so they are taken for the forms {', '.join(codes)}; if they are not, give --form for each"
            return list(zip(codes, files, strict=True)), [doubt]
    code, doubts = _only_code(given[0] if given else "", pages, known)
    return [(code, pages)], [*doubts, counted] if alike else doubts


def _counted_on(files: list[list[Found]]) -> str:
    """What is told of files each of which counts its items on from those of the one before: they are pages of one form; "" of others."""
    named = [[item_name(entry.printed) for page in file for entry in page.entries] for file in files]
    numbers = [sorted(name.rank for name in names if name and name.style == "digit") for names in named]
    if any(len(some) < max(LEAST, MOST * len(names)) for some, names in zip(numbers, named, strict=True)):
        return ""
    if any(after[0] <= before[-1] for before, after in pairwise(numbers)):
        return ""
    told = ", ".join(f"{some[0]}–{some[-1]}" for some in numbers)
    return f"the files look alike, and their items count on ({told}), so they are taken for pages of one form; if not, give --form for each"


def _are_alike(one: list[Found], other: list[Found]) -> bool:
    """Whether two files have as many pages, and on each the same things in the same places."""
    return len(one) == len(other) and all(_alike(a, b) for a, b in zip(one, other, strict=True))


def _alike(one: Found, other: Found) -> bool:
    a, b = _places(one), _places(other)
    if not len(a) or not len(b):
        return False
    near = np.linalg.norm(a[:, None] - b[None], axis=2).min(axis=1) < NEAR_MM
    return bool(near.mean() >= ALIKE)


def _places(page: Found) -> np.ndarray:
    outlines = [outline.box.centre for entry in page.entries for outline in entry.outlines]
    return np.array(outlines + [word.box.centre for word in page.page.words], dtype=np.float64).reshape(-1, 2)


def _differing_words(files: list[list[Found]]) -> tuple[str, ...] | None:
    """The codes of files that look alike: the words in one place that differ from file to file, the largest print of them."""
    found = []
    for pages in zip(*files, strict=True):
        for word in pages[0].page.words:
            same = [_at(word, page) for page in pages]
            texts = tuple(one.text.strip(".:()") for one in same if one)
            if len(set(texts)) == len(files) and all(re.fullmatch(CODE, text) for text in texts):
                found.append((word.box.h, texts))
    return max(found)[1] if found else None


def _at(word: Word, page: Found) -> Word | None:
    """The word that begins where another does."""
    near = [one for one in page.page.words if abs(one.box.x - word.box.x) < NEAR_MM and abs(one.middle - word.middle) < NEAR_MM]
    return near[0] if near else None


def _file_code(page: Found) -> str:
    name = page.page.file.rsplit(", page ", 1)[0].rsplit(".", 1)[0]
    return re.sub(r"[^0-9A-Za-z-]+", "-", name).strip("-")[:12]


def _only_code(given: str, pages: list[Found], known: tuple[str, ...]) -> tuple[str, list[str]]:
    """The one form's code: as given, as printed, or the exam's only one."""
    printed = {page.code for page in pages if page.code}
    if given:
        _check(given, known)
        return given, [
            f"the form is {given} as given, but {', '.join(sorted(printed))} is printed"
        ] if printed and given not in printed else []
    if len(printed) > 1:
        raise BadInput(f"the pages carry several form codes: {', '.join(sorted(printed))}", "learn each form by itself, or give --form")
    if printed:
        return printed.pop(), []
    if known:
        if len(known) > 1:
            raise BadInput("no form code of the exam is printed on the blank", f"say which form it is: --form {known[0]}")
        return known[0], []
    columns = _version(pages)
    if columns:
        labels = ", ".join(option.label for option in columns[0].options)
        told = f"a version is bubbled ({labels}), and the form is called 1, whatever is marked there; "
        return "1", [told + "where versions have keys of their own, list them as forms in exam.yaml and learn again with --exam"]
    if _written(pages):
        told = "a version is written by hand, and the form is called 1, whatever stands there; "
        return "1", [
            told + "where versions have keys of their own, give a --form for each, or list them in exam.yaml and learn with --exam"
        ]
    named = _named_code(pages[0])
    if named:
        return named, [f"the form is called {named}, as its file is named and its first page says; if it is not, give --form"]
    return "1", ["no form code is printed; the form is called 1"]


def _named_code(page: Found) -> str:
    """A code in the file's name that the page prints, too; empty where there is none. A single letter or digit says nothing."""
    printed = {word.text.strip(".:()") for word in page.page.words}
    parts = re.findall(r"[A-Za-z0-9]+", _file_code(page))
    return next((part for part in parts if len(part) > 1 and CODE.fullmatch(part) and part in printed), "")
