"""What is the same for all commands: their help, and what cannot be asked for."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from omr import cli
from tests.cli.pages import EXAM

COMMANDS = [command.name or command.callback.__name__ for command in cli.app.registered_commands if command.callback]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example(omr, command: str) -> None:
    code, printed = omr(command, "--help")
    assert code == 0
    assert f"Example: omr {command}" in printed


def test_an_unknown_command_or_option_is_a_usage_error_with_a_way_on(omr) -> None:
    for arguments in (("scna",), ("scan", "--no-such-thing"), ("scan",)):
        code, printed = omr(*arguments)
        assert code == 2
        assert "--help" in printed


@pytest.mark.parametrize(
    "arguments",
    [
        ("sheet", EXAM, "--paper", "a5"),
        ("simulate", EXAM, "-n", "0", "-o", "x"),
        ("scan", EXAM, "--exam", EXAM, "--batch", "x", "--workers", "-1"),
    ],
    ids=lambda one: one[0],
)
def test_what_cannot_be_asked_for_is_a_usage_error(omr, arguments: tuple[str | Path, ...]) -> None:
    assert omr(*arguments)[0] == 2


def test_a_folder_that_is_no_batch_is_bad_input(omr, tmp_path: Path) -> None:
    for command in (("grade",), ("audit",), ("review", "--html", tmp_path / "r.html"), ("decide", tmp_path, EXAM / "decisions.csv")):
        name, *rest = command
        code, printed = omr(name, *(rest if name == "decide" else [tmp_path, *rest]))
        assert code == 3, printed
        assert "no batch" in printed


@pytest.mark.parametrize("command", [("demo",), ("sheet", EXAM), ("simulate", EXAM, "-n", "1"), ("calibrate",)], ids=lambda one: one[0])
def test_an_output_that_is_a_file_is_bad_input_and_no_defect(omr, tmp_path: Path, command: tuple[str | Path, ...]) -> None:
    (tmp_path / "file").write_text("precious")
    code, printed = omr(*command, "-o", tmp_path / "file")
    assert code == 3
    assert str(tmp_path / "file") in printed
    assert "defect" not in printed
    assert (tmp_path / "file").read_text() == "precious"


def test_the_next_command_can_be_typed_as_it_is_said_whatever_its_paths_are_called(
    omr, scanned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("session d'été", "-april"):
        shutil.copytree(scanned, tmp_path / name)
        batch = f"./{name}"
        code, printed = omr("grade", batch)
        assert code == 0
        said = shlex.split(printed.split("Next: ")[1].strip())
        assert said[:2] == ["omr", "review"]
        assert not said[2].startswith("-")
        assert (tmp_path / said[2]).is_dir()
