"""Where something stands in a JSON file, against what YAML's own parser says of every place (JSON is YAML)."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from omr.files.jsonlines import lines_of
from omr.files.problems import Problems
from omr.files.yamltree import read_tree

KEYS = st.text("abcdefgh", min_size=1, max_size=4)
VALUES = st.recursive(
    st.integers() | KEYS | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(data=st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), indent=st.sampled_from([None, 0, 1, 3]))
def test_every_place_stands_where_the_yaml_parser_finds_it(data: dict[str, object], indent: int | None) -> None:
    text = json.dumps(data, indent=indent)
    document = read_tree(text, Problems(Path("layout.json")))
    assert document
    assert lines_of(text, list(document.lines)) == dict(document.lines)


def test_a_place_that_is_not_there_stands_where_the_nearest_around_it_does() -> None:
    text = '\n{"forms": [\n  {},\n  {"a": "}\\n,",\n   "b": 1}\n]}\n'
    asked = [("forms", 1, "b"), ("forms", 1, "c"), ("forms", 7), ("forms", 1, "b", "d"), ("else",), ()]
    assert list(lines_of(text, asked).values()) == [5, 4, 2, 5, 2, 2]
