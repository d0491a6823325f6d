"""The words of the graders' page, in their languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from omr.review.cards import words as shared

LANGUAGES = ("en", "fr")


@cache
def texts(language: str) -> Mapping[str, Any]:
    """The page's words in a language; English where there are none."""
    table = json.loads(files("omr.review.web").joinpath("words.json").read_text(encoding="utf-8"))
    own: Mapping[str, Any] = table.get(language, table["en"])
    return {**shared(language), **own}
