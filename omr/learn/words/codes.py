"""The printed form code of a page: what stands after or under "Form", "Version", …, ends an answer sheet's title, or is a word that the
exam names as one.
"""

from __future__ import annotations

import re

from omr.learn.paper.blank import Word
from omr.learn.words.titles import counts, kind_of, phrases
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
        title = next((i for i, word in enumerate(phrase.words) if kind_of(word.text) is FieldKind.FORM_CODE), len(phrase.words))
        rest = enumerate(phrase.words[title + 1 :], title + 1)
        after = [word for i, word in rest if CODE.fullmatch(word.text.strip(".:()")) and not counts(phrase.words, i)]
        under = [word for word in words if CODE.fullmatch(word.text) and _under(word.box, phrase.box)]
        for word in (*after, *sorted(under, key=lambda word: word.box.y)):
            return word.text.strip(".:()"), word.box
    titles = ((found.group(1), line.words[-1].box) for line in lines if (found := re.fullmatch(SHEET, _plain(line.text))))
    return next(titles, None)


def _under(box: Box, title: Box) -> bool:
    gap = box.y - title.y - title.h
    return -1 < gap < UNDER_MM and box.x < title.x + title.w and box.x + box.w > title.x and box.h > 1.5


def _plain(text: str) -> str:
    return ascii_text(re.sub("[\u2013\u2014]", "-", text))
