"""Timing tracks beside lists of options on a scan: they part no list, and name nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.learn.paper import learned, only_page

BALLOT = """
#let bar = rect(width: 4mm, height: 1.6mm, fill: black, stroke: none)
#place(dx: -8mm, stack(spacing: 6.8mm, ..range(22).map(_ => bar)))
#let oval = box(width: 6mm, height: 3.2mm, radius: 1.6mm, stroke: 0.5pt, baseline: 0.4mm)
#let office(i) = [*OFFICE #i* \\ Vote for one \\
  #for name in ("Walker", "Stone", "Ruiz", "Chan", "Diaz").slice(0, 3 + calc.rem(i, 3)) [#oval #h(2mm) #name \\ #v(1mm) ]
  #v(4mm)]
#align(center)[OFFICIAL BALLOT, GENERAL ELECTION]
#line(length: 100%)
#grid(columns: (1fr, 1fr), [#range(3).map(office).join()], [#range(3, 6).map(office).join()])
"""


@pytest.mark.parametrize("kind", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_lists_beside_a_timing_track_are_whole(tmp_path: Path, kind: str) -> None:
    page = only_page(learned(tmp_path, BALLOT, kind))
    assert [len(field.options) for field in page.choices] == [3, 4, 5] * 2
