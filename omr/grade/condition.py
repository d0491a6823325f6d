"""Conditions of number answers, such as ``floor((64+2*p-8)/s)+1 == 32``: exact, bounded, and never an exception."""

from __future__ import annotations

import ast
import math
import operator
import warnings
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

from simpleeval import InvalidExpression, SimpleEval

Number: TypeAlias = Fraction | int

LONGEST_CONDITION = 1000
"""Characters; a longer condition is a mistake, and nesting deeper than this allows would exhaust the stack."""
LARGEST_NUMBER = 4096
"""Bits of a numerator or denominator: far above any exam's arithmetic, far below what costs time."""

FAILURES = (InvalidExpression, ArithmeticError, ValueError, TypeError, SyntaxError, RecursionError, MemoryError)
"""What evaluating can end in; each makes the response wrong."""


def holds(condition: str, values: Mapping[str, Fraction]) -> bool:
    """Whether ``condition`` is true of the blanks' ``values``.

    Variables are integers ≥ 0; any other value, a missing one, a division by zero and every other failure make it False.
    Arithmetic is in exact fractions, so ``(1/3)*3 == 1`` holds.
    """
    if any(value.denominator != 1 or value < 0 for value in values.values()):
        return False
    try:
        evaluator = _Exact(dict(values))
        return evaluator.eval(condition, previously_parsed=_parsed(condition)) is True
    except FAILURES:
        return False


@lru_cache(maxsize=1024)
def _parsed(condition: str) -> ast.expr:
    """The one expression that ``condition`` is; statements, assignments and over-long texts raise ValueError or SyntaxError."""
    if len(condition) > LONGEST_CONDITION:
        raise ValueError(f"a condition of {len(condition)} characters")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # "3 is 3" only means that the condition is False
        return ast.parse(condition.strip(), mode="eval").body


def _bounded(compute: Callable[..., Number]) -> Callable[..., Number]:
    """``compute`` with a result that is refused (OverflowError) once it needs more than LARGEST_NUMBER bits."""

    def checked(*numbers: Number) -> Number:
        result = compute(*numbers)
        if max(result.numerator.bit_length(), result.denominator.bit_length()) > LARGEST_NUMBER:
            raise OverflowError("a number too large")
        return result

    return checked


def _power(base: Number, exponent: Number) -> Number:
    """``base ** exponent`` for a whole exponent, refused before it is computed if the result would be too large."""
    exact = Fraction(exponent)
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if exact.denominator != 1 or abs(exact) > LARGEST_NUMBER or abs(exact) * bits > LARGEST_NUMBER:
        raise OverflowError("an exponent that is too large or not whole")
    return Fraction(Fraction(base) ** exact.numerator)


OPERATORS: dict[type, Callable[..., Any]] = {
    ast.Add: _bounded(operator.add),
    ast.Sub: _bounded(operator.sub),
    ast.Mult: _bounded(operator.mul),
    ast.Div: _bounded(lambda a, b: Fraction(a) / Fraction(b)),
    ast.FloorDiv: _bounded(lambda a, b: Fraction(a) // Fraction(b)),
    ast.Mod: _bounded(lambda a, b: Fraction(a) % Fraction(b)),
    ast.Pow: _power,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
FUNCTIONS: dict[str, Callable[..., Number]] = {"floor": math.floor, "ceil": math.ceil, "abs": abs, "min": min, "max": max, "gcd": math.gcd}
NODES = (ast.Name, ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call)


class _Exact(SimpleEval):  # type: ignore[misc]  # simpleeval carries no types
    """simpleeval over fractions, with nothing but arithmetic, comparisons and logic."""

    nodes: dict[type, Callable[..., Any]]

    def __init__(self, names: dict[str, Fraction]) -> None:
        super().__init__(operators=OPERATORS, functions=FUNCTIONS, names=names)
        self.nodes = {node: self.nodes[node] for node in NODES}
        self.nodes[ast.Constant] = self._constant

    @staticmethod
    def _constant(node: ast.Constant) -> Fraction | bool:
        """A number as written (0.1 is one tenth), True or False; raises ValueError for a text."""
        if isinstance(node.value, bool):
            return node.value
        if isinstance(node.value, int | float):
            return Fraction(repr(node.value))
        raise ValueError(f"{node.value!r} is not a number")
