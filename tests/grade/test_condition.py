"""Conditions of number answers end in yes or no, whatever stands in them."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omr.grade.condition import holds

THREE_TWO = {"p": Fraction(3), "s": Fraction(2)}


@pytest.mark.parametrize(
    "condition",
    [
        "floor((64+2*p-8)/s)+1 == 32",
        "p == 3 and s == 2",
        "p > s or p < 0",
        "not p == 4",
        "1 < s < p",
        "p ** s == 9",
        "(1/p)*3 == 1",
        "0.1 + 0.2 == 0.3",
        "p // s == 1 and p % s == 1",
        "max(p, s) == 3 and abs(-p) == 3 and ceil(p/s) == 2",
        " p == 3 ",
    ],
)
def test_a_true_condition_holds(condition: str) -> None:
    assert holds(condition, THREE_TWO)


@pytest.mark.parametrize(
    "condition",
    [
        "p == 4",
        "p / (s - 2) == 0",
        "q == 3",
        "p",
        "p - 3",
        "",
        "p ==",
        "p = 3",
        "p == 3; s == 2",
        "import os",
        "__import__('os').system('true') == 0",
        "p.numerator == 3",
        "(lambda: True)()",
        "[x for x in (1,2)] == [1, 2]",
        "'a' == 'a'",
        "9**9**9 > 0",
        "2**100000 > 0",
        "(-1)**0.5 == 1",
        "1e400 > 0 and False",
        "1j == 1j",
        "floor() == 0",
        "p(3) == 3",
        "print(3) == 3",
        "0 ** -1 == 0",
        "None == None",
        "(" * 300 + "p" + ")" * 300 + " == 3",
        "-" * 900 + "p == 3",
        "+".join(["p"] * 2000) + " == 6000",
        "\0",
    ],
)
def test_a_false_or_impossible_condition_does_not_hold(condition: str) -> None:
    start = time.perf_counter()
    assert not holds(condition, THREE_TWO)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("value", [Fraction(-1), Fraction(1, 2)])
def test_variables_are_whole_and_not_negative(value: Fraction) -> None:
    assert not holds("p == p", {"p": value})


@settings(max_examples=200, deadline=1000)
@given(st.text(alphabet="ps0123456789+-*/%()<>=!.,and or not floormx", max_size=40))
def test_no_text_raises(condition: str) -> None:
    assert holds(condition, THREE_TWO) in (True, False)
