"""YAML as a tree of plain texts that remembers its lines.

Every scalar stays the text that was written: ``0123`` keeps its zero, ``no`` is not a false, ``2.50`` is exact. Aliases are
refused: they can make a tree endless, and a template says what it means in full.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from omr.files.problems import Problems, shown

if TYPE_CHECKING:
    from ruamel.yaml.nodes import MappingNode, Node

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"
Loc: TypeAlias = tuple[str | int, ...]
"""The way from the top to a value: names of keys and numbers of entries."""

LONGEST_CHARACTERS = 1_000_000
"""A national exam of 500 items stays under 100,000; the parser needs a second for a million."""
PARSER_FAILURES = (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, AssertionError, RuntimeError)
"""What ruamel.yaml raises, besides its own YAMLError, on bytes that are no YAML at all (a defect of its scanner each)."""


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file: its ``tree``, and on which line (from 1) each value and each key stands."""

    tree: Tree
    lines: Mapping[Loc, int]

    def line(self, loc: Loc) -> int:
        """The line of that place, or of the nearest place around it that the file has."""
        for end in range(len(loc), -1, -1):
            if loc[:end] in self.lines:
                return self.lines[loc[:end]]
        return 1


def read_tree(text: str, problems: Problems) -> Document | None:
    """The document, or None with the reason noted."""
    if len(text) > LONGEST_CHARACTERS:
        problems.add(None, f"{len(text):,} characters", f"at most {LONGEST_CHARACTERS:,}")
        return None
    node = _composed(text)
    if isinstance(node, _Refused):
        problems.add(node.line, node.found, node.expected)
        return None
    lines: dict[Loc, int] = {}
    return Document(_tree(node, (), lines, problems), lines)


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why a text is no document."""

    line: int | None
    found: str
    expected: str = "YAML as in the sample exam"


@lru_cache(maxsize=4)
def _composed(text: str) -> Node | _Refused:
    """The text's nodes. The parser takes some 60 ms for the sample exam, and a command reads the same text several times (the exam's own,
    the batch's copy of it).
    """
    from ruamel.yaml import YAML  # noqa: PLC0415  (only who reads an exam pays for it)
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415
    from ruamel.yaml.reader import ReaderError  # noqa: PLC0415

    from omr.files.yamlguard import GuardedParser, Unwanted  # noqa: PLC0415

    yaml = YAML(typ="safe", pure=True)
    yaml.Parser = GuardedParser
    try:
        node: Node | None = yaml.compose(text)
    except Unwanted as unwanted:
        return _Refused(unwanted.line, unwanted.found, unwanted.expected)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        return _Refused(line, f"text that is not YAML ({error.problem or error.context})")
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return _Refused(line, f"a character that YAML forbids (U+{ord(str(error.character)[:1] or chr(0)):04X})", "printable text")
    except (YAMLError, *PARSER_FAILURES) as error:
        return _Refused(None, f"text that is not YAML ({type(error).__name__}: {error})")
    return _Refused(None, "an empty file") if node is None else node


def _tree(node: Node, loc: Loc, lines: dict[Loc, int], problems: Problems) -> Tree:
    from ruamel.yaml.nodes import MappingNode, SequenceNode  # noqa: PLC0415

    lines.setdefault(loc, node.start_mark.line + 1)
    if isinstance(node, MappingNode):
        return _mapping(node, loc, lines, problems)
    if isinstance(node, SequenceNode):
        return [_tree(child, (*loc, index), lines, problems) for index, child in enumerate(node.value)]
    return "" if node.value == "~" and not getattr(node, "style", None) else str(node.value)


def _mapping(node: MappingNode, loc: Loc, lines: dict[Loc, int], problems: Problems) -> dict[str, Tree]:
    from ruamel.yaml.nodes import ScalarNode  # noqa: PLC0415

    tree: dict[str, Tree] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            problems.add(line, "a key that is a list or a mapping", "a word followed by a colon")
            continue
        name = str(key.value)
        place = (*loc, name)
        if name in tree:
            problems.add(line, f"{shown(name)} a second time", f"it once; it stands on line {lines[place]} already")
            continue
        lines[place] = line
        tree[name] = _tree(value, place, lines, problems)
    return tree
