"""Lines of print, what they announce, and which field a title stands for."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from omr.learn.paper.blank import Word, union
from omr.learn.words.kinds import kind_of
from omr.learn.words.wording import ascii_text
from omr.model.layout import Box, Field, FieldKind

SPACE = 1.1
"""Of the line's height: words nearer than that are one phrase."""
HEADING_SPACE = 2.5
"""The same for headings, whose number may be set apart."""
OPENS = (
    r"(?:section|part|partie|teil|parte|abschnitt|seccion|bloque|block|question|frage|pregunta|questao|domanda|aufgabe|exercice|exercise"
    r"|ejercicio|problem|probleme|item|zadanie|pytanie|uloha|otazka|vraag|opgave|oppgave|uppgift|fraga|soru|cau|feladat|esercizio|quesito)"
)
"""Words (without accents) before the number of a section or a question."""
HEADING = re.compile(rf"(?:{OPENS}\s+)?(\d{{1,2}}|[IVX]{{1,4}}|[A-H])[.):]?", re.IGNORECASE)
LARGER = 1.15
CAPITAL = re.compile(r"[A-Z0-9][^gjpqyQ,;()\[\]/|]*")
"""Times the height of most numbers that one has which is set in a heading, by LaTeX 1.2 and 1.44; and words as high as a number."""
COUNTED = re.compile(r"\d{1,3}[.)]")
WORDED = re.compile(OPENS, re.IGNORECASE)
COUNTS = re.compile(
    r"(?:question|frage|pregunta|quest(?:ao|oe)|domand|item|aufgabe|exerci[cs]|ejercicio|problem|zada|pytan|uloh|otaz|vra[ag]|opga|mcq|answer"
    r"|antwort|reponse|respuesta|risposta|point|punkt|punto|mark|page|seite|pagina|minut|min\b)",
    re.IGNORECASE,
)
"""What a word (without accents) behind a number begins with that says what there are so many of: "50 Questions"."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side on one line."""

    words: tuple[Word, ...]
    box: Box

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def phrases(words: list[Word], space: float = SPACE) -> list[Phrase]:
    """Words grouped by line and nearness, from the top-left on."""
    lines: list[list[Word]] = []
    open_lines: list[list[Word]] = []
    widest = space * max((word.box.h for word in words), default=0.0)
    for word in sorted(words, key=lambda word: (word.box.x, word.box.y)):
        open_lines = [line for line in open_lines if word.box.x - line[-1].right < widest]  # no later word stands nearer to the others
        home = next((line for line in reversed(open_lines) if _carries_on(line, word, space)), None)
        if home is None:
            lines.append([word])
            open_lines.append(lines[-1])
        else:
            home.append(word)
    found = [Phrase(tuple(line), union([word.box for word in line])) for line in lines]
    return sorted(found, key=lambda phrase: (phrase.box.y, phrase.box.x))


def headlines(words: list[Word]) -> list[Phrase]:
    """Phrases whose number may be set apart, but parted where a number opens the next column of text."""
    found = []
    for phrase in phrases(words, HEADING_SPACE):
        starts = [0, *(i for i in range(1, len(phrase.words)) if _opens_a_column(phrase.words, i)), len(phrase.words)]
        for start, end in pairwise(starts):
            part = phrase.words[start:end]
            found.append(Phrase(part, union([word.box for word in part])))
    return found


def _opens_a_column(words: tuple[Word, ...], i: int) -> bool:
    """Whether a white space lies before a word that begins a question: "7." or "Question 7"."""
    word, after = words[i], words[i + 1].text if i + 1 < len(words) else ""
    apart = word.box.x - words[i - 1].right > SPACE * word.box.h
    worded = opens_a_part(word.text) and after[:1].isdigit()
    return apart and i > 1 and (worded or re.fullmatch(COUNTED, word.text) is not None)


def _carries_on(line: list[Word], word: Word, space: float) -> bool:
    last = line[-1]
    tall = max(word.box.h, *(one.box.h for one in line[-4:]))
    overlap = min(last.box.y + last.box.h, word.box.y + word.box.h) - max(last.box.y, word.box.y)
    return overlap > 0.3 * min(last.box.h, word.box.h) - 0.25 * tall and -1 < word.box.x - last.right < space * tall


def opens_a_part(text: str) -> bool:
    """Whether a word stands before the number of a section or a question."""
    return re.fullmatch(WORDED, ascii_text(text)) is not None


def counts(words: Sequence[Word], i: int) -> bool:
    """Whether a number among words says how many questions, points or pages there are."""
    return i + 1 < len(words) and words[i].text.isdecimal() and re.match(COUNTS, ascii_text(words[i + 1].text)) is not None


def titled(box: Box, title: str) -> Field:
    """A field to be written in by hand, with its title."""
    kind = kind_of(title) or FieldKind.OTHER
    return Field(FieldKind.VERSION if kind is FieldKind.FORM_CODE else kind, box, printed=title)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that opens a section: its number or letter, and its words; ``worded`` where it says so, "Part 2"."""

    name: str
    title: str
    box: Box
    worded: bool = False


def lists_answers(name: str, rest: Sequence[str]) -> bool:
    """Whether a line that begins with A goes on with B: it says a question's answers, "A. lipid  B. water", or heads columns,
    "Question A B C D".
    """
    if name not in {"A", "a"}:
        return False
    after = chr(ord(name) + 1)
    return after in rest[:1] or any(text[:1] == after and text[1:] in {".", ")"} for text in rest)


def heading(phrase: Phrase, usual: float = math.inf) -> Heading | None:
    """The section that a phrase announces ("3. Networks", "Part B"), or None. A number in larger type than the ``usual``, whose capitals
    are so many mm high, needs no dot: "3 Networks".
    """
    texts = [word.text for word in phrase.words]
    if not texts[0]:
        return None
    first = " ".join(texts[:2]) if opens_a_part(texts[0]) and len(texts) > 1 else texts[0]
    rest = texts[2:] if first != texts[0] else texts[1:]
    found = re.fullmatch(HEADING, ascii_text(first))
    wordy = any(len(text) > 2 and text[:3].isalpha() for text in rest)
    large = first.isdecimal() and phrase.words[0].box.h > LARGER * usual and not counts(phrase.words, 0)
    if not found or lists_answers(found.group(1), rest) or not (first != texts[0] or (wordy and (first[-1] in ".):" or large))):
        return None
    return Heading(found.group(1), " ".join(rest), phrase.box, worded=first != texts[0])


def usual_height(lines: Sequence[Phrase]) -> float:
    """The height in mm of most capitals and figures, infinite where there are none; words that reach below their line say nothing of it."""
    heights = [word.box.h for line in lines for word in line.words if re.fullmatch(CAPITAL, word.text)]
    return median(heights) if heights else math.inf
