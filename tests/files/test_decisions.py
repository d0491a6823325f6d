"""A decisions.csv as graders hand it in: filled in by hand, saved by a spreadsheet, some of it still empty."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omr.errors import BadExam
from omr.files import read_decisions, write_decisions
from omr.files.formulas import PLAIN_NUMBER, RUNS, safe, unsafe
from omr.model.response import Decision, Target

HEADER = "target,scan,sheet,section,item,value,who,when,reason,based_on"
ROW = "item,,A0001B,1,a,T,Zoé,,asked,scan1"


def written(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "decisions.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def told(path: Path) -> list[str]:
    with pytest.raises(BadExam) as caught:
        read_decisions(path)
    return [str(problem).replace(f"{path.parent}/", "") for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([ROW, "items,,A0001B,1,a,T,,,,"], "decisions.csv:3: found the target 'items'; expected item, page or sheet"),
        ([ROW, ",,A0001B,1,a,T,,,,"], "decisions.csv:3: found the target ''"),
        ([ROW, "item,A0001B"], "decisions.csv:3: found 2 cells"),
        ([ROW, ROW + ",more"], "decisions.csv:3: found 11 cells"),
        ([ROW, 'item,,"A0001B'], "decisions.csv:3: found a row that is no part of a table"),
    ],
)
def test_a_slip_is_told_with_its_line(tmp_path, rows, expected):
    lines = told(written(tmp_path, *rows))
    assert any(line.startswith(expected) for line in lines), lines


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (HEADER.replace("value", "valu"), "found a header without 'value'"),
        (HEADER.replace("target,", ""), "found a header without 'target'"),
        (HEADER.replace("reason", "points"), "found the column 'points'"),
        (HEADER.replace("reason", "value"), "found the column 'value' twice"),
    ],
)
def test_a_header_that_is_not_ours_is_told(tmp_path, header, expected):
    assert any(line.startswith(f"decisions.csv:1: {expected}") for line in told(written(tmp_path, ROW, header=header)))


def test_all_slips_are_told_at_once(tmp_path):
    lines = told(written(tmp_path, "x,,A,1,a,T,,,,", ROW, "y,,A,1,a,T,,,,"))
    assert [line.split(": ")[0] for line in lines] == ["decisions.csv:2", "decisions.csv:4"]


def test_rows_that_nobody_has_filled_in_yet_are_passed_over(tmp_path):
    assert [one.value for one in read_decisions(written(tmp_path, "item,,A0001B,1,b,,,,,", ROW, "", "page,scan9,,,,,,,,"))] == ["T"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_what_a_spreadsheet_saves_is_read(tmp_path, separator, encoding):
    path = tmp_path / "decisions.csv"
    path.write_bytes(f"{HEADER}\r\n{ROW}\r\n".replace(",", separator).encode(encoding))
    assert read_decisions(path) == (
        Decision(Target.ITEM, "T", sheet="A0001B", section="1", item="a", who="Zoé", reason="asked", based_on="scan1"),
    )


def test_a_missing_or_empty_file_is_told(tmp_path):
    assert told(tmp_path / "decisions.csv")[0].startswith("decisions.csv: found no such file")
    (tmp_path / "decisions.csv").write_bytes(b"")
    assert told(tmp_path / "decisions.csv")


WORDS = st.text("'=+-@1.a \t", max_size=6).map(str.strip)


@given(WORDS, WORDS)
def test_what_a_grader_wrote_comes_back_as_it_was_and_never_runs(tmp_path_factory: pytest.TempPathFactory, who: str, reason: str) -> None:
    path = tmp_path_factory.mktemp("words") / "decisions.csv"
    decision = Decision(Target.ITEM, "a", "A1", "1", "b", who=who, reason=reason)
    write_decisions([decision], path)
    assert read_decisions(path) == (decision,)
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert not any(RUNS.match(text) and not PLAIN_NUMBER.fullmatch(text) for text in (row["who"], row["reason"]))


@given(st.text("'=-a1", max_size=5))
def test_a_text_made_safe_is_told_from_every_other(text: str) -> None:
    assert unsafe(safe(text)) == text
