"""The printed form code: after a word for it, or at the end of an answer sheet's title."""

from __future__ import annotations

import pytest

from omr.learn.paper.blank import Word
from omr.learn.words.codes import printed_code
from omr.model.layout import Box


def line(text: str, y: float = 20.0) -> list[Word]:
    starts = [20.0 + 3.0 * sum(len(word) + 1 for word in text.split()[:i]) for i in range(len(text.split()))]
    return [Word(word, Box(x, y, 3.0 * len(word), 4.0)) for x, word in zip(starts, text.split(), strict=True)]


TITLES = [
    "Answer Sheet (Feuille de réponses) : 1011",
    "Antwortbogen – 1011",
    "Feuille de réponses / Answer sheet - 1011",
    "Antwortbogen Nr. 1011",
    "Form 1011",
    "Mã đề 1011",
    "Вариант № 1011",
    "Kitapçık (1011)",
]
COUNTS = ["Answer Form - 50 Questions", "Form, 20 Fragen", "Formulaire, version à 40 questions", "MÃ ĐỀ THI (3 chữ số)"]
"""Titles that say how many questions or digits there are."""


@pytest.mark.parametrize("title", TITLES)
def test_the_title_of_an_answer_sheet_ends_in_its_code(title: str) -> None:
    found = printed_code([*line("Mathematics 204", 10.0), *line(title)])
    assert found is not None
    assert found[0] == "1011"


@pytest.mark.parametrize(
    "title", ["Answer sheet", "Answer sheet, page 1", "Answer sheet for 40 items", "ANSWER SHEET 200", "Chapter 1011", *COUNTS]
)
def test_other_lines_end_in_no_code(title: str) -> None:
    assert printed_code(line(title)) is None
