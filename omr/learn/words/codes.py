"""The printed form code of a page: what stands after or under "Form", "Version", …, ends an answer sheet's title, or is a word that the
exam names as one.
"""

from __future__ import annotations

import re

from omr.learn.paper.blank import Word
from omr.learn.words.kinds import kind_of
from omr.learn.words.titles import counts, phrases
from omr.learn.words.wording import ascii_text
from omr.model.layout import Box, FieldKind

CODE = re.compile(r"[A-Z]{0,2}\d{1,8}[A-Z]?|[A-Z]")
SHEET = re.compile(
    r"(?:answer (?:sheet|card|form)|feuilles? de reponses?|grille de reponses?|antwort(?:bogen|blatt)|hoja de respuestas"
    r"|folha de respostas|foglio (?:delle )?risposte|antwoord(?:blad|formulier))[^0-9]*(?:[:#-]|\bn[or]\b\.?)\s*([A-Z]?\d{3,8})",
    re.IGNORECASE,
)
"""The title of an answer sheet that ends in a number, set off from whatever it says, "(Feuille de réponses)"; without accents."""
UNDER_MM = 8.0


def printed_code(words: list[Word], known: tuple[str, ...] = ()) -> tuple[str, Box] | None:
    """The code and its place; with ``known`` codes only one of those, the largest print of it."""
    if known:
        hits = [word for word in words if word.text in known]
        best = max(hits, key=lambda word: word.box.h, default=None)
        return (best.text, best.box) if best else None
    lines = phrases(words)
    for phrase in lines:
        if kind_of(phrase.text) is not FieldKind.FORM_CODE or len(phrase.words) > 6:
            continue
        texts = [word.text for word in phrase.words]
        title = next(i for i in range(len(texts)) if kind_of(" ".join(texts[: i + 1])) is FieldKind.FORM_CODE)
        rest = enumerate(phrase.words[title + 1 :], title + 1)
        after = [word for i, word in rest if _is_code(word.text) and not counts(phrase.words, i)]
        under = [word for word in words if CODE.fullmatch(word.text) and _under(word.box, phrase.box)]
        for word in (*after, *sorted(under, key=lambda word: word.box.y)):
            return word.text.strip(".:()"), word.box
    titles = ((found.group(1), line.words[-1].box) for line in lines if (found := re.fullmatch(SHEET, _plain(line.text))))
    return next(titles, None)


def _is_code(text: str) -> bool:
    """Whether a word may be a code; "(3" only opens what stands in brackets, "(3 digits)"."""
    return CODE.fullmatch(text.strip(".:()")) is not None and ("(" in text) == (")" in text)


def _under(box: Box, title: Box) -> bool:
    gap = box.y - title.y - title.h
    return -1 < gap < UNDER_MM and box.x < title.x + title.w and box.x + box.w > title.x and box.h > 1.5


def _plain(text: str) -> str:
    return ascii_text(re.sub("[\u2013\u2014]", "-", text))
