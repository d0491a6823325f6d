"""The sample exam's key says what its KEY-NOTES.md works out."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from omr.files import data_folder, read_folder
from omr.model.exam import ChoiceAnswer, ItemRef, NumberAnswer

SAMPLE = data_folder("sample_scans") / "ift6135"
EXAM = read_folder(SAMPLE)
NOTES = {
    int(number): text
    for number, text in re.findall(
        r"^(\d)\. (.*?)(?=^\d\. |\Z)", (SAMPLE / "KEY-NOTES.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
}
INVENTED = {"i": "b", "ii": "d", "iii": "d", "iv": "a"}
"""Section 5 speaks of a figure that the document lacks."""


def told(section: int) -> dict[str, list[str]]:
    """What the notes say of a section's items: ``(ii) a or d: …``."""
    return {item: answers.split(" or ") for item, answers in re.findall(r"\((\w+)\) ([a-eTF](?: or [a-eTF])?)[:.]", NOTES[section])}


@pytest.mark.parametrize("section", [1, 3, 4, 6, 7, 8])
def test_each_answer_is_the_one_that_the_notes_reason_for(section):
    answers = told(section)
    assert list(answers) == [item.name for item in EXAM.exam.section(str(section)).items]
    for item, labels in answers.items():
        assert EXAM.key[ItemRef(str(section), item)] == ChoiceAnswer(tuple(frozenset({label}) for label in labels))


def test_the_invented_answers_say_that_they_are():
    assert "Invented" in NOTES[5]
    assert {item: EXAM.key[ItemRef("5", item)] for item in INVENTED} == {
        item: ChoiceAnswer((frozenset({label}),)) for item, label in INVENTED.items()
    }


def test_the_numbers_that_have_one_answer_are_those_of_the_notes():
    assert EXAM.key[ItemRef("2", "c")] == NumberAnswer(({"k": Decimal(4), "s": Decimal(4)},))
    assert EXAM.key[ItemRef("2", "d")] == NumberAnswer(({"o": Decimal(7)},))
