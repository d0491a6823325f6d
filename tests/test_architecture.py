"""The rooms of the house: a file imports only from rooms above its own; rooms on one line do not import each other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import omr

ROOMS = (
    ("errors",),
    ("model",),
    ("imaging",),
    ("files",),
    ("ingest", "register", "read"),
    ("store",),
    ("collate", "interpret", "grade", "advise"),
    ("audit",),
    ("export", "sheet", "learn", "simulate"),
    ("intake", "workers", "page_half", "bubbles"),
    ("work",),
    ("scan", "results", "watch"),
    ("calibrate", "review"),
    ("demo", "doctor"),
    ("cli",),
)
STAGES_OF_LEARNING = ("paper", "words", "outlines", "rows", "items", "doubts")
"""The folders of ``learn/``: each knows those before it, and none knows the files beside them, which put all together."""
LEVEL = {room: level for level, rooms in enumerate(ROOMS) for room in rooms}
PACKAGE = Path(omr.__file__).parent
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.name not in {"__init__.py", "__main__.py"})


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    rooms: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "omr" else [node.module or ""]
        else:
            continue
        rooms |= {name.split(".")[1] for name in names if name.startswith("omr.") and not name.startswith("omr.__")}
    return rooms


def learned_stages(path: Path) -> set[str]:
    """The folders or files of ``learn/`` that a file imports from."""
    froms = [node.module or "" for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[2] for name in froms if name.startswith("omr.learn.")}


def calls_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_imports_only_from_rooms_above_its_own(path: Path) -> None:
    room = room_of(path)
    assert room in LEVEL, f"{room} is no room of the house"
    for other in imported_rooms(path) - {room}:
        assert LEVEL[other] < LEVEL[room], f"{path.relative_to(PACKAGE)} ({room}) imports {other}"


@pytest.mark.parametrize("stage", STAGES_OF_LEARNING)
def test_a_stage_of_learning_knows_only_those_before_it(stage: str) -> None:
    earlier = set(STAGES_OF_LEARNING[: STAGES_OF_LEARNING.index(stage) + 1])
    files = sorted((PACKAGE / "learn" / stage).glob("*.py"))
    assert files
    for path in files:
        assert learned_stages(path) <= earlier, f"{path.relative_to(PACKAGE)} imports {learned_stages(path) - earlier}"


@pytest.mark.parametrize("path", [path for path in SOURCES if room_of(path) != "cli"], ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_command_line_prints_and_exits(path: Path) -> None:
    assert not calls_of(path) & {"print", "exit", "quit", "input"}


@pytest.mark.parametrize("path", [path for path in SOURCES if room_of(path) == "model"], ids=lambda path: path.name)
def test_the_nouns_know_neither_opencv_nor_pandas(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "import cv2" not in text
    assert "import pandas" not in text
