"""Whether a text is a condition that can be true: it is checked when the key is read, since a slip in it would fail everybody."""

from __future__ import annotations

import ast
import math
import warnings
from collections.abc import Collection

from omr.files.names import FUNCTIONS

LONGEST_CONDITION = 1000
"""Characters; what evaluates conditions refuses longer ones."""
DEEPEST_CONDITION = 40
"""Levels of nesting; the longest conditions of real keys have 6."""
FEWEST_ARGUMENTS = {"floor": 1, "ceil": 1, "abs": 1, "min": 2, "max": 2}
COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
DIVISIONS = (ast.Div, ast.FloorDiv, ast.Mod)
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)


class _Unfit(Exception):
    """A part of a condition that does not fit; its text is what was expected. Never leaves this file."""


def condition_problem(text: str, blanks: Collection[str]) -> str:
    """What was expected instead of this condition, or an empty text where it is one.

    A condition compares arithmetic over the blanks, such as ``floor((64+2*p-8)/s)+1 == 32``, and may join comparisons by
    ``and``, ``or`` and ``not``. Nothing else passes, so that every condition that does is either true or false of any numbers.
    """
    values = " ".join(f"{blank}=3" for blank in blanks)
    usual = f"values such as {values}, or a condition over {', '.join(blanks)}"
    if len(text) > LONGEST_CONDITION:
        return f"a condition of at most {LONGEST_CONDITION} characters"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # "3 is 3" is refused below, without a word on the screen
            tree = ast.parse(text.strip(), mode="eval").body
        _check_truth(tree, frozenset(blanks), DEEPEST_CONDITION)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return usual
    except _Unfit as unfit:
        return str(unfit)
    return "" if any(isinstance(node, ast.Name) and node.id in blanks for node in ast.walk(tree)) else usual


def _check_truth(node: ast.expr, blanks: frozenset[str], depth: int) -> None:
    """``node`` is true or false; raises _Unfit otherwise."""
    if depth == 0:
        raise _Unfit(f"a condition of at most {DEEPEST_CONDITION} levels")
    if isinstance(node, ast.BoolOp):
        for part in node.values:
            _check_truth(part, blanks, depth - 1)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        _check_truth(node.operand, blanks, depth - 1)
    elif isinstance(node, ast.Compare) and all(isinstance(op, COMPARISONS) for op in node.ops):
        for part in (node.left, *node.comparators):
            _check_number(part, blanks, depth - 1)
    else:
        raise _Unfit(f"a comparison such as {min(blanks, default='p')} == 3 (==, !=, <, <=, >, >=), several joined by and, or, not")


def _check_number(node: ast.expr, blanks: frozenset[str], depth: int) -> None:
    """``node`` is a number; raises _Unfit otherwise."""
    if depth == 0:
        raise _Unfit(f"a condition of at most {DEEPEST_CONDITION} levels")
    if isinstance(node, ast.Name):
        if node.id not in blanks:
            raise _Unfit(f"only {', '.join(sorted(blanks))} and {', '.join(FUNCTIONS)}, not {node.id}")
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool) or not isinstance(node.value, int | float) or not math.isfinite(node.value):
            raise _Unfit("numbers, not texts or words")
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        _check_number(node.operand, blanks, depth - 1)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC):
        if isinstance(node.op, DIVISIONS) and isinstance(node.right, ast.Constant) and node.right.value == 0:
            raise _Unfit("a division by anything but 0, which no number fulfils")
        _check_number(node.left, blanks, depth - 1)
        _check_number(node.right, blanks, depth - 1)
    elif isinstance(node, ast.Call):
        _check_call(node, blanks, depth)
    else:
        raise _Unfit(f"arithmetic (+ - * / // % **) of numbers, {', '.join(sorted(blanks))} and {', '.join(FUNCTIONS)}")


def _check_call(node: ast.Call, blanks: frozenset[str], depth: int) -> None:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name not in FEWEST_ARGUMENTS:
        raise _Unfit(f"one of the functions {', '.join(FUNCTIONS)}")
    fewest = FEWEST_ARGUMENTS[name]
    if node.keywords or len(node.args) < fewest or (fewest == 1 and len(node.args) > 1):
        raise _Unfit(f"{'one number' if fewest == 1 else 'two or more numbers'} in {name}( )")
    for part in node.args:
        _check_number(part, blanks, depth - 1)
