"""The whole job on the sample stack: nothing lost, nothing silently wrong, and the grades that are expected."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.make_stack import EXAM, REJECTED, TWINS

COMMANDS = ("scan", "decide", "grade")


def omr(*arguments: str | Path, expected: int = 0) -> str:
    done = subprocess.run([sys.executable, "-m", "omr", *map(str, arguments)], check=False, capture_output=True, text=True)
    assert done.returncode == expected, done.stdout + done.stderr
    return done.stdout


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def batch(tmp_path_factory) -> Path:
    """The stack, scanned and graded, before anybody decided anything."""
    folder = tmp_path_factory.mktemp("office") / "batch"
    printed = omr("scan", EXAM / "scans" / "stack.pdf", "--exam", EXAM, "--batch", folder, "--expect", "24", expected=REJECTED)
    assert "51 scans taken in = read 48 + blank 1 + duplicate 1 + rejected 1." in printed
    omr("grade", folder)
    return folder


@pytest.fixture(scope="module")
def decided(batch, tmp_path_factory) -> Path:
    """The same batch once a grader decided what was asked."""
    folder = tmp_path_factory.mktemp("decided") / "batch"
    shutil.copytree(batch, folder)
    omr("decide", folder, EXAM / "decisions.csv")
    assert "Nothing waits for a person" in omr("grade", folder)
    return folder


def test_no_response_is_silently_wrong(batch):
    read = {(row["sheet"], row["section"], row["item"]): row for row in rows(batch / "results" / "responses.csv")}
    truth = rows(EXAM / "truth.csv")
    assert len(truth) == len(read)
    for row in truth:
        response = read[row["sheet"], row["section"], row["item"]]
        assert response["status"] == "unsure" or response["response"] == row["response"], (row, response)


def test_few_choice_items_are_asked(batch):
    choices = [row for row in rows(batch / "results" / "responses.csv") if row["section"] != "2"]
    asked = [row for row in choices if row["status"] == "unsure"]
    assert len(asked) / len(choices) < 0.1


@pytest.mark.parametrize("name", ["pages.csv", "grades.csv"])
def test_after_the_decisions_the_results_are_the_expected_ones(decided, name):
    assert (decided / "results" / name).read_text(encoding="utf-8") == (EXAM / "expected" / name).read_text(encoding="utf-8")


def test_both_forms_grade_the_same_knowledge_the_same(decided):
    one, two = (rows(decided / "results" / "grades.csv")[place] for place in TWINS)
    assert (one["form"], two["form"]) == ("1011", "1012")
    sections = [str(number) for number in range(1, 9)]
    assert [one[name] for name in (*sections, "total")] == [two[name] for name in (*sections, "total")]


def test_scanning_again_changes_nothing(decided, tmp_path):
    folder = tmp_path / "batch"
    shutil.copytree(decided, folder)
    omr("scan", EXAM / "scans" / "stack.pdf", "--exam", EXAM, "--batch", folder, expected=REJECTED)
    omr("grade", folder)
    for path in sorted((decided / "results").iterdir()):
        assert (folder / "results" / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_changed_key_needs_no_new_scan(decided, tmp_path):
    folder = tmp_path / "batch"
    shutil.copytree(decided, folder)
    key = tmp_path / "key.csv"
    key.write_text((EXAM / "key.csv").read_text(encoding="utf-8").replace("1011,8,i,d", "1011,8,i,*"), encoding="utf-8")
    omr("grade", folder, "--key", key)
    assert {row["8"] for row in rows(folder / "results" / "grades.csv") if row["status"] != "absent"} == {"4"}
