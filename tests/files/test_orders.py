"""The orders of exam.yaml's forms against what the layout shows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from omr.errors import BadExam
from omr.files import data_folder, read_folder

SAMPLES = ("ift6135", "ift6135-plain")


@pytest.fixture(params=SAMPLES)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    for name in ("exam.yaml", "key.csv", "roster.csv", "layout.json"):
        shutil.copyfile(data_folder("sample_scans") / request.param / name, tmp_path / name)
    return tmp_path


def change(folder: Path, old: str, new: str) -> None:
    text = (folder / "exam.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / "exam.yaml").write_text(text.replace(old, new), encoding="utf-8")


def told(folder: Path) -> list[str]:
    with pytest.raises(BadExam) as caught:
        read_folder(folder)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def test_an_order_of_items_that_the_layout_does_not_show_is_told_once_a_section(folder: Path) -> None:
    change(folder, "3: [ii, i]", "3: [i, ii]")
    (only,) = told(folder)
    assert "layout.json: found another order of the items of section '3' on form 1012: 'i' is printed as 'ii', not as 'i'" in only
    assert "`omr sheet`, or `omr learn --exam`" in only


def test_an_order_of_options_that_the_layout_does_not_show_is_told(folder: Path) -> None:
    change(folder, "i: [b, d, a, c]", "i: [d, b, a, c]")
    (only,) = told(folder)
    assert "another order of the options of item 'i' of section '4' on form 1012: 'd' is printed as 'b', not as 'a'" in only


def test_an_order_that_is_written_after_the_layout_was_made_is_told(folder: Path) -> None:
    """As `omr learn` without an exam leaves it: every form shows the base form's names."""
    data = json.loads((folder / "layout.json").read_text(encoding="utf-8"))
    data["forms"]["1012"] = data["forms"]["1011"]
    (folder / "layout.json").write_text(json.dumps(data), encoding="utf-8")
    found = told(folder)
    for what in ("items of section '1'", "items of section '7'", "options of item 'i' of section '8'"):
        assert sum(what in line for line in found) == 1
    assert all("1012" in line for line in found)


def test_a_text_that_is_printed_instead_of_a_letter_moves_with_its_option(folder: Path) -> None:
    data = json.loads((folder / "layout.json").read_text(encoding="utf-8"))
    for page in data["forms"]["1012"]["pages"]:
        for field in page["fields"]:
            if (field.get("section"), field.get("item")) == ("1", "a"):
                field["options"].reverse()
    (folder / "layout.json").write_text(json.dumps(data), encoding="utf-8")
    change(folder, "    options:\n      3:\n", "    options:\n      1:\n        a: [F, T]\n      3:\n")
    assert read_folder(folder).layout is not None


def test_a_name_that_stands_for_no_place_says_nothing_of_the_order(folder: Path) -> None:
    text = (folder / "layout.json").read_text(encoding="utf-8")
    assert '"printed": "ii"' in text
    (folder / "layout.json").write_text(text.replace('"printed": "ii"', '"printed": "Q12"'), encoding="utf-8")
    read_folder(folder)


def test_a_layout_that_is_made_anew_need_not_fit(folder: Path) -> None:
    change(folder, "3: [ii, i]", "3: [i, ii]")
    exam = read_folder(folder, to_print=True)
    assert exam.layout is None
    assert exam.exam.form("1012").items["3"] == ("i", "ii")
